//! Shapes and aggregates per key over a handful of rows, with values worked out by hand.

use crate::binary::{Row, report};
use std::fs;

const SALES: &str = "id,at,team,cust,amount
1,2024-01-05,a,x,10
2,2024-01-20,b,y,20
3,2024-02-10,a,x,5
4,2024-02-29,a,z,7
5,2024-04-01,b,y,100
6,2024-04-15,,x,1
7,2025-02-28,a,z,3
";
const LEADS: &str = "id,at,team\n1,2024-01-10,a\n2,2024-01-11,c\n";
const HEAD: &str = "project: { timezone: Europe/Paris, as_of: 2024-04-20 }
sources:
  s: { path: sales.csv, key: id, time: at }
  l: { path: leads.csv, key: id, time: at }
kpis:
  revenue: { expr: sum(s.amount) }
";

/// The rows of a KPI's report over these periods.
fn run(definition: &str, options: &[&str]) -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("sales.csv"), SALES).expect("a file");
    fs::write(folder.path().join("leads.csv"), LEADS).expect("a file");
    let project = folder.path().join("k.yaml");
    fs::write(&project, format!("{HEAD}  k: {definition}\n")).expect("a file");
    let mut all: Vec<String> = vec!["--kpi".into(), "k".into()];
    all.extend(options.iter().map(|option| (*option).to_owned()));
    report("run", &project, &all)
}

/// The totals of the months from January to April, the last one not over.
fn months(expr: &str) -> Vec<Option<f64>> {
    let rows = run(&format!("{{ expr: \"{expr}\" }}"), &["--period", "2024-01-01..2024-05-01"]);
    rows.into_iter().map(|row| row.value).collect()
}

#[track_caller]
fn is(expr: &str, expected: [Option<f64>; 4]) {
    let found = months(expr);
    let near = |(found, wanted): (&Option<f64>, &Option<f64>)| match (found, wanted) {
        (Some(found), Some(wanted)) => (found - wanted).abs() < 1e-9,
        (found, wanted) => found == wanted,
    };
    assert!(found.len() == 4 && found.iter().zip(&expected).all(near), "{expr}: {found:?}, not {expected:?}");
}

#[test]
fn other_periods() {
    is("revenue", [Some(30.0), Some(12.0), Some(0.0), Some(101.0)]);
    is("previous(revenue)", [None, Some(30.0), Some(12.0), Some(0.0)]);
    is("previous(revenue, 2)", [None, None, Some(30.0), Some(12.0)]);
    is("shift(revenue, -1 quarter)", [None, None, None, Some(30.0)]);
    is("change(revenue)", [None, Some(-0.6), Some(-1.0), None]);
    is("at_start(revenue, quarter)", [Some(30.0), Some(30.0), Some(30.0), Some(101.0)]);
    is("shift(revenue, 1 month)", [Some(12.0), Some(0.0), Some(101.0), Some(0.0)]);
}

#[test]
fn windows() {
    is("rolling(revenue, 2 months)", [None, Some(42.0), Some(12.0), Some(101.0)]);
    is("rolling(revenue, 2 months, partial)", [Some(30.0), Some(42.0), Some(12.0), Some(101.0)]);
    // From 22 January, 20 February, 22 March and 21 April on.
    is("rolling(revenue, 10 days)", [Some(0.0), Some(7.0), Some(0.0), Some(0.0)]);
    is("to_date(revenue, year)", [Some(30.0), Some(42.0), Some(42.0), Some(143.0)]);
    is("to_date(revenue, quarter)", [Some(30.0), Some(42.0), Some(42.0), Some(101.0)]);
    is("rolling(avg(s.amount), 2 months)", [None, Some(10.5), Some(6.0), Some(50.5)]);
    is("rolling(count_distinct(s.cust), 4 months, partial)", [Some(2.0), Some(3.0), Some(3.0), Some(3.0)]);
    // A year of 2024 so far has 31, 60, 91 days less the hour of the change to summer time; April ends now.
    is(
        "to_date(period.length / 1h + 0 * count(s), year)",
        [Some(744.0), Some(1440.0), Some(2183.0), Some(2639.0)],
    );
}

#[test]
fn per_key_and_per_day() {
    is("avg(revenue per day)", [Some(30.0 / 31.0), Some(12.0 / 29.0), Some(0.0), Some(101.0 / 19.0)]);
    is("count(sum(s.amount) > 8 per cust)", [Some(2.0), Some(0.0), Some(0.0), Some(1.0)]);
    is("avg(sum(s.amount) per cust)", [Some(15.0), Some(6.0), None, Some(50.5)]);
    is(
        "sum(max_of(revenue - coalesce(previous(revenue), 0), 0) per cust)",
        [Some(30.0), Some(7.0), Some(0.0), Some(101.0)],
    );
    // Shares of 1/3 and 2/3, of 5/12 and 7/12, and of 100/101 and 1/101.
    let squares = |parts: [f64; 2]| Some(parts.iter().map(|part| part * part).sum::<f64>());
    is(
        "sum((revenue / total(revenue)) * (revenue / total(revenue)) per cust)",
        [
            squares([1.0 / 3.0, 2.0 / 3.0]),
            squares([5.0 / 12.0, 7.0 / 12.0]),
            Some(0.0),
            squares([100.0 / 101.0, 1.0 / 101.0]),
        ],
    );
    is("max(max(revenue per cust) per day)", [Some(20.0), Some(7.0), None, Some(100.0)]);
}

fn by_team(definition: &str, options: &[&str]) -> Vec<(String, Option<f64>)> {
    let team = |row: Row| (row.slice.first().map_or("total".to_owned(), |(_, team)| team.clone()), row.value);
    run(definition, options).into_iter().map(team).collect()
}

#[test]
fn over_slices() {
    let year = ["--period", "2024", "--grain", "year"];
    let shares = by_team("{ expr: share_of_total(revenue), by: [team] }", &year);
    let whole = 143.0;
    let expected = [("total", 1.0), ("a", 22.0 / whole), ("b", 120.0 / whole), ("null", 1.0 / whole)];
    for ((team, share), (wanted, value)) in shares.iter().zip(expected) {
        assert!(team == wanted && share.is_some_and(|share| (share - value).abs() < 1e-12), "{shares:?}");
    }
    let running = by_team("{ from: s, expr: \"running(count(), team)\", by: [team] }", &year);
    let expected = [("total", 6.0), ("a", 3.0), ("b", 5.0), ("null", 6.0)];
    assert_eq!(running, expected.map(|(team, value)| (team.to_owned(), Some(value))));
    let not_asked = by_team("{ from: s, expr: \"running(count(), team)\" }", &year);
    assert_eq!(not_asked, [("total".to_owned(), None)]);
}

#[test]
fn running_over_a_value_that_only_the_other_source_has() {
    // Team c has a lead and no sale: its running sales are those of a and b.
    let year = ["--period", "2024", "--grain", "year"];
    let found =
        by_team("{ expr: \"running(count(s), team) * 10 + running(count(l), team)\", by: [team] }", &year);
    let expected = [("total", 62.0), ("a", 31.0), ("b", 51.0), ("c", 52.0), ("null", 62.0)];
    assert_eq!(found, expected.map(|(team, value)| (team.to_owned(), Some(value))));
}

#[test]
fn only_some_rows() {
    is("only(revenue, team = 'a')", [Some(10.0), Some(12.0), Some(0.0), Some(0.0)]);
}
