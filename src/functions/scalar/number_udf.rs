//! The engine's functions behind `abs`, `round`, `floor`, `ceil` and `mod`.

use super::number_kernel::{Rounding, absolute, remainder, rounded};
use crate::functions::physical::decimal;
use datafusion::arrow::array::Array;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Task {
    Abs,
    /// To this many digits after the point; durations to seconds.
    Round {
        how: Rounding,
        places: u8,
        seconds: bool,
    },
    Mod,
}

impl Task {
    /// The task on expressions that are held as numbers.
    pub(super) fn call(self, arguments: Vec<Expr>) -> Expr {
        let signature = Signature::any(arguments.len(), Volatility::Immutable);
        ScalarUDF::new_from_impl(NumberUdf { task: self, signature }).call(arguments)
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct NumberUdf {
    task: Task,
    signature: Signature,
}

impl ScalarUDFImpl for NumberUdf {
    fn name(&self) -> &str {
        match self.task {
            Task::Abs => "checked_abs",
            Task::Round { how: Rounding::HalfAway, .. } => "round_half_away",
            Task::Round { how: Rounding::Down, .. } => "round_down",
            Task::Round { how: Rounding::Up, .. } => "round_up",
            Task::Mod => "remainder",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        let scale = |ty: &DataType| match ty {
            DataType::Decimal128(_, scale) => u8::try_from(*scale).ok(),
            ty if ty.is_integer() || ty.is_null() => Some(0),
            _ => None,
        };
        Ok(match (self.task, types) {
            (Task::Round { places, .. }, [DataType::Decimal128(_, held)]) => {
                decimal(places.min(u8::try_from(*held).unwrap_or(0)))
            }
            (Task::Mod, [left, right]) => match (scale(left), scale(right)) {
                (Some(_), Some(_)) if !is_decimal(left) && !is_decimal(right) => DataType::Int64,
                (Some(left), Some(right)) => decimal(left.max(right)),
                _ => DataType::Float64,
            },
            (_, [ty @ DataType::Decimal128(_, _), ..]) => ty.clone(),
            (_, [ty, ..]) if scale(ty).is_some() => DataType::Int64,
            _ => DataType::Float64,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let result =
            self.return_type(&arrays.iter().map(|array| array.data_type().clone()).collect::<Vec<_>>())?;
        Ok(ColumnarValue::Array(match (self.task, arrays.as_slice()) {
            (Task::Abs, [values]) => absolute(values)?,
            (Task::Round { how, places, seconds }, [values]) => rounded(how, places, seconds, values)?,
            (Task::Mod, [left, right]) => remainder(left, right, &result)?,
            _ => return internal_err!("`{}` with {} arguments", self.name(), arrays.len()),
        }))
    }
}

fn is_decimal(ty: &DataType) -> bool {
    matches!(ty, DataType::Decimal128(_, _))
}
