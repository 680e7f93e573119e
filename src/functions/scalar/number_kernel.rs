//! Rounding, absolute values and remainders of arrays; decimals and whole numbers stay exact.

use crate::functions::failure::Failure;
use crate::functions::operator::{finite, integers, scaled, to_floats};
use crate::functions::physical::decimal;
use datafusion::arrow::array::{
    Array, ArrayRef, ArrowNativeTypeOp, AsArray, Decimal128Array, Int64Array, PrimitiveArray,
};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, DataType, Decimal128Type, Float64Type};
use datafusion::error::Result;
use std::sync::Arc;

/// Which way a number is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rounding {
    HalfAway,
    Down,
    Up,
}

impl Rounding {
    /// The quotient by a positive unit, rounded.
    fn quotient(self, value: i128, unit: i128) -> i128 {
        let (floor, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
        let up = match self {
            Rounding::Down => false,
            Rounding::Up => rest > 0,
            Rounding::HalfAway => {
                if value < 0 {
                    rest > unit / 2
                } else {
                    rest >= unit - unit / 2
                }
            }
        };
        floor + i128::from(up)
    }

    fn float(self, value: f64) -> f64 {
        match self {
            Rounding::HalfAway => value.round(),
            Rounding::Down => value.floor(),
            Rounding::Up => value.ceil(),
        }
    }
}

/// Without the sign.
pub(super) fn absolute(values: &ArrayRef) -> Result<ArrayRef> {
    Ok(match values.data_type() {
        DataType::Decimal128(_, _) => {
            let decimals = values.as_primitive::<Decimal128Type>();
            let unsigned = decimals.unary::<_, Decimal128Type>(i128::wrapping_abs);
            Arc::new(unsigned.with_data_type(values.data_type().clone()))
        }
        DataType::Float64 => Arc::new(to_floats(values)?.unary::<_, Float64Type>(f64::abs)),
        _ => Arc::new(each_whole(&integers(values)?, |value| value.checked_abs())?),
    })
}

fn each_whole(values: &Int64Array, of: impl Fn(i64) -> Option<i64>) -> Result<Int64Array> {
    let checked = |value: i64| {
        of(value)
            .ok_or_else(|| Failure::Overflow(format!("integer overflow: `{value}` has no such value")).into())
    };
    values.iter().map(|value| value.map(checked).transpose()).collect()
}

const SECOND: i64 = 1_000_000;

/// Rounded to this many digits after the point; durations to seconds.
pub(super) fn rounded(how: Rounding, places: u8, seconds: bool, values: &ArrayRef) -> Result<ArrayRef> {
    let unit = if seconds { SECOND } else { 1 };
    Ok(match values.data_type() {
        DataType::Decimal128(_, scale) => {
            let held = u8::try_from(*scale).unwrap_or(0);
            Arc::new(rounded_decimals(how, values.as_primitive(), held, places.min(held), unit))
        }
        DataType::Float64 => {
            let per_unit = 10_f64.powi(i32::from(places)) / unit as f64;
            Arc::new(to_floats(values)?.unary::<_, Float64Type>(|value| {
                let rounded = how.float(value * per_unit) / per_unit;
                if rounded.is_finite() { rounded } else { value }
            }))
        }
        _ => Arc::new(each_whole(&integers(values)?, |value| {
            i64::try_from(how.quotient(value.into(), unit.into()).checked_mul(unit.into())?).ok()
        })?),
    })
}

/// Decimals of `held` digits as decimals of `places`; in multiples of `unit`.
fn rounded_decimals(
    how: Rounding,
    values: &Decimal128Array,
    held: u8,
    places: u8,
    unit: i64,
) -> Decimal128Array {
    let step = 10_i128.saturating_pow(u32::from(held - places)).saturating_mul(unit.into());
    let round = |value| how.quotient(value, step).saturating_mul(unit.into());
    values.unary::<_, Decimal128Type>(round).with_data_type(decimal(places))
}

/// What remains after division, held as `result`; null where the divisor is zero.
pub(super) fn remainder(left: &ArrayRef, right: &ArrayRef, result: &DataType) -> Result<ArrayRef> {
    Ok(match result {
        DataType::Int64 => Arc::new(rests(&integers(left)?, &integers(right)?)),
        DataType::Decimal128(_, scale) => {
            let scale = u8::try_from(*scale).unwrap_or(0);
            let rests = rests(&scaled(left, scale)?, &scaled(right, scale)?);
            Arc::new(rests.with_data_type(result.clone()))
        }
        _ => Arc::new(finite(rests(&to_floats(left)?, &to_floats(right)?))),
    })
}

fn rests<T: ArrowPrimitiveType>(left: &PrimitiveArray<T>, right: &PrimitiveArray<T>) -> PrimitiveArray<T> {
    let pairs = left.iter().zip(right.iter());
    let rest = |(left, right): (Option<T::Native>, Option<T::Native>)| {
        let divisor = right.filter(|right| !right.is_zero())?;
        Some(left?.mod_wrapping(divisor))
    };
    pairs.map(rest).collect()
}
