//! Types told from the values of all files, up to a limit of bytes.

use super::dialect::CsvFile;
use super::guess::Guess;
use super::records::Records;
use crate::sources::failure::Failure;
use crate::sources::format::Compression;

/// The most bytes that types are told from.
const LIMIT: u64 = 64 * 1024 * 1024;
/// The least bytes of each file.
const LEAST: u64 = 256 * 1024;

/// A column that is guessed.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// Its name in the files.
    pub raw: String,
    /// Texts that mean no value.
    pub nulls: Vec<String>,
    /// What is known of it.
    pub guess: Guess,
}

/// Looks at the values of all files.
pub fn infer(files: &[CsvFile], suspects: &mut [Suspect]) -> Result<(), Failure> {
    let mut order: Vec<(u64, &CsvFile)> = files.iter().map(|file| (unpacked_size(file), file)).collect();
    order.sort_by_key(|(size, _)| *size);
    let mut left = LIMIT;
    for (at, (size, file)) in order.iter().enumerate() {
        // Small files first, so that what they leave over goes to the larger ones.
        let share = (left / (order.len() - at) as u64).max(LEAST);
        look_at(file, suspects, share)?;
        left = left.saturating_sub(share.min(*size));
    }
    Ok(())
}

/// Bytes of the file, roughly where it is packed.
fn unpacked_size(file: &CsvFile) -> u64 {
    let size = std::fs::metadata(&file.file.path).map_or(0, |data| data.len());
    if file.file.compression == Compression::None { size } else { size.saturating_mul(8) }
}

fn look_at(file: &CsvFile, suspects: &mut [Suspect], limit: u64) -> Result<(), Failure> {
    let mut fields = Vec::new();
    for suspect in suspects.iter_mut() {
        match file.names.iter().position(|name| *name == suspect.raw) {
            Some(at) => fields.push((at, suspect)),
            None => look_at_folder(file, suspect),
        }
    }
    let mut records = Records::rows(file)?;
    while records.bytes() < limit && records.next_row()? {
        for (at, suspect) in &mut fields {
            suspect.look(records.text(*at)?);
        }
    }
    Ok(())
}

/// The value that a `key=value` folder gives to all rows of a file.
fn look_at_folder(file: &CsvFile, suspect: &mut Suspect) {
    let found = file.file.partitions.iter().find(|(key, _)| *key == suspect.raw);
    if let Some((_, value)) = found {
        suspect.look(value);
    }
}

impl Suspect {
    fn look(&mut self, text: &str) {
        let bare = text.trim();
        let blank = bare.is_empty() && !text.is_empty();
        if blank || !self.nulls.iter().any(|null| null == text || null == bare) {
            self.guess.look(text);
        }
    }
}
