//! Conditions besides comparisons, and `case`.

use super::compare::compare;
use super::convert::convert;
use crate::functions::{Lowering, Operand};
use crate::lang::Type;
use crate::lang::ast::BinaryOp;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::expr::Case;
use datafusion::logical_expr::{Expr, not};

/// A condition as the engine's boolean: `null` is neither true nor false.
pub(super) fn truth(operand: &Operand) -> Expr {
    match operand.ty {
        Type::Null => Expr::Literal(ScalarValue::Boolean(None), None),
        _ => operand.expr.clone(),
    }
}

/// `value [not] in (list)`, three-valued as in SQL; each element is brought to the type of the comparison.
pub fn in_list(value: &Operand, list: &[Operand], negated: bool, lowering: &Lowering) -> Result<Expr> {
    let same = list.iter().all(|item| item.ty == value.ty);
    if same && !list.is_empty() {
        let list = list.iter().map(|item| item.expr.clone()).collect();
        return Ok(value.expr.clone().in_list(list, negated));
    }
    let none = Expr::Literal(ScalarValue::Boolean(Some(false)), None);
    let any = list.iter().map(|item| compare(BinaryOp::Equal, value, item, lowering));
    let any = any.reduce(|all, next| Ok(all?.or(next?))).unwrap_or(Ok(none))?;
    Ok(if negated { not(any) } else { any })
}

/// `value [not] between low and high`, both ends included.
pub fn between(
    value: &Operand,
    low: &Operand,
    high: &Operand,
    negated: bool,
    lowering: &Lowering,
) -> Result<Expr> {
    let above = compare(BinaryOp::GreaterEqual, value, low, lowering)?;
    let below = compare(BinaryOp::LessEqual, value, high, lowering)?;
    let inside = above.and(below);
    Ok(if negated { not(inside) } else { inside })
}

/// `value is [not] null`.
pub fn is_null(value: &Operand, negated: bool) -> Expr {
    if negated { value.expr.clone().is_not_null() } else { value.expr.clone().is_null() }
}

/// The value of the first arm whose condition is true, all brought to the type `result`; null without one.
pub fn case(
    arms: &[(Operand, Operand)],
    otherwise: Option<&Operand>,
    result: &Type,
    lowering: &Lowering,
) -> Result<Expr> {
    let arm = |(condition, value): &(Operand, Operand)| {
        Ok((Box::new(truth(condition)), Box::new(convert(value, result, lowering)?)))
    };
    let arms = arms.iter().map(arm).collect::<Result<Vec<_>>>()?;
    let otherwise = otherwise.map(|value| convert(value, result, lowering)).transpose()?;
    Ok(Expr::Case(Case::new(None, arms, otherwise.map(Box::new))))
}
