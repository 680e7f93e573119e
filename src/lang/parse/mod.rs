//! Text to tree, by way of `grammar/jauge.pest`; the only place that knows of the parser's library.

mod calls;
mod dates;
mod errors;
mod input;
mod limits;
mod literal;
mod period;
mod quantity;
mod rows;
mod token;
mod tree;
mod zone;

use self::input::Input;
use super::ast::{Expr, Name, PeriodItem, Zone};
use crate::diag::{Problem, Span, Spanned, TextMap};
use pest::Parser as _;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/jauge.pest"]
struct Grammar;

/// The tree of an expression, or the one problem that keeps it from being read.
pub fn expression(text: &str, map: &TextMap) -> Result<Expr, Problem> {
    parse_expression(Input::new(text, 0, map))
}

/// The tests of a target zone such as `>= 90%` or `> 0h and < 4h`.
pub fn zone(text: &str, map: &TextMap) -> Result<Zone, Problem> {
    zone::zone(Input::new(text, 0, map))
}

/// A comma list of periods, as `--period` takes it, each with its place.
pub fn periods(text: &str, map: &TextMap) -> Result<Vec<(PeriodItem, Span)>, Problem> {
    period::periods(Input::new(text, 0, map))
}

/// An expression that may have a name in front, `name = expression`. A plain name before a single `=` is always
/// that: the comparison of a bare column is written the other way round, or in parentheses.
pub fn named_expression(text: &str, map: &TextMap) -> Result<(Option<Name>, Expr), Problem> {
    let input = Input::new(text, 0, map);
    let tokens = input.tokens();
    let (Some(name), Some(equal)) = (tokens.first(), tokens.get(1)) else {
        return Ok((None, parse_expression(input)?));
    };
    if equal.text != "=" || !matches!(name.rule, Rule::word | Rule::quoted) {
        return Ok((None, parse_expression(input)?));
    }
    let named = Spanned::new(input.name(name.text, name.start)?, input.span(name.start, name.end));
    if tokens.len() == 2 {
        return Err(errors::nothing_follows(&input, equal));
    }
    Ok((Some(named), parse_expression(Input::new(text, equal.end, map))?))
}

/// Whether a name can be written without backticks; after a dot even a keyword can.
pub(super) fn is_plain(name: &str, after_dot: bool) -> bool {
    let rule = if after_dot { Rule::word } else { Rule::bare };
    let parsed = Grammar::parse(rule, name);
    parsed.is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str().len() == name.len()))
}

fn parse_expression(input: Input) -> Result<Expr, Problem> {
    let formula = input.parse(Rule::formula)?;
    let expression = formula.into_inner().next().ok_or_else(|| input.unreadable())?;
    Ok(input.expression(expression)?.expr)
}
