//! Zones that are not the rest of a comparison.

use super::Place;
use super::place::Holds;
use crate::diag::Problem;
use crate::lang::parse::Rule;

/// What is wrong at a zone's beginning, or between its tests.
pub(super) fn explain(place: &Place) -> Option<Problem> {
    let here = place.here().filter(|_| place.zone)?;
    let (message, help) = match (place.keyword_before(1).as_str(), here.keyword().as_str()) {
        _ if place.at == 0 => return beginning(place),
        ("and", _) if joins_tests(place) => {
            let help = format!("write both, as in `> 0h and < {}`", place.word(here));
            ("a comparison is missing after `and`".into(), if here.is_value() { help } else { FORMS.into() })
        }
        (_, "or") if place.open().is_none() => (
            "a zone is one range".into(),
            "write `between a and b`, `in (a, b)`, or a target for each".into(),
        ),
        (_, "not" | "is" | "like" | "matches") if place.before(1).is_some_and(|last| last.ends_operand()) => {
            (format!("`{}` does not belong in a zone", here.text), FORMS.into())
        }
        ("not", _) => (format!("`not {}` does not make a zone", here.text), FORMS.into()),
        _ => return None,
    };
    Some(place.problem(here, message, help))
}

const FORMS: &str =
    "a zone is a comparison such as `>= 90%`, `between a and b`, `in (a, b)` or `not in (a, b)`";

/// Whether the `and` before this place joins two tests: outside of parentheses and of `between`.
fn joins_tests(place: &Place) -> bool {
    let before = place.tokens.get(..place.at.saturating_sub(1)).unwrap_or_default();
    let count = |word: &str| before.iter().filter(|token| token.keyword() == word).count();
    place.open().is_none() && count("between") <= count("and")
}

fn beginning(place: &Place) -> Option<Problem> {
    let here = place.here()?;
    let next = place.next();
    let compares = next.is_some_and(|next| next.is_operator());
    if matches!(here.rule, Rule::word | Rule::quoted) && compares {
        let rest = place.text(next?, place.tokens.last()?);
        let help = format!("the value judged is not named: write `{rest}`");
        return Some(place.problem(here, "a zone begins with its comparison", help));
    }
    let group = matches!(place.open(), Some((_, Holds::Group)));
    if !here.begins_operand() || group {
        return Some(place.problem(here, format!("a zone does not begin with `{}`", here.text), FORMS));
    }
    let limit = place.word(here);
    let help = format!("put the comparison before it: `>= {limit}` or `<= {limit}`");
    let known = matches!(here.rule, Rule::number | Rule::date) || next.is_none();
    Some(place.problem(here, "a zone begins with its comparison", if known { help } else { FORMS.into() }))
}
