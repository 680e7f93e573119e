//! A single computed value, outside the engine.

use crate::calendar::Grain;
use chrono::NaiveDate;

/// What a KPI, a limit or a slice is worth. `Null` is no value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    Boolean(bool),
    Integer(i128),
    /// Digits and how many of them stand after the point.
    Decimal(i128, u8),
    /// Never NaN or infinite.
    Float(f64),
    Text(String),
    Date(NaiveDate),
    /// Microseconds since 1970 UTC.
    Instant(i64),
    /// Seconds.
    Duration(f64),
    /// The number of a civil period in its grain.
    Period(Grain, i64),
}

impl Value {
    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The number nearest to a numeric value; durations in seconds; none for all else.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Integer(whole) => Some(*whole as f64),
            Value::Decimal(digits, scale) => Some(decimal_to_f64(*digits, *scale)),
            Value::Float(float) => Some(*float),
            Value::Duration(seconds) => Some(*seconds),
            _ => None,
        }
    }
}

/// The double nearest to `digits / 10^scale`: one correctly rounded division while both are exact, else by way of text.
fn decimal_to_f64(digits: i128, scale: u8) -> f64 {
    let exact = digits.unsigned_abs() < 1 << 53 && scale <= 22;
    if exact {
        digits as f64 / 10f64.powi(scale.into())
    } else {
        format!("{digits}e-{scale}").parse().unwrap_or(f64::NAN)
    }
}
