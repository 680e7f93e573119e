//! Each example as its README runs it, against values that DuckDB computed.

use crate::binary::{Row, cell, close, report, root, table};

const TOLERANCE: f64 = 1e-12;

#[test]
fn punctuality() {
    check("punctuality", "2013");
}

#[test]
fn loyalty() {
    check("loyalty", "1997-01-01..1998-07-01");
}

#[test]
fn subscriptions() {
    check("subscriptions", "2023-07-01..2025-07-01");
}

#[test]
fn uptime() {
    check("uptime", "2025-01-01..2025-07-01");
}

#[test]
fn service_desk() {
    check("service_desk", "2025-01-01..2025-07-01");
}

#[test]
fn pipeline() {
    check("pipeline", "2024-01-01..2025-07-01");
}

/// The report of these periods has the expected values, and in their order: KPI, period, slice, totals first.
fn check(example: &str, periods: &str) {
    let folder = root().join("examples").join(example);
    let found = report("check", &folder, &["--period".into(), periods.into()]);
    let expected = table(&folder.join("expected/values.csv"));
    for (found, expected) in found.iter().zip(&expected) {
        assert!(agrees(found, expected), "{found:?}\ninstead of {expected:?}");
    }
    assert_eq!(found.len(), expected.len());
}

fn agrees(found: &Row, expected: &[(String, String)]) -> bool {
    let slice: Vec<&str> = found.slice.iter().map(|(_, value)| value.as_str()).collect();
    let value = match (found.value, cell(expected, "value").parse::<f64>()) {
        (Some(found), Ok(expected)) => close(found, expected, TOLERANCE),
        (found, expected) => found.is_none() && expected.is_err(),
    };
    value
        && found.kpi == cell(expected, "kpi")
        && found.period == cell(expected, "period")
        && slice.join(" / ") == cell(expected, "slice")
        && found.rows.to_string() == cell(expected, "rows")
        && found.status.as_deref().unwrap_or("") == cell(expected, "status")
}
