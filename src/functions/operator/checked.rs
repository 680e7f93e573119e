//! Arithmetic on arrays: exact with an error on overflow, or floating with null for what is not finite.

use super::arithmetic_udf::held_repr;
use super::numbers::{finite, integers, scaled, to_floats, whole};
use super::small::small;
use crate::functions::failure::Failure;
use crate::functions::physical::DECIMAL_DIGITS;
use crate::lang::Repr;
use crate::lang::ast::BinaryOp;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Datum, Decimal128Array, Int64Array, Scalar};
use datafusion::arrow::compute::kernels::numeric;
use datafusion::arrow::datatypes::{DataType, Decimal128Type};
use datafusion::arrow::error::ArrowError;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::ColumnarValue;
use std::sync::Arc;

/// One operand: an array, of one element if it is the same for all rows.
pub(super) struct Side {
    array: ArrayRef,
    pub(super) constant: bool,
}

impl Side {
    /// The operand as the engine hands it over.
    pub(super) fn new(value: &ColumnarValue) -> Result<Self> {
        Ok(match value {
            ColumnarValue::Array(array) => Self { array: Arc::clone(array), constant: false },
            ColumnarValue::Scalar(value) => Self { array: value.to_array()?, constant: true },
        })
    }

    /// How its values are held.
    pub(super) fn held(&self) -> &DataType {
        self.array.data_type()
    }

    fn datum(&self, array: ArrayRef) -> Box<dyn Datum> {
        if self.constant { Box::new(Scalar::new(array)) } else { Box::new(array) }
    }

    fn integers(&self) -> Result<Box<dyn Datum>> {
        Ok(self.datum(Arc::new(integers(&self.array)?)))
    }

    fn floats(&self) -> Result<Box<dyn Datum>> {
        Ok(self.datum(Arc::new(to_floats(&self.array)?)))
    }

    fn decimals(&self) -> Result<Box<dyn Datum>> {
        Ok(self.datum(Arc::new(self.decimal_array()?)))
    }

    /// Its values as decimals; one if they are the same for all rows.
    pub(super) fn decimal_array(&self) -> Result<Decimal128Array> {
        match self.array.as_primitive_opt::<Decimal128Type>() {
            Some(decimals) => Ok(decimals.clone()),
            None => scaled(&self.array, 0),
        }
    }
}

/// The operator on whole numbers.
pub(super) fn exact_integers(op: BinaryOp, left: &Side, right: &Side) -> Result<ArrayRef> {
    exact(op, &*left.integers()?, &*right.integers()?).map_err(|error| match error {
        ArrowError::ArithmeticOverflow(what) => {
            overflow("integer", what.trim_start_matches("Overflow happened on: "))
        }
        other => other.into(),
    })
}

/// The operator on decimals and whole numbers, with this many digits after the point.
pub(super) fn exact_decimals(op: BinaryOp, left: &Side, right: &Side, scale: i8) -> Result<ArrayRef> {
    if let Ok(digits) = u8::try_from(scale)
        && let Some(array) = small(op, left, right, digits)?
    {
        return Ok(array);
    }
    let too_long = || overflow("decimal", "a result of more than 38 digits");
    let array = exact(op, &*left.decimals()?, &*right.decimals()?).map_err(|error| match error {
        ArrowError::ArithmeticOverflow(_) => too_long(),
        other => other.into(),
    })?;
    // 128 bits hold a little more than 38 digits: what is beyond is an overflow too.
    let decimals = array.as_primitive::<Decimal128Type>();
    decimals.validate_decimal_precision(DECIMAL_DIGITS).map_err(|_| too_long())?;
    Ok(Arc::new(decimals.clone().with_data_type(DataType::Decimal128(DECIMAL_DIGITS, scale))))
}

/// The kernels of arrow are checked: they fail on overflow.
fn exact(op: BinaryOp, left: &dyn Datum, right: &dyn Datum) -> Result<ArrayRef, ArrowError> {
    match op {
        BinaryOp::Add => numeric::add(left, right),
        BinaryOp::Subtract => numeric::sub(left, right),
        _ => numeric::mul(left, right),
    }
}

/// The operator on floats; null where the result is not finite, as after a division by zero.
pub(super) fn floating(op: BinaryOp, left: &Side, right: &Side) -> Result<ArrayRef> {
    let (left, right) = (left.floats()?, right.floats()?);
    let computed = match op {
        BinaryOp::Add => numeric::add(&*left, &*right),
        BinaryOp::Subtract => numeric::sub(&*left, &*right),
        BinaryOp::Multiply => numeric::mul(&*left, &*right),
        _ => numeric::div(&*left, &*right),
    }?;
    Ok(Arc::new(finite(to_floats(&computed)?)))
}

/// Whole microseconds times or over a number, rounded half away from zero; products of exact numbers are exact first.
pub(super) fn rounded(op: BinaryOp, left: &Side, right: &Side) -> Result<ArrayRef> {
    let reprs = [left, right].map(|side| held_repr(side.held()));
    if op == BinaryOp::Multiply && reprs == [Repr::Integer; 2] {
        return exact_integers(op, left, right);
    }
    if op == BinaryOp::Multiply && !reprs.contains(&Repr::Float) {
        let too_long = |_| overflow("duration", "a product of more than 38 digits");
        let product = exact(op, &*left.decimals()?, &*right.decimals()?).map_err(too_long)?;
        let whole: ArrayRef = Arc::new(scaled(&product, 0)?);
        return Ok(Arc::new(integers(&whole)?));
    }
    let quotients = to_floats(&floating(op, left, right)?)?;
    let round = |value| whole(value).ok_or_else(|| overflow("duration", &format!("{value} microseconds")));
    let lengths: Int64Array =
        quotients.iter().map(|value| value.map(round).transpose()).collect::<Result<_>>()?;
    Ok(Arc::new(lengths))
}

fn overflow(kind: &str, what: &str) -> DataFusionError {
    Failure::Overflow(format!("{kind} overflow: {what} cannot be held exactly")).into()
}
