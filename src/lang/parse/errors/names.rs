//! Keywords used as names, and misspelt keywords.

use super::Place;
use crate::diag::{Problem, nearest};
use crate::lang::parse::Rule;
use crate::lang::parse::token::Token;

const AFTER_VALUE: [&str; 18] = [
    "and", "or", "in", "between", "is", "like", "matches", "where", "order by", "per", "having", "except",
    "then", "else", "end", "when", "null", "not",
];

/// A keyword where a name was to come, or a word that is nearly a keyword.
pub(super) fn explain(place: &Place) -> Option<Problem> {
    let last_is_value = place.before(1).is_some_and(Token::ends_operand);
    match place.here() {
        Some(here) if last_is_value => {
            misspelt(here, place.next()).or_else(|| misspelt_unit(place, here)).map(|(token, near)| {
                let message = format!("`{}` is not an operator", token.text);
                place.problem(token, message, format!("did you mean `{near}`?"))
            })
        }
        here => before_this(place, here).or_else(|| here.and_then(|here| keyword(place, here))),
    }
}

/// `sum(order)`: the clause's word was read, what follows it is not there.
fn before_this(place: &Place, here: Option<&Token>) -> Option<Problem> {
    let last = place.before(1)?;
    let clause =
        matches!(last.keyword().as_str(), "where" | "on" | "order" | "per" | "having" | "except" | "by");
    let begins = place.before(2).is_none_or(|earlier| earlier.text == "(" || earlier.is_operator());
    let ends = here.is_none_or(|here| matches!(here.text, ")" | ",") || here.is_operator());
    let value = here.is_some_and(Token::begins_operand);
    (clause && begins && ends && !value).then(|| as_name(place, last))
}

fn keyword(place: &Place, here: &Token) -> Option<Problem> {
    let word = here.keyword();
    if word.is_empty() || here.begins_operand() || place.keyword_before(1) == "case" {
        return None;
    }
    let joins = matches!(word.as_str(), "and" | "or" | "when" | "then" | "else");
    let starts = place.before(1).is_none_or(|last| matches!(last.text, "(" | ","));
    let ends = place.next().is_none_or(|next| matches!(next.text, ")" | ",") || next.is_operator());
    (ends && (starts || !joins)).then(|| as_name(place, here))
}

fn as_name(place: &Place, token: &Token) -> Problem {
    let message = format!("`{}` is a keyword", token.text);
    place.problem(
        token,
        message,
        format!("write a name that is a keyword in backticks: `` `{}` ``", token.text),
    )
}

/// A word between two values that is nearly one that belongs there.
fn misspelt<'a>(word: &'a Token<'a>, next: Option<&Token>) -> Option<(&'a Token<'a>, &'static str)> {
    let between = word.rule == Rule::word && next.is_some_and(Token::begins_operand);
    let near = nearest(word.text, AFTER_VALUE).filter(|_| between && word.text.chars().count() > 2)?;
    Some((word, near))
}

/// The same after a number, where the word was taken for a unit.
fn misspelt_unit<'a>(place: &Place<'a>, here: &'a Token<'a>) -> Option<(&'a Token<'a>, &'static str)> {
    let after_number = place.before(2).is_some_and(|earlier| earlier.rule == Rule::number);
    misspelt(place.before(1).filter(|_| after_number)?, Some(here))
}
