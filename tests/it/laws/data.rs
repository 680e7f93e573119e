//! Generated tables and definitions.

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, UInt32Array,
};
use datafusion::arrow::compute::take_record_batch;
use datafusion::catalog::{MemTable, TableProvider};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::Arc;

/// A row; nothing in it is sure to be there.
#[derive(Clone, Debug)]
pub struct Row {
    at: Option<i64>,
    shop: Option<&'static str>,
    n: Option<i64>,
    cents: Option<i128>,
    x: Option<f64>,
    ok: Option<bool>,
}

const HOUR: i64 = 3_600_000_000;
/// Midnights in Paris: of 2024-03-31 and 2024-04-01, between which an hour is missing, and of 2024-10-27 and
/// 2024-10-28, between which one is there twice; and of 2024-03-01 and 2024-11-01, where the periods begin and end.
const MIDNIGHTS: [i64; 6] = [
    1_711_839_600_000_000,
    1_711_922_400_000_000,
    1_729_980_000_000_000,
    1_730_070_000_000_000,
    1_709_247_600_000_000,
    1_730_415_600_000_000,
];

fn instant() -> impl Strategy<Value = i64> {
    let near_edges =
        (select(&MIDNIGHTS), select(&[-1, 0, 1, HOUR, 2 * HOUR, 3 * HOUR, 23 * HOUR, 24 * HOUR]));
    prop_oneof![
        2 => near_edges.prop_map(|(midnight, after)| midnight + after),
        1 => 1_709_000_000_000_000_i64..1_731_000_000_000_000,
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let x = prop_oneof![12 => (-500..500_i32).prop_map(|x| f64::from(x) / 7.0), 1 => Just(f64::NAN), 1 => Just(1e15)];
    (
        prop::option::weighted(0.9, instant()),
        prop::option::weighted(0.8, select(&["a", "b", "É", ""])),
        prop::option::weighted(0.8, -5..20_i64),
        prop::option::weighted(0.8, -100_000..100_000_i128),
        prop::option::weighted(0.8, x),
        prop::option::weighted(0.8, any::<bool>()),
    )
        .prop_map(|(at, shop, n, cents, x, ok)| Row { at, shop, n, cents, x, ok })
}

/// Up to 60 rows.
pub fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec(row(), 0..60)
}

/// The rows as columns.
pub fn batch(rows: &[Row]) -> RecordBatch {
    let cents = rows.iter().map(|row| row.cents).collect::<Decimal128Array>();
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "at",
            Arc::new(
                rows.iter().map(|row| row.at).collect::<TimestampMicrosecondArray>().with_timezone("UTC"),
            ),
        ),
        ("shop", Arc::new(rows.iter().map(|row| row.shop).collect::<StringArray>())),
        ("n", Arc::new(rows.iter().map(|row| row.n).collect::<Int64Array>())),
        ("amount", Arc::new(cents.with_precision_and_scale(15, 2).unwrap())),
        ("x", Arc::new(rows.iter().map(|row| row.x).collect::<Float64Array>())),
        ("ok", Arc::new(rows.iter().map(|row| row.ok).collect::<BooleanArray>())),
    ];
    crate::engine::support::batch(columns)
}

/// A table of these rows in as many partitions, of batches of this many rows.
pub fn table(batch: &RecordBatch, partitions: usize, rows: usize) -> Arc<dyn TableProvider> {
    let mut parts = vec![Vec::new(); partitions];
    for (number, start) in (0..batch.num_rows()).step_by(rows).enumerate() {
        parts[number % partitions].push(batch.slice(start, rows.min(batch.num_rows() - start)));
    }
    Arc::new(MemTable::try_new(batch.schema(), parts).unwrap())
}

/// The rows from the last to the first.
pub fn reversed(batch: &RecordBatch) -> RecordBatch {
    let last = u32::try_from(batch.num_rows()).unwrap();
    take_record_batch(batch, &(0..last).rev().collect::<UInt32Array>()).unwrap()
}

/// A condition on a row.
pub fn condition() -> impl Strategy<Value = String> {
    let plain = select(&[
        "ok",
        "not ok",
        "n > 3",
        "n between 0 and 9",
        "amount < 12.5",
        "x >= 0",
        "shop = 'a'",
        "shop is null",
        "shop in ('b', 'É')",
        "n is not null",
        "amount > n",
        "x * 2 < amount",
        "hour_of_day(at) < 3",
    ]);
    let plain = plain.prop_map(str::to_owned).boxed();
    prop_oneof![
        3 => plain.clone(),
        1 => (plain.clone(), plain.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
        1 => (plain.clone(), plain).prop_map(|(a, b)| format!("({a} or not {b})")),
    ]
}

/// An aggregate whose finer values add up to its coarser ones.
pub fn additive() -> impl Strategy<Value = String> {
    let plain = select(&[
        "count(sales",
        "count(sales.n",
        "sum(sales.n",
        "sum(sales.amount",
        "sum(sales.amount * n",
        "sum(sales.n + 1",
    ]);
    (plain, prop::option::of(condition())).prop_map(closed)
}

/// Any aggregate.
pub fn aggregate() -> impl Strategy<Value = String> {
    let others = select(&[
        "sum(sales.x",
        "avg(sales.n",
        "avg(sales.amount",
        "avg(sales.x",
        "min(sales.n",
        "max(sales.amount",
        "min(sales.x",
        "max(sales.shop",
        "median(sales.n",
        "median(sales.x",
        "percentile(sales.amount, 30%",
        "percentile_disc(sales.n, 90%",
        "count_distinct(sales.shop",
        "count_distinct(sales.amount",
        "approx_count_distinct(sales.n",
        "share(sales.ok",
        "share(sales.n > 5",
        "first(sales.n",
        "last(sales.amount",
        "first(sales.shop",
        "approx_percentile(sales.n, 75%",
        "stddev(sales.x",
        "variance(sales.amount",
    ]);
    prop_oneof![1 => additive(), 2 => (others, prop::option::of(condition())).prop_map(closed)]
}

fn closed((start, condition): (&str, Option<String>)) -> String {
    match condition {
        Some(condition) => format!("{start} where {condition})"),
        None => format!("{start})"),
    }
}

/// A project of these KPIs, named `k0`, `k1`, …, at a grain and with slices.
pub fn project(exprs: &[String], grain: &str, by: &str) -> String {
    let mut yaml = String::from(
        "project: { timezone: Europe/Paris, as_of: 2025-01-01 }\nsources:\n  sales: { time: at }\nkpis:\n",
    );
    for (number, expr) in exprs.iter().enumerate() {
        yaml += &format!("  k{number}: {{ expr: \"{expr}\", grain: {grain}, by: [{by}] }}\n");
    }
    yaml
}
