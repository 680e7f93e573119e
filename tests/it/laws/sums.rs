//! Shares are counts over counts, slices add up to totals and days to months.

use super::data::{additive, batch, condition, project, rows, table};
use super::same;
use crate::engine::support::{Cell, engine, limits, query, values};
use datafusion::arrow::array::RecordBatch;
use jauge::lang::Value;
use proptest::prelude::*;
use std::collections::BTreeMap;

const PERIODS: &str = "2024-03-01..2024-11-01";

fn run(batch: &RecordBatch, yaml: &str, periods: &str) -> Vec<Cell> {
    values(&engine(&[("sales", table(batch, 1, 1000))], limits(1, None)), yaml, &query(periods))
}

/// The exact sum of integers and decimals.
fn sum<'a>(values: impl Iterator<Item = &'a Value>) -> i128 {
    let digits = values.map(|value| match value {
        Value::Integer(digits) | Value::Decimal(digits, _) => *digits,
        other => panic!("{other:?} does not add up"),
    });
    digits.sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_share_is_a_count_over_a_count(rows in rows(), share in condition(), kept in condition()) {
        let exprs = [
            format!("share(sales.n > 0 and {share} where {kept})"),
            format!("count(sales where {kept} and (sales.n > 0 and {share})) / count(sales where {kept})"),
        ];
        let cells = run(&batch(&rows), &project(&exprs, "month", "shop"), PERIODS);
        let (shares, ratios) = cells.split_at(cells.len() / 2);
        for (share, ratio) in shares.iter().zip(ratios) {
            prop_assert_eq!((&share.period, &share.slice), (&ratio.period, &ratio.slice));
            prop_assert!(same(&share.value, &ratio.value), "{:?} is not {:?}", share, ratio);
        }
    }

    #[test]
    fn slices_add_up_to_totals(rows in rows(), exprs in proptest::collection::vec(additive(), 1..4)) {
        let cells = run(&batch(&rows), &project(&exprs, "month", "shop, ok"), PERIODS);
        let mut sums: BTreeMap<_, (i128, i128)> = BTreeMap::new();
        for cell in &cells {
            let (totals, slices) = sums.entry((&cell.kpi, &cell.period)).or_default();
            let digits = sum(std::iter::once(&cell.value));
            *(if cell.slice == [None, None] { totals } else { slices }) += digits;
        }
        for (place, (total, slices)) in sums {
            prop_assert_eq!(total, slices, "{:?}", place);
        }
    }

    #[test]
    fn days_add_up_to_months(rows in rows(), expr in additive(), month in prop::sample::select(&["2024-03", "2024-10"])) {
        let batch = batch(&rows);
        let days = run(&batch, &project(std::slice::from_ref(&expr), "day", ""), month);
        let months = run(&batch, &project(&[expr], "month", ""), month);
        prop_assert_eq!(days.len(), 31);
        prop_assert_eq!(sum(days.iter().map(|cell| &cell.value)), sum(months.iter().map(|cell| &cell.value)));
        prop_assert_eq!(days.iter().map(|cell| cell.rows).sum::<u64>(), months[0].rows);
    }
}
