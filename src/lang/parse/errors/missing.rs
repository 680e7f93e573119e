//! A value or an operator that is not there.

use super::Place;
use super::place::Holds;
use super::unfinished::open_between;
use super::units::grouped;
use crate::diag::{Code, Problem};
use crate::lang::parse::Rule;
use crate::lang::parse::token::Token;

/// The word after `is`, `in`, `not` or `order` that must be another one.
pub(super) fn after_keyword(place: &Place) -> Option<Problem> {
    let here = place.here()?;
    let (message, help) = match place.keyword_before(1).as_str() {
        "is" => (
            "`is` is followed by `null`",
            "write `is null` or `is not null`; values are compared with `=`".into(),
        ),
        "not" if place.keyword_before(2) == "is" => {
            ("`is not` is followed by `null`", "write `is not null`; values are compared with `!=`".into())
        }
        "in" => ("the values of `in` stand in parentheses", format!("write `in ({})`", list(place, here))),
        "order" => ("`order` is followed by `by`", "write `order by` and a column".into()),
        "not" if place.before(2).is_some_and(Token::ends_operand) => {
            let help = "write `not` before the condition, or `not in`, `not between`, `not like`, `not matches`, `is not null`";
            ("`not` does not join two values", help.into())
        }
        _ => return between(place, here),
    };
    Some(place.problem(here, message, help))
}

/// The values and commas from here on.
fn list<'a>(place: &Place<'a>, here: &Token) -> &'a str {
    let values = place.tokens.iter().skip(place.at).take_while(|token| token.is_value() || token.text == ",");
    values.filter(|token| token.is_value()).last().map_or("1, 2", |last| place.text(here, last))
}

/// `between a` without its `and`.
fn between(place: &Place, here: &Token) -> Option<Problem> {
    open_between(place)
        .filter(|_| place.before(1).is_some_and(Token::ends_operand) && !here.begins_operand())?;
    Some(place.problem(here, "`between` has no second end", "write both ends, as in `between 1 and 9`"))
}

/// An operator, comma or keyword where a value was to come.
pub(super) fn operand(place: &Place) -> Option<Problem> {
    let here = place.here()?;
    let last = place.before(1);
    if last.is_some_and(Token::ends_operand) {
        return None;
    }
    let (message, help) = match (here.text, last) {
        (".", _) => return fraction(place, here).or_else(|| Some(misplaced(place, here))),
        ("*", Some(open)) if open.text == "(" => {
            ("`*` stands for no column".into(), "write `count()` to count rows".into())
        }
        ("=" | "==", None) => ("an expression does not begin with `=`".into(), "remove it".into()),
        ("+", _) => ("there is no sign `+`".into(), "remove it".into()),
        (_, Some(last)) if compared(last) && compared(here) => {
            (format!("`{}` follows `{}`", here.text, last.text), joined(last, here))
        }
        _ => return Some(misplaced(place, here)),
    };
    Some(place.problem(here, message, help))
}

/// `.5`
fn fraction(place: &Place, here: &Token) -> Option<Problem> {
    let digits = place.next().filter(|next| next.rule == Rule::number && next.start == here.end)?;
    let span = place.input.span(here.start, digits.end);
    let problem = Problem::error(Code::InvalidLiteral, span, "a number begins with a digit");
    Some(problem.help(format!("write `0.{}`", digits.text)))
}

fn misplaced(place: &Place, here: &Token) -> Problem {
    let shown = here.text.to_lowercase();
    let message = match place.before(1) {
        Some(last) => format!("a value is missing between `{}` and `{shown}`", last.text.to_lowercase()),
        None => format!("a value is missing before `{shown}`"),
    };
    place.problem(here, message, format!("add the value, or remove `{shown}`"))
}

/// What two comparison operators in a row were meant to be.
fn joined(last: &Token, here: &Token) -> String {
    match format!("{}{}", last.text, here.text).as_str() {
        both @ ("<=" | ">=" | "<>" | "==") => format!("write `{both}` without a blank"),
        "=>" => "write `>=`".into(),
        "=<" => "write `<=`".into(),
        _ => "keep one of the two".into(),
    }
}

fn compared(token: &Token) -> bool {
    matches!(token.text, "=" | "==" | "<" | ">" | "<=" | ">=" | "!=" | "<>")
}

/// Two values in a row.
pub(super) fn operator(place: &Place) -> Option<Problem> {
    let (last, here) = (place.before(1)?, place.here()?);
    let shown = here.text;
    let help = match (last.rule, here.rule) {
        (Rule::number, Rule::number) => {
            format!("digits are grouped with underscores: `{}`", digits(last, here))
        }
        (Rule::date, Rule::number) => {
            "an instant has a `T` between date and time: `@2024-01-31T08:00`".into()
        }
        (_, Rule::number) if last.text == "%" && !glued(place, last) => {
            "the remainder of a division is `mod(a, b)`".into()
        }
        (Rule::number, _) if here.text == "." && last.text.contains('.') => {
            "a number has one decimal point".into()
        }
        (Rule::number, _) if here.text == "." => format!("write `{0}` or `{0}.0`", last.text),
        (Rule::word, Rule::word | Rule::quoted) => two_words(place, last, here),
        (Rule::word, Rule::number | Rule::text | Rule::date) => {
            format!("join them with an operator, or put arguments in parentheses: `{}({shown})`", last.text)
        }
        _ if here.text == "%" => {
            "`%` belongs to numbers, as in `80%`; the remainder of a division is `mod(a, b)`".into()
        }
        _ if here.text == "." => "write paths without blanks, as in `customer.segment`".into(),
        _ if here.text == "(" => called(last),
        _ if here.text == ":" => {
            "times are written as `8h` or `@2024-01-31T08:00`; a colon stands in `ramp` only".into()
        }
        _ if here.begins_operand() => "join them with an operator, or with a comma between arguments".into(),
        _ if matches!(place.open(), Some((_, Holds::Group))) => "close the parenthesis first".into(),
        _ => "remove it, or put the part before it in parentheses".into(),
    };
    let message = if here.begins_operand() {
        let last = place.before(2).filter(|_| last.text == "%").unwrap_or(last);
        format!("an operator is missing between `{}` and `{}`", place.word(last), place.word(here))
    } else {
        format!("`{}` does not belong here", shown.to_lowercase())
    };
    Some(place.problem(here, message, help))
}

/// Whether a `%` makes a percentage of the number before it, and nothing of what follows.
fn glued(place: &Place, percent: &Token) -> bool {
    let before = place.before(2).is_some_and(|number| number.end == percent.start);
    before && place.here().is_some_and(|next| next.start > percent.end)
}

fn digits(last: &Token, here: &Token) -> String {
    let both = format!("{}{}", last.text, here.text).replace('_', "");
    if both.contains('.') { both } else { grouped(&both) }
}

fn called(last: &Token) -> String {
    match last.rule {
        Rule::word | Rule::quoted => {
            "functions have a plain name without a dot, as in `sum(orders.amount)`".into()
        }
        _ => "write `*` to multiply".into(),
    }
}

/// A name with blanks, or a call without parentheses.
fn two_words(place: &Place, last: &Token, here: &Token) -> String {
    let words = |token: &&Token| matches!(token.rule, Rule::word);
    let first = place.tokens.iter().take(place.at).rev().take_while(words).last().unwrap_or(last);
    let end = place.tokens.iter().skip(place.at).take_while(words).last().unwrap_or(here);
    let name = place.text(first, end);
    format!(
        "a name with blanks is written in backticks, `` `{name}` ``; arguments stand in parentheses, `{}({})`",
        last.text, here.text
    )
}
