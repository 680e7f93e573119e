//! Cases that vendors of help desks publish, read from `JAUGE_DATA`: computed from a definition with all their calendars,
//! each row naming its own.

use super::at;
use crate::engine::support::{engine, limits, query, table, values};
use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray, TimestampMicrosecondArray};
use datafusion::catalog::TableProvider;
use jauge::lang::Value;
use serde_json::Value as Json;
use std::fmt::Write;
use std::sync::Arc;

/// This one takes a span that ends before it begins for nothing; here it is negative.
const CLAMPED: &str = "biz-5";

fn published() -> Option<Json> {
    let Ok(folder) = std::env::var("JAUGE_DATA") else {
        eprintln!("skipped: JAUGE_DATA does not name the folder of the real data");
        return None;
    };
    let text = std::fs::read_to_string(format!("{folder}/business_hours/cases.json")).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {json}"))
}

/// `[["09:00", "12:00"], …]` as the definition writes it.
fn ranges(json: &Json) -> String {
    let range = |pair: &Json| format!("\"{}-{}\"", pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
    let all: Vec<String> = json.as_array().unwrap().iter().map(range).collect();
    format!("[{}]", all.join(", "))
}

fn mapping(json: &Json) -> String {
    let entries = json.as_object().into_iter().flatten();
    let all: Vec<String> = entries.map(|(key, hours)| format!("{key}: {}", ranges(hours))).collect();
    format!("{{ {} }}", all.join(", "))
}

/// All published calendars as one definition.
fn definitions(data: &Json) -> String {
    let mut yaml = String::from("calendars:\n");
    for (name, calendar) in data["calendars"].as_object().unwrap() {
        let dates = ["holidays", "annual_holidays"].into_iter().flat_map(|key| calendar[key].as_array());
        let holidays: Vec<String> =
            dates.flatten().map(|date| format!("\"{}\"", date.as_str().unwrap())).collect();
        writeln!(
            yaml,
            "  {name}:\n    timezone: {}\n    hours: {}\n    dates: {}\n    breaks: {}\n    holidays: [{}]",
            text(calendar, "timezone"),
            mapping(&calendar["hours"]),
            mapping(&calendar["shifts"]),
            mapping(&calendar["breaks"]),
            holidays.join(", ")
        )
        .unwrap();
    }
    yaml
}

fn cases(data: &Json) -> (Vec<&Json>, Vec<&Json>) {
    let all = data["cases"].as_array().unwrap().iter().filter(|case| text(case, "id") != CLAMPED);
    all.partition(|case| case["pauses"].as_array().unwrap().is_empty())
}

/// What a case expects, in seconds: of elapsed time, or since 1970.
fn expected(case: &Json) -> i64 {
    match case["expected_business_seconds"].as_i64() {
        Some(seconds) => seconds,
        None => at(text(case, "expected_utc")) / 1_000_000,
    }
}

/// Computes the cases, a table of their own, from definitions with the KPIs `open` and `deadline`.
fn compare(cases: &[&Json], yaml: &str, others: &[(&str, Arc<dyn TableProvider>)]) {
    let texts = |key: &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(cases.iter().map(|case| text(case, key))))
    };
    let instants = |key: &str| -> ArrayRef {
        let instant = |case: &&Json| case[key].as_str().map(at);
        Arc::new(cases.iter().map(instant).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    };
    let seconds: Int64Array = cases.iter().map(|case| case["business_seconds"].as_i64()).collect();
    let source = table(vec![
        ("id", texts("id")),
        ("calendar", texts("calendar")),
        ("start", instants("start")),
        ("stop", instants("end")),
        ("seconds", Arc::new(seconds)),
    ]);
    let tables: Vec<_> = others.iter().cloned().chain([("cases", source)]).collect();
    let mut checked = 0;
    for cell in values(&engine(&tables, limits(1, None)), yaml, &query("")) {
        let Some([Some(Value::Text(id))]) = cell.slice.first_chunk::<1>() else { continue };
        let case = cases.iter().find(|case| text(case, "id") == id).unwrap();
        let answer = match (cell.kpi.as_str(), text(case, "kind"), &cell.value) {
            ("open", "elapsed", Value::Duration(seconds)) => *seconds as i64,
            ("deadline", "deadline", Value::Instant(micros)) => micros / 1_000_000,
            (_, _, Value::Null) => continue,
            other => panic!("{id}: {other:?}"),
        };
        assert_eq!(answer, expected(case), "{case}");
        checked += 1;
    }
    assert_eq!(checked, cases.len());
}

#[test]
fn spans_and_deadlines_as_published() {
    let Some(data) = published() else { return };
    let (plain, _) = cases(&data);
    let yaml = definitions(&data)
        + "sources:\n  cases: { columns: { due: 'business_add(start, seconds * 1s, calendar)' } }\n"
        + "kpis:\n  open: { expr: 'max(business_time(start, stop, calendar))', from: cases, by: [id] }\n"
        + "  deadline: { expr: max(cases.due), by: [id] }\n";
    compare(&plain, &yaml, &[]);
    assert!(plain.len() > 50, "only {} cases", plain.len());
}

#[test]
fn pauses_as_published() {
    let Some(data) = published() else { return };
    let (_, paused) = cases(&data);
    let pauses: Vec<(&str, &Json)> = paused
        .iter()
        .flat_map(|case| case["pauses"].as_array().unwrap().iter().map(|pause| (text(case, "id"), pause)))
        .collect();
    let bound = |bound: usize| -> ArrayRef {
        let instants = pauses.iter().map(|(_, pause)| Some(at(pause[bound].as_str().unwrap())));
        Arc::new(instants.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    };
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values(pauses.iter().map(|(id, _)| *id)));
    let stops = table(vec![("case_id", ids), ("since", bound(0)), ("until", bound(1))]);
    let except = "business_add(start, seconds * 1s, calendar except stops)";
    let yaml = definitions(&data)
        + &format!("sources:\n  cases: {{ key: id, columns: {{ due: '{except}' }} }}\n")
        + "  stops: { interval: { from: since, to: until }, links: { case: { to: cases, key: case_id } } }\n"
        + "kpis:\n  open: { expr: 'max(business_time(start, stop, calendar except stops))', from: cases, by: [id] }\n"
        + "  deadline: { expr: max(cases.due), by: [id] }\n";
    compare(&paused, &yaml, &[("stops", stops)]);
    assert!(paused.len() > 5);
}
