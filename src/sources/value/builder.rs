//! One column of a batch as it grows, text by text.

use super::{Kind, Length, Reading};
use crate::calendar::Localizer;
use crate::functions::physical::DECIMAL_DIGITS;
use crate::sources::text::{
    Number, NumberStyle, Pattern, Written, boolean, clock, in_unit, iso_date, iso_instant, patterned,
};
use datafusion::arrow::array::*;
use std::sync::Arc;

/// A text that is no value of its column's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit;

/// Collects the values of one column.
pub struct ColumnBuilder<'a> {
    reading: &'a Reading,
    localizer: Localizer,
    values: Values,
}

enum Values {
    Whole(Int64Builder),
    Decimal(Decimal128Builder, u8),
    Float(Float64Builder),
    Date(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
    Text(StringViewBuilder),
    Boolean(BooleanBuilder),
    Empty(usize),
}

impl<'a> ColumnBuilder<'a> {
    /// A builder with room for `rows` values.
    pub fn new(reading: &'a Reading, rows: usize) -> Self {
        let values = match &reading.kind {
            Kind::Integer | Kind::Duration(_) => Values::Whole(Int64Builder::with_capacity(rows)),
            Kind::Decimal(scale) => Values::Decimal(decimals(rows, *scale), *scale),
            Kind::Float => Values::Float(Float64Builder::with_capacity(rows)),
            Kind::Date(_) => Values::Date(Date32Builder::with_capacity(rows)),
            Kind::Instant(_) => Values::Instant(TimestampMicrosecondBuilder::with_capacity(rows)),
            Kind::Text => Values::Text(StringViewBuilder::with_capacity(rows)),
            Kind::Boolean => Values::Boolean(BooleanBuilder::with_capacity(rows)),
            Kind::Empty => Values::Empty(0),
        };
        Self { reading, localizer: Localizer::new(reading.zone), values }
    }

    /// Adds the value of a text.
    pub fn append(&mut self, text: &str) -> Result<(), Misfit> {
        if self.reading.is_null(text) {
            self.append_null();
            return Ok(());
        }
        let style = &self.reading.style;
        match (&mut self.values, &self.reading.kind) {
            (Values::Whole(values), Kind::Duration(form)) => values.append_value(length(text, form, style)?),
            (Values::Whole(values), _) => values.append_value(whole(text, style)?),
            (Values::Decimal(values, scale), _) => values.append_value(scaled(text, style, *scale)?),
            (Values::Float(values), _) => values.append_option(float(text, style)?),
            (Values::Date(values), Kind::Date(pattern)) => values.append_value(date(text, pattern)?),
            (Values::Instant(values), Kind::Instant(pattern)) => {
                values.append_value(utc(written(text, pattern)?, &mut self.localizer)?);
            }
            (Values::Text(values), _) => values.append_value(text),
            (Values::Boolean(values), _) => values.append_value(truth(text)?),
            _ => return Err(Misfit),
        }
        Ok(())
    }

    /// Adds no value.
    pub fn append_null(&mut self) {
        match &mut self.values {
            Values::Whole(values) => values.append_null(),
            Values::Decimal(values, _) => values.append_null(),
            Values::Float(values) => values.append_null(),
            Values::Date(values) => values.append_null(),
            Values::Instant(values) => values.append_null(),
            Values::Text(values) => values.append_null(),
            Values::Boolean(values) => values.append_null(),
            Values::Empty(rows) => *rows += 1,
        }
    }

    /// The values so far; the builder begins anew.
    pub fn finish(&mut self) -> ArrayRef {
        match &mut self.values {
            Values::Whole(values) => Arc::new(values.finish()),
            Values::Decimal(values, scale) => {
                let next = decimals(0, *scale);
                Arc::new(std::mem::replace(values, next).finish())
            }
            Values::Float(values) => Arc::new(values.finish()),
            Values::Date(values) => Arc::new(values.finish()),
            Values::Instant(values) => Arc::new(values.finish()),
            Values::Text(values) => Arc::new(values.finish()),
            Values::Boolean(values) => Arc::new(values.finish()),
            Values::Empty(rows) => Arc::new(NullArray::new(std::mem::take(rows))),
        }
    }
}

fn decimals(rows: usize, scale: u8) -> Decimal128Builder {
    let scale = i8::try_from(scale.min(DECIMAL_DIGITS)).unwrap_or(0);
    let ty = datafusion::arrow::datatypes::DataType::Decimal128(DECIMAL_DIGITS, scale);
    Decimal128Builder::with_capacity(rows).with_data_type(ty)
}

fn whole(text: &str, style: &NumberStyle) -> Result<i64, Misfit> {
    Number::read(text, style).and_then(|number| number.integer()).ok_or(Misfit)
}

fn scaled(text: &str, style: &NumberStyle, scale: u8) -> Result<i128, Misfit> {
    Number::read(text, style).and_then(|number| number.scaled(scale)).ok_or(Misfit)
}

/// A float; what is not a number or infinite is no value.
fn float(text: &str, style: &NumberStyle) -> Result<Option<f64>, Misfit> {
    match Number::read(text, style) {
        Some(number) => number.float().map(Some).ok_or(Misfit),
        None if Number::is_special(text) => Ok(None),
        None => Err(Misfit),
    }
}

fn length(text: &str, form: &Length, style: &NumberStyle) -> Result<i64, Misfit> {
    match form {
        Length::Clock => clock(text),
        Length::Unit(micros) => in_unit(text, style, *micros).or_else(|| clock(text)),
        Length::Pattern(pattern) => patterned(text, pattern),
    }
    .ok_or(Misfit)
}

/// A date; of a local date and time, the date.
fn date(text: &str, pattern: &Option<Pattern>) -> Result<i32, Misfit> {
    if let Some(pattern) = pattern {
        return pattern.date(text).ok_or(Misfit);
    }
    let text = text.trim();
    let of_instant = || iso_instant(text).filter(|at| at.offset.is_none()).map(|at| at.local.div_euclid(DAY));
    iso_date(text).or_else(|| i32::try_from(of_instant()?).ok()).ok_or(Misfit)
}

const DAY: i64 = crate::calendar::DAY;

fn written(text: &str, pattern: &Option<Pattern>) -> Result<Written, Misfit> {
    match pattern {
        Some(pattern) => pattern.instant(text),
        None => iso_instant(text.trim()),
    }
    .ok_or(Misfit)
}

fn utc(written: Written, localizer: &mut Localizer) -> Result<i64, Misfit> {
    match written.offset {
        Some(seconds) => written.local.checked_sub(i64::from(seconds) * 1_000_000).ok_or(Misfit),
        None => Ok(localizer.to_utc_micros(written.local)),
    }
}

/// A column stated to be boolean may also be written 1 and 0.
fn truth(text: &str) -> Result<bool, Misfit> {
    match text.trim() {
        "1" => Ok(true),
        "0" => Ok(false),
        text => boolean(text).ok_or(Misfit),
    }
}
