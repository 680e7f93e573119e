//! Laws of the language: printing and parsing are inverse, places are exact, no text is too odd.

use super::arbitrary;
use jauge::diag::{FileId, Problem, TextMap};
use jauge::lang::ast::{Expr, ExprKind};
use jauge::lang::{self, ast::PeriodItem};
use proptest::prelude::*;

const MAP: TextMap = TextMap::Shifted(FileId(0), 0);

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printed_expressions_parse_to_the_same_tree(expr in arbitrary::expr()) {
        let printed = expr.to_string();
        let parsed = lang::expression(&printed, &MAP);
        prop_assert_eq!(parsed.as_ref(), Ok(&expr), "{}", printed);
        prop_assert_eq!(parsed.unwrap().to_string(), printed);
    }

    #[test]
    fn printed_zones_parse_to_the_same_zone(zone in arbitrary::zone()) {
        let printed = zone.to_string();
        prop_assert_eq!(lang::zone(&printed, &MAP).map(|zone| zone.tests), Ok(zone.tests), "{}", printed);
    }

    #[test]
    fn printed_periods_parse_to_the_same_periods(items in prop::collection::vec(arbitrary::period(), 1..4)) {
        let printed = items.iter().map(PeriodItem::to_string).collect::<Vec<_>>().join(", ");
        let parsed = lang::periods(&printed, &MAP).map(|all| all.into_iter().map(|(item, _)| item).collect());
        prop_assert_eq!(parsed, Ok(items), "{}", printed);
    }

    #[test]
    fn the_place_of_every_part_holds_that_part(expr in arbitrary::expr()) {
        let printed = expr.to_string();
        let mut parts = vec![lang::expression(&printed, &MAP).unwrap()];
        while let Some(part) = parts.pop() {
            let text = printed.get(part.span.start..part.span.end).expect("the place is in the text");
            prop_assert_eq!(text.trim(), text);
            if !matches!(&part.kind, ExprKind::Call(call) if call.name.value == "ramp") {
                prop_assert_eq!(lang::expression(text, &MAP), Ok(part.clone()), "{}", text);
            }
            parts.extend(children(part.kind));
        }
    }

    #[test]
    fn no_text_breaks_the_parser(text in arbitrary::text()) {
        let results = [
            lang::expression(&text, &MAP).map(drop),
            lang::zone(&text, &MAP).map(drop),
            lang::periods(&text, &MAP).map(drop),
            lang::named_expression(&text, &MAP).map(drop),
        ];
        for problem in results.into_iter().filter_map(Result::err) {
            let span = problem.span.unwrap();
            prop_assert!(text.get(span.start..span.end).is_some(), "{:?} in {:?}", problem, text);
            prop_assert!(is_helpful(&problem), "{:?} in {:?}", problem, text);
        }
    }

    #[test]
    fn what_parses_prints_to_what_parses_alike(text in arbitrary::text()) {
        if let Ok(expr) = lang::expression(&text, &MAP) {
            prop_assert_eq!(lang::expression(&expr.to_string(), &MAP), Ok(expr));
        }
    }
}

fn is_helpful(problem: &Problem) -> bool {
    !problem.message.is_empty() && problem.help.as_ref().is_some_and(|help| !help.is_empty())
}

fn children(kind: ExprKind) -> Vec<Expr> {
    let mut all = Vec::new();
    match kind {
        ExprKind::Literal(_) | ExprKind::Path(_) => {}
        ExprKind::Unary(_, x) | ExprKind::IsNull { value: x, .. } => all.push(*x),
        ExprKind::Binary(_, x, y) | ExprKind::Match { value: x, pattern: y, .. } => all.extend([*x, *y]),
        ExprKind::Between { value, low, high, .. } => all.extend([*value, *low, *high]),
        ExprKind::In { value, list, .. } => {
            all.push(*value);
            all.extend(list);
        }
        ExprKind::Case { arms, otherwise } => {
            all.extend(arms.into_iter().flat_map(|(when, then)| [when, then]));
            all.extend(otherwise.map(|x| *x));
        }
        ExprKind::Call(call) => {
            all.extend(call.arguments.into_iter().chain(call.order_by).chain(call.per));
            all.extend([call.filter, call.on, call.having, call.except].into_iter().flatten().map(|x| *x));
        }
    }
    all
}
