//! Texts as numbers and lengths of time, in the one spelling that needs no settings.

use super::failure::Failure;
use datafusion::arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::tree_node::TreeNode;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::sync::Arc;

const NUMBER: &str = "number_of_text";
const DURATION: &str = "duration_of_text";

/// What a text is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    /// `-1.5e3`, `94.01%`; a float.
    Number,
    /// `h:mm:ss` with an optional fraction, `h:mm`; microseconds.
    Duration,
}

/// The text as what it holds: null for an empty one, an error for any other.
pub(super) fn read(reading: Reading, text: Expr) -> Expr {
    let signature = Signature::any(1, Volatility::Immutable);
    ScalarUDF::new_from_impl(TextUdf { reading, signature }).call(vec![text])
}

/// Whether an expression reads texts, which fails where one does not fit.
pub(super) fn reads_text(expr: &Expr) -> bool {
    let reads = |name: &str| name == NUMBER || name == DURATION || name.starts_with("instant");
    let found = expr.exists(|part| Ok(matches!(part, Expr::ScalarFunction(call) if reads(call.name()))));
    found.unwrap_or(false)
}

/// The number that a text holds; a percentage as its hundredth.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    // As text, so that a percentage is rounded once only.
    let value = match text.strip_suffix('%').map(str::trim_end) {
        Some(digits) if plain(digits) && !digits.contains(['e', 'E']) => {
            format!("{digits}e-2").parse().ok()?
        }
        None if plain(text) => text.parse::<f64>().ok()?,
        _ => return None,
    };
    Some(value).filter(|value: &f64| value.is_finite())
}

/// The microseconds of `h:mm`, `h:mm:ss` or `h:mm:ss.fff`; digits beyond the sixth are cut.
pub fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, body) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut parts = body.split(':');
    let (hours, minutes) = (digits(parts.next()?, 1..=9)?, digits(parts.next()?, 2..=2)?);
    let seconds = parts.next().unwrap_or("00");
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let (seconds, rest) = (digits(seconds, 2..=2)?, digits(fraction, 1..=9)?);
    let micros = rest * 1_000_000 / 10_i64.pow(u32::try_from(fraction.len()).ok()?);
    let fits = minutes < 60 && seconds < 60 && parts.next().is_none();
    fits.then_some(sign * (((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros))
}

fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let plain = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct TextUdf {
    reading: Reading,
    signature: Signature,
}

impl ScalarUDFImpl for TextUdf {
    fn name(&self) -> &str {
        match self.reading {
            Reading::Number => NUMBER,
            Reading::Duration => DURATION,
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.reading {
            Reading::Number => DataType::Float64,
            Reading::Duration => DataType::Int64,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let texts = ColumnarValue::values_to_arrays(&args.args)?;
        let texts =
            texts.iter().map(|texts| cast(texts, &DataType::Utf8View)).collect::<Result<Vec<_>, _>>()?;
        let texts = texts.first().into_iter().flat_map(|texts| texts.as_string_view().iter());
        let array: ArrayRef = match self.reading {
            Reading::Number => {
                let read = texts.map(|text| value_of(text, number, "a number"));
                Arc::new(read.collect::<Result<Float64Array>>()?)
            }
            Reading::Duration => {
                let read = texts.map(|text| value_of(text, duration, "a duration such as `1:05:30`"));
                Arc::new(read.collect::<Result<Int64Array>>()?)
            }
        };
        Ok(ColumnarValue::Array(array))
    }
}

fn value_of<T>(text: Option<&str>, read: fn(&str) -> Option<T>, what: &str) -> Result<Option<T>> {
    match text {
        Some(text) if !text.trim().is_empty() => match read(text) {
            Some(value) => Ok(Some(value)),
            None => Err(Failure::Misfit(format!("`{text}` is not {what}")).into()),
        },
        _ => Ok(None),
    }
}
