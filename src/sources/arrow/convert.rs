//! The kernels of the conversions.

use super::kernel::Step;
use crate::calendar::Localizer;
use crate::diag::{Code, Problem};
use crate::sources::failure::{Failure, Place};
use crate::sources::value::{ColumnBuilder, Reading, help_for, wanted};
use datafusion::arrow::array::*;
use datafusion::arrow::datatypes::*;
use datafusion::error::{DataFusionError, Result};
use std::sync::Arc;

/// Runs a step on an array of the type that it was planned for.
pub fn run(step: &Step, column: &str, array: &ArrayRef) -> Result<ArrayRef> {
    let done: Option<ArrayRef> = match step {
        Step::Finite => finite(array),
        Step::Localise(zone) => localise(array, Localizer::new(*zone)),
        Step::DateIn(zone) => dates(array, Localizer::new(*zone)),
        Step::Whole => whole(array, column)?,
        Step::Fixed(scale) => fixed(array, *scale, column)?,
        Step::Length(micros) => lengths(array, *micros, column)?,
        Step::Read(reading) => Some(read(array, reading, column)?),
    };
    done.ok_or_else(|| unexpected(column))
}

/// The error of an array of another type than was planned; it cannot happen unless the schema lies.
pub fn unexpected(column: &str) -> DataFusionError {
    let message = format!("column `{column}` is not of the type that its file states");
    Failure::from(Problem::general(Code::UnreadableData, message).help("write the file again")).into()
}

fn misfit(column: &str, text: String, wanted: &str, help: String) -> DataFusionError {
    let message = format!("column `{column}`: `{text}` is not {wanted}");
    let place = Place { column: Some(column.to_owned()), text: Some(text), ..Place::default() };
    Failure::at(place, Code::InvalidData, message, help).into()
}

fn finite(array: &ArrayRef) -> Option<ArrayRef> {
    let values = array.as_primitive_opt::<Float64Type>()?;
    if values.values().iter().all(|value| value.is_finite()) {
        return Some(array.clone());
    }
    let finite = values.iter().map(|value| value.filter(|value| value.is_finite()));
    Some(Arc::new(finite.collect::<Float64Array>()))
}

fn localise(array: &ArrayRef, mut localizer: Localizer) -> Option<ArrayRef> {
    let values = array.as_primitive_opt::<TimestampMicrosecondType>()?;
    let utc = values.values().iter().map(|local| localizer.to_utc_micros(*local));
    Some(Arc::new(TimestampMicrosecondArray::new(utc.collect(), values.nulls().cloned())))
}

fn dates(array: &ArrayRef, mut localizer: Localizer) -> Option<ArrayRef> {
    let values = array.as_primitive_opt::<TimestampMicrosecondType>()?;
    let days = values.values().iter().map(|at| i32::try_from(localizer.day(*at)).unwrap_or(i32::MAX));
    Some(Arc::new(Date32Array::new(days.collect(), values.nulls().cloned())))
}

fn whole(array: &ArrayRef, column: &str) -> Result<Option<ArrayRef>> {
    let help = || "state `type: float` or `decimal`".to_owned();
    if let Some(values) = array.as_primitive_opt::<UInt64Type>() {
        let fit = |value: u64| {
            i64::try_from(value)
                .map_err(|_| misfit(column, value.to_string(), "a whole number of at most 64 bits", help()))
        };
        return Ok(Some(Arc::new(values.try_unary::<_, Int64Type, _>(fit)?)));
    }
    if let Some(values) = array.as_primitive_opt::<Decimal128Type>() {
        let power = power_of_ten(values.scale());
        let fit = |value: i128| {
            let whole = if value % power == 0 { i64::try_from(value / power).ok() } else { None };
            whole.ok_or_else(|| misfit(column, shown(value, values.scale()), "a whole number", help()))
        };
        return Ok(Some(Arc::new(values.try_unary::<_, Int64Type, _>(fit)?)));
    }
    let Some(values) = array.as_primitive_opt::<Float64Type>() else { return Ok(None) };
    const LIMIT: f64 = 9.2e18;
    let fit = |value: Option<f64>| match value.filter(|value| value.is_finite()) {
        None => Ok(None),
        Some(value) if value.fract() == 0.0 && value.abs() < LIMIT => Ok(Some(value as i64)),
        Some(value) => Err(misfit(column, value.to_string(), "a whole number", help())),
    };
    Ok(Some(Arc::new(values.iter().map(fit).collect::<Result<Int64Array>>()?)))
}

