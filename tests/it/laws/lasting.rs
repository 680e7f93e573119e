//! Rows that last: openings, starts, ends and closings balance; nothing depends on what a value is computed with.

use super::data::{reversed, table};
use super::{difference, same};
use crate::engine::support::{Cell, engine, limits, query, values};
use datafusion::arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::catalog::TableProvider;
use jauge::diag::{Span, Spanned};
use jauge::lang::Value;
use jauge::model::Query;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row; it may begin or end never, or end before it begins.
#[derive(Clone, Debug)]
struct Row {
    from: Option<i64>,
    to: Option<i64>,
    days: (Option<i32>, Option<i32>),
    shop: Option<&'static str>,
    n: Option<i64>,
    cents: Option<i128>,
    x: Option<f64>,
}

const HOUR: i64 = 3_600_000_000;
/// The first midnights of months in Paris from 2024-02 to 2024-06, and around the missing hour of 2024-03-31.
const EDGES: [i64; 6] = [
    1_706_742_000_000_000,
    1_709_247_600_000_000,
    1_711_839_600_000_000,
    1_711_922_400_000_000,
    1_714_514_400_000_000,
    1_717_192_800_000_000,
];

fn instant() -> impl Strategy<Value = i64> {
    let near = (select(&EDGES), select(&[-1, 0, 0, 0, 1, HOUR, 3 * HOUR, 24 * HOUR]));
    prop_oneof![
        2 => near.prop_map(|(edge, after)| edge + after),
        1 => 1_704_000_000_000_000_i64..1_720_000_000_000_000,
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let bounds = (prop::option::weighted(0.95, instant()), prop::option::weighted(0.7, instant()));
    let days =
        (prop::option::weighted(0.95, 19_720..19_900_i32), prop::option::weighted(0.7, 19_720..19_900_i32));
    (
        bounds,
        days,
        prop::option::weighted(0.8, select(&["a", "b", "É"])),
        prop::option::weighted(0.8, -5..20_i64),
        prop::option::weighted(0.8, -100_000..100_000_i128),
        prop::option::weighted(0.8, (-500..500_i32).prop_map(|x| f64::from(x) / 7.0)),
    )
        .prop_map(|((from, to), days, shop, n, cents, x)| Row { from, to, days, shop, n, cents, x })
}

fn batch(rows: &[Row]) -> RecordBatch {
    let instants = |of: fn(&Row) -> Option<i64>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    };
    let days =
        |of: fn(&Row) -> Option<i32>| -> ArrayRef { Arc::new(rows.iter().map(of).collect::<Date32Array>()) };
    let cents = rows.iter().map(|row| row.cents).collect::<Decimal128Array>();
    crate::engine::support::batch(vec![
        ("since", instants(|row| row.from)),
        ("until", instants(|row| row.to)),
        ("first", days(|row| row.days.0)),
        ("last", days(|row| row.days.1)),
        ("shop", Arc::new(rows.iter().map(|row| row.shop).collect::<StringArray>())),
        ("n", Arc::new(rows.iter().map(|row| row.n).collect::<Int64Array>())),
        ("amount", Arc::new(cents.with_precision_and_scale(15, 2).unwrap())),
        ("x", Arc::new(rows.iter().map(|row| row.x).collect::<Float64Array>())),
    ])
}

/// Definitions over rows that last from instant to instant, or from date to date, the last one included.
fn project(exprs: &[String], grain: &str, interval: &str) -> String {
    let mut yaml = format!(
        "project: {{ timezone: Europe/Paris, as_of: 2024-05-20T10:00 }}\nsources:\n  stays: {{ interval: {interval} }}\nkpis:\n"
    );
    for (number, expr) in exprs.iter().enumerate() {
        yaml += &format!("  k{number}: {{ from: stays, expr: \"{expr}\", grain: {grain}, by: [shop] }}\n");
    }
    yaml
}

const INTERVALS: [&str; 2] = ["{ from: since, to: until }", "{ from: first, to: last, closed: true }"];

fn run(table: Arc<dyn TableProvider>, threads: usize, yaml: &str, query: &Query) -> Vec<Cell> {
    values(&engine(&[("stays", table)], limits(threads, None)), yaml, query)
}

fn periods() -> Query {
    query("2024-02-01..2024-07-01")
}

