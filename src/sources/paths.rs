//! From paths as written to the files they mean.

use super::failure::Failure;
use super::format::{self, Compression, kind_of};
use super::{glob, hive, nearby};
use crate::diag::{Code, Problem, Span};
use crate::spec::{FileOrigin, Format, Text};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// One file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Where it is.
    pub path: PathBuf,
    /// The path in the definition that led to it.
    pub span: Span,
    /// How it is written.
    pub format: Format,
    /// How it is packed.
    pub compression: Compression,
    /// Whether its name says that fields stand between tabs.
    pub tabs: bool,
    /// The `key=value` folders above it, in order.
    pub partitions: Vec<(String, String)>,
}

/// All files that the paths of a source mean, each once, in the order of the paths and then by name.
pub fn find(origin: &FileOrigin) -> Result<Vec<DataFile>, Failure> {
    let mut files: Vec<DataFile> = Vec::new();
    let mut seen = HashSet::new();
    for path in &origin.paths {
        for file in find_one(origin, path)? {
            if seen.insert(file.path.clone()) {
                files.push(file);
            }
        }
    }
    one_format(&files)?;
    Ok(files)
}

fn find_one(origin: &FileOrigin, written: &Text) -> Result<Vec<DataFile>, Failure> {
    local(written)?;
    let whole = joined(&origin.base, &written.value);
    if whole.is_dir() {
        return folder(origin, written, &whole);
    }
    if whole.is_file() {
        return Ok(vec![data_file(origin, written, whole)?]);
    }
    if !glob::is_glob(&written.value) {
        return Err(nearby::missing(&whole, written).into());
    }
    let found = glob::expand(&origin.base, written)?;
    if found.is_empty() {
        return Err(nearby::no_match(origin, written).into());
    }
    found.into_iter().map(|path| data_file(origin, written, path)).collect()
}

/// `base/path`, without a leading `./`.
pub(super) fn joined(base: &Path, path: &str) -> PathBuf {
    let path = path.strip_prefix("./").unwrap_or(path);
    let base = base.strip_prefix(".").unwrap_or(base);
    base.join(path)
}

fn local(written: &Text) -> Result<(), Problem> {
    let Some((scheme, _)) = written.value.split_once("://") else { return Ok(()) };
    let message = format!("`{scheme}://` paths are not supported yet");
    Err(Problem::error(Code::NotSupported, written.span, message)
        .help("copy the files and name the local path"))
}

/// All files of a format that is known (or stated), at any depth; hidden ones are skipped.
fn folder(origin: &FileOrigin, written: &Text, root: &Path) -> Result<Vec<DataFile>, Failure> {
    let mut found = Vec::new();
    glob::walk(root, &mut found)?;
    let wanted = |path: &PathBuf| match (kind_of(path).format, &origin.format) {
        (Some(format), Some(stated)) => format == stated.value,
        (format, None) => format.is_some(),
        (None, Some(_)) => false,
    };
    found.retain(wanted);
    if found.is_empty() {
        return Err(nearby::no_data(root, origin, written).into());
    }
    found.into_iter().map(|path| data_file(origin, written, path)).collect()
}

fn data_file(origin: &FileOrigin, written: &Text, path: PathBuf) -> Result<DataFile, Failure> {
    let kind = kind_of(&path);
    let stated = origin.format.as_ref().map(|format| format.value);
    let Some(format) = stated.or(kind.format) else {
        let message = format!("the format of `{}` cannot be told from its name", path.display());
        let problem = Problem::error(Code::UnreadableData, written.span, message);
        return Err(problem.help("state it: `format: csv`, `parquet`, `json` or `arrow`").into());
    };
    let partitions = hive::partitions(path.strip_prefix(&origin.base).unwrap_or(&path));
    Ok(DataFile {
        span: written.span,
        format,
        compression: kind.compression,
        tabs: kind.tabs,
        partitions,
        path,
    })
}

/// One reader reads a source: its files are of one format, and packed only if they are text.
fn one_format(files: &[DataFile]) -> Result<(), Failure> {
    let Some(first) = files.first() else { return Ok(()) };
    if let Some(other) = files.iter().find(|file| file.format != first.format) {
        let message =
            format!("`{}` and `{}` are of different formats", first.path.display(), other.path.display());
        let help =
            format!("name files of one format, or state one: `format: {}`", format::name(first.format));
        return Err(Problem::error(Code::SchemaConflict, other.span, message).help(help).into());
    }
    let packed = |file: &&DataFile| file.compression != Compression::None;
    match files.iter().find(packed) {
        Some(file) if matches!(file.format, Format::Parquet | Format::Arrow) => {
            let format = format::name(file.format);
            let why = format!("is a compressed {format} file, which cannot be read");
            Err(Failure::unreadable(&file.path, &why, "unpack it first: the format compresses by itself")
                .shown_at(file.span))
        }
        _ => Ok(()),
    }
}
