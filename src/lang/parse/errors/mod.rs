//! What to say where the grammar stops: the word that is wrong, and the remedy in the user's terms.

mod clauses;
mod commas;
mod habits;
mod missing;
mod names;
mod periods;
mod place;
mod symbols;
mod unfinished;
mod units;
mod zones;

pub(super) use clauses::{check_clauses, check_point};
pub(super) use periods::{impossible_period, wrong_period};
pub(super) use symbols::check_tokens;
pub(super) use unfinished::nothing_follows;
pub(super) use units::{in_full, unit_help};

use self::place::Place;
use super::Rule;
use super::input::Input;
use super::token::Token;
use super::tree::{Node, is_comparison};
use crate::diag::{Code, Problem};
use pest::iterators::Pair;

/// The problem with the text whose parse by `rule` stopped at the token with this index.
pub(super) fn explain(input: &Input, tokens: &[Token], at: usize, rule: Rule) -> Problem {
    let place = Place { input, tokens, at, zone: rule == Rule::target };
    let explanations = [
        unfinished::empty,
        zones::explain,
        habits::explain,
        clauses::explain,
        names::explain,
        unfinished::explain,
        commas::explain,
        missing::after_keyword,
        missing::operand,
        missing::operator,
    ];
    explanations.iter().find_map(|explain| explain(&place)).unwrap_or_else(|| unexpected(&place))
}

/// Where nothing better can be said: the word where the grammar stopped, or the last one.
fn unexpected(place: &Place) -> Problem {
    let Some(token) = place.here().or(place.before(1)) else { return place.input.unreadable() };
    let help = "remove it, or split the text into smaller parts to find the wrong one";
    place.problem(token, format!("`{}` does not belong here", token.text), help)
}

/// Refuses a second comparison in a row, and arithmetic on a comparison without parentheses.
pub(super) fn check_chain(input: &Input, left: &Node, op: &Pair<Rule>) -> Result<(), Problem> {
    let arithmetic = matches!(op.as_rule(), Rule::add | Rule::subtract | Rule::multiply | Rule::divide);
    if !left.comparison || !(is_comparison(op.as_rule()) || arithmetic) {
        return Ok(());
    }
    let (start, written) = (op.as_span().start(), op.as_str());
    let word = written.split_whitespace().next().unwrap_or(written);
    let span = input.span(start, start + word.len());
    let help = "join two comparisons with `and`, as in `0 < x and x < 9` (or `x between 0 and 9`, ends included), \
                or put one in parentheses";
    Err(Problem::error(Code::Syntax, span, format!("`{word}` follows another comparison")).help(help))
}
