//! Columns that are folders: `year=2024/month=01/…`.

use std::path::{Component, Path};

const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// The `key=value` folders of a path, in order; an empty value is no value.
pub fn partitions(path: &Path) -> Vec<(String, String)> {
    let folders = path.parent().unwrap_or(Path::new(""));
    folders.components().filter_map(partition).collect()
}

fn partition(part: Component) -> Option<(String, String)> {
    let Component::Normal(text) = part else { return None };
    let (key, value) = text.to_str()?.split_once('=')?;
    let value = if value == NO_VALUE { String::new() } else { decoded(value) };
    (!key.is_empty()).then(|| (decoded(key), value))
}

/// The text without its `%20` escapes.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match escape(rest) {
            Some(byte) => {
                bytes.push(byte);
                rest = rest.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: &u8| (*byte as char).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
