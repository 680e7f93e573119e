//! `jauge explain` and what a run tells besides values: rows left out, shared passes, ties.

use crate::binary::jauge;
use std::path::Path;
use tempfile::TempDir;

const PROJECT: &str = "
project: { as_of: 2024-03-01 }
sources:
  orders:
    path: orders.csv
    time: at
    columns: { amount: { type: float } }
kpis:
  revenue: { title: Revenue, expr: sum(orders.amount) }
  orders_n: { expr: count(orders) }
  first_amount: { expr: first(orders.amount) }
";

const ORDERS: &str = "at,amount\n2024-02-01,3\n2024-02-01,2\n,7\n2024-02-03,5\n2024-03-02,9\n";

fn project() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("p.yaml"), PROJECT).expect("a project");
    std::fs::write(folder.path().join("orders.csv"), ORDERS).expect("data");
    folder
}

fn said(arguments: &[&str], folder: &Path) -> (String, String) {
    let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_string()).collect();
    let output = jauge(&[arguments, vec![folder.display().to_string()]].concat());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_kpi_is_explained_with_what_it_leaves_out_and_shares() {
    let folder = project();
    let (text, errors) = said(&["explain", "revenue"], folder.path());
    assert_eq!(
        text,
        "revenue: Revenue
  formula   sum(orders.amount)
  unit      number
  grain     month
  reads     orders (orders.csv), placed by at
  left out  1 row of `orders` without `at`, in no period
  left out  1 row of `orders` after now
  pass      1: 3 aggregates over orders, shared with orders_n, first_amount

",
        "{errors}"
    );
}

#[test]
fn verbose_tells_the_rows_left_out() {
    let folder = project();
    let (_, errors) = said(&["run", "-v"], folder.path());
    assert!(errors.contains("left out: 1 row of `orders` without `at`, in no period"), "{errors}");
}

#[test]
fn a_tie_for_the_first_place_is_told() {
    let folder = project();
    let (_, errors) = said(&["run", "--kpi", "first_amount", "--error-format", "json"], folder.path());
    assert!(errors.contains("jauge::tie"), "{errors}");
    let (_, errors) = said(&["run", "--kpi", "revenue", "--error-format", "json"], folder.path());
    assert!(!errors.contains("jauge::tie"), "{errors}");
}

#[test]
fn rows_without_an_interval_are_told() {
    let folder = TempDir::new().expect("a folder");
    let project = "
project: { as_of: 2024-03-01 }
sources:
  spans: { path: spans.csv, interval: { from: since, to: until } }
kpis:
  open: { expr: count(spans where active_at(period.end)) }
";
    let rows = "since,until\n2024-01-05,2024-02-01\n,2024-02-01\n2024-02-05,2024-02-04\n2024-02-05,2024-01-01\n2024-03-02,\n2024-02-02,\n";
    std::fs::write(folder.path().join("p.yaml"), project).expect("a project");
    std::fs::write(folder.path().join("spans.csv"), rows).expect("data");
    let (text, errors) = said(&["explain", "open"], folder.path());
    let left_out = "  reads     spans (spans.csv), lasting from since to until
  left out  1 row of `spans` without `since`, left out
  left out  2 rows of `spans` with `until` before `since`, left out
  left out  1 row of `spans` with `since` after now
";
    assert!(text.contains(left_out), "{text}\n{errors}");
}
