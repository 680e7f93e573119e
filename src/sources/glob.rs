//! Patterns of paths and walks through folders.

use super::failure::Failure;
use super::paths::joined;
use crate::diag::{Code, Problem};
use crate::spec::Text;
use globset::{GlobBuilder, GlobMatcher};
use std::path::{Component, Path, PathBuf};

/// Whether a path has characters of a pattern.
pub fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// The files that match a pattern, by name; hidden ones are skipped.
pub fn expand(base: &Path, written: &Text) -> Result<Vec<PathBuf>, Failure> {
    let (fixed, pattern) = split(&written.value);
    let matcher = compile(written, &pattern)?;
    let root = joined(base, &fixed);
    let mut found = Vec::new();
    if root.is_dir() || fixed.is_empty() {
        walk(&root, &mut found)?;
    }
    found.retain(|path| path.strip_prefix(&root).is_ok_and(|rest| matcher.is_match(rest)));
    Ok(found)
}

/// The folder before the first part with a pattern, and the rest.
pub fn split(path: &str) -> (String, String) {
    let mut at = 0;
    for part in path.split_inclusive(['/', '\\']) {
        if is_glob(part) {
            break;
        }
        at += part.len();
    }
    let (fixed, pattern) = path.split_at_checked(at).unwrap_or((path, ""));
    (fixed.to_owned(), pattern.to_owned())
}

fn compile(written: &Text, pattern: &str) -> Result<GlobMatcher, Problem> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| {
        let message = format!("`{}` is not a pattern of paths: {}", written.value, error.kind());
        Problem::error(Code::InvalidValue, written.span, message)
            .help("use `*`, `**`, `?` and `[abc]`; write `[[]` for a `[` itself")
    })
}

/// All files below a folder, sorted, without hidden ones and those that begin with `_`.
pub fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut entries: Vec<PathBuf> = std::fs::read_dir(here)
        .and_then(|entries| entries.map(|entry| Ok(folder.join(entry?.file_name()))).collect())
        .map_err(|error| Failure::io(folder, error))?;
    entries.sort();
    for path in entries.into_iter().filter(|path| !hidden(path)) {
        if path.is_file() {
            found.push(path);
        } else if path.is_dir() && !looped(&path) {
            walk(&path, found)?;
        }
    }
    Ok(())
}

fn hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    // A partition's column may begin with `_`; Spark's `_SUCCESS` has no `=`.
    name.starts_with('.') || (name.starts_with('_') && !name.contains('='))
}

/// Links to folders may lead in circles: paths end at a depth that no data has.
fn looped(path: &Path) -> bool {
    path.components().filter(|part| matches!(part, Component::Normal(_))).count() > 64
}
