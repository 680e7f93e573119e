//! Values of rows from other rows, against what DuckDB computed over the same data (`rows/expected.py`).

use crate::binary::{Row, cell, close, jauge, report, root, table};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Output;

/// KPI, and slice or month.
type Place = (String, String);

fn folder() -> PathBuf {
    root().join("tests/it/rows")
}

#[test]
fn values_of_other_rows_are_those_of_sql() {
    let rows = report("run", &folder().join("rows.yaml"), &[]);
    let expected = expected();
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| is_told(row, &expected)) {
        let due = expected.get(&place(row)).copied().unwrap_or(Some(0.0));
        let right = match (row.value, due) {
            (Some(found), Some(due)) => close(found, due, 1e-12),
            (found, due) => found == due,
        };
        if !right {
            wrong.push(format!("{row:?} instead of {due:?}"));
        }
    }
    let found: BTreeSet<_> = rows.iter().map(place).collect();
    wrong
        .extend(expected.keys().filter(|due| !found.contains(*due)).map(|due| format!("{due:?} is missing")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const HISTORY: &str = "
project: { as_of: 2024-03-01 }
sources:
  calls: { path: calls.csv, time: at, links: { plan: { to: plans, key: client, as_of: at } } }
  plans: { path: plans.csv, interval: { from: since, to: until } }
kpis:
  pro: { from: calls, grain: all, expr: count(where plan.name = 'pro') }
";

/// The program over these plans, and calls of one client in January and February.
fn with_plans(plans: &str) -> Output {
    let folder = tempfile::TempDir::new().expect("a folder");
    let files = [
        ("kpis.yaml", HISTORY),
        ("calls.csv", "client,at\na,2024-01-10\na,2024-02-01\na,2024-02-10\nb,2024-02-10\n,2024-02-10\na,\n"),
        ("plans.csv", plans),
    ];
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    jauge(&["run", "--format", "json", &folder.path().display().to_string()])
}

#[test]
fn the_row_in_force_begins_at_once_and_ends_before_its_end() {
    let output =
        with_plans("client,since,until,name\na,2024-01-10,2024-02-01,pro\na,2024-02-01,,free\nb,,,pro\n");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    // By hand: the first call only; the second falls on the day the next plan begins.
    assert_eq!(report["results"][0]["value"], 1);
}

#[test]
fn two_rows_in_force_are_an_error_that_names_the_key() {
    let output = with_plans(
        "client,since,until,name\nb,2024-01-01,,pro\na,2024-01-10,2024-02-02,pro\na,2024-02-01,,free\n",
    );
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("`client`") && told.contains("2024-02-01"), "{told}");
}

/// Totals of sliced KPIs are not in the table.
fn is_told(row: &Row, expected: &BTreeMap<Place, Option<f64>>) -> bool {
    let total = (row.kpi.clone(), String::new());
    !row.slice.is_empty() || row.period != "all" || expected.contains_key(&total)
}

fn place(row: &Row) -> Place {
    let period = if row.period == "all" { String::new() } else { row.period.clone() };
    (row.kpi.clone(), row.slice.first().map_or(period, |(_, value)| value.clone()))
}

fn expected() -> BTreeMap<Place, Option<f64>> {
    let rows = table(&folder().join("expected.csv")).into_iter();
    let place = |row: &[(String, String)]| (cell(row, "kpi").to_owned(), cell(row, "slice").to_owned());
    rows.map(|row| (place(&row), cell(&row, "value").parse().ok())).collect()
}
