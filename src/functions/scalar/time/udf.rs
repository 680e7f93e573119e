//! What the functions of time share: the rule for their argument, and the shell that the engine calls kernels through.

use crate::calendar::Civil;
use crate::functions::physical::instant;
use crate::functions::{Argument, Misuse, misuse};
use crate::lang::Type;
use datafusion::arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, Int32Array, Int64Array, PrimitiveArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::fmt::Debug;
use std::hash::Hash;

/// A computation on arrays in the civil time of a project.
pub(super) trait Kernel: Debug + Eq + Hash + Send + Sync + 'static {
    /// The name in plans; kernels that compute different things have different names.
    fn name(&self) -> String;

    /// What it yields.
    fn output(&self) -> DataType;

    /// One value per row.
    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef>;
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Shell<K> {
    kernel: K,
    name: String,
    civil: Civil,
    signature: Signature,
}

/// The kernel applied to expressions.
pub(super) fn call<K: Kernel>(kernel: K, civil: &Civil, arguments: Vec<Expr>) -> Expr {
    let signature = Signature::any(arguments.len(), Volatility::Immutable);
    let shell = Shell { name: kernel.name(), kernel, civil: civil.clone(), signature };
    ScalarUDF::new_from_impl(shell).call(arguments)
}

impl<K: Kernel> ScalarUDFImpl for Shell<K> {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.kernel.output())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let result = self.kernel.run(&self.civil, &arrays)?;
        if constant && result.len() == 1 {
            return Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::try_from_array(&result, 0)?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

/// Times as a kernel reads them.
pub(super) enum Times {
    /// Days since 1970.
    Days(Int32Array),
    /// Microseconds since 1970 UTC.
    Instants(Int64Array),
}

impl Times {
    /// Dates as days, all else as instants.
    pub fn of(array: &ArrayRef) -> Result<Times> {
        Ok(match array.data_type() {
            DataType::Date32 => {
                Times::Days(array.as_primitive::<Date32Type>().reinterpret_cast::<Int32Type>())
            }
            _ => Times::Instants(instants(array)?),
        })
    }
}

/// The function of every value, null for null; it must answer for all values, also those behind a null.
pub(super) fn each<I, O>(
    array: &PrimitiveArray<I>,
    mut of: impl FnMut(I::Native) -> O::Native,
) -> PrimitiveArray<O>
where
    I: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let values: Vec<O::Native> = array.values().iter().map(|value| of(*value)).collect();
    PrimitiveArray::new(values.into(), array.nulls().cloned())
}

/// Instants as microseconds since 1970 UTC.
pub(super) fn instants(array: &ArrayRef) -> Result<Int64Array> {
    Ok(cast(&cast(array, &instant())?, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}

/// The only argument must be a date or an instant.
pub(super) fn one_time(name: &str, arguments: &[Argument]) -> Result<(), Misuse> {
    match arguments {
        [_] => time(name, arguments, 0),
        _ => Err(misuse::count(name, "a date or an instant", arguments.len())),
    }
}

/// The argument in this place must be a date or an instant.
pub(super) fn time(name: &str, arguments: &[Argument], place: usize) -> Result<(), Misuse> {
    let Some(argument) = arguments.get(place) else { return Ok(()) };
    let help = match argument.ty {
        Type::Date | Type::Instant | Type::Null => return Ok(()),
        Type::Text => "convert it: `instant(x)`, or state `type: date` or `type: instant` for the column",
        Type::Period(_) => "give it the time that the period was made from",
        _ => "give it a column of type date or instant, or a literal such as `@2024-01-31`",
    };
    let message = format!("`{name}` needs a date or an instant, not a {}", argument.ty.unit_name());
    Err(misuse::of_type(place, message, Some(help.to_owned())))
}
