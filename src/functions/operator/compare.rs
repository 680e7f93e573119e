//! Comparisons: both sides are brought to one type, then compared by the engine itself, so that it can skip files.

use super::convert::{common, convert};
use crate::functions::{Lowering, Operand};
use crate::lang::ast::BinaryOp;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, Operator, binary_expr};

/// `left op right` for a comparison; null where one side is null.
pub(super) fn compare(op: BinaryOp, left: &Operand, right: &Operand, lowering: &Lowering) -> Result<Expr> {
    match aligned(left, right, lowering)? {
        Some((left, right)) => Ok(binary_expr(left, engine_operator(op), right)),
        None => Ok(Expr::Literal(ScalarValue::Boolean(None), None)),
    }
}

/// Both sides in one type; none if one of them is `null`, with which nothing compares.
fn aligned(left: &Operand, right: &Operand, lowering: &Lowering) -> Result<Option<(Expr, Expr)>> {
    let Some(ty) = common(&left.ty, &right.ty) else { return Ok(None) };
    Ok(Some((convert(left, &ty, lowering)?, convert(right, &ty, lowering)?)))
}

fn engine_operator(op: BinaryOp) -> Operator {
    match op {
        BinaryOp::NotEqual => Operator::NotEq,
        BinaryOp::Less => Operator::Lt,
        BinaryOp::LessEqual => Operator::LtEq,
        BinaryOp::Greater => Operator::Gt,
        BinaryOp::GreaterEqual => Operator::GtEq,
        _ => Operator::Eq,
    }
}
