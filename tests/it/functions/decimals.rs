//! Arithmetic on columns of decimals of any length, against 128-bit integers.

use super::arithmetic::paris;
use super::table::context;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Decimal128Array};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::Decimal128Type;
use datafusion::logical_expr::ident;
use jauge::functions::operator::{binary, result_repr};
use jauge::functions::{Failure, Lowering, Operand};
use jauge::lang::ast::BinaryOp;
use jauge::lang::{Repr, Type, Unit};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::Arc;

const BOUND: i128 = 10_i128.pow(38);

/// Short and long ones, those around a machine word, and none.
fn value() -> impl Strategy<Value = Option<i128>> {
    let sign = prop::sample::select(&[-1_i128, 1]);
    let near = (0_u32..126, -2_i128..3).prop_map(|(bits, more)| (1_i128 << bits) + more);
    let size = prop_oneof![0_i128..1000, near];
    prop::option::weighted(
        0.9,
        (sign, size).prop_map(|(sign, size)| (sign * size).clamp(1 - BOUND, BOUND - 1)),
    )
}

fn column(values: &[Option<i128>], scale: i8) -> ArrayRef {
    let array: Decimal128Array = values.iter().copied().collect();
    Arc::new(array.with_precision_and_scale(38, scale).unwrap())
}

/// The results of the engine, or none where it tells of an overflow.
fn computed(op: BinaryOp, a: ArrayRef, b: ArrayRef, scales: [u8; 2]) -> Option<Vec<Option<i128>>> {
    let ty = |repr| Type::Number(repr, Unit::Number);
    let reprs = scales.map(Repr::Decimal);
    let operand = |name: &str, repr| Operand { expr: ident(name), ty: ty(repr), literal: None };
    let civil = paris();
    let lowering = Lowering { civil: &civil, as_of: 0 };
    let result = ty(result_repr(op, reprs[0], reprs[1]));
    let expr = binary(op, &operand("a", reprs[0]), &operand("b", reprs[1]), &result, &lowering).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let run = async {
        context(vec![("a", a), ("b", b)], 1, None).table("t").await?.select(vec![expr])?.collect().await
    };
    match runtime.block_on(run) {
        Ok(batches) => {
            let columns: Vec<&dyn Array> = batches.iter().map(|batch| batch.column(0).as_ref()).collect();
            Some(concat(&columns).unwrap().as_primitive::<Decimal128Type>().iter().collect())
        }
        Err(error) => {
            Failure::find(&error).unwrap_or_else(|| panic!("{error}"));
            None
        }
    }
}

/// The result in units of the longer scale; none on overflow.
fn expected(op: BinaryOp, a: i128, b: i128, scales: [u8; 2]) -> Option<i128> {
    let longest = scales[0].max(scales[1]);
    let brought = |value: i128, scale: u8| value.checked_mul(10_i128.pow(u32::from(longest - scale)));
    let result = match op {
        BinaryOp::Multiply => a.checked_mul(b),
        BinaryOp::Add => brought(a, scales[0])?.checked_add(brought(b, scales[1])?),
        _ => brought(a, scales[0])?.checked_sub(brought(b, scales[1])?),
    };
    result.filter(|result| result.unsigned_abs() < BOUND.unsigned_abs())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn results_are_exact_or_told(
        pairs in vec((value(), value()), 1..4),
        op in prop::sample::select(&[BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply]),
        scales in prop::sample::select(&[[0_u8, 0], [2, 2], [0, 4], [6, 1]]),
    ) {
        let (a, b): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
        let found = computed(op, column(&a, scales[0] as i8), column(&b, scales[1] as i8), scales);
        let both = pairs.iter().map(|(a, b)| a.zip(*b));
        let results: Option<Vec<Option<i128>>> =
            both.map(|both| both.map_or(Some(None), |(a, b)| expected(op, a, b, scales).map(Some))).collect();
        prop_assert_eq!(found, results, "{:?} {:?}", op, pairs);
    }
}
