//! Commas: decimal ones, doubled ones, and those outside of arguments.

use super::Place;
use super::place::Holds;
use crate::diag::{Code, Problem};
use crate::lang::parse::Rule;
use crate::lang::parse::token::Token;

const CLAUSES: [&str; 6] = ["where", "on", "order", "per", "having", "except"];

/// The comma where the grammar stopped.
pub(super) fn explain(place: &Place) -> Option<Problem> {
    let last = place.before(1);
    let here = place.here()?;
    if let Some(comma) = last.filter(|last| last.text == "," && CLAUSES.contains(&here.keyword().as_str())) {
        return Some(place.problem(
            comma,
            "a comma stands before a clause",
            "clauses follow without a comma: remove it",
        ));
    }
    if here.text != "," {
        return None;
    }
    if let Some(problem) = last.and_then(|last| decimal(place, last, here)) {
        return Some(problem);
    }
    match last {
        Some(last) if last.ends_operand() => Some(outside(place, here)),
        _ => Some(place.problem(
            here,
            "a value is missing before this comma",
            "add the value, or remove the comma",
        )),
    }
}

fn outside(place: &Place, here: &Token) -> Problem {
    let between = place.tokens.iter().take(place.at).rev().take(6).any(|token| token.keyword() == "between");
    let help = match place.open() {
        _ if between => "the ends of `between` are joined by `and`, as in `between 1 and 9`",
        Some((_, Holds::Call(_))) => "arguments stand before the clauses",
        _ => {
            "commas separate the arguments of a call and the values of `in (…)`; an expression has one value"
        }
    };
    place.problem(here, "a comma does not belong here", help)
}

/// `0,5` and `1.000,5`: underlined whole, as one number.
fn decimal(place: &Place, last: &Token, here: &Token) -> Option<Problem> {
    let next = place.next()?;
    let glued = last.end == here.start && here.end == next.start;
    if !glued || last.rule != Rule::number || next.rule != Rule::number {
        return None;
    }
    let span = place.input.span(last.start, next.end);
    let written = place.text(last, next);
    let help = help(last.text, next.text);
    Some(Problem::error(Code::InvalidLiteral, span, format!("`{written}` is not a number")).help(help))
}

fn help(whole: &str, rest: &str) -> String {
    let plain = whole.replace('.', "");
    if rest.contains('.') {
        return format!("thousands have no comma: write `{plain}{rest}`");
    }
    if whole.contains('.') || rest.len() != 3 || plain == "0" {
        return format!("the decimal sign is a point: write `{plain}.{rest}`");
    }
    format!("write `{plain}_{rest}`, or `{plain}.{rest}` if the comma is a decimal one")
}
