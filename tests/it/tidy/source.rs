//! The project's Rust files as text, with comments and literals blanked so that only code is searched.

use std::path::{Path, PathBuf};

/// A file below `src/`.
pub struct Source {
    /// Its path below `src/`, such as `lang/parse.rs`.
    pub path: String,
    /// Its code: comments and the insides of literals are blanks, line breaks stay.
    pub code: String,
}

impl Source {
    /// The code of this text at this path.
    pub fn new(path: impl Into<String>, text: &str) -> Self {
        Self { path: path.into(), code: blank(text) }
    }

    /// The folder or file at the top of `src/` that this file belongs to.
    pub fn room(&self) -> &str {
        let top = self.path.split('/').next().unwrap_or_default();
        top.strip_suffix(".rs").unwrap_or(top)
    }

    /// Lines (from 1) with this word in the code: neither part of a longer name nor the end of a path.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        let named = word.starts_with(is_name);
        let goes_on = |before: &str| before.trim_end_matches("::").ends_with(is_name);
        let hits = self.code.match_indices(word).map(|(at, _)| &self.code[..at]);
        let whole = hits.filter(|before| !(named && goes_on(before)));
        whole.map(|before| before.matches('\n').count() + 1).collect()
    }
}

/// Whether a letter can be part of a name.
pub fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// All files of a folder and its folders, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The same text, comments and the insides of literals replaced by blanks.
fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = literal(rest).unwrap_or(0);
        let (skipped, after) = rest.split_at(if length > 0 { length } else { first.len_utf8() });
        match length {
            0 => code.push(first),
            _ => code.extend(skipped.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' })),
        }
        rest = after;
        // The `r` at the end of a name is no prefix of the string behind it: names are taken whole.
        if is_name(first) && length == 0 {
            let name = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
            code.push_str(&rest[..name]);
            rest = &rest[name..];
        }
    }
    code
}

/// The length of the comment or literal that the text begins with.
fn literal(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |end| end + 2));
    }
    let prefix = ["br", "r", "b", ""].into_iter().find(|prefix| {
        let quoted = text.strip_prefix(prefix).map(|rest| rest.trim_start_matches('#'));
        quoted.is_some_and(|rest| rest.starts_with('"'))
    });
    match prefix {
        Some(prefix) if prefix.ends_with('r') => raw(text, prefix.len()),
        Some(prefix) if text[prefix.len()..].starts_with('"') => Some(quoted(text, prefix.len(), '"')),
        _ => letter(text),
    }
}

/// A raw string: it ends with a quote and as many `#` as it began with.
fn raw(text: &str, prefix: usize) -> Option<usize> {
    let hashes = text[prefix..].find('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = prefix + hashes + 1;
    Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()))
}

/// The length up to the closing quote that no backslash escapes.
fn quoted(text: &str, open: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(open + 1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A letter such as `'a'` or `'\n'`, but not a lifetime.
fn letter(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    let closed = inside[first.len_utf8()..].starts_with('\'');
    (first == '\\' || closed).then(|| quoted(text, 0, '\''))
}
