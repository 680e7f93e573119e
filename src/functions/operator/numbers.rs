//! Numeric arrays in the form that a kernel needs.

use crate::functions::failure::Failure;
use crate::functions::physical::decimal;
use datafusion::arrow::array::{ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};
use datafusion::error::Result;

const STRICT: CastOptions<'static> =
    CastOptions { safe: false, format_options: datafusion::arrow::util::display::FormatOptions::new() };

/// Converts whole numbers and booleans; decimals must be whole.
pub(crate) fn integers(array: &ArrayRef) -> Result<Int64Array> {
    let converted = cast_with_options(array, &DataType::Int64, &STRICT)
        .map_err(|_| Failure::Overflow("integer overflow: a number of more than 64 bits".to_owned()))?;
    Ok(converted.as_primitive::<Int64Type>().clone())
}

/// Converts to decimals of this scale; an error where a number does not fit 38 digits.
pub(crate) fn scaled(array: &ArrayRef, scale: u8) -> Result<Decimal128Array> {
    let converted = cast_with_options(array, &decimal(scale), &STRICT)
        .map_err(|_| Failure::Overflow(format!("decimal overflow with {scale} digits after the point")))?;
    Ok(converted.as_primitive::<Decimal128Type>().clone())
}

/// Converts to floats.
pub(crate) fn to_floats(array: &ArrayRef) -> Result<Float64Array> {
    Ok(cast_with_options(array, &DataType::Float64, &STRICT)?.as_primitive::<Float64Type>().clone())
}

/// Makes NaN and infinities null.
pub(crate) fn finite(array: Float64Array) -> Float64Array {
    if array.values().iter().all(|value| value.is_finite()) {
        return array;
    }
    array.iter().map(|value| value.filter(|value| value.is_finite())).collect()
}

/// Rounds a float half away from zero to a whole number of 64 bits.
pub(crate) fn whole(value: f64) -> Option<i64> {
    let rounded = value.round();
    // 2^63 is the first float beyond; -2^63 still fits.
    (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&rounded).then_some(rounded as i64)
}
