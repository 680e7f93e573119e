//! The rows of one file, each with the number of fields that its header has.

use super::dialect::CsvFile;
use super::lines::line_of;
use crate::diag::Code;
use crate::sources::failure::{Failure, Place};
use crate::sources::reading;
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

const CLOSE: &str =
    "a quote that opens on this line is not closed there: close it, or double quotes inside values";
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads the rows of a file, one after the other.
pub struct Records<'a> {
    file: &'a CsvFile,
    reader: Reader<Watched>,
    record: ByteRecord,
    /// Bytes before the first that the reader sees.
    skipped: u64,
    end: Arc<End>,
}

/// What tells whether the last quote of a file is closed.
#[derive(Default)]
struct End {
    /// Whether the parser has asked for more than there is.
    reached: AtomicBool,
    /// The last byte that is no blank and no end of a line.
    last: AtomicU8,
}

/// Notes the end of the content as it is read.
struct Watched {
    content: Box<dyn Read + Send>,
    end: Arc<End>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.content.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        if let Some(byte) = read.iter().rev().find(|byte| !byte.is_ascii_whitespace()) {
            self.end.last.store(*byte, Ordering::Relaxed);
        }
        self.end.reached.store(count == 0, Ordering::Relaxed);
        Ok(count)
    }
}

impl<'a> Records<'a> {
    /// All records, the header included.
    pub fn raw(file: &'a CsvFile) -> Result<Self, Failure> {
        let (content, skipped) =
            without_bom(reading::open(&file.file)?).map_err(|error| Failure::io(&file.file.path, error))?;
        let end = Arc::new(End::default());
        let reader = ReaderBuilder::new()
            .delimiter(file.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(128 * 1024)
            .from_reader(Watched { content, end: end.clone() });
        Ok(Self { file, reader, record: ByteRecord::new(), skipped, end })
    }

    /// The rows after the header.
    pub fn rows(file: &'a CsvFile) -> Result<Self, Failure> {
        let mut records = Self::raw(file)?;
        if file.header {
            records.next()?;
        }
        Ok(records)
    }

    /// Moves to the next record that is not blank; none at the end.
    pub fn next(&mut self) -> Result<Option<&ByteRecord>, Failure> {
        loop {
            let more = self.reader.read_byte_record(&mut self.record).map_err(|error| self.broken(error))?;
            if !more {
                return Ok(None);
            }
            if !self.is_blank() {
                return Ok(Some(&self.record));
            }
        }
    }

    /// Moves to the next row and checks its number of fields; false at the end.
    pub fn next_row(&mut self) -> Result<bool, Failure> {
        if self.next()?.is_none() {
            return Ok(false);
        }
        if self.is_unclosed() {
            return Err(self.unclosed());
        }
        let (found, expected) = (self.record.len(), self.file.names.len());
        if found == expected || (found > expected && self.is_empty_after(expected)) {
            return Ok(true);
        }
        Err(self.ragged(found, expected))
    }

    /// A field of the current record; the empty text where there is none.
    pub fn text(&self, at: usize) -> Result<&str, Failure> {
        let bytes = self.record.get(at).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| self.not_utf8(at))
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The current record's place.
    pub fn place(&self) -> Place {
        let start = self.record.position().map_or(0, |position| position.byte());
        Place::line(&self.file.file.path, line_of(&self.file.file, start + self.skipped))
    }

    /// A line of nothing but blanks, where a row has several fields.
    fn is_blank(&self) -> bool {
        let blank = |field: &[u8]| field.iter().all(u8::is_ascii_whitespace);
        self.record.len() == 1 && self.file.names.len() != 1 && self.record.get(0).is_none_or(blank)
    }

    fn is_empty_after(&self, expected: usize) -> bool {
        let mut rest = self.record.iter().skip(expected);
        let count = self.record.len() - expected;
        count == 1 && rest.all(|field| field.is_empty())
    }

    /// Whether the last value goes on to the end of the file, which does not end in a quote.
    fn is_unclosed(&self) -> bool {
        let last = self.record.len().checked_sub(1).and_then(|at| self.record.get(at)).unwrap_or_default();
        last.contains(&b'\n')
            && self.end.reached.load(Ordering::Relaxed)
            && self.end.last.load(Ordering::Relaxed) != b'"'
    }

    fn unclosed(&self) -> Failure {
        let place = self.place();
        let message = format!("{}: a quote is not closed", place.in_words());
        Failure::at(place, Code::InvalidData, message, CLOSE)
    }

    fn ragged(&self, found: usize, expected: usize) -> Failure {
        let place = self.place();
        let fields = |count: usize| if count == 1 { "1 field".to_owned() } else { format!("{count} fields") };
        let whose = if self.file.header { "the header" } else { "the first row" };
        let message =
            format!("{}: the row has {}, {whose} has {}", place.in_words(), fields(found), fields(expected));
        let help = if self.record.iter().any(|field| field.contains(&b'\n')) {
            CLOSE
        } else if found > expected {
            "put values that hold the delimiter in quotes, or state `csv: { delimiter: … }`"
        } else {
            "complete or remove the row, or state `csv: { delimiter: … }`"
        };
        Failure::at(place, Code::InvalidData, message, help)
    }

    fn not_utf8(&self, at: usize) -> Failure {
        let column = self.file.names.get(at).cloned();
        let text = self.record.get(at).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let place = Place { column, text, ..self.place() };
        let message = format!("{}: the text is not UTF-8", place.in_words());
        Failure::at(place, Code::UnreadableData, message, "save the file as UTF-8")
    }

    fn broken(&self, error: csv::Error) -> Failure {
        let path = &self.file.file.path;
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Failure::io(path, error),
            _ => Failure::unreadable(path, "cannot be read as CSV", "check the file"),
        }
    }
}

/// The content after a byte order mark, and the length of that mark.
fn without_bom(mut content: Box<dyn Read + Send>) -> std::io::Result<(Box<dyn Read + Send>, u64)> {
    let mut first = Vec::with_capacity(BOM.len());
    content.by_ref().take(BOM.len() as u64).read_to_end(&mut first)?;
    if first == BOM {
        return Ok((content, BOM.len() as u64));
    }
    Ok((Box::new(Cursor::new(first).chain(content)), 0))
}
