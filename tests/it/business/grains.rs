//! Grains from tables of boundaries: as grain, as option, as slice, in conditions and shapes.

use super::at;
use crate::engine::support::{assess, engine, limits, query, table, values};
use datafusion::arrow::array::{ArrayRef, TimestampMicrosecondArray};
use datafusion::catalog::TableProvider;
use jauge::calendar::{Civil, Grain, GrainTable, GrainTables};
use jauge::diag::Spanned;
use jauge::lang::Value;
use std::sync::Arc;

/// Three weeks from Monday 1 January 2024 and one row on each side of their ends.
const WEEKS: &str =
    "starts_on,name,place\n2024-01-01,W1,1\n2024-01-08,W2,2\n2024-01-15,W3,3\n2024-01-22,end,4\n";
const ROWS: [&str; 6] = [
    "2023-12-31T23:59:59+01:00",
    "2024-01-01T00:00:00+01:00",
    "2024-01-07T23:59:59+01:00",
    "2024-01-08T00:00:00+01:00",
    "2024-01-21T12:00:00+01:00",
    "2024-01-22T00:00:00+01:00",
];

fn rows() -> Arc<dyn TableProvider> {
    let times: TimestampMicrosecondArray = ROWS.iter().map(|text| Some(at(text))).collect();
    table(vec![("at", Arc::new(times.with_timezone("UTC")) as ArrayRef)])
}

/// Definitions over the rows and the weeks, which are a file of their own.
fn with_weeks<T>(weeks: &str, grain: &str, kpis: &str, run: impl FnOnce(&str) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weeks.csv");
    std::fs::write(&path, weeks).unwrap();
    run(&format!(
        "project: {{ timezone: Europe/Paris, as_of: 2024-02-15 }}\ngrains:\n  retail_week: {{ path: {}, {grain} }}\n\
         sources:\n  t: {{ time: at }}\nkpis:\n{kpis}",
        path.display()
    ))
}

const LABELLED: &str = "start: starts_on, label: name";

/// Period, slice and value of every cell.
fn cells(kpis: &str, periods: &str, grain: Option<&str>) -> Vec<(String, Value)> {
    let mut query = query(periods);
    query.grain = grain.map(|grain| Spanned::new(grain.to_owned(), Default::default()));
    let cells = with_weeks(WEEKS, LABELLED, kpis, |yaml| {
        values(&engine(&[("t", rows())], limits(1, None)), yaml, &query)
    });
    cells.into_iter().map(|cell| (cell.period, cell.value)).collect()
}

fn counts(expected: &[(&str, i64)]) -> Vec<(String, Value)> {
    expected.iter().map(|(period, count)| ((*period).to_owned(), Value::Integer((*count).into()))).collect()
}

#[test]
fn a_grain_of_the_project() {
    let weeks = counts(&[("W1", 2), ("W2", 1), ("W3", 1)]);
    let kpi = "  n: { expr: count(t), grain: retail_week }\n";
    assert_eq!(cells(kpi, "", None), weeks);
    assert_eq!(cells(kpi, "2024-01", None), weeks);
    assert_eq!(cells(kpi, "all", None), weeks);
    assert_eq!(cells(kpi, "2024-01-10", None), weeks[1..2]);
    assert_eq!(cells("  n: { expr: count(t) }\n", "2024-01", Some("retail_week")), weeks);
    // The months are not touched by it.
    assert_eq!(cells("  n: { expr: count(t) }\n", "2024-01", None), counts(&[("2024-01", 5)]));
}

