//! What KPIs share: passes over the source, leaves, totals.

use super::probe::{Reading, sales};
use super::support::{Cell, engine, limits, project, query, values};
use jauge::engine::{EngineOptions, Given, prepare};
use jauge::lang::Value;
use jauge::plan::Plan;
use std::sync::Arc;

const SOURCE: &str = "sources:\n  sales: { time: at }\nkpis:\n";

/// The readings of the sales, and the values.
fn run(kpis: &str) -> (Vec<Reading>, Vec<Cell>) {
    let sales = sales();
    let engine = engine(&[("sales", sales.clone())], limits(1, None));
    let cells = values(&engine, &format!("{SOURCE}{kpis}"), &query("2024-01,2024-02"));
    (sales.readings(), cells)
}

/// The plan of KPIs over the sales.
fn plan(kpis: &str) -> Plan {
    let mut project = project(&format!("{SOURCE}{kpis}"));
    let given: Given = [("sales".to_owned(), sales() as _)].into_iter().collect();
    let spec = Arc::new(project.spec.clone());
    let (query, options) = (query("2024-01"), EngineOptions::default());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let prepared = runtime.block_on(prepare(spec, &query, &options, &given, &mut project.problems));
    assert!(project.problems.iter().next().is_none(), "{:?}", project.problems);
    prepared.expect("a plan").plan.clone()
}

/// The number of leaves of each scan that reads.
fn leaves(kpis: &str) -> Vec<usize> {
    let plan = plan(kpis);
    let read = plan.scans.iter().filter(|scan| scan.rolled_up_from.is_none());
    read.map(|scan| scan.leaves.len()).collect()
}

#[test]
fn five_kpis_of_one_source_and_grain_are_one_pass() {
    let (readings, cells) = run("
  revenue: { expr: sum(sales.amount) }
  orders: { expr: count(sales) }
  mean: { expr: avg(sales.amount) }
  north: { expr: share(sales.shop = 'north') }
  cheap: { expr: sum(sales.cost where amount > 1) }
");
    assert_eq!(readings.len(), 1, "{readings:?}");
    assert_eq!(readings[0].columns, ["at", "amount", "cost", "shop"]);
    assert_eq!(cells.len(), 10);
}

#[test]
fn equal_parts_are_computed_once() {
    // Sum and count of the amount, and the count of all rows.
    assert_eq!(
        leaves(
            "  a: { expr: avg(sales.amount) }\n  b: { expr: sum(sales.amount) }\n  c: { expr: count(sales.amount) }\n"
        ),
        [2]
    );
    // Two numerators over one denominator, which is the count too.
    assert_eq!(
        leaves(
            "  a: { expr: share(sales.shop = 'north') }\n  b: { expr: share(sales.shop = 'south') }\n  c: { expr: count(sales) }\n"
        ),
        [3]
    );
    // A KPI by name adds nothing.
    assert_eq!(
        leaves("  a: { expr: sum(sales.amount) }\n  b: { expr: a * 2 }\n  c: { expr: a / count(sales) }\n"),
        [2]
    );
}

#[test]
fn coarser_grains_and_fewer_slices_are_not_read_again() {
    assert_eq!(
        leaves("  a: { expr: sum(sales.amount) }\n  b: { expr: count(sales), grain: day, by: [shop] }\n"),
        [2]
    );
    // What depends on the period is, and so is what a week holds that a month does not.
    assert_eq!(
        leaves(
            "  a: { expr: count(sales where in_period(at)) }\n  b: { expr: count(sales), grain: day, by: [shop] }\n"
        ),
        [1, 1]
    );
    assert_eq!(leaves("  a: { expr: count(sales) }\n  b: { expr: count(sales), grain: week }\n"), [1, 1]);
    assert_eq!(
        leaves("  a: { expr: sum(sales.amount), by: [shop] }\n  b: { expr: count(sales), by: [shop] }\n"),
        [2]
    );
}

#[test]
fn totals_of_what_adds_up_are_not_read_again() {
    let (readings, cells) = run("
  revenue: { expr: sum(sales.amount), by: [shop] }
  most: { expr: max(sales.amount), by: [shop] }
  mean: { expr: avg(sales.amount), by: [shop] }
");
    assert_eq!(readings.len(), 1, "{readings:?}");
    let total = |kpi: &str, period: &str| {
        let found =
            cells.iter().find(|cell| cell.kpi == kpi && cell.period == period && cell.slice == [None]);
        found.map(|cell| (cell.value.clone(), cell.rows))
    };
    assert_eq!(total("revenue", "2024-01"), Some((Value::Integer(3), 2)));
    assert_eq!(total("revenue", "2024-02"), Some((Value::Integer(12), 2)));
    assert_eq!(total("most", "2024-02"), Some((Value::Integer(8), 2)));
    assert_eq!(total("mean", "2024-01"), Some((Value::Float(1.5), 2)));
}

#[test]
fn totals_of_what_does_not_add_up_are_right() {
    let (_, cells) = run("
  shops: { expr: count_distinct(sales.shop), by: [shop] }
  middle: { expr: median(sales.amount), by: [shop] }
");
    let totals: Vec<_> =
        cells.iter().filter(|cell| cell.slice == [None]).map(|cell| cell.value.as_f64()).collect();
    assert_eq!(totals, [2.0, 2.0, 1.5, 6.0].map(Some));
}