/// Any aggregate that conditions on the interval place.
fn aggregate() -> impl Strategy<Value = String> {
    let start = select(&[
        "count(",
        "sum(n",
        "sum(amount",
        "sum(x",
        "avg(amount",
        "avg(x",
        "count_distinct(n",
        "max(x",
        "median(n",
        "share(n > 3",
        "share(active_at(period.end)",
        "avg(period.length",
        "sum(overlap(period)",
        "first(n",
    ]);
    let single = select(&[
        "active_at(period.start)",
        "active_at(period.end)",
        "active_in(period)",
        "started_in(period)",
        "ended_in(period)",
        "active_at(period.end - 3d)",
        "active_at(period.end + 1 month)",
        "active_at(@2024-04-10)",
        "active_on(@2024-03-31)",
        "active_on(date(period.start))",
    ]);
    let both = (single.clone(), single.clone(), select(&["and", "or", "and not"]))
        .prop_map(|(a, b, join)| format!("({a} {join} {b})"));
    let condition = prop_oneof![3 => single.prop_map(str::to_owned), 2 => both];
    let more = select(&["", " and n > 3", " and shop = 'a'", " and x is not null"]);
    prop_oneof![
        9 => (start, condition, more).prop_map(|(start, condition, more)| format!("{start} where {condition}{more})")),
        1 => Just("covered_time(stays where n > 3)".to_owned()),
    ]
}

/// The exact value.
fn digits(value: &Value) -> i128 {
    match value {
        Value::Integer(digits) | Value::Decimal(digits, _) => *digits,
        other => panic!("{other:?} does not add up"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn openings_and_closings_balance(
        rows in vec(row(), 0..50),
        grain in select(&["day", "week", "month"]),
        interval in select(&INTERVALS),
        what in select(&["count(", "sum(n", "sum(amount"]),
    ) {
        let exprs = ["active_at(period.start)", "started_in(period)", "ended_in(period)", "active_at(period.end)"];
        let exprs = exprs.map(|condition| format!("{what} where {condition})"));
        let cells = run(table(&batch(&rows), 2, 7), 2, &project(&exprs, grain, interval), &periods());
        let mut places: BTreeMap<(String, String), Vec<i128>> = BTreeMap::new();
        for cell in &cells {
            places.entry((format!("{:?}", cell.slice), cell.period.clone())).or_default().push(digits(&cell.value));
        }
        let mut before: Option<(String, i128)> = None;
        for ((slice, period), found) in places {
            let [opening, started, ended, closing] = found.as_slice() else { panic!("{found:?}") };
            prop_assert_eq!(opening + started - ended, *closing, "{} {}", slice, period);
            if let Some((_, closing)) = before.filter(|(other, _)| *other == slice) {
                prop_assert_eq!(closing, *opening, "{} {}", slice, period);
            }
            before = Some((slice, *closing));
        }
    }

    #[test]
    fn a_share_of_rows_that_last_is_a_count_over_a_count(rows in vec(row(), 0..50), interval in select(&INTERVALS)) {
        let exprs = [
            "share(ended_in(period) and n > 3 where active_at(period.start))".to_owned(),
            "count(where active_at(period.start) and ended_in(period) and n > 3) / count(where active_at(period.start))".to_owned(),
        ];
        let cells = run(table(&batch(&rows), 1, 1000), 1, &project(&exprs, "month", interval), &periods());
        let (shares, ratios) = cells.split_at(cells.len() / 2);
        for (share, ratio) in shares.iter().zip(ratios) {
            prop_assert_eq!((&share.period, &share.slice), (&ratio.period, &ratio.slice));
            prop_assert!(same(&share.value, &ratio.value), "{:?} is not {:?}", share, ratio);
        }
    }

    #[test]
    fn threads_partitions_order_and_company(
        rows in vec(row(), 0..60),
        exprs in vec(aggregate(), 3..7),
        grain in select(&["week", "month", "all"]),
        interval in select(&INTERVALS),
    ) {
        let (batch, yaml) = (batch(&rows), project(&exprs, grain, interval));
        let whole = run(table(&batch, 1, 1000), 1, &yaml, &periods());
        for (batch, partitions, size, threads) in [(&batch, 4, 3, 4), (&reversed(&batch), 3, 2, 2)] {
            let other = run(table(batch, partitions, size), threads, &yaml, &periods());
            prop_assert_eq!(difference(&whole, &other), None, "{:?}", exprs);
        }
        let mut alone = Vec::new();
        for number in 0..exprs.len() {
            let kpis = vec![Spanned::new(format!("k{number}"), Span::default())];
            alone.extend(run(table(&batch, 1, 1000), 1, &yaml, &Query { kpis, ..periods() }));
        }
        prop_assert_eq!(difference(&whole, &alone), None, "{:?}", exprs);
    }
}
