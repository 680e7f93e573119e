//! Windows of one period are that period, and the year to date in December is the year.

use super::data::{aggregate, batch, project, rows, table};
use super::difference;
use crate::engine::support::{Cell, engine, limits, query, values};
use proptest::collection::vec;
use proptest::prelude::*;

fn run(rows: &[super::data::Row], exprs: &[String], grain: &str, periods: &str) -> Vec<Cell> {
    let yaml = project(exprs, grain, "shop");
    values(&engine(&[("sales", table(&batch(rows), 2, 9))], limits(2, None)), &yaml, &query(periods))
}

/// The cells of a period without its label, which differs between grains.
fn unlabelled(cells: Vec<Cell>) -> Vec<Cell> {
    cells.into_iter().map(|cell| Cell { period: String::new(), ..cell }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_window_as_long_as_the_period(rows in rows(), exprs in vec(aggregate(), 2..6), days in any::<bool>()) {
        let (grain, length) = if days { ("day", "1 day") } else { ("month", "1 month") };
        let windows: Vec<String> =
            exprs.iter().map(|expr| format!("rolling({expr}, {length}, partial)")).collect();
        let periods = if days { "2024-03-25..2024-04-05" } else { "2024-03-01..2024-11-01" };
        let plain = run(&rows, &exprs, grain, periods);
        prop_assert_eq!(difference(&plain, &run(&rows, &windows, grain, periods)), None, "{:?}", exprs);
    }

    #[test]
    fn the_year_to_date_in_december(rows in rows(), exprs in vec(aggregate(), 2..6)) {
        let so_far: Vec<String> = exprs.iter().map(|expr| format!("to_date({expr}, year)")).collect();
        let year = unlabelled(run(&rows, &exprs, "year", "2024"));
        // December may have no row of a slice that the year has.
        let december = unlabelled(run(&rows, &so_far, "month", "2024-12"));
        prop_assert_eq!(difference(&year, &december), None, "{:?}", exprs);
    }
}
