//! What to say of a path that leads nowhere: what is there instead.

use super::format;
use super::glob;
use super::paths::joined;
use crate::diag::{Code, Problem, nearest};
use crate::spec::{FileOrigin, Text};
use std::path::{Path, PathBuf};

/// A path at which there is nothing.
pub fn missing(whole: &Path, written: &Text) -> Problem {
    let message = format!("there is no file or folder `{}`", whole.display());
    Problem::error(Code::UnreadableData, written.span, message).help(instead(whole))
}

/// A pattern that no file matches.
pub fn no_match(origin: &FileOrigin, written: &Text) -> Problem {
    let message = format!("no file matches `{}`", joined(&origin.base, &written.value).display());
    let (fixed, _) = glob::split(&written.value);
    let root = joined(&origin.base, &fixed);
    let help = if root.is_dir() || fixed.is_empty() { holds(&root) } else { instead(&root) };
    Problem::error(Code::UnreadableData, written.span, message).help(help)
}

/// A folder without files that could be read.
pub fn no_data(root: &Path, origin: &FileOrigin, written: &Text) -> Problem {
    let kind = origin.format.as_ref().map_or("data", |stated| format::name(stated.value));
    let message = format!("the folder `{}` holds no {kind} files", root.display());
    let known = "files end in `.csv`, `.tsv`, `.parquet`, `.json`, `.ndjson`, `.jsonl`, `.arrow`, `.feather` or `.ipc`";
    Problem::error(Code::UnreadableData, written.span, message).help(format!("{known}; {}", holds(root)))
}

/// Looks for the first part of the path that is not there, and for names like it.
fn instead(whole: &Path) -> String {
    let mut there = whole;
    let mut wanted = whole;
    while let Some(parent) = there.parent() {
        (wanted, there) = (there, parent);
        if there.is_dir() || there.as_os_str().is_empty() {
            break;
        }
    }
    let name = wanted.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let known = names(there);
    match nearest(&name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{}`?", there.join(near).display()),
        None => holds(there),
    }
}

/// What a folder holds, a few names of it.
fn holds(folder: &Path) -> String {
    const SHOWN: usize = 5;
    // Put together anew, so that a last `/` is gone.
    let folder: PathBuf = folder.components().collect();
    let shown = if folder.as_os_str().is_empty() { ".".into() } else { folder.display().to_string() };
    let names = names(&folder);
    if names.is_empty() {
        return format!("the folder `{shown}` is empty");
    }
    let some: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    format!("the folder `{shown}` holds {}{more}", some.join(", "))
}

fn names(folder: &Path) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}
