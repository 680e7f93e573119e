//! The delimiter and the columns of one file.

use crate::diag::Code;
use crate::sources::failure::{Failure, Place};
use crate::sources::paths::DataFile;
use crate::sources::reading;
use crate::spec::CsvOptions;

use super::records::Records;

/// A file with what its first line tells.
#[derive(Clone, Debug)]
pub struct CsvFile {
    /// The file.
    pub file: DataFile,
    /// Between fields.
    pub delimiter: u8,
    /// Whether the first line holds names.
    pub header: bool,
    /// The columns' names, in the order of the fields.
    pub names: Vec<String>,
    /// Whether the header ends in a delimiter, so that a last empty field means nothing.
    pub trailing: bool,
}

const HEAD: u64 = 64 * 1024;

impl CsvFile {
    /// Reads the first line of a file.
    pub fn open(file: DataFile, options: &CsvOptions) -> Result<Self, Failure> {
        let head = reading::beginning(&file, HEAD)?;
        readable(&file, &head)?;
        let delimiter =
            options.delimiter.unwrap_or_else(|| if file.tabs { b'\t' } else { guess(&head, options) });
        let mut opened = Self { file, delimiter, header: options.header, names: Vec::new(), trailing: false };
        opened.names = opened.read_names()?;
        if opened.header {
            opened.trailing = opened.names.len() > 1 && opened.names.last().is_some_and(String::is_empty);
            opened.names.truncate(opened.names.len() - usize::from(opened.trailing));
            opened.name_blanks();
            opened.unique()?;
        }
        Ok(opened)
    }

    fn read_names(&self) -> Result<Vec<String>, Failure> {
        let mut records = Records::raw(self)?;
        let Some(first) = records.next()? else {
            let help = "a CSV file begins with a line of column names; remove the file if it has no rows";
            return Err(Failure::unreadable(&self.file.path, "is empty", help));
        };
        if !self.header {
            return Ok((1..=first.len()).map(|number| format!("column_{number}")).collect());
        }
        let count = first.len();
        (0..count).map(|at| records.text(at).map(|name| name.trim().to_owned())).collect()
    }

    fn name_blanks(&mut self) {
        for (at, name) in self.names.iter_mut().enumerate().filter(|(_, name)| name.is_empty()) {
            *name = format!("column_{}", at + 1);
        }
    }

    fn unique(&self) -> Result<(), Failure> {
        for (at, name) in self.names.iter().enumerate() {
            if self.names.iter().take(at).any(|other| other == name) {
                let place = Place { column: Some(name.clone()), ..Place::line(&self.file.path, Some(1)) };
                let message = format!("{}: two columns have the name `{name}`", place.in_words());
                return Err(Failure::at(
                    place,
                    Code::SchemaConflict,
                    message,
                    "rename one of them in the header",
                ));
            }
        }
        Ok(())
    }
}

/// What stands between the fields of all these files; none where they differ or cannot be read.
pub fn delimiter(files: &[DataFile], options: &CsvOptions) -> Option<u8> {
    let mut found =
        files.iter().map(|file| CsvFile::open(file.clone(), options).ok().map(|file| file.delimiter));
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}

/// What the first bytes rule out.
fn readable(file: &DataFile, head: &[u8]) -> Result<(), Failure> {
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    if utf16 {
        return Err(Failure::unreadable(&file.path, "is encoded in UTF-16", "save it as UTF-8"));
    }
    if head.starts_with(b"PAR1") || head.starts_with(b"PK\x03\x04") || head.contains(&0) {
        return Err(Failure::unreadable(
            &file.path,
            "is not a CSV file",
            "state the `format:`, or export it as CSV",
        ));
    }
    Ok(())
}

/// The mark that the first line has most often outside quotes.
fn guess(head: &[u8], options: &CsvOptions) -> u8 {
    let marks: &[u8] = if options.decimal == ',' { b";\t|," } else { b",;\t|" };
    let mut counts = [0usize; 4];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts != [0; 4] => break,
            _ if quoted => {}
            byte => {
                if let Some(count) =
                    marks.iter().position(|mark| mark == byte).and_then(|at| counts.get_mut(at))
                {
                    *count += 1;
                }
            }
        }
    }
    // With a decimal comma a comma is no delimiter if there is any other.
    let others = counts.iter().take(3).any(|count| *count > 0);
    if options.decimal == ',' && others {
        counts[3] = 0;
    }
    let best = counts.iter().max().copied().unwrap_or(0);
    let found = counts.iter().position(|count| *count == best && best > 0);
    found.and_then(|at| marks.get(at)).copied().unwrap_or(if options.decimal == ',' { b';' } else { b',' })
}
