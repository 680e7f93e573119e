//! Texts that end too early, and brackets without partner.

use super::Place;
use super::place::Holds;
use crate::diag::{Code, Problem};
use crate::lang::parse::Rule;
use crate::lang::parse::input::Input;
use crate::lang::parse::token::Token;

const CASE_FORM: &str = "write `case when condition then value else other value end`";

/// The problem of a word after which the text ends.
pub(in crate::lang::parse) fn nothing_follows(input: &Input, token: &Token) -> Problem {
    let span = input.span(token.start, token.end);
    let word = token.text.to_lowercase();
    Problem::error(Code::Syntax, span, format!("nothing follows `{word}`"))
        .help(format!("add the value that belongs after `{word}`, or remove it"))
}

/// A text without any word.
pub(super) fn empty(place: &Place) -> Option<Problem> {
    if !place.tokens.is_empty() {
        return None;
    }
    let (message, help) = if place.zone {
        ("this zone is empty", "write the limit with its comparison, such as `>= 90%`")
    } else {
        ("this expression is empty", "write a formula, such as `count()` or `avg(amount)`")
    };
    Some(Problem::error(Code::Syntax, place.input.span(0, place.input.text.len()), message).help(help))
}

/// The end of the text, or a closing bracket, where more was to come.
pub(super) fn explain(place: &Place) -> Option<Problem> {
    match place.here() {
        None => at_end(place),
        Some(here) if here.text == ")" => closing(place, here),
        Some(here) if place.open().is_some_and(|(_, holds)| holds == Holds::Case) => in_case(place, here),
        _ => None,
    }
}

fn at_end(place: &Place) -> Option<Problem> {
    let last = place.before(1)?;
    if !last.ends_operand() && !matches!(last.text, "(" | ",") && last.keyword() != "case" {
        return Some(dangling(place, last));
    }
    if let Some(between) = open_between(place) {
        return Some(dangling(place, between));
    }
    if last.rule == Rule::number && place.before(2).is_some_and(|unit| unit.rule == Rule::word) {
        let help = format!("give it its unit, such as `{}min`", last.text);
        return Some(place.problem(last, "this number has no unit", help));
    }
    let (open, holds) = place.open()?;
    let end = place.input.text.trim_end().len();
    let (message, help) = match holds {
        Holds::Case => ("this `case` has no `end`", CASE_FORM),
        _ => ("a closing parenthesis is missing", "add `)`"),
    };
    let problem = Problem::error(Code::Syntax, place.input.span(end, end), message).help(help);
    Some(problem.related(place.span(open), "opened here"))
}

/// A `between` whose `and` has not come yet.
pub(super) fn open_between<'a>(place: &Place<'a>) -> Option<&'a Token<'a>> {
    let start = place.tokens.iter().take(place.at).rposition(|token| token.keyword() == "between")?;
    let inside = place.tokens.get(start..place.at)?;
    let count = |text: &str| inside.iter().filter(|token| token.text == text).count();
    let joined = inside.iter().any(|token| token.keyword() == "and");
    inside.first().filter(|_| !joined && count("(") == count(")"))
}

/// A text that ends in the middle of `is null`, `between … and …`, `in (…)`, or after an operator.
fn dangling(place: &Place, last: &Token) -> Problem {
    let help = match (last.keyword().as_str(), last.text) {
        ("not", _) if place.keyword_before(2) == "is" => "write `is not null`",
        ("is", _) => "write `is null` or `is not null`",
        ("in", _) => "write the values in parentheses, as in `in (1, 2)`",
        ("between", _) => "write both ends, as in `between 1 and 9`",
        ("order", _) => "write `order by` and a column; a column named `order` is written in backticks",
        (_, ".") => "write the column's name after the dot, or remove it",
        _ => return nothing_follows(place.input, last),
    };
    place.problem(last, format!("nothing follows `{}`", last.text.to_lowercase()), help)
}

fn closing(place: &Place, here: &Token) -> Option<Problem> {
    let Some((open, holds)) = place.open() else {
        return Some(place.problem(here, "this `)` closes nothing", "remove it, or add `(` where it begins"));
    };
    if holds == Holds::Case {
        let problem = place.problem(here, "a `case` is not finished before this `)`", CASE_FORM);
        return Some(problem.related(place.span(open), "begun here"));
    }
    let last = place.before(1)?;
    match last.text {
        "(" if holds == Holds::List => {
            Some(place.problem(here, "the list of `in` is empty", "write its values, as in `in (1, 2)`"))
        }
        "(" => Some(place.problem(
            here,
            "there is nothing between these parentheses",
            "write a value there, or remove them",
        )),
        "," => Some(place.problem(last, "nothing follows `,`", "add another value, or remove the comma")),
        _ if !last.ends_operand() => Some(dangling(place, last)),
        _ => None,
    }
}

/// `when`, `then`, `else` and `end` where something else was to come.
fn in_case(place: &Place, here: &Token) -> Option<Problem> {
    let word = here.keyword();
    let last = place.before(1)?;
    let begins = matches!(word.as_str(), "when" | "then" | "else" | "end");
    if begins && !last.ends_operand() && last.keyword() != "case" {
        let message = format!("a value is missing between `{}` and `{word}`", last.text.to_lowercase());
        return Some(place.problem(here, message, CASE_FORM));
    }
    if begins {
        return Some(place.problem(here, format!("`{word}` is out of place in this `case`"), CASE_FORM));
    }
    if last.keyword() == "case" {
        let help = "write each condition out, as in `case when x = 1 then 'a' else 'b' end`";
        return Some(place.problem(here, "`when` follows `case`", help));
    }
    None
}