#[test]
fn labels_are_the_first_dates_without_a_column_and_may_be_numbers() {
    let kpi = "  n: { expr: count(t), grain: retail_week }\n";
    for (grain, expected) in [
        ("start: starts_on", ["2024-01-01", "2024-01-08", "2024-01-15"]),
        ("start: starts_on, label: place", ["1", "2", "3"]),
    ] {
        let found = with_weeks(WEEKS, grain, kpi, |yaml| {
            values(&engine(&[("t", rows())], limits(1, None)), yaml, &query(""))
        });
        assert_eq!(found.into_iter().map(|cell| cell.period).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn its_periods_as_slices_and_in_conditions() {
    let kpis = "  n: { expr: count(t), grain: all, by: { week: retail_week(at) } }\n  \
                second: { expr: count(t where retail_week(at) = 'W2'), grain: all }\n  \
                outside: { expr: count(t where retail_week(at) is null), grain: all }\n  \
                later: { expr: count(t where retail_week(at) > 'W1'), grain: all }\n";
    let found = with_weeks(WEEKS, LABELLED, kpis, |yaml| {
        values(&engine(&[("t", rows())], limits(1, None)), yaml, &query(""))
    });
    let found: Vec<_> = found.into_iter().map(|cell| (cell.slice, cell.value)).collect();
    let week = |number: i64| vec![Some(Value::Period(Grain::custom("retail_week"), number))];
    let expected = [
        (vec![None], 6),
        (week(0), 2),
        (week(1), 1),
        (week(2), 1),
        (vec![Some(Value::Null)], 2),
        (vec![], 1),
        (vec![], 2),
        (vec![], 2),
    ];
    let expected = expected.map(|(slice, count)| (slice, Value::Integer(count)));
    assert_eq!(found, expected);
}

#[test]
fn shapes_step_by_its_periods() {
    let value = |expr: &str| {
        let kpi = format!("  n: {{ expr: '{expr}', from: t, grain: retail_week }}\n");
        cells(&kpi, "2024-01", None).into_iter().map(|(_, value)| value).collect::<Vec<_>>()
    };
    let integers =
        |values: [Option<i128>; 3]| values.map(|value| value.map_or(Value::Null, Value::Integer)).to_vec();
    assert_eq!(value("previous(count())"), integers([None, Some(2), Some(1)]));
    assert_eq!(value("previous(count(), 2)"), integers([None, None, Some(2)]));
    assert_eq!(value("shift(count(), -7 days)"), integers([None, Some(2), Some(1)]));
    assert_eq!(value("shift(count(), 1 week)"), integers([Some(1), Some(1), None]));
    let second = |expr: &str| {
        let kpi = format!("  n: {{ expr: '{expr}', from: t, grain: retail_week }}\n");
        cells(&kpi, "2024-01-10", None).remove(0).1
    };
    assert_eq!(second("to_date(count(), all)"), Value::Integer(4));
    assert_eq!(second("to_date(count(), month)"), Value::Integer(3));
    assert_eq!(second("rolling(count(), 14 days, partial)"), Value::Integer(3));
    let monthly =
        |expr: &str| cells(&format!("  n: {{ expr: '{expr}', from: t }}\n"), "2024-01", None).remove(0).1;
    assert_eq!(monthly("max(count() per retail_week)"), Value::Integer(2));
    assert_eq!(monthly("sum(count() per retail_week)"), Value::Integer(4));
    let daily = "  n: { expr: 'to_date(count(), retail_week)', from: t, grain: day }\n";
    assert_eq!(cells(daily, "2024-01-07", None), counts(&[("2024-01-07", 2)]));
}

#[test]
fn periods_beyond_its_table() {
    let kpi = "  n: { expr: count(t), grain: retail_week }\n";
    let (assessment, problems) = with_weeks(WEEKS, LABELLED, kpi, |yaml| {
        assess(&engine(&[("t", rows())], limits(1, None)), yaml, &query("2025"))
    });
    assert!(assessment.is_none());
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.message, "no retail_week lies in the time asked for");
    assert_eq!(problem.help.as_deref(), Some("its table reaches from 2024-01-01 to 2024-01-22"));
}

#[test]
fn the_same_place_in_another_year() {
    let table = |starts: &[&str]| {
        let rows = starts.iter().map(|start| (at(&format!("{start}T00:00:00Z")), (*start).to_owned()));
        Arc::new(GrainTable::new(rows.collect()).unwrap())
    };
    // Years of 5 and 4 weeks.
    let weeks = [
        "2024-01-01",
        "2024-01-08",
        "2024-01-15",
        "2024-01-22",
        "2024-01-29",
        "2024-02-05",
        "2024-02-12",
        "2024-02-19",
        "2024-02-26",
        "2024-03-04",
    ];
    let years = table(&["2024-01-01", "2024-02-05", "2024-03-04"]);
    let named = [("week".to_owned() + "s", table(&weeks)), ("years".to_owned(), years)].into();
    let civil = Civil { grains: Arc::new(GrainTables { named }), ..Civil::default() };
    let [week, year] = ["weeks", "years"].map(Grain::custom);
    let same = |number, steps| civil.same_ordinal(week, number, year, steps);
    assert_eq!(same(5, -1), Some(0));
    assert_eq!(same(8, -1), Some(3));
    assert_eq!(same(0, 1), Some(5));
    assert_eq!(same(4, 1), None);
    assert_eq!(same(0, -1), None);
    assert_eq!(same(-1, 1), None);
    assert_eq!(same(9, -1), None);
    // Days of the custom year, and months of the civil one.
    assert_eq!(civil.same_ordinal(Grain::Day, 19_758, year, -1), Some(19_723));
    assert_eq!(civil.same_ordinal(Grain::Month, 2024 * 12 + 4, Grain::Year, -1), Some(2023 * 12 + 4));
}
