//! Values of rows from other rows, against what DuckDB computed over the same data (`rows/expected.py`).

use crate::binary::{Row, cell, close, report, root, table};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

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
