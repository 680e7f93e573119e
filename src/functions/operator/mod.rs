//! Operators, conditions and literals as expressions of the engine.
//!
//! Arithmetic is done by functions of our own that look at how their operands are really held, because the results
//! of aggregates may be wider than their type says (see `aggregate`): a duration may be `Int64`, `Decimal128(38, 0)`
//! or `Float64` microseconds. Whatever is exact stays exact, and overflow is an error.

mod arithmetic;
mod arithmetic_udf;
mod checked;
mod civil_udf;
mod compare;
mod convert;
mod literal;
mod numbers;
mod pattern;
mod predicate;
mod small;
mod time;

pub use arithmetic::result_repr;
pub use convert::convert;
pub use literal::{duration, literal, months, null};
pub use pattern::{check_pattern, matches};
pub use predicate::{between, case, in_list, is_null};

pub(super) use arithmetic::{negate, without_nan};
pub(super) use convert::wider;
pub(super) use literal::microseconds;
pub(super) use numbers::{finite, integers, scaled, to_floats};

use super::{Lowering, Operand};
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, UnaryOp};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;

/// `left op right`, whose type the model found to be `result`.
pub fn binary(
    op: BinaryOp,
    left: &Operand,
    right: &Operand,
    result: &Type,
    lowering: &Lowering,
) -> Result<Expr> {
    use BinaryOp::*;
    match op {
        Or => Ok(predicate::truth(left).or(predicate::truth(right))),
        And => Ok(predicate::truth(left).and(predicate::truth(right))),
        Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => {
            compare::compare(op, left, right, lowering)
        }
        Add | Subtract | Multiply | Divide if left.ty == Type::Null || right.ty == Type::Null => {
            Ok(null(result).expr)
        }
        Add | Subtract if time::concerns(&left.ty) || time::concerns(&right.ty) => {
            time::shift(op, left, right, result, lowering)
        }
        Add | Subtract | Multiply | Divide => Ok(arithmetic::arithmetic(op, left, right, result)),
    }
}

/// `not x` or `-x`.
pub fn unary(op: UnaryOp, operand: &Operand) -> Expr {
    match op {
        UnaryOp::Not => datafusion::logical_expr::not(predicate::truth(operand)),
        UnaryOp::Minus if operand.ty == Type::Null => operand.expr.clone(),
        UnaryOp::Minus => negate(operand.expr.clone()),
    }
}
