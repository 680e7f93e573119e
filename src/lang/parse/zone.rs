//! Target zones: `>= 90%`, `between 0h and 4h`, `> 0h and < 4h`.

use super::Rule;
use super::input::Input;
use super::tree::{Node, binary, operands};
use crate::diag::{Problem, Spanned};
use crate::lang::ast::{Zone, ZoneTest};
use pest::iterators::Pair;

/// The zone that is the whole input.
pub(super) fn zone(input: Input) -> Result<Zone, Problem> {
    let (mut tests, mut ends): (Vec<ZoneTest>, Option<(usize, usize)>) = (Vec::new(), None);
    for pair in input.parse(Rule::target)?.into_inner() {
        let start = pair.as_span().start();
        let (test, end) = match pair.as_rule() {
            Rule::test_compare => compare(&input, pair)?,
            Rule::test_between => between(&input, pair)?,
            Rule::test_in => member_of(&input, pair)?,
            _ => continue,
        };
        tests.push(test);
        ends = Some((ends.map_or(start, |(first, _)| first), end));
    }
    let (start, end) = ends.unwrap_or_default();
    Ok(Zone { tests, span: input.span(start, end) })
}

fn compare(input: &Input, pair: Pair<Rule>) -> Result<(ZoneTest, usize), Problem> {
    let mut parts = pair.into_inner();
    let (Some(op), Some(limit)) = (parts.next(), parts.next()) else { return Err(input.unreadable()) };
    let operator = binary(op.as_rule()).ok_or_else(|| input.unreadable())?;
    let limit = input.expression(limit)?;
    Ok((ZoneTest::Compare(Spanned::new(operator, input.place(&op)), limit.expr), limit.end))
}

fn between(input: &Input, pair: Pair<Rule>) -> Result<(ZoneTest, usize), Problem> {
    let [low, high] = <[Node; 2]>::try_from(input.nodes(operands(pair))?).map_err(|_| input.unreadable())?;
    Ok((ZoneTest::Between(low.expr, high.expr), high.end))
}

fn member_of(input: &Input, pair: Pair<Rule>) -> Result<(ZoneTest, usize), Problem> {
    let end = pair.as_span().end();
    let negated = pair.clone().into_inner().any(|part| part.as_rule() == Rule::kw_not);
    let (list, _) = input.expressions(operands(pair))?;
    Ok((ZoneTest::In { list, negated }, end))
}
