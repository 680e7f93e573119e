//! The engine's function behind an arithmetic operator. What it yields depends on how its operands are held.

use super::arithmetic::result_repr;
use super::checked::{Side, exact_decimals, exact_integers, floating, rounded};
use crate::functions::physical::decimal;
use crate::lang::Repr;
use crate::lang::ast::BinaryOp;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// Which operand of a product or quotient is a length of time. Held as whole microseconds, it stays whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Length {
    Neither,
    Left,
    Right,
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Arithmetic {
    op: BinaryOp,
    length: Length,
    signature: Signature,
}

impl Arithmetic {
    /// The operator on two expressions that are held as numbers.
    pub(super) fn call(op: BinaryOp, length: Length, left: Expr, right: Expr) -> Expr {
        let signature = Signature::any(2, Volatility::Immutable);
        ScalarUDF::new_from_impl(Self { op, length, signature }).call(vec![left, right])
    }

    fn stays_whole(&self, left: &DataType, right: &DataType) -> bool {
        match self.length {
            Length::Neither => false,
            Length::Left => *left == DataType::Int64,
            Length::Right => *right == DataType::Int64,
        }
    }

    fn result(&self, left: &DataType, right: &DataType) -> DataType {
        if self.stays_whole(left, right) {
            return DataType::Int64;
        }
        match result_repr(self.op, held_repr(left), held_repr(right)) {
            Repr::Integer => DataType::Int64,
            Repr::Decimal(scale) => decimal(scale),
            Repr::Float => DataType::Float64,
        }
    }
}

/// How values of this type take part in arithmetic.
pub(super) fn held_repr(ty: &DataType) -> Repr {
    match ty {
        DataType::Decimal128(_, scale) => Repr::Decimal(u8::try_from(*scale).unwrap_or(0)),
        ty if ty.is_integer() => Repr::Integer,
        _ => Repr::Float,
    }
}

impl ScalarUDFImpl for Arithmetic {
    fn name(&self) -> &str {
        match (self.op, self.length) {
            (BinaryOp::Add, _) => "checked_add",
            (BinaryOp::Subtract, _) => "checked_subtract",
            (BinaryOp::Multiply, Length::Neither) => "checked_multiply",
            (BinaryOp::Multiply, Length::Left) => "multiply_length",
            (BinaryOp::Multiply, Length::Right) => "multiply_by_length",
            (_, Length::Neither) => "real_divide",
            (_, _) => "divide_length",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types {
            [left, right] => Ok(self.result(left, right)),
            _ => internal_err!("`{}` takes two operands", self.name()),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [left, right] = args.args.as_slice() else {
            return internal_err!("`{}` takes two operands", self.name());
        };
        let (left, right) = (Side::new(left)?, Side::new(right)?);
        let (from, to) = (left.held(), right.held());
        let array = match self.result(from, to) {
            DataType::Int64 if self.stays_whole(from, to) => rounded(self.op, &left, &right)?,
            DataType::Int64 => exact_integers(self.op, &left, &right)?,
            DataType::Decimal128(_, scale) => exact_decimals(self.op, &left, &right, scale)?,
            _ => floating(self.op, &left, &right)?,
        };
        if left.constant && right.constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?));
        }
        Ok(ColumnarValue::Array(array))
    }
}
