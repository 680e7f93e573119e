//! Places in YAML: the same mistake in every style of scalar is underlined at the same word.

use jauge::diag::{FileId, Problem, ScalarMap, Span, TextMap};
use jauge::lang;
use jauge::lang::ast::ExprKind;

/// A YAML text, where its scalar begins, how long it is in the file, and what it decodes to.
fn scalars(first: &str, second: &str) -> Vec<(String, usize, usize, String)> {
    let single = format!("{first} {second}").replace('\'', "''");
    let double = format!("{first}\\n  {second}").replace('"', "\\\"");
    let texts = [
        (format!("expr: {first} {second}\n"), 6, format!("{first} {second}")),
        (format!("expr: {first}\n    {second}\n"), 6, format!("{first} {second}")),
        (format!("expr: '{single}'\n"), 6, format!("{first} {second}")),
        (format!("expr: \"{double}\"\n"), 6, format!("{first}\n  {second}")),
        (format!("expr: |\n    {first}\n    {second}\n"), 12, format!("{first}\n{second}\n")),
        (format!("expr: >-\r\n    {first}\r\n    {second}\r\n"), 14, format!("{first} {second}")),
    ];
    texts.into_iter().map(|(text, at, value)| (text.clone(), at, text.len() - at, value)).collect()
}

fn check(first: &str, second: &str, word: &str, read: impl Fn(&str, &TextMap) -> Option<Span>) {
    for (yaml, at, len, value) in scalars(first, second) {
        let map = TextMap::Scalar(FileId(3), ScalarMap::new(&yaml, at, len, &value));
        let span = read(&value, &map).unwrap();
        assert_eq!(yaml.get(span.start..span.end), Some(word), "{yaml}");
        assert_eq!(span.file, FileId(3));
    }
}

fn problem(text: &str, map: &TextMap) -> Option<Span> {
    lang::expression(text, map).err().and_then(|problem: Problem| problem.span)
}

#[test]
fn problems_are_underlined_in_every_style() {
    check("délai + 'it''s'", "&& b", "&&", problem);
    check("share(a = 'x'", "where b < 5m)", "5m", problem);
    check("count(x per y", "order by z)", "order by", problem);
    check("sum(amount *", "/ 2)", "/", problem);
}

#[test]
fn parts_of_the_tree_are_placed_in_every_style() {
    let operator = |text: &str, map: &TextMap| match lang::expression(text, map).ok()?.kind {
        ExprKind::Binary(op, ..) => Some(op.span),
        _ => None,
    };
    check("`a \"b\"` = 'it''s'", "or délai", "or", operator);
    let right = |text: &str, map: &TextMap| match lang::expression(text, map).ok()?.kind {
        ExprKind::Binary(_, _, right) => Some(right.span),
        _ => None,
    };
    check("'a ''b' =", "customer.segment", "customer.segment", right);
}

#[test]
fn a_text_that_ends_too_early_is_placed_at_its_end() {
    for (yaml, at, len, value) in scalars("sum(a", "+ (b)") {
        let map = TextMap::Scalar(FileId(0), ScalarMap::new(&yaml, at, len, &value));
        let span = problem(&value, &map).unwrap();
        assert_eq!(span.start, span.end);
        assert_eq!(span.start, yaml.rfind(')').unwrap() + 1, "{yaml}");
    }
}

#[test]
fn shifted_texts_are_placed_from_their_beginning() {
    let file = "--where 'a < < b'";
    let span = problem("a < < b", &TextMap::Shifted(FileId(1), 9)).unwrap();
    assert_eq!((file.get(span.start..span.end), span.start), (Some("<"), 13));
}
