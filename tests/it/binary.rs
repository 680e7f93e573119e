//! Runs the program as a user does and reads the report it prints.

use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The project's own folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program with these arguments, as if called in the project's folder.
pub fn jauge<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jauge"));
    command.args(arguments).current_dir(root());
    command.output().expect("the program starts")
}

/// One value of a report.
#[derive(Debug)]
pub struct Row {
    pub kpi: String,
    pub period: String,
    /// Slice names and values; empty for a total.
    pub slice: Vec<(String, String)>,
    pub value: Option<f64>,
    pub rows: u64,
    pub status: Option<String>,
}

impl Row {
    fn new(result: &Json) -> Self {
        let slice = result["slice"].as_object().into_iter().flatten();
        Self {
            kpi: text(&result["kpi"]),
            period: text(&result["period"]["label"]),
            slice: slice.map(|(name, value)| (name.clone(), text(value))).collect(),
            value: result["value"].as_f64(),
            rows: result["rows"].as_u64().expect("a number of rows"),
            status: result["status"].as_str().map(String::from),
        }
    }
}

/// The values of a command's JSON report. Exit 1 (a target was missed) is a report too.
pub fn report(command: &str, project: &Path, options: &[String]) -> Vec<Row> {
    let mut arguments = vec![command.to_string(), project.display().to_string()];
    arguments.extend_from_slice(options);
    arguments.extend(["--format".into(), "json".into()]);
    let output = jauge(&arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}\n{errors}");
    let report: Json = serde_json::from_slice(&output.stdout).expect("a report in JSON");
    report["results"].as_array().expect("results").iter().map(Row::new).collect()
}

/// A CSV file with its header as rows of (column, cell).
pub fn table(path: &Path) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let names: Vec<String> = reader.headers().expect("a header").iter().map(String::from).collect();
    let records = reader.records().map(|record| record.expect("a record"));
    records.map(|record| names.iter().cloned().zip(record.iter().map(String::from)).collect()).collect()
}

/// The cell of this column.
pub fn cell<'a>(row: &'a [(String, String)], column: &str) -> &'a str {
    let found = row.iter().find(|(name, _)| name == column);
    &found.unwrap_or_else(|| panic!("no column {column}")).1
}

/// Whether two numbers are equal but for this relative difference.
pub fn close(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs())
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}
