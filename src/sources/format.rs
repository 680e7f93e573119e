//! Formats and compressions, told by a file's name.

use crate::spec::Format;
use std::path::Path;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compression {
    None,
    Gzip,
    Zstd,
    Bzip2,
}

const FORMATS: [(&str, Format); 9] = [
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("parquet", Format::Parquet),
    ("json", Format::Json),
    ("ndjson", Format::Json),
    ("jsonl", Format::Json),
    ("arrow", Format::Arrow),
    ("feather", Format::Arrow),
    ("ipc", Format::Arrow),
];

const COMPRESSIONS: [(&str, Compression); 5] = [
    ("gz", Compression::Gzip),
    ("gzip", Compression::Gzip),
    ("zst", Compression::Zstd),
    ("bz2", Compression::Bzip2),
    ("zstd", Compression::Zstd),
];

/// What a file's name tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The format, if the extension is a known one.
    pub format: Option<Format>,
    /// How it is packed.
    pub compression: Compression,
    /// Whether it is a `.tsv`.
    pub tabs: bool,
}

/// The kind of the file with this name.
pub fn kind_of(path: &Path) -> Kind {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (rest, last) = name.rsplit_once('.').unwrap_or((&name, ""));
    let compression = lookup(&COMPRESSIONS, last);
    let extension = match compression {
        Some(_) => rest.rsplit_once('.').map_or("", |(_, extension)| extension),
        None => last,
    };
    Kind {
        format: lookup(&FORMATS, extension),
        compression: compression.unwrap_or(Compression::None),
        tabs: extension == "tsv",
    }
}

fn lookup<T: Copy>(table: &[(&str, T)], extension: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == extension).map(|(_, value)| *value)
}

/// The name of a format in definitions.
pub fn name(format: Format) -> &'static str {
    match format {
        Format::Parquet => "parquet",
        Format::Csv => "csv",
        Format::Json => "json",
        Format::Arrow => "arrow",
    }
}
