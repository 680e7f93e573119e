//! `+ - * /` and unary minus on numbers and durations: the form of their results, and the calls that compute them.

use super::arithmetic_udf::{Arithmetic, Length};
use crate::functions::Operand;
use crate::lang::ast::BinaryOp;
use crate::lang::{Repr, Type};
use datafusion::logical_expr::{Expr, lit};

/// The most digits after the point that a product keeps exactly; beyond, it is a float.
const PRODUCT_DIGITS: u8 = 18;

/// How the result of an operator on two numbers is held.
pub fn result_repr(op: BinaryOp, left: Repr, right: Repr) -> Repr {
    let (Some(a), Some(b)) = (scale(left), scale(right)) else { return Repr::Float };
    match op {
        BinaryOp::Divide => Repr::Float,
        _ if left == Repr::Integer && right == Repr::Integer => Repr::Integer,
        BinaryOp::Multiply if a.saturating_add(b) <= PRODUCT_DIGITS => Repr::Decimal(a + b),
        BinaryOp::Multiply => Repr::Float,
        _ => Repr::Decimal(a.max(b)),
    }
}

fn scale(repr: Repr) -> Option<u8> {
    match repr {
        Repr::Integer => Some(0),
        Repr::Decimal(scale) => Some(scale),
        Repr::Float => None,
    }
}

/// The operator on two numbers, or on durations and numbers.
pub(super) fn arithmetic(op: BinaryOp, left: &Operand, right: &Operand, result: &Type) -> Expr {
    let length = match (op, result, &right.ty) {
        (BinaryOp::Multiply, Type::Duration | Type::Step, Type::Duration | Type::Step) => Length::Right,
        (BinaryOp::Multiply | BinaryOp::Divide, Type::Duration | Type::Step, _) => Length::Left,
        _ => Length::Neither,
    };
    Arithmetic::call(op, length, left.expr.clone(), right.expr.clone())
}

/// The operator on expressions that are held as numbers.
pub(super) fn apply_op(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Arithmetic::call(op, Length::Neither, left, right)
}

/// Unary minus: an error for the one integer without an opposite.
pub(crate) fn negate(value: Expr) -> Expr {
    apply_op(BinaryOp::Subtract, lit(0_i64), value)
}

/// A float without NaN and infinities, which become null.
pub(crate) fn without_nan(value: Expr) -> Expr {
    apply_op(BinaryOp::Add, value, lit(0.0_f64))
}
