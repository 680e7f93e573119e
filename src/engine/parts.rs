//! Parts that several expressions have in common, so that each is computed once.

use super::rows::named;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, Volatility};
use std::collections::HashMap;

/// Expressions over columns and over parts that were taken out of them.
pub struct Parted {
    /// The parts, as columns.
    pub parts: Vec<Expr>,
    /// The expressions, with columns in the places of the parts.
    pub exprs: Vec<Expr>,
}

/// Takes out every call that stands in the expressions more than once. What is computed for some rows only, as in a
/// `case`, stays where it is.
pub fn take_out(exprs: Vec<Expr>) -> Result<Parted> {
    let mut counts: HashMap<Expr, usize> = HashMap::new();
    for expr in &exprs {
        expr.apply(|part| {
            if is_call(part) {
                *counts.entry(part.clone()).or_default() += 1;
            }
            Ok(if is_conditional(part) { TreeNodeRecursion::Jump } else { TreeNodeRecursion::Continue })
        })?;
    }
    counts.retain(|_, count| *count > 1);
    let mut names: HashMap<Expr, usize> = HashMap::new();
    let mut parts = Vec::new();
    let exprs = exprs
        .into_iter()
        .map(|expr| replace(expr, &counts, &mut names, &mut parts))
        .collect::<Result<_>>()?;
    Ok(Parted { parts, exprs })
}

fn replace(
    expr: Expr,
    shared: &HashMap<Expr, usize>,
    names: &mut HashMap<Expr, usize>,
    parts: &mut Vec<Expr>,
) -> Result<Expr> {
    let replaced = expr.transform_down(|part| {
        if is_conditional(&part) {
            return Ok(Transformed::new(part, false, TreeNodeRecursion::Jump));
        }
        if !shared.contains_key(&part) {
            return Ok(Transformed::no(part));
        }
        let number = *names.entry(part.clone()).or_insert_with(|| {
            parts.push(part.alias(part_name(parts.len())));
            parts.len() - 1
        });
        Ok(Transformed::new(named(&part_name(number)), true, TreeNodeRecursion::Jump))
    });
    Ok(replaced?.data)
}

fn part_name(number: usize) -> String {
    format!("part{number}")
}

fn is_call(part: &Expr) -> bool {
    match part {
        Expr::ScalarFunction(call) => call.func.signature().volatility == Volatility::Immutable,
        _ => false,
    }
}

fn is_conditional(part: &Expr) -> bool {
    match part {
        Expr::Case(_) => true,
        Expr::ScalarFunction(call) => call.func.short_circuits(),
        Expr::BinaryExpr(binary) => binary.op.is_logic_operator(),
        _ => false,
    }
}
