//! Places inside expressions are exact in every style that YAML has for texts.

use super::{read, underlined, valid};
use jauge::lang::ast::ExprKind;

/// The five ways to write the expression `{}` in a KPI.
const STYLES: [&str; 6] = [
    "kpis:\n  a:\n    expr: {}\n    unit: number\n",
    "kpis:\n  a:\n    expr: '{'}'\n    unit: number\n",
    "kpis:\n  a:\n    expr: \"{\"}\"\n    unit: number\n",
    "kpis:\n  a:\n    expr: |\n      {}\n    unit: number\n",
    "# é\nkpis:\n  a:\n    expr: >-\n\n      {}\n    unit: number\n",
    "kpis:\n  a: { unit: number, expr: \"{\"}\" }\n",
];

fn written(style: &str, expression: &str) -> String {
    let single = expression.replace('\'', "''");
    let double = expression.replace('\\', "\\\\").replace('"', "\\\"");
    let broken = expression.replace(" / ", "\n      / ");
    let block = style.contains("|\n") || style.contains(">-\n");
    let text = style.replace("{'}", &single).replace("{\"}", &double);
    text.replace("{}", if block { &broken } else { expression })
}

#[test]
fn names_in_expressions_are_where_they_are_written() {
    for style in STYLES {
        for crlf in [false, true] {
            let text =
                written(style, "count(tickets where kind = 'é''x' and note != \"q\\d\") / cuont(tickets)");
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            let spec = valid(&text);
            let ExprKind::Binary(_, _, right) = &spec.kpis["a"].expr.kind else { panic!("{text}") };
            let ExprKind::Call(call) = &right.kind else { panic!("{text}") };
            assert_eq!(&text[call.name.span.start..call.name.span.end], "cuont", "in\n{text}");
            assert_eq!(call.name.span.start, text.find("cuont").unwrap());
        }
    }
}

#[test]
fn mistakes_in_expressions_are_where_they_are_written() {
    for style in STYLES {
        let text = written(style, "count(tickets where name = 'it' and wait < 5m) / count(tickets)");
        let (_, problems) = read(&text);
        let found: Vec<_> = problems.iter().collect();
        assert_eq!(found.len(), 1, "{found:#?}\nin\n{text}");
        assert_eq!(found[0].code.as_str(), "jauge::ambiguous_unit");
        assert_eq!(underlined(&text, found[0]), "5m", "in\n{text}");
    }
}

#[test]
fn mistakes_in_zones_are_where_they_are_written() {
    for style in STYLES {
        let style = style.replace("expr:", "expr: count(t)\n    target:").replace("unit: number, ", "");
        let style =
            style.replace("expr: count(t)\n    target: \"{\"}\" }", "expr: count(t), target: \"{\"}\" }");
        let text = written(&style, "<= 5m");
        let (_, problems) = read(&text);
        let found: Vec<_> = problems.iter().collect();
        assert_eq!(found.len(), 1, "{found:#?}\nin\n{text}");
        assert_eq!(underlined(&text, found[0]), "5m", "in\n{text}");
    }
}
