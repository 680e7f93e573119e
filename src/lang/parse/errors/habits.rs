//! Words of SQL, spreadsheets and other languages, with what to write instead.

use super::Place;
use crate::diag::Problem;
use crate::lang::parse::Rule;
use crate::lang::parse::token::Token;

/// A foreign word at, or just before, the place where the grammar stopped.
pub(super) fn explain(place: &Place) -> Option<Problem> {
    let word =
        |token: &Token| if token.rule == Rule::word { token.text.to_lowercase() } else { String::new() };
    let first = place.tokens.first()?;
    if matches!(word(first).as_str(), "select" | "with") && place.at > 0 {
        let help =
            "write the formula alone, such as `sum(amount where won)`; a whole query is a source with `sql:`";
        return Some(place.problem(first, "an expression is not a query", help));
    }
    let here = place.here()?;
    if place.before(1).is_some_and(|last| last.ends_operand() || last.keyword() == "not") {
        let last = place.before(1)?;
        if let Some(help) = before(&word(last), here) {
            return Some(place.problem(last, format!("`{}` has no meaning before a value", last.text), help));
        }
        if let Some(help) = after(&word(here)) {
            return Some(place.problem(here, format!("`{}` does not belong here", here.text), help));
        }
    }
    (here.keyword() == "by" && place.before(1).is_some_and(|last| word(last) == "group"))
        .then(|| place.problem(here, "`group by` does not belong here", GROUP))
}

const GROUP: &str = "slices are the KPI's `by:`; inside an aggregate write `per key`";

/// What to write instead of a word that stands before a value.
fn before(word: &str, here: &Token) -> Option<String> {
    let text = here.text.trim_matches(['\'', '"']);
    Some(match word {
        "distinct" => format!("write `count_distinct({})`", here.text),
        "date" | "timestamp" | "datetime" if here.rule == Rule::text => {
            format!("write `@{}`", text.replace(' ', "T"))
        }
        "interval" => {
            if here.rule == Rule::text {
                format!("write the length alone: `{text}`")
            } else {
                "write the length alone, such as `1 day`".into()
            }
        }
        "if" => "write `if(condition, value, other value)`".into(),
        "group" if here.keyword() == "by" => GROUP.into(),
        _ => return None,
    })
}

/// What to write instead of a word that stands after a value.
fn after(word: &str) -> Option<&'static str> {
    Some(match word {
        "filter" => "put the condition inside the parentheses, as in `count(x where condition)`",
        "over" => "windows are shapes such as `rolling(x, 28 days)`, or `next(…)` and `prior(…)`",
        "as" => "a formula has no alias: its name is the KPI's; types are stated in the source's `columns`",
        "from" => "name the source in the formula, as in `sum(orders.amount)`, or in the KPI's `from:`",
        "group" => GROUP,
        "limit" => "use `--top` to see the first slices",
        "asc" => "remove it; `order by` goes upwards",
        "desc" | "descending" => {
            "`order by` goes upwards: use `first` for `last` and `prior` for `next`, or the reverse"
        }
        "ilike" => "write `lower(x) like 'a%'`",
        "rlike" | "regexp" | "similar" => "write `matches`",
        "isnull" => "write `is null`",
        "notnull" => "write `is not null`",
        "mod" => "write `mod(a, b)`",
        "div" => "write `floor(a / b)`",
        "xor" => "write `a != b`",
        "equals" | "eq" | "equal" => "write `=`",
        "contains" => "write `contains(text, part)`",
        "union" | "join" => "follow a link of the source, or write a source with `sql:`",
        "if" | "when" | "unless" => {
            "put the condition into the aggregate, as in `sum(x where condition)`, or write `if(condition, a, b)`"
        }
        "group_by" => GROUP,
        "to" => "write `between a and b`",
        "partition" => "write `per key`",
        _ => return None,
    })
}
