//! Rows that last, against values that DuckDB computed with one query per period.

use crate::binary::{Row, cell, close, report, root, table};
use std::collections::BTreeMap;

/// KPI, period, plan (empty: the total).
type Place = (String, String, String);

#[test]
fn months() {
    check("month", "2024");
}

#[test]
fn days_around_changes_of_clocks() {
    check("day", "2024-03-29..2024-04-02,2024-10-26..2024-10-30");
}

fn check(grain: &str, periods: &str) {
    let options = ["--grain", grain, "--period", periods].map(String::from);
    let found = report("run", &root().join("tests/intervals/lasting.yaml"), &options);
    let found: BTreeMap<Place, Row> = found.into_iter().map(|row| (place(&row), row)).collect();
    let mut wrong = Vec::new();
    let expected = table(&root().join("tests/intervals/expected.csv"));
    for expected in expected.iter().filter(|expected| cell(expected, "grain") == grain) {
        let place = ["kpi", "period", "plan"].map(|column| cell(expected, column).to_owned());
        let row = found.get(&place.clone().into());
        if !row.is_some_and(|row| agrees(row, expected)) {
            wrong.push(format!("{row:?}\ninstead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

fn place(row: &Row) -> Place {
    let plan = row.slice.first().map_or(String::new(), |(_, plan)| plan.clone());
    (row.kpi.clone(), row.period.clone(), plan)
}

fn agrees(row: &Row, expected: &[(String, String)]) -> bool {
    let value = match (row.value, cell(expected, "value").parse::<f64>()) {
        (Some(found), Ok(expected)) => close(found, expected, 1e-12),
        (found, expected) => found.is_none() && expected.is_err(),
    };
    value && row.rows.to_string() == cell(expected, "rows")
}