fn fixed(array: &ArrayRef, scale: u8, column: &str) -> Result<Option<ArrayRef>> {
    let Some(values) = array.as_primitive_opt::<Float64Type>() else { return Ok(None) };
    let fit = |value: Option<f64>| match value.filter(|value| value.is_finite()) {
        None => Ok(None),
        // By its shortest spelling, so that 0.1 is exactly a tenth.
        Some(value) => match format!("{value:.*}", usize::from(scale)).replace('.', "").parse::<i128>() {
            Ok(digits) if digits.unsigned_abs() < 10u128.pow(38) => Ok(Some(digits)),
            _ => {
                Err(misfit(column, value.to_string(), "a decimal of 38 digits", "state `type: float`".into()))
            }
        },
    };
    let scale = i8::try_from(scale).unwrap_or(0);
    let decimals = values.iter().map(fit).collect::<Result<Decimal128Array>>()?;
    Ok(Some(Arc::new(decimals.with_precision_and_scale(38, scale)?)))
}

fn lengths(array: &ArrayRef, micros: i64, column: &str) -> Result<Option<ArrayRef>> {
    let long = |text: String| {
        misfit(column, text, "a length of time of less than 290,000 years", "check the `unit:`".into())
    };
    if let Some(values) = array.as_primitive_opt::<Int64Type>() {
        let fit = |value: i64| value.checked_mul(micros).ok_or_else(|| long(value.to_string()));
        return Ok(Some(Arc::new(values.try_unary::<_, Int64Type, _>(fit)?)));
    }
    if let Some(values) = array.as_primitive_opt::<Decimal128Type>() {
        let power = power_of_ten(values.scale());
        let fit = |value: i128| rounded_quotient(value, micros, power).ok_or_else(|| long(value.to_string()));
        return Ok(Some(Arc::new(values.try_unary::<_, Int64Type, _>(fit)?)));
    }
    let Some(values) = array.as_primitive_opt::<Float64Type>() else { return Ok(None) };
    const LIMIT: f64 = 9.2e18;
    let fit = |value: Option<f64>| match value
        .filter(|value| value.is_finite())
        .map(|value| (value, value * micros as f64))
    {
        None => Ok(None),
        Some((_, length)) if length.abs() < LIMIT => Ok(Some(length.round() as i64)),
        Some((value, _)) => Err(long(value.to_string())),
    };
    Ok(Some(Arc::new(values.iter().map(fit).collect::<Result<Int64Array>>()?)))
}

fn power_of_ten(scale: i8) -> i128 {
    u32::try_from(scale).ok().and_then(|scale| 10i128.checked_pow(scale)).unwrap_or(1)
}

fn shown(value: i128, scale: i8) -> String {
    Decimal128Type::format_decimal(value, 38, scale)
}

fn rounded_quotient(value: i128, micros: i64, power: i128) -> Option<i64> {
    let total = value.checked_mul(i128::from(micros))?;
    let half = if total < 0 { -power / 2 } else { power / 2 };
    i64::try_from(total.checked_add(half)? / power).ok()
}

fn read(array: &ArrayRef, reading: &Reading, column: &str) -> Result<ArrayRef> {
    let texts = array.as_string_view_opt().ok_or_else(|| unexpected(column))?;
    let mut builder = ColumnBuilder::new(reading, texts.len());
    for text in texts.iter() {
        match text {
            None => builder.append_null(),
            Some(text) => builder.append(text).map_err(|_| {
                misfit(column, text.to_owned(), &wanted(reading, text), help_for(&reading.kind, column, text))
            })?,
        }
    }
    Ok(builder.finish())
}
