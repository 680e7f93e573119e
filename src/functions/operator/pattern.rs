//! `like` and `matches`.

use crate::functions::{Misuse, Operand, misuse};
use crate::lang::ast::{Literal, MatchKind};
use datafusion::arrow::array::StringArray;
use datafusion::arrow::compute::regexp_is_match_scalar;
use datafusion::logical_expr::expr::Like;
use datafusion::logical_expr::{Expr, Operator, binary_expr};

/// `value [not] like pattern` or `value [not] matches pattern`.
pub fn matches(kind: MatchKind, value: &Operand, pattern: &Operand, negated: bool) -> Expr {
    let (value, pattern) = (value.expr.clone(), pattern.expr.clone());
    match (kind, negated) {
        (MatchKind::Like, _) => {
            Expr::Like(Like::new(negated, Box::new(value), Box::new(pattern), None, false))
        }
        (MatchKind::Regex, false) => binary_expr(value, Operator::RegexMatch, pattern),
        (MatchKind::Regex, true) => binary_expr(value, Operator::RegexNotMatch, pattern),
    }
}

/// Whether a pattern can be used: it must be a literal, and a regular expression a valid one. Argument 1 is the pattern.
pub fn check_pattern(kind: MatchKind, pattern: Option<&Literal>) -> Result<(), Misuse> {
    let word = match kind {
        MatchKind::Like => "like",
        MatchKind::Regex => "matches",
    };
    match (kind, pattern) {
        (MatchKind::Regex, Some(Literal::Text(text))) => valid_regex(text),
        (MatchKind::Like, Some(Literal::Text(_))) => Ok(()),
        _ => {
            let help = Some(format!("such as `{word} '{}'`", if word == "like" { "A%" } else { "^A" }));
            Err(misuse::of_literal(1, format!("the pattern of `{word}` must be a text literal"), help))
        }
    }
}

fn valid_regex(pattern: &str) -> Result<(), Misuse> {
    let nothing = StringArray::from(vec![""]);
    regexp_is_match_scalar(&nothing, pattern, None).map(|_| ()).map_err(|error| {
        let text = error.to_string();
        let reason = text.rsplit_once("error: ").map_or("it cannot be compiled", |(_, reason)| reason);
        let reason = reason.split(['\n', ')', '"']).next().unwrap_or_default();
        let message = format!("`{pattern}` is not a regular expression: {reason}");
        misuse::of_literal(1, message, Some("escape signs that are meant as they are with `\\`".to_owned()))
    })
}
