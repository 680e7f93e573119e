//! From types of the language to types of the engine and back.

use crate::lang::{Repr, Type, Unit};
use datafusion::arrow::datatypes::{DataType, TimeUnit};

/// The most digits that the engine's decimals hold.
pub const DECIMAL_DIGITS: u8 = 38;

/// How values of a type are held in rows; results of aggregates may be wider, see `aggregate::leaf_output`.
pub fn arrow_type(ty: &Type) -> DataType {
    match ty {
        Type::Number(Repr::Integer, _) | Type::Duration | Type::Step | Type::Period(_) => DataType::Int64,
        Type::Number(Repr::Decimal(scale), _) => decimal(*scale),
        Type::Number(Repr::Float, _) => DataType::Float64,
        Type::Date => DataType::Date32,
        Type::Instant => instant(),
        Type::Text => DataType::Utf8View,
        Type::Boolean => DataType::Boolean,
        Type::Null => DataType::Null,
    }
}

/// The type of values that the engine's functions return, as a bare number where it is one; none if we cannot hold it.
pub fn language_type(ty: &DataType) -> Option<Type> {
    let number = |repr| Some(Type::Number(repr, Unit::Number));
    match ty {
        ty if ty.is_integer() => number(Repr::Integer),
        ty if ty.is_floating() => number(Repr::Float),
        DataType::Decimal128(_, scale) => number(Repr::Decimal(u8::try_from(*scale).ok()?)),
        DataType::Date32 => Some(Type::Date),
        DataType::Timestamp(_, _) => Some(Type::Instant),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some(Type::Text),
        DataType::Boolean => Some(Type::Boolean),
        DataType::Null => Some(Type::Null),
        _ => None,
    }
}

/// Decimals with this many digits after the point.
pub fn decimal(scale: u8) -> DataType {
    DataType::Decimal128(DECIMAL_DIGITS, i8::try_from(scale.min(DECIMAL_DIGITS)).unwrap_or(0))
}

/// Points in time: microseconds in UTC.
pub fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, None)
}
