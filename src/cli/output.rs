//! Where a report goes: standard output, or a file that is there whole or not at all.

use crate::diag::{Code, Problem};
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Writes the bytes; a reader of standard output that has gone away is no mistake.
pub(super) fn write(bytes: &[u8], file: Option<&Path>) -> Result<(), Problem> {
    match file {
        Some(path) => to_file(bytes, path).map_err(|error| unwritable(&path.display().to_string(), &error)),
        None => match to_stdout(bytes) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritable("standard output", &error)),
            _ => Ok(()),
        },
    }
}

fn unwritable(what: &str, error: &io::Error) -> Problem {
    Problem::general(Code::UnwritableOutput, format!("`{what}` cannot be written: {}", reason(error)))
        .help("name a file in a folder that exists and that you may write to")
}

/// The cause in lower case and without the system's number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Writes beside the file and then takes its place; what is no plain file (a pipe, a device) is written in place.
fn to_file(bytes: &[u8], path: &Path) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::OpenOptions::new().write(true).open(&target)?.write_all(bytes);
    }
    let beside = beside(&target);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // The first error says more than one of cleaning up.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}
