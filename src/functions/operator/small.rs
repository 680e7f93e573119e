//! Arithmetic on decimals that are too short to overflow: their results need no check one by one.

use super::checked::Side;
use crate::functions::physical::decimal;
use crate::lang::ast::BinaryOp;
use datafusion::arrow::array::{Array, ArrayRef, Decimal128Array};
use datafusion::arrow::compute::{binary, unary};
use datafusion::arrow::datatypes::Decimal128Type;
use datafusion::error::Result;
use std::sync::Arc;

/// Numbers below two to this power have at most 38 digits.
const BITS: u32 = 126;

/// `+ - *` on decimals or whole numbers, with this many digits after the point; none where a result might overflow.
pub(super) fn small(op: BinaryOp, left: &Side, right: &Side, scale: u8) -> Result<Option<ArrayRef>> {
    let (a, b) = (left.decimal_array()?, right.decimal_array()?);
    let (bits_a, bits_b) = (bits(&a), bits(&b));
    if op == BinaryOp::Multiply {
        let result = match bits_a.max(bits_b) {
            // Two numbers of a machine word each are multiplied in one step.
            ..=62 => apply(left, right, &a, &b, |a, b| i128::from(a as i64) * i128::from(b as i64)),
            _ if bits_a + bits_b <= BITS => apply(left, right, &a, &b, i128::wrapping_mul),
            _ => return Ok(None),
        };
        return finished(result?, scale);
    }
    let (Some((by_a, more_a)), Some((by_b, more_b))) = (factor(&a, scale), factor(&b, scale)) else {
        return Ok(None);
    };
    if (bits_a + more_a).max(bits_b + more_b) >= BITS {
        return Ok(None);
    }
    let result = match op {
        BinaryOp::Add => {
            apply(left, right, &a, &b, |a, b| a.wrapping_mul(by_a).wrapping_add(b.wrapping_mul(by_b)))
        }
        _ => apply(left, right, &a, &b, |a, b| a.wrapping_mul(by_a).wrapping_sub(b.wrapping_mul(by_b))),
    };
    finished(result?, scale)
}

fn finished(result: Option<Decimal128Array>, scale: u8) -> Result<Option<ArrayRef>> {
    Ok(result.map(|array| Arc::new(array.with_data_type(decimal(scale))) as ArrayRef))
}

/// No number is longer than so many bits, its sign aside. Places without a value count too: they hold what they may.
fn bits(array: &Decimal128Array) -> u32 {
    // A negative number is one longer than its complement at most.
    let all = array.values().iter().fold(0, |all, &value| all | (value ^ (value >> 127)));
    129 - all.leading_zeros()
}

/// What brings numbers to a longer scale, and by how many bits it lengthens them.
fn factor(array: &Decimal128Array, scale: u8) -> Option<(i128, u32)> {
    let more = u32::try_from(i32::from(scale) - i32::from(array.scale())).ok()?;
    let factor = 10_i128.checked_pow(more)?;
    Some((factor, 128 - factor.leading_zeros()))
}

/// The results for all rows; none where a constant is null.
fn apply(
    left: &Side,
    right: &Side,
    a: &Decimal128Array,
    b: &Decimal128Array,
    op: impl Fn(i128, i128) -> i128,
) -> Result<Option<Decimal128Array>> {
    let constant = |array: &Decimal128Array| array.is_valid(0).then(|| array.value(0));
    Ok(match (left.constant, right.constant) {
        (false, false) => Some(binary::<_, _, _, Decimal128Type>(a, b, op)?),
        (true, false) if !a.is_empty() => constant(a).map(|a| unary(b, |b| op(a, b))),
        (false, true) if !b.is_empty() => constant(b).map(|b| unary(a, |a| op(a, b))),
        _ => None,
    })
}
