//! Numbers, percentages, texts and the other constants.

use super::input::Input;
use super::{Rule, dates, quantity};
use crate::diag::{Code, Problem};
use crate::lang::ast::Literal;
use pest::iterators::Pair;

/// The constant that a pair stands for, and where it ends (blanks may follow it).
pub(super) fn literal(input: &Input, pair: Pair<Rule>) -> Result<(Literal, usize), Problem> {
    let (start, end, text) = (pair.as_span().start(), pair.as_span().end(), pair.as_str());
    let literal = match pair.as_rule() {
        Rule::quantity => return quantity::quantity(input, pair),
        Rule::date => dates::date(input, pair)?,
        Rule::percent => {
            let digits = pair.into_inner().next().map_or("", |number| number.as_str());
            Literal::Percent(number(input, digits, start)?)
        }
        Rule::number => Literal::Number(number(input, text, start)?),
        Rule::text => Literal::Text(unquoted(text)),
        Rule::boolean => Literal::Boolean(text.eq_ignore_ascii_case("true")),
        Rule::kw_null => Literal::Null,
        _ => return Err(input.unreadable()),
    };
    Ok((literal, end))
}

/// The digits without their underscores, which stand between digits only.
pub(super) fn number(input: &Input, written: &str, start: usize) -> Result<String, Problem> {
    let misplaced = ["__", "_."].iter().any(|wrong| written.contains(wrong)) || written.ends_with('_');
    let plain = written.replace('_', "");
    if misplaced {
        let span = input.span(start, start + written.len());
        let problem = Problem::error(Code::InvalidLiteral, span, "an underscore stands between two digits");
        return Err(problem.help(format!("write `{plain}`")));
    }
    Ok(plain)
}

fn unquoted(text: &str) -> String {
    let Some(quote) = text.chars().next() else { return String::new() };
    let inner = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)).unwrap_or("");
    inner.replace(&format!("{quote}{quote}"), &quote.to_string())
}
