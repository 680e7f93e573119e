//! Constants of the language as constants of the engine.

use super::time;
use crate::calendar::Civil;
use crate::functions::Operand;
use crate::functions::physical::{DECIMAL_DIGITS, arrow_type};
use crate::lang::ast::{DurationUnit, Literal, StepUnit};
use crate::lang::{Repr, Type, Unit};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;

/// A constant, naive instants read in the zone of `civil`; none if it is too large to be held.
pub fn literal(literal: &Literal, civil: &Civil) -> Option<Operand> {
    let (ty, value) = match literal {
        Literal::Number(digits) => number(digits, 0, Unit::Number)?,
        Literal::Percent(digits) => number(digits, 2, Unit::Share)?,
        Literal::Text(text) => (Type::Text, ScalarValue::Utf8View(Some(text.clone()))),
        Literal::Boolean(value) => (Type::Boolean, ScalarValue::Boolean(Some(*value))),
        Literal::Null => (Type::Null, ScalarValue::Null),
        Literal::Duration(parts) => (Type::Duration, ScalarValue::Int64(Some(duration(parts)?))),
        Literal::Step(count, unit) => (Type::Step, ScalarValue::Int64(Some(months(*count, *unit)?))),
        Literal::Date(date) => (Type::Date, ScalarValue::Date32(Some(time::day_number(*date)?))),
        Literal::Instant(local, offset) => {
            let instant = time::instant(*local, *offset, civil)?;
            (Type::Instant, ScalarValue::TimestampMicrosecond(Some(instant), None))
        }
    };
    Some(Operand { expr: Expr::Literal(value, None), ty, literal: Some(literal.clone()) })
}

/// `null` as a value of this type.
pub fn null(ty: &Type) -> Operand {
    let value = ScalarValue::try_from(&arrow_type(ty)).unwrap_or(ScalarValue::Null);
    Operand { expr: Expr::Literal(value, None), ty: ty.clone(), literal: Some(Literal::Null) }
}

/// Digits with an optional fraction, the point moved `shift` places to the left: exact up to 38 digits, else a float.
fn number(digits: &str, shift: usize, unit: Unit) -> Option<(Type, ScalarValue)> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let scale = fraction.len() + shift;
    let joined = format!("{whole}{fraction}");
    if scale == 0
        && let Ok(value) = joined.parse::<i64>()
    {
        return Some((Type::Number(Repr::Integer, unit), ScalarValue::Int64(Some(value))));
    }
    let fits = scale < 19 && joined.len() <= usize::from(DECIMAL_DIGITS);
    match joined.parse::<i128>().ok().filter(|_| fits).zip(u8::try_from(scale).ok()) {
        Some((value, scale)) => {
            let value = ScalarValue::Decimal128(Some(value), DECIMAL_DIGITS, i8::try_from(scale).ok()?);
            Some((Type::Number(Repr::Decimal(scale), unit), value))
        }
        None => {
            let value = digits.parse::<f64>().ok()? / 10_f64.powi(i32::try_from(shift).ok()?);
            let value = Some(value).filter(|value| value.is_finite())?;
            Some((Type::Number(Repr::Float, unit), ScalarValue::Float64(Some(value))))
        }
    }
}

/// A duration's parts in microseconds, rounded half up; none on overflow.
pub fn duration(parts: &[(String, DurationUnit)]) -> Option<i64> {
    parts.iter().try_fold(0_i64, |total, (digits, unit)| total.checked_add(part(digits, *unit)?))
}

fn part(digits: &str, unit: DurationUnit) -> Option<i64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // Beyond 18 digits a fraction of a week is far below a microsecond.
    let fraction = fraction.get(..fraction.len().min(18))?;
    let size = i128::from(microseconds(unit));
    let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let total = digits.checked_mul(size)?.checked_add(scale / 2)? / scale;
    i64::try_from(total).ok()
}

/// The length of a unit in microseconds.
pub(crate) fn microseconds(unit: DurationUnit) -> i64 {
    const SECOND: i64 = 1_000_000;
    match unit {
        DurationUnit::Millisecond => 1_000,
        DurationUnit::Second => SECOND,
        DurationUnit::Minute => 60 * SECOND,
        DurationUnit::Hour => 3_600 * SECOND,
        DurationUnit::Day => 86_400 * SECOND,
        DurationUnit::Week => 7 * 86_400 * SECOND,
    }
}

/// A calendar step in months; none on overflow.
pub fn months(count: i64, unit: StepUnit) -> Option<i64> {
    count.checked_mul(match unit {
        StepUnit::Month => 1,
        StepUnit::Quarter => 3,
        StepUnit::Year => 12,
    })
}
