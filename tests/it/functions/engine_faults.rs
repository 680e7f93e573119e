//! Wrong answers of the engine's own functions, and ours. Where the engine is mended, the test says so.

use super::table::{aggregate, close, context, field};
use datafusion::arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch};
use datafusion::functions_aggregate::expr_fn::{approx_percentile_cont, median, percentile_cont, sum};
use datafusion::logical_expr::{Expr, ident, lit};
use jauge::diag::Code;
use jauge::functions::Failure;
use jauge::functions::aggregate::{Leaf, Quantile, lower_leaf};
use jauge::lang::{Repr, Type, Unit};
use std::sync::Arc;

fn integers(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn decimals(values: &[i128], precision: u8, scale: i8) -> ArrayRef {
    Arc::new(Decimal128Array::from(values.to_vec()).with_precision_and_scale(precision, scale).unwrap())
}

fn ours(leaf: Leaf, ty: Type) -> Expr {
    lower_leaf(&leaf, &ty, Some(ident("x")), vec![], None)
}

/// Ours and the engine's answer over one column `x`.
async fn both(column: ArrayRef, ours: Expr, engine: Expr) -> (Option<f64>, Option<f64>) {
    let context = context(vec![("x", column)], 1, None);
    let batch: RecordBatch = aggregate(&context, &[], vec![ours, engine]).await.unwrap();
    (field(&batch, 0, "value")[0], field(&batch, 1, "value")[0])
}

fn percentile(p: f64) -> Leaf {
    Leaf::Percentile { p: Quantile::new(p).unwrap(), discrete: false }
}

#[tokio::test]
async fn interpolation_weights_are_cut() {
    // numpy.percentile([1, 2, 4, 9], 30) = 1.9
    let engine = percentile_cont(ident("x").sort(true, false), lit(0.3));
    let (ours, engine) = both(integers(&[1, 2, 4, 9]), ours(percentile(0.3), Type::INTEGER), engine).await;
    assert!(close(ours, Some(1.9)), "{ours:?}");
    assert!(!close(engine, Some(1.9)), "the engine's percentile_cont is mended: {engine:?}");
}

#[tokio::test]
async fn approximate_percentile_of_few_rows() {
    // numpy.percentile(range(1, 15), 90) = 12.7
    let values = (1..=14).collect::<Vec<_>>();
    let engine = approx_percentile_cont(ident("x").sort(true, false), lit(0.9), None);
    let leaf = Leaf::ApproxPercentile(Quantile::new(0.9).unwrap());
    let (ours, engine) = both(integers(&values), ours(leaf, Type::INTEGER), engine).await;
    assert!(close(ours, Some(12.7)), "{ours:?}");
    assert!(!close(engine, Some(12.7)), "the engine's approx_percentile_cont is mended: {engine:?}");
}

#[tokio::test]
async fn median_of_decimals_is_cut() {
    let ty = Type::Number(Repr::Decimal(2), Unit::Number);
    let values = decimals(&[167, 168], 10, 2);
    let (ours, engine) = both(values, ours(percentile(0.5), ty), median(ident("x"))).await;
    assert!(close(ours, Some(1.675)), "{ours:?}");
    assert!(!close(engine, Some(1.675)), "the engine's median is mended: {engine:?}");
}

#[tokio::test]
async fn sums_of_integers_wrap() {
    let values = integers(&[i64::MAX, i64::MAX, 2]);
    let (ours, engine) = both(values, ours(Leaf::Sum, Type::INTEGER), sum(ident("x"))).await;
    assert_eq!(ours, Some(18_446_744_073_709_551_616.0));
    assert_eq!(engine, Some(0.0), "the engine's sum is mended");
}

const LARGEST: i128 = 99_999_999_999_999_999_999_999_999_999_999_999_999;

#[tokio::test]
async fn sums_of_decimals_overflow() {
    let ty = || Type::Number(Repr::Decimal(2), Unit::Number);
    // Four times 2^126 are 0 in 128 bits.
    for (partitions, values) in
        [(1, [LARGEST, LARGEST, 1, 1]), (3, [LARGEST, LARGEST, 1, 1]), (1, [1 << 126; 4])]
    {
        let context = context(vec![("x", decimals(&values, 38, 2))], partitions, None);
        let error = aggregate(&context, &[], vec![ours(Leaf::Sum, ty())]).await.unwrap_err();
        let failure = Failure::find(&error).unwrap();
        assert_eq!(failure.code(), Code::Overflow);
        assert_eq!(failure.to_string(), "the sum of `x` overflows 38 digits");
    }
}

#[tokio::test]
async fn sums_that_overflow_on_the_way_do_not() {
    let ty = Type::Number(Repr::Decimal(0), Unit::Number);
    let values = [LARGEST, LARGEST, -LARGEST, -LARGEST, LARGEST, 7, -LARGEST];
    for partitions in [1, 2, 3] {
        let context = context(vec![("x", decimals(&values, 38, 0))], partitions, None);
        let batch = aggregate(&context, &[], vec![ours(Leaf::Sum, ty.clone())]).await.unwrap();
        assert_eq!(field(&batch, 0, "value"), [Some(7.0)]);
    }
}

#[tokio::test]
async fn sums_of_floats_depend_on_the_order() {
    use datafusion::arrow::array::Float64Array;
    let values: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 1e100, 1.0, -1e100]));
    let (ours, engine) = both(values, ours(Leaf::Sum, Type::FLOAT), sum(ident("x"))).await;
    assert_eq!((ours, engine), (Some(2.0), Some(0.0)));
}
