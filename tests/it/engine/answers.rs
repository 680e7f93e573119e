//! Answers that the engine's own functions get wrong, from definition to value.

use super::support::{assess, engine, limits, table, totals, values};
use crate::binary::close;
use datafusion::arrow::array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch};
use datafusion::catalog::{MemTable, TableProvider};
use jauge::diag::Code;
use jauge::lang::Value;
use jauge::model::Query;
use std::sync::Arc;

fn integers(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn floats(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn decimals(values: &[i128], precision: u8) -> ArrayRef {
    Arc::new(Decimal128Array::from(values.to_vec()).with_precision_and_scale(precision, 2).unwrap())
}

/// The value of one expression over a source `t`.
fn value(columns: Vec<(&str, ArrayRef)>, expr: &str) -> Value {
    let yaml = format!("sources:\n  t: {{}}\nkpis:\n  k: {{ from: t, expr: '{expr}' }}\n");
    let [value] = totals(&[("t", table(columns))], &yaml).try_into().unwrap();
    value
}

/// The code of the one problem of an expression that cannot be computed.
fn failure(columns: Vec<(&str, ArrayRef)>, expr: &str) -> Code {
    let yaml = format!("sources:\n  t: {{}}\nkpis:\n  k: {{ from: t, expr: '{expr}' }}\n");
    let engine = engine(&[("t", table(columns))], limits(2, None));
    let (_, problems) = assess(&engine, &yaml, &Query::default());
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    let [code] = codes.try_into().unwrap();
    code
}

#[test]
fn percentiles_are_exact() {
    // numpy.percentile and numpy.median
    let fourteen: Vec<i64> = (1..=14).collect();
    let cases: [(&[i64], &str, f64); 5] = [
        (&[9, 1, 4, 2], "percentile(x, 30%)", 1.9),
        (&[9, 1, 4, 2], "median(x)", 3.0),
        (&fourteen, "percentile(x, 90%)", 12.7),
        (&fourteen, "approx_percentile(x, 90%)", 12.7),
        (&fourteen, "percentile_disc(x, 90%)", 13.0),
    ];
    for (values, expr, expected) in cases {
        let found = value(vec![("x", integers(values))], expr).as_f64().unwrap();
        assert!(close(found, expected, 1e-12), "{expr} of {values:?}: {found}");
    }
    let found = value(vec![("x", decimals(&[167, 168], 10))], "median(x)").as_f64().unwrap();
    assert!(close(found, 1.675, 1e-12), "{found}");
}

#[test]
fn sums_of_integers_do_not_wrap() {
    let found = value(vec![("x", integers(&[i64::MAX, i64::MAX, 2]))], "sum(x)");
    assert_eq!(found, Value::Integer(18_446_744_073_709_551_616));
}

#[test]
fn overflow_is_an_error() {
    let largest = 10_i128.pow(38) - 1;
    let wide = || vec![("x", decimals(&[largest, largest], 38))];
    let long = || vec![("x", integers(&[i64::MAX, 1])), ("y", integers(&[1, 2]))];
    for (columns, expr) in [
        (wide(), "sum(x)"),
        (wide(), "max(x + x)"),
        (wide(), "max(x * 10)"),
        (long(), "max(x + y)"),
        (long(), "max(x * 2)"),
        (long(), "min(0 - x - y - y)"),
        (vec![("x", integers(&[i64::MIN]))], "max(-x)"),
    ] {
        assert_eq!(failure(columns, expr), Code::Overflow, "{expr}");
    }
}

#[test]
fn means_of_decimals_are_not_cut() {
    let found = value(vec![("x", decimals(&[100, 100, 200], 15))], "avg(x)").as_f64().unwrap();
    assert!(close(found, 4.0 / 3.0, 1e-15), "{found}");
}

#[test]
fn names_keep_their_letters() {
    let columns = || vec![("customerID", integers(&[7, 7, 9])), ("customerid", integers(&[1, 2, 3]))];
    assert_eq!(value(columns(), "count_distinct(customerID)"), Value::Integer(2));
    assert_eq!(value(columns(), "sum(customerid)"), Value::Integer(6));
    let yaml = "
sources:
  Calls: {}
  Loud: { sql: select customerID as ID from Calls where customerID > 8 }
kpis:
  k: { expr: sum(Loud.ID) }
";
    assert_eq!(totals(&[("Calls", table(columns()))], yaml), [Value::Integer(9)]);
}

#[test]
fn nan_and_infinity_are_skipped() {
    let columns = || vec![("x", floats(&[f64::NAN, 1.0, f64::INFINITY, 2.0, f64::NEG_INFINITY, -0.0]))];
    for (expr, expected) in
        [("sum(x)", 3.0), ("avg(x)", 1.0), ("max(x)", 2.0), ("min(x)", 0.0), ("median(x)", 1.0)]
    {
        assert_eq!(value(columns(), expr).as_f64(), Some(expected), "{expr}");
    }
    assert_eq!(value(columns(), "count(x)"), Value::Integer(3));
    assert_eq!(value(columns(), "count_distinct(x)"), Value::Integer(3));
    assert_eq!(value(columns(), "avg(x / 0)"), Value::Null);
}

/// Terms from 1e-8 to 1e8 of both signs in an order that a generator gives.
fn terms() -> Vec<f64> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    (0..20_000).map(|_| (next() - 0.4) * 10_f64.powf(next() * 16.0 - 8.0)).collect()
}

/// A sum in twice the digits (Knuth's two-sum, the errors summed apart).
fn exact_sum(terms: &[f64]) -> f64 {
    let (mut sum, mut errors) = (0.0_f64, 0.0_f64);
    for term in terms {
        let next = sum + term;
        let shadow = next - sum;
        errors += (sum - (next - shadow)) + (term - shadow);
        sum = next;
    }
    sum + errors
}

#[test]
fn sums_of_floats_do_not_depend_on_threads() {
    let terms = terms();
    let expected = exact_sum(&terms);
    let batches: Vec<RecordBatch> =
        terms.chunks(333).map(|part| super::support::batch(vec![("x", floats(part))])).collect();
    for threads in [1, 2, 4, 7] {
        let mut parts = vec![Vec::new(); threads];
        batches.iter().enumerate().for_each(|(number, batch)| parts[number % threads].push(batch.clone()));
        let schema = batches[0].schema();
        let table: Arc<dyn TableProvider> = Arc::new(MemTable::try_new(schema, parts).unwrap());
        let yaml = "sources:\n  t: {}\nkpis:\n  k: { expr: sum(t.x) }\n";
        let cells = values(&engine(&[("t", table)], limits(threads, None)), yaml, &Query::default());
        let found = cells[0].value.as_f64().unwrap();
        assert!(close(found, expected, 1e-12), "{threads} threads: {found} instead of {expected}");
    }
}
