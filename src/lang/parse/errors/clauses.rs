//! Clauses of calls: their order, their number, and where they may stand.

use super::Place;
use super::place::Holds;
use crate::diag::{Code, Problem};
use crate::lang::ast::Name;
use crate::lang::parse::Rule;
use crate::lang::parse::calls::Clause;
use crate::lang::parse::input::Input;
use crate::lang::parse::token::Token;
use crate::lang::print::is_neighbour;
use pest::iterators::Pair;

/// Refuses clauses that are out of order, doubled, without their partner or with too many operands.
pub(in crate::lang::parse) fn check_clauses(
    input: &Input,
    name: &str,
    all: &[Clause],
) -> Result<(), Problem> {
    let mut last: Option<&Clause> = None;
    for (index, clause) in all.iter().enumerate() {
        let word = written(&clause.word);
        let twice = all.iter().take(index).any(|earlier| earlier.word == clause.word);
        let misplaced = last.is_some_and(|last| rank(&clause.word, name) < rank(&last.word, name));
        let (message, help) = if twice {
            (format!("`{word}` is there twice"), join(&clause.word))
        } else if name.eq_ignore_ascii_case("if") {
            (format!("`if` takes no `{word}`"), "write the condition as its first argument".into())
        } else if misplaced {
            let before = last.map(|last| written(&last.word)).unwrap_or_default();
            (format!("`{word}` stands after `{before}`"), order(name))
        } else if clause.word == "having" && last.is_none_or(|last| last.word != "per") {
            ("`having` without `per`".into(), "`having` keeps keys of `per`; rows are kept by `where`".into())
        } else if clause.operands.len() > 1 && !matches!(clause.word.as_str(), "order" | "per") {
            (format!("`{word}` takes one expression"), one(&clause.word))
        } else {
            last = Some(clause);
            continue;
        };
        let span = input.span(clause.start, clause.end);
        return Err(Problem::error(Code::InvalidClause, span, message).help(help));
    }
    Ok(())
}

/// Only the points of a `ramp` have a colon, and they must.
pub(in crate::lang::parse) fn check_point(
    input: &Input,
    name: &Name,
    argument: &Pair<Rule>,
) -> Result<(), Problem> {
    let colon = argument.clone().into_inner().find(|part| part.as_rule() == Rule::colon);
    let (wrong, message, help) = match (colon, name.value == "ramp") {
        (Some(colon), false) => (
            colon,
            "arguments have no colon",
            "separate them by commas; only the points of `ramp` have a colon",
        ),
        (None, true) => {
            let help = "give each date its value: `ramp(@2026-01-01: 80%, @2026-12-31: 90%)`";
            (argument.clone(), "a point of a `ramp` is a date, a colon and a value", help)
        }
        _ => return Ok(()),
    };
    let end = wrong.as_span().start() + wrong.as_str().trim_end().len();
    Err(Problem::error(Code::Syntax, input.span(wrong.as_span().start(), end), message).help(help))
}

/// A clause that stands outside of any call.
pub(super) fn explain(place: &Place) -> Option<Problem> {
    let here = place.here()?;
    let word = here.keyword();
    let by_alone = word == "by" && place.keyword_before(1) != "order";
    if by_alone || !matches!(word.as_str(), "where" | "on" | "order" | "per" | "having" | "except") {
        return None;
    }
    let followed = word == "order" || place.next().is_none_or(Token::begins_operand);
    let inside = place.open().is_some_and(|(_, holds)| matches!(holds, Holds::Call(_)));
    if inside || !place.before(1)?.ends_operand() || !followed {
        return None;
    }
    let clause = written(&word);
    let message = format!("`{clause}` stands outside of a call");
    let help =
        format!("put it inside the aggregate's parentheses, as in `count({clause} …)`, after its argument");
    Some(Problem::error(Code::InvalidClause, place.span(here), message).help(help))
}

fn written(word: &str) -> &str {
    if word == "order" { "order by" } else { word }
}

fn rank(word: &str, name: &str) -> u8 {
    match word {
        "where" => 0,
        "on" => 1,
        "order" if is_neighbour(name) => 3,
        "order" => 2,
        "per" => 3,
        "having" if is_neighbour(name) => 3,
        "having" => 4,
        _ => 5,
    }
}

fn order(name: &str) -> String {
    let order = if is_neighbour(name) {
        "`where`, `per`, `order by`"
    } else {
        "`where`, `on`, `order by`, `per`, `having`"
    };
    format!("the order is {order}, all after the arguments")
}

fn join(word: &str) -> String {
    match word {
        "where" | "having" => "join its conditions with `and`".into(),
        "order" | "per" => format!("write one, with commas between: `{} a, b`", written(word)),
        _ => "remove one of them".into(),
    }
}

fn one(word: &str) -> String {
    match word {
        "where" | "having" => format!("join conditions with `and`; arguments stand before `{word}`"),
        _ => format!("arguments stand before `{word}`"),
    }
}
