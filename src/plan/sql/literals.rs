//! Literals of the language as numbers.

use crate::lang::ast::{DurationUnit, StepUnit};

/// The digits of a percentage as those of the fraction that it is.
pub(super) fn percent(digits: &str) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{whole:0>3}");
    let (front, back) = padded.split_at_checked(padded.len().checked_sub(2)?)?;
    Some(format!("{front}.{back}{fraction}"))
}

/// A length of time in microseconds.
pub(super) fn micros(parts: &[(String, DurationUnit)]) -> Option<i64> {
    crate::functions::operator::duration(parts)
}

/// A calendar step in months.
pub(super) fn months(count: i64, unit: StepUnit) -> Option<i64> {
    count.checked_mul(match unit {
        StepUnit::Month => 1,
        StepUnit::Quarter => 3,
        StepUnit::Year => 12,
    })
}
