//! DuckDB, called by way of Python.

use crate::binary::root;
use serde_json::Value as Json;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What a statement gave: its rows, or why there are none.
pub type Answer = Result<Vec<Vec<Json>>, String>;

/// A Python that has DuckDB; none, and a message, where it cannot be had.
pub fn python() -> Option<&'static str> {
    static FOUND: OnceLock<Option<String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_BIN_EXE_jauge")).with_file_name("duckdb");
        let output = Command::new(root().join("tests/duckdb/python.sh")).arg(folder).output().ok()?;
        let path = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then_some(path)
    });
    if found.is_none() {
        eprintln!("skipped: DuckDB is not here and could not be installed");
    }
    found.as_deref()
}

/// What DuckDB makes of these statements, one after the other.
pub fn answers(python: &str, statements: &[String]) -> Vec<Answer> {
    let mut command = Command::new(python);
    command.arg(root().join("tests/duckdb/run.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("Python starts");
    let text = serde_json::to_vec(statements).expect("statements");
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(&text));
    let output = child.wait_with_output().expect("an answer");
    writer.join().expect("a thread").expect("statements are written");
    let answers: Vec<Json> = serde_json::from_slice(&output.stdout).expect("answers in JSON");
    let rows = |row: &Json| row.as_array().expect("a row").clone();
    let answer = |answer: &Json| match answer["error"].as_str() {
        Some(error) => Err(error.to_owned()),
        None => Ok(answer["rows"].as_array().expect("rows").iter().map(rows).collect()),
    };
    answers.iter().map(answer).collect()
}
