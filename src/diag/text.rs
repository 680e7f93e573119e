//! From positions in a decoded text to places in the file that holds it.

use super::{FileId, ScalarMap, Span};

/// Says where a range of bytes of an expression stands in its file.
#[derive(Debug)]
pub enum TextMap {
    /// The expression is a run of the file's own bytes that begins at this offset.
    Shifted(FileId, usize),
    /// The expression was decoded from a YAML scalar.
    Scalar(FileId, ScalarMap),
}

impl TextMap {
    /// A text that is the whole file, such as an option of the command line.
    pub fn whole(file: FileId) -> Self {
        TextMap::Shifted(file, 0)
    }

    /// The place of `start..end` of the text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        match self {
            TextMap::Shifted(file, base) => Span::new(*file, base + start, base + end),
            TextMap::Scalar(file, map) => {
                let (at, len) = map.range(start, end);
                Span::new(*file, at, at + len)
            }
        }
    }
}
