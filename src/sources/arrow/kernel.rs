//! Conversions of whole arrays, as functions of the engine.

use super::convert;
use crate::functions::physical::{decimal, instant};
use crate::sources::value::Reading;
use chrono_tz::Tz;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::hash::Hash;

/// What is done with each value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Floats: NaN and infinity are no value.
    Finite,
    /// Local timestamps to UTC.
    Localise(Tz),
    /// Instants to the date they have in a zone.
    DateIn(Tz),
    /// Unsigned and floats to whole numbers, an error if they are not or do not fit.
    Whole,
    /// Floats to decimals with this many digits after the point, rounded.
    Fixed(u8),
    /// Numbers of units of so many microseconds to microseconds.
    Length(i64),
    /// Texts to values.
    Read(Reading),
}

impl Step {
    fn output(&self) -> DataType {
        match self {
            Step::Finite => DataType::Float64,
            Step::Localise(_) => instant(),
            Step::DateIn(_) => DataType::Date32,
            Step::Whole | Step::Length(_) => DataType::Int64,
            Step::Fixed(scale) => decimal(*scale),
            Step::Read(reading) => reading.kind.data_type(),
        }
    }
}

/// A step on one column; errors name the column.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Conversion {
    step: Step,
    column: String,
    signature: Signature,
}

/// `expr` after a step; errors name `column`.
pub fn apply(step: Step, column: &str, expr: Expr) -> Expr {
    let signature = Signature::any(1, Volatility::Immutable);
    ScalarUDF::new_from_impl(Conversion { step, column: column.to_owned(), signature }).call(vec![expr])
}

impl ScalarUDFImpl for Conversion {
    fn name(&self) -> &str {
        match &self.step {
            Step::Finite => "finite",
            Step::Localise(_) => "localise",
            Step::DateIn(_) => "date_in_zone",
            Step::Whole => "whole",
            Step::Fixed(_) => "fixed",
            Step::Length(_) => "length_of_time",
            Step::Read(_) => "read_text",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.step.output())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let Some(array) = arrays.first() else { return Err(convert::unexpected(&self.column)) };
        Ok(ColumnarValue::Array(convert::run(&self.step, &self.column, array)?))
    }
}
