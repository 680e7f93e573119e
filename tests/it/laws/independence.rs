//! A value does not depend on what it is computed with, nor on threads, partitions, the order of rows and memory.

use super::data::{Row, aggregate, batch, project, reversed, rows, table};
use super::difference;
use crate::engine::support::{Cell, engine, limits, query, values};
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::catalog::TableProvider;
use jauge::diag::{Span, Spanned};
use jauge::engine::EngineOptions;
use jauge::model::Query;
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::Arc;

fn run(table: Arc<dyn TableProvider>, options: EngineOptions, yaml: &str, query: &Query) -> Vec<Cell> {
    values(&engine(&[("sales", table)], options), yaml, query)
}

fn months() -> Query {
    query("2024-03-01..2024-11-01")
}

/// The runs of one table and definition that must agree with the first.
fn variants(rows: &[Row], yaml: &str) -> Vec<Vec<Cell>> {
    let batch = batch(rows);
    let run = |batch: &RecordBatch, partitions, size, threads| {
        run(table(batch, partitions, size), limits(threads, None), yaml, &months())
    };
    vec![
        run(&batch, 1, 1000, 1),
        run(&batch, 4, 3, 4),
        run(&reversed(&batch), 1, 7, 1),
        run(&reversed(&batch), 3, 1, 2),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn threads_partitions_and_order(rows in rows(), exprs in vec(aggregate(), 6..14), grain in grains()) {
        let runs = variants(&rows, &project(&exprs, grain, "shop"));
        for run in &runs[1..] {
            prop_assert_eq!(difference(&runs[0], run), None, "{:?}", exprs);
        }
    }

    #[test]
    fn together_or_one_by_one(rows in rows(), exprs in vec(aggregate(), 2..5), grain in grains()) {
        let (batch, yaml) = (batch(&rows), project(&exprs, grain, "shop"));
        let together = run(table(&batch, 1, 1000), limits(1, None), &yaml, &months());
        let mut alone = Vec::new();
        for number in 0..exprs.len() {
            let kpis = vec![Spanned::new(format!("k{number}"), Span::default())];
            let query = Query { kpis, ..months() };
            alone.extend(run(table(&batch, 1, 1000), limits(1, None), &yaml, &query));
        }
        prop_assert_eq!(difference(&together, &alone), None, "{:?}", exprs);
    }

    #[test]
    fn finer_and_coarser_together(rows in rows(), exprs in vec(aggregate(), 1..3)) {
        let (batch, yaml) = (batch(&rows), levels(&exprs));
        let run = |query: &Query| run(table(&batch, 2, 9), limits(2, None), &yaml, query);
        let together = run(&months());
        let alone: Vec<Cell> = names(&yaml).into_iter().flat_map(|name| {
            run(&Query { kpis: vec![Spanned::new(name, Span::default())], ..months() })
        }).collect();
        prop_assert_eq!(difference(&together, &alone), None, "{:?}", exprs);
    }
}

/// Each expression, and a count that depends on the period, by all, some and no slices and in periods that others are
/// made of or not.
fn levels(exprs: &[String]) -> String {
    let mut yaml = project(&[], "all", "");
    let early = "count(sales where at < period.start + 40h)".to_owned();
    for (number, expr) in exprs.iter().chain([&early]).enumerate() {
        for (grain, by) in
            [("month", ""), ("day", "ok, shop"), ("week", "shop"), ("month", "shop"), ("all", "ok")]
        {
            yaml += &format!(
                "  k{number}_{grain}_{}: {{ expr: \"{expr}\", grain: {grain}, by: [{by}] }}\n",
                by.len()
            );
        }
    }
    yaml
}

fn names(yaml: &str) -> Vec<String> {
    let names = yaml.lines().filter_map(|line| line.strip_prefix("  k")?.split_once(':'));
    names.map(|(name, _)| format!("k{name}")).collect()
}

fn grains() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["week", "month", "all"])
}

/// Many slices, so that groups do not fit into a little memory.
fn crowd(rows: i64) -> RecordBatch {
    let shops =
        (0..rows).map(|row| Some(format!("a shop with a long name, number {}", row * 7919 % (rows / 3))));
    crate::engine::support::batch(vec![
        ("shop", Arc::new(shops.collect::<StringArray>()) as ArrayRef),
        ("n", Arc::new(Int64Array::from_iter_values((0..rows).map(|row| row * row % 1009)))),
    ])
}

#[test]
fn memory_that_makes_it_spill() {
    let batch = crowd(45_000);
    let yaml = "
sources:
  sales: {}
kpis:
  sum: { expr: sum(sales.n), by: [shop] }
  middle: { expr: median(sales.n), by: [shop] }
";
    let run = |memory| run(table(&batch, 2, 1000), limits(1, memory), yaml, &Query::default());
    let free = run(None);
    assert_eq!(free.len(), 2 * 15_001);
    assert_eq!(difference(&free, &run(Some(SMALL))), None);
}

/// Bytes: half of what the groups take; a third would be too little for the largest part that is not spilled.
const SMALL: usize = 3_000_000;
