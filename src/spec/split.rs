//! Calls that a comma inside `{ }` or `[ ]` cut in two, such as `{ age: months_between(a, b) }`.

use super::node::{Kind, Node, Style};
use crate::diag::{Code, Problem, Span};
use std::rc::Rc;

/// Makes one broken node of each call that a comma cut, with a problem over the whole call.
pub(super) fn join_split_calls(items: &[Rc<Node>], map: bool, problems: &mut Vec<Problem>) -> Vec<Rc<Node>> {
    let mut joined: Vec<Rc<Node>> = Vec::new();
    let mut rest = items;
    while let [first, after @ ..] = rest {
        let Some(parts) = cut_call(rest) else {
            joined.push(first.clone());
            rest = after;
            continue;
        };
        let (call, others) = rest.split_at(parts);
        let broken = broken(call, map, problems);
        if map && joined.len().is_multiple_of(2) {
            joined.push(broken.clone());
        }
        joined.push(broken);
        let empty_value = map && others.first().is_some_and(|node| is_absent(node));
        rest = &others[usize::from(empty_value)..];
    }
    joined
}

fn broken(call: &[Rc<Node>], map: bool, problems: &mut Vec<Problem>) -> Rc<Node> {
    let span = call.iter().map(|node| node.span).reduce(|all, span| all.to(span)).unwrap_or_default();
    problems.push(cut(span, if map { "{ }" } else { "[ ]" }));
    Rc::new(Node { kind: Kind::Broken, span })
}

/// The problem of an expression that a comma inside these brackets cut.
pub(super) fn cut(span: Span, brackets: &str) -> Problem {
    let message = format!("a comma inside `{brackets}` ends an unquoted expression");
    let help = format!("quote the expression, or write each entry on a line of its own without `{brackets}`");
    Problem::error(Code::YamlSyntax, span, message).help(help)
}

/// How many items the expression takes that begins with the first one, if a comma cut one there.
fn cut_call(items: &[Rc<Node>]) -> Option<usize> {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        text.push_str(written(item)?);
        if !is_open(&text) {
            return (index > 0).then_some(index + 1);
        }
        text.push_str(", ");
    }
    None
}

/// Whether a parenthesis or a quote is opened and not closed.
pub(super) fn is_open(text: &str) -> bool {
    let (mut depth, mut quote, mut before) = (0, None, ' ');
    for char in text.chars() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, '\'' | '"' | '`') if !before.is_alphanumeric() => quote = Some(char),
            _ => {}
        }
        before = char;
    }
    depth > 0 || quote.is_some()
}

fn written(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Scalar(scalar) if scalar.is_absent() => Some(""),
        Kind::Scalar(scalar) if scalar.style == Style::Plain => Some(&scalar.text),
        _ => None,
    }
}

fn is_absent(node: &Node) -> bool {
    matches!(&node.kind, Kind::Scalar(scalar) if scalar.is_absent())
}
