//! What is wrong in a JSON file, and whether it is one list.

use super::failure::{Failure, Place};
use super::paths::DataFile;
use super::reading;
use crate::diag::Code;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::mem::{Discriminant, discriminant};

/// Whether a file is one list of records instead of a record per line.
pub fn is_array(file: &DataFile) -> Result<bool, Failure> {
    let head = reading::beginning(file, 4096)?;
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'[') => Ok(true),
        Some(_) => Ok(false),
        None => Err(Failure::unreadable(
            &file.path,
            "is empty",
            "write one record `{…}` per line, or remove the file",
        )),
    }
}

/// The failure of files that have a schema and cannot be read by it.
pub fn misread(files: &[DataFile]) -> Failure {
    let first = files.first().map(broken);
    files
        .iter()
        .find_map(bad_place)
        .or(first)
        .unwrap_or_else(|| Failure::unreadable(std::path::Path::new(""), "cannot be read", "check the file"))
}

fn bad_place(file: &DataFile) -> Option<Failure> {
    if is_array(file).is_ok_and(|array| array) { bad_list(file) } else { first_bad_line(file) }
}

/// The failure of a file that the engine could not read: its first bad line.
pub fn broken(file: &DataFile) -> Failure {
    bad_place(file).unwrap_or_else(|| {
        let why = "is not JSON that can be read as a table";
        Failure::unreadable(&file.path, why, "write one record `{…}` per line, or one list of records")
    })
}

/// The line at which a list stops being JSON.
fn bad_list(file: &DataFile) -> Option<Failure> {
    let content = BufReader::new(reading::open(file).ok()?);
    let error = serde_json::from_reader::<_, serde::de::IgnoredAny>(content).err()?;
    let place = Place::line(&file.path, Some(error.line() as u64));
    let message = format!("{}: the list is not well-formed JSON", place.in_words());
    Some(Failure::at(place, Code::InvalidData, message, "mend the file, or write one record `{…}` per line"))
}

/// The first line that is no record, or that has another kind of value than the lines before it.
fn first_bad_line(file: &DataFile) -> Option<Failure> {
    let content = reading::open(file).ok()?;
    let mut kinds = HashMap::new();
    for (at, line) in BufReader::new(content).lines().enumerate() {
        let place = Place::line(&file.path, Some(at as u64 + 1));
        match line {
            Err(_) => return Some(no_record(place)),
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => match serde_json::from_str(&line) {
                Ok(Value::Object(record)) => {
                    if let Some((column, value)) =
                        record.into_iter().find(|entry| is_mixed(&mut kinds, entry))
                    {
                        return Some(mixed(place, column, &value));
                    }
                }
                _ => return Some(no_record(place)),
            },
        }
    }
    None
}

fn no_record(place: Place) -> Failure {
    let message = format!("{}: the line is not a JSON record", place.in_words());
    Failure::at(place, Code::InvalidData, message, "write one record `{…}` per line, in UTF-8")
}

/// Notes the kind of a value, and says whether the column has held another one.
fn is_mixed(kinds: &mut HashMap<String, Discriminant<Value>>, (column, value): &(String, Value)) -> bool {
    !value.is_null() && *kinds.entry(column.clone()).or_insert(discriminant(value)) != discriminant(value)
}

fn mixed(place: Place, column: String, value: &Value) -> Failure {
    let text = value.to_string();
    let message = format!(
        "{}, column `{column}`: `{text}` is of another type than the values before",
        place.in_words()
    );
    let place = Place { column: Some(column), text: Some(text), ..place };
    Failure::at(
        place,
        Code::InvalidData,
        message,
        "write the values of a column alike: all numbers, or all texts",
    )
}
