//! The expressions directly below an expression.

use crate::lang::ast::{Expr, ExprKind};

/// Calls `visit` with each of them, in the order they are written.
pub fn children<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Path(_) => {}
        ExprKind::Call(call) => {
            let early = [&call.filter, &call.on].into_iter().flatten().map(|clause| &**clause);
            let late = [&call.having, &call.except].into_iter().flatten().map(|clause| &**clause);
            let lists = early.chain(&call.order_by).chain(&call.per);
            call.arguments.iter().chain(lists).chain(late).for_each(visit);
        }
        ExprKind::Unary(_, inner) | ExprKind::IsNull { value: inner, .. } => visit(inner),
        ExprKind::Binary(_, left, right) => [left, right].into_iter().for_each(|side| visit(side)),
        ExprKind::In { value, list, .. } => std::iter::once(&**value).chain(list).for_each(visit),
        ExprKind::Between { value, low, high, .. } => {
            [value, low, high].into_iter().for_each(|part| visit(part))
        }
        ExprKind::Match { value, pattern, .. } => [value, pattern].into_iter().for_each(|part| visit(part)),
        ExprKind::Case { arms, otherwise } => {
            let arms = arms.iter().flat_map(|(condition, value)| [condition, value]);
            arms.chain(otherwise.as_deref()).for_each(visit);
        }
    }
}

/// Calls `visit` with an expression and all below it, in the order they are written.
pub fn walk<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    visit(expr);
    children(expr, &mut |child| walk(child, visit));
}
