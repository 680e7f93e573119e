//! A mistake in an expression is underlined exactly, however the YAML holds the expression.

use super::cases::failure;
use super::{Case, all_cases};

/// A form of scalar: how it holds an expression that is written on one line.
type Form = fn(&str) -> String;

const FORMS: [(&str, Form); 5] = [
    ("double quotes", |expr| format!("\"{}\"", expr.replace('\\', "\\\\").replace('"', "\\\""))),
    ("single quotes", |expr| format!("'{}'", expr.replace('\'', "''"))),
    ("literal", |expr| format!("|\n      -- the text begins below\n      {expr}\n")),
    ("folded", |expr| format!(">-\n      {}\n", folded(expr))),
    ("a comment behind", |expr| format!("{expr}  # the end")),
];

#[test]
fn all_forms_of_scalars_show_the_same_word() {
    let mut tried = 0;
    for case in all_cases() {
        let Some((before, expr)) = plain_expression(&case.text) else { continue };
        for (name, form) in FORMS {
            let text = format!("{before}{}\n", form(&expr));
            let case =
                Case { title: format!("{} ({name})", case.title), text, expected: case.expected.clone() };
            failure(&case).unwrap_or_else(|report| panic!("{report}"));
            tried += 1;
        }
    }
    assert!(tried > 400, "only {tried} were tried");
}

/// What stands before the expression, as block keys, and the expression, of a case of one KPI that is written as
/// `k: { from: …, expr: … }`.
fn plain_expression(text: &str) -> Option<(String, String)> {
    let (head, line) = text.trim_end().rsplit_once('\n')?;
    let body = line.strip_prefix("  k: { ")?.strip_suffix(" }")?;
    let (keys, expr) = body.split_once("expr: ")?;
    let simple = !expr.contains(", ") && !expr.contains('"') && !expr.starts_with('«');
    let keys: String =
        keys.split(", ").filter(|key| !key.is_empty()).map(|key| format!("    {key}\n")).collect();
    simple.then(|| (format!("{head}\n  k:\n{keys}    expr: "), expr.to_owned()))
}

/// The expression on two lines, broken where no text and no mistake is split.
fn folded(expr: &str) -> String {
    let at = expr.char_indices().position(|(at, sign)| {
        let before = &expr[..at];
        let whole =
            before.matches('\'').count().is_multiple_of(2) && before.matches('`').count().is_multiple_of(2);
        sign == ' ' && whole && before.matches('«').count() == before.matches('»').count()
    });
    match at.and_then(|at| expr.char_indices().nth(at)) {
        Some((at, _)) => format!("{}\n      {}", &expr[..at], &expr[at + 1..]),
        None => expr.to_owned(),
    }
}
