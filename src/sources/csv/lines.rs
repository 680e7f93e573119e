//! The line of a place in a file, looked up only when an error needs it.

use crate::sources::paths::DataFile;
use crate::sources::reading;
use std::io::{BufReader, Read};

/// The line (from 1) of the record that begins at or after this byte of the unpacked file; blank lines are passed over.
pub fn line_of(file: &DataFile, start: u64) -> Option<u64> {
    let mut lines = 1;
    let mut last = 0;
    let bytes = BufReader::new(reading::open(file).ok()?).bytes();
    for (at, byte) in bytes.enumerate() {
        let byte = byte.ok()?;
        let ends = byte == b'\n' || byte == b'\r';
        if at as u64 >= start && !ends {
            break;
        }
        if byte == b'\r' || (byte == b'\n' && last != b'\r') {
            lines += 1;
        }
        last = byte;
    }
    Some(lines)
}
