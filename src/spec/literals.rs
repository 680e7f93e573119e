//! Values that are written without the signs of the expression language.

use crate::diag::{Code, Problem, TextMap};
use crate::lang::ast::{Expr, ExprKind, Literal, UnaryOp};
use crate::lang::expression;

/// A value written by hand: a literal as in expressions, a date or instant without `@`, else the text itself.
///
/// Fails where it is nearly a literal: `5m`, or a date that is not there.
pub fn literal_text(text: &str, map: &TextMap) -> Result<Expr, Problem> {
    let span = map.span(0, text.len());
    let trimmed = text.trim();
    if is_date(trimmed) {
        let dated = expression(&format!("@{trimmed}"), map);
        let whole = |problem| Problem { span: Some(span), ..problem };
        return dated.map(|expr| Expr { span, ..expr }).map_err(whole);
    }
    match expression(text, map) {
        Ok(expr) if is_literal(&expr) => Ok(expr),
        Err(problem) if matches!(problem.code, Code::AmbiguousUnit | Code::InvalidLiteral) => Err(problem),
        _ => Ok(Expr { kind: ExprKind::Literal(Literal::Text(text.to_string())), span }),
    }
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Unary(UnaryOp::Minus, inner) => matches!(inner.kind, ExprKind::Literal(_)),
        _ => false,
    }
}

/// Whether a text begins like `2024-01-31`.
fn is_date(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let rest = text.get(10..).unwrap_or("");
    let dashes = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    dashes
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && (rest.is_empty() || rest.starts_with(['T', ' ']))
}
