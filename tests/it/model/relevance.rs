//! With a selection, mistakes in what it does not need are warnings.

use super::{is_error, problems, project};
use jauge::diag::Spanned;
use jauge::model::Query;

const TEXT: &str = "
kpis:
  good: { expr: count(tickets) }
  uses_good: { expr: good * 2 }
  bad: { from: tickets, expr: sum(amuont) }
  uses_bad: { expr: bad * 2 }
  unreadable: { expr: count(tickets) + }
  bad_slice: { expr: count(tickets), by: [chanel] }
";

/// The errors and the warnings of a run of some KPIs.
fn of(kpi: &str) -> (usize, usize) {
    let (mut project, _) = project(TEXT);
    let span = super::option(&mut project, "--kpi", kpi).span(0, kpi.len());
    let query = Query { kpis: vec![Spanned::new(kpi.to_owned(), span)], ..Query::default() };
    let found = problems(&mut project, &query);
    let errors = found.iter().filter(|problem| is_error(problem)).count();
    (errors, found.len() - errors)
}

#[test]
fn only_what_is_needed_must_be_right() {
    assert_eq!(of("good"), (0, 3));
    assert_eq!(of("uses_good"), (0, 3));
    assert_eq!(of("*good"), (0, 3));
    assert_eq!(of("bad"), (1, 2));
    assert_eq!(of("uses_bad"), (1, 2));
    assert_eq!(of("unreadable"), (1, 2));
    assert_eq!(of("bad_slice"), (1, 2));
    assert_eq!(of("*"), (3, 0));
}
