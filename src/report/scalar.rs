//! Values as programs read them: numbers, texts, booleans, nothing.

use crate::calendar::Civil;
use crate::lang::{Type, Unit, Value};
use serde::{Serialize, Serializer};
use std::fmt;

/// A value of a machine format.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Boolean(bool),
    Whole(i128),
    Float(f64),
    Text(String),
}

impl Scalar {
    /// Durations become seconds, dates ISO, instants RFC 3339, periods their label.
    pub fn new(value: &Value, civil: &Civil) -> Self {
        match value {
            Value::Null => Scalar::Null,
            Value::Boolean(boolean) => Scalar::Boolean(*boolean),
            Value::Integer(whole) | Value::Decimal(whole, 0) => Scalar::Whole(*whole),
            Value::Text(text) => Scalar::Text(text.clone()),
            Value::Date(date) => Scalar::Text(date.to_string()),
            Value::Instant(at) => Scalar::Text(civil.format_instant(*at)),
            Value::Period(grain, number) => Scalar::Text(civil.label(*grain, *number)),
            Value::Decimal(..) | Value::Float(_) | Value::Duration(_) => {
                // Adding zero makes a negative zero a plain one.
                value
                    .as_f64()
                    .filter(|float| float.is_finite())
                    .map_or(Scalar::Null, |float| Scalar::Float(float + 0.0))
            }
        }
    }

    /// The number as a double; none for all else.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Scalar::Whole(whole) => Some(*whole as f64),
            Scalar::Float(float) => Some(*float),
            _ => None,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Null => Ok(()),
            Scalar::Boolean(boolean) => boolean.fmt(f),
            Scalar::Whole(whole) => whole.fmt(f),
            Scalar::Float(float) => float.fmt(f),
            Scalar::Text(text) => f.write_str(text),
        }
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Scalar::Null => serializer.serialize_none(),
            Scalar::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Scalar::Whole(whole) => serializer.serialize_i128(*whole),
            Scalar::Float(float) => serializer.serialize_f64(*float),
            Scalar::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// The unit's name in machine formats, where a ratio that is no share is a number.
pub(super) fn unit_name(ty: &Type) -> String {
    match ty {
        Type::Number(_, Unit::Ratio) => Unit::Number.to_string(),
        other => other.unit_name(),
    }
}
