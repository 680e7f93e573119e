//! Mistakes in options: the wrong word of the option's value is underlined.

use super::{option, problems, project, underlined, unmarked};
use jauge::diag::Spanned;
use jauge::lang::{expression, periods};
use jauge::model::Query;
use jauge::spec::SliceSpec;

const TEXT: &str = "
kpis:
  volume: { expr: count(tickets), tags: [daily] }
  answers: { expr: count(surveys) }
  both: { expr: count(tickets) / count(surveys) }
  population: { expr: count(customers) }
";

/// The underlined word and the help of the only problem of a query.
fn told(ask: impl Fn(&mut jauge::Project, Query) -> Query) -> (String, String) {
    let (mut project, _) = project(TEXT);
    let volume = spanned(&mut project, "--kpi", "volume");
    let query = ask(&mut project, Query { kpis: vec![volume], ..Query::default() });
    let found = problems(&mut project, &query);
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    (underlined(&project, problem), problem.help.clone().unwrap_or_default())
}

fn spanned(project: &mut jauge::Project, name: &str, value: &str) -> Spanned<String> {
    Spanned::new(value.to_owned(), option(project, name, value).span(0, value.len()))
}

fn check(marked: &str, help: &str, ask: impl Fn(&mut jauge::Project, Query, &str) -> Query) {
    let (text, marks) = unmarked(marked);
    let word = text[marks[0].0..marks[0].1].to_owned();
    assert_eq!(told(|project, query| ask(project, query, &text)), (word, help.to_owned()), "{marked}");
}

#[test]
fn kpis_and_tags() {
    let kpi = |project: &mut jauge::Project, query, text: &str| Query {
        kpis: vec![spanned(project, "--kpi", text)],
        ..query
    };
    check("«volum»", "did you mean `volume`?", kpi);
    check("«x*»", "`jauge list` shows the KPIs there are", kpi);
    check("«dayly»", "did you mean `daily`?", |project, query, text| Query {
        tags: vec![spanned(project, "--tag", text)],
        ..query
    });
}

#[test]
fn grains() {
    let grain = |project: &mut jauge::Project, query, text: &str| Query {
        grain: Some(spanned(project, "--grain", text)),
        ..query
    };
    check("«mnth»", "did you mean `month`?", grain);
    check(
        "«day»",
        "add `time: column` to source `customers`, or ask for `grain: all`",
        |project, query, text| {
            let population = spanned(project, "--kpi", "population");
            grain(project, Query { kpis: vec![population], ..query }, text)
        },
    );
}

#[test]
fn slices() {
    let by = |project: &mut jauge::Project, query, text: &str| {
        let map = option(project, "--by", text);
        let expr = expression(text, &map).unwrap();
        Query { by: Some(vec![SliceSpec { name: text.to_owned(), span: expr.span, expr }]), ..query }
    };
    check("«chanel»", "did you mean `channel`?", by);
    check("customer.«segmnt»", "did you mean `segment`?", by);
    check(
        "«priority»",
        "add a column `priority` to `surveys`, or a link that leads to one",
        |project, query, text| {
            let kpis = vec![spanned(project, "--kpi", "both")];
            by(project, Query { kpis, ..query }, text)
        },
    );
}

#[test]
fn one_mistake_is_told_once_for_all_kpis() {
    let all = |marked: &str, help: &str| {
        check(marked, help, |project, query, text| {
            let expr = expression(text, &option(project, "--where", text)).unwrap();
            Query { kpis: Vec::new(), filter: Some(expr), ..query }
        });
    };
    all("«chanel» = 'phone'", "did you mean `channel`?");
    all("wait > «24»", "write `24h`, `24min` or `24s`");
}

#[test]
fn conditions() {
    let filter = |project: &mut jauge::Project, query, text: &str| {
        let map = option(project, "--where", text);
        Query { filter: Some(expression(text, &map).unwrap()), ..query }
    };
    check("«chanel» = 'phone'", "did you mean `channel`?", filter);
    check("wait > «24»", "write `24h`, `24min` or `24s`", filter);
    check("«channel»", "compare it, such as `x = 'a'`, `x > 0` or `x is not null`", filter);
    check("wait > «avg»(wait)", "aggregate in the `expr` of a KPI; here stand the row's own columns", filter);
}

#[test]
fn periods_that_cannot_be() {
    let (mut project, _) = project(TEXT);
    let map = option(&mut project, "--period", "2024-13");
    assert!(periods("2024-13", &map).is_err());
}
