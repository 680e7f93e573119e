//! Which of two values is the greater: exact where both are, else with the tolerance of floating point.

use crate::lang::Value;
use std::cmp::Ordering;

/// How far a floating value may be from a limit and still equal it, as a part of the limit.
const TOLERANCE: f64 = 1e-12;

/// The order of a value and a limit; none where they are not of one kind or one of them is no value.
pub fn compare(value: &Value, limit: &Value) -> Option<Ordering> {
    match (value, limit) {
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Instant(left), Value::Instant(right)) => Some(left.cmp(right)),
        (Value::Period(grain, left), Value::Period(other, right)) => {
            (grain == other).then(|| left.cmp(right))
        }
        (Value::Duration(left), Value::Duration(right)) => compare_floats(*left, *right),
        (Value::Duration(_), _) | (_, Value::Duration(_)) => None,
        _ => match (exact(value), exact(limit)) {
            (Some(left), Some(right)) => compare_exact(left, right),
            _ => compare_floats(value.as_f64()?, limit.as_f64()?),
        },
    }
}

fn compare_floats(value: f64, limit: f64) -> Option<Ordering> {
    let near = (value - limit).abs() <= TOLERANCE * limit.abs();
    if near { Some(Ordering::Equal) } else { value.partial_cmp(&limit) }
}

/// Digits and how many of them stand after the point.
fn exact(value: &Value) -> Option<(i128, u8)> {
    match value {
        Value::Integer(whole) => Some((*whole, 0)),
        Value::Decimal(digits, scale) => Some((*digits, *scale)),
        _ => None,
    }
}

/// Compares whole parts first, so that bringing the fractions to one scale cannot overflow.
fn compare_exact(left: (i128, u8), right: (i128, u8)) -> Option<Ordering> {
    let scale = left.1.max(right.1);
    let (left, right) = (split(left, scale)?, split(right, scale)?);
    Some(left.cmp(&right))
}

/// The whole part (rounded down) and the rest in units of `10^-scale`.
fn split((digits, own): (i128, u8), scale: u8) -> Option<(i128, i128)> {
    let one = 10i128.checked_pow(own.into())?;
    let finer = 10i128.checked_pow(u32::from(scale - own))?;
    Some((digits.div_euclid(one), digits.rem_euclid(one).checked_mul(finer)?))
}
