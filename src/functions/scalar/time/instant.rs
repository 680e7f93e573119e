//! `instant(text [, format])`: texts as instants.

use super::udf::{Kernel, call};
use crate::calendar::{Civil, Localizer, SECOND};
use crate::functions::failure::Failure;
use crate::functions::physical::instant as instant_type;
use crate::functions::scalar::ScalarFunction;
use crate::functions::{Argument, Misuse, misuse, operator};
use crate::lang::Type;
use crate::lang::ast::Literal;
use chrono::NaiveTime;
use chrono::format::{Item, Parsed, StrftimeItems, parse};
use datafusion::arrow::array::{ArrayRef, AsArray, TimestampMicrosecondArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use std::sync::Arc;

/// `instant`.
pub static INSTANT: [ScalarFunction; 1] = [ScalarFunction {
    name: "instant",
    signature: "instant(text [, 'format'])",
    docs: "A text as an instant: `2024-01-31`, `2024-01-31T08:00`, `2024-01-31 08:00:00.5+01:00`, or in a format such as \
           `'%d/%m/%Y %H:%M'`. Without an offset it is read in the project's zone; a date is its start. An \
           empty text is null, any other that is no instant an error.",
    example: "instant(won_on, '%d/%m/%Y')",
    check,
    lower: |operands, lowering| {
        let [time, format @ ..] = operands else { return Ok(operator::null(&Type::Instant).expr) };
        if time.ty != Type::Text {
            return operator::convert(time, &Type::Instant, lowering);
        }
        let format = format.first().and_then(|format| match &format.literal {
            Some(Literal::Text(format)) => Some(format.clone()),
            _ => None,
        });
        Ok(call(InstantOf { format }, lowering.civil, vec![time.expr.clone()]))
    },
}];

fn check(arguments: &[Argument]) -> Result<Type, Misuse> {
    let (time, format) = match arguments {
        [time] => (time, None),
        [time, format] => (time, Some(format)),
        _ => return Err(misuse::count("instant", "a text and perhaps a format", arguments.len())),
    };
    if !matches!(time.ty, Type::Text | Type::Date | Type::Instant | Type::Null) {
        let message = format!("`instant` needs a text, not a {}", time.ty.unit_name());
        return Err(misuse::of_type(
            0,
            message,
            Some("it reads texts such as `2024-01-31T08:00`".to_owned()),
        ));
    }
    match format.map(|format| format.literal) {
        None => Ok(Type::Instant),
        Some(Some(Literal::Text(format))) if valid(format) => Ok(Type::Instant),
        Some(Some(Literal::Text(format))) => {
            let help = Some("such as `'%d/%m/%Y %H:%M'`".to_owned());
            Err(misuse::of_literal(1, format!("`{format}` is not a format of dates and times"), help))
        }
        Some(_) => {
            let help = Some("such as `instant(x, '%d/%m/%Y')`".to_owned());
            Err(misuse::of_literal(1, "the format of `instant` must be a text literal".to_owned(), help))
        }
    }
}

/// Whether the format is known to chrono and says something about time.
fn valid(format: &str) -> bool {
    let items = || StrftimeItems::new(format);
    items().all(|item| item != Item::Error)
        && items().any(|item| matches!(item, Item::Numeric(..) | Item::Fixed(_)))
}

/// The instant that each text stands for.
#[derive(Debug, PartialEq, Eq, Hash)]
struct InstantOf {
    format: Option<String>,
}

impl Kernel for InstantOf {
    fn name(&self) -> String {
        self.format.as_ref().map_or_else(|| "instant".to_owned(), |format| format!("instant[{format}]"))
    }

    fn output(&self) -> DataType {
        instant_type()
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let Some(texts) = arguments.first() else {
            return Ok(Arc::new(TimestampMicrosecondArray::new_null(0)));
        };
        let texts = cast(texts, &DataType::Utf8View)?;
        let reading = Reading::new(self.format.as_deref());
        let mut localizer = civil.localizer();
        let written = |text: &&str| !text.trim().is_empty();
        let mut read = |text| reading.instant(text, &mut localizer);
        let texts = texts.as_string_view().iter().map(|text| text.filter(written).map(&mut read).transpose());
        Ok(Arc::new(texts.collect::<Result<TimestampMicrosecondArray, Failure>>()?))
    }
}

/// The forms in which texts are read.
struct Reading<'a> {
    forms: Vec<Vec<Item<'a>>>,
    iso: bool,
}

const ISO: [&str; 5] =
    ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%dT%H:%M", "%Y-%m-%d"];

impl<'a> Reading<'a> {
    fn new(format: Option<&'a str>) -> Self {
        let items = |form| StrftimeItems::new(form).collect();
        match format {
            Some(form) => Self { forms: vec![items(form)], iso: false },
            None => Self { forms: ISO.into_iter().map(items).collect(), iso: true },
        }
    }

    fn instant(&self, text: &str, localizer: &mut Localizer) -> Result<i64, Failure> {
        let instant = self.read(text.trim()).and_then(|parsed| micros(&parsed, localizer));
        instant.ok_or_else(|| Failure::Misfit(format!("`{text}` is not an instant")))
    }

    fn read(&self, text: &str) -> Option<Parsed> {
        let bytes = text.as_bytes();
        if self.iso && (bytes.get(4), bytes.get(7)) != (Some(&b'-'), Some(&b'-')) {
            return None;
        }
        let text = if self.iso { text.replacen(' ', "T", 1) } else { text.to_owned() };
        self.forms.iter().find_map(|items| {
            let mut parsed = Parsed::new();
            parse(&mut parsed, &text, items.iter()).ok().map(|()| parsed)
        })
    }
}

/// What was read as microseconds since 1970 UTC; a date alone is its start.
fn micros(parsed: &Parsed, localizer: &mut Localizer) -> Option<i64> {
    if let Some(seconds) = parsed.timestamp() {
        return seconds.checked_mul(SECOND);
    }
    let time = match parsed.hour_mod_12() {
        Some(_) => parsed.to_naive_time().ok()?,
        None => NaiveTime::MIN,
    };
    let local = parsed.to_naive_date().ok()?.and_time(time).and_utc().timestamp_micros();
    match parsed.offset() {
        Some(seconds) => local.checked_sub(i64::from(seconds) * SECOND),
        None => Some(localizer.to_utc_micros(local)),
    }
}
