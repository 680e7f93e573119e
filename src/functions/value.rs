//! From a cell of the engine to a value.

use crate::lang::{Type, Value};
use chrono::{Days, NaiveDate};
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};

/// The value at `row` of an array that holds values of type `ty`, in any of the forms that `aggregate` may give them.
pub fn value_at(array: &ArrayRef, row: usize, ty: &Type) -> Value {
    if row >= array.len() || array.is_null(row) {
        return Value::Null;
    }
    let plain = plain(array, row);
    match (ty, plain) {
        (Type::Duration, value) => seconds(&value).map_or(Value::Null, Value::Duration),
        (Type::Period(grain), Value::Integer(number)) => {
            i64::try_from(number).map_or(Value::Null, |number| Value::Period(*grain, number))
        }
        (Type::Instant, Value::Integer(micros)) => i64::try_from(micros).map_or(Value::Null, Value::Instant),
        (_, Value::Decimal(digits, 0)) => Value::Integer(digits),
        (_, Value::Float(value)) if !value.is_finite() => Value::Null,
        (_, value) => value,
    }
}

/// Microseconds to seconds, rounded once.
fn seconds(micros: &Value) -> Option<f64> {
    match micros {
        Value::Integer(micros) => Value::Decimal(*micros, 6).as_f64(),
        Value::Decimal(digits, scale) => Value::Decimal(*digits, scale.saturating_add(6)).as_f64(),
        Value::Float(micros) => Some(micros / 1e6).filter(|seconds| seconds.is_finite()),
        _ => None,
    }
}

fn plain(array: &ArrayRef, row: usize) -> Value {
    match array.data_type() {
        DataType::Boolean => Value::Boolean(array.as_boolean().value(row)),
        DataType::Int32 => Value::Integer(array.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => Value::Integer(array.as_primitive::<Int64Type>().value(row).into()),
        DataType::Float64 => Value::Float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(_, scale) => {
            Value::Decimal(array.as_primitive::<Decimal128Type>().value(row), scale.unsigned_abs())
        }
        DataType::Utf8View => Value::Text(array.as_string_view().value(row).to_owned()),
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::Date32 => date(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(_, _) => {
            Value::Instant(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        _ => Value::Null,
    }
}

fn date(days: i32) -> Value {
    let epoch = NaiveDate::default();
    let count = Days::new(days.unsigned_abs().into());
    let date = if days < 0 { epoch.checked_sub_days(count) } else { epoch.checked_add_days(count) };
    date.map_or(Value::Null, Value::Date)
}
