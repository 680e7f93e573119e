//! What every key is read as.

use super::{read, valid};
use chrono::NaiveDate;
use jauge::diag::{FileId, TextMap};
use jauge::lang::ast::{Bound, DurationUnit, Expr, ExprKind, Literal};
use jauge::spec::*;

const TEXT: &str = include_str!("valid.yaml");

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn literal(expr: &Expr) -> &Literal {
    let ExprKind::Literal(literal) = &expr.kind else { panic!("{expr:?}") };
    literal
}

fn values(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}

#[test]
fn settings() {
    let project = valid(TEXT).project;
    assert_eq!(project.timezone.unwrap().value, chrono_tz::Europe::Paris);
    assert_eq!(project.week_start.unwrap().value, chrono::Weekday::Sun);
    assert_eq!(project.fiscal_year_start.unwrap().value, 4);
    assert_eq!(project.currency.unwrap().value, "EUR");
    assert_eq!(project.locale.unwrap().value, Locale::Fr);
    assert_eq!(project.as_of.unwrap().value, AsOf::At(Bound::Date(date(2017, 12, 31))));
    assert_eq!(valid("project: { as_of: latest }").project.as_of.unwrap().value, AsOf::Latest);
}

#[test]
fn sources_and_their_origins() {
    let spec = valid(TEXT);
    let tickets = &spec.sources["tickets"];
    let Origin::Files(files) = &tickets.origin else { panic!() };
    assert_eq!(values(&files.paths), ["data/north/*.csv", "more, tickets.csv"]);
    assert_eq!(files.format.as_ref().unwrap().value, Format::Csv);
    let nulls = vec![String::new(), "NA".into(), "null".into()];
    let csv = CsvOptions { delimiter: Some(b';'), decimal: ',', nulls, header: false, newlines: false };
    assert_eq!(files.csv, csv);
    assert_eq!(values(&tickets.key), ["year", "ticket_id"]);
    assert_eq!(tickets.time.as_ref().unwrap().value, "opened_at");
    assert!(tickets.filter.is_some() && tickets.sparse && !tickets.broken);
    assert!(matches!(&spec.sources["vips"].origin, Origin::Sql(sql) if sql.value.ends_with("'vip'")));
    assert!(matches!(&spec.sources["customers"].origin, Origin::Given));
}

#[test]
fn columns() {
    let spec = valid(TEXT);
    let columns = &spec.sources["tickets"].columns;
    assert_eq!(columns.keys().collect::<Vec<_>>(), ["late", "wait", "won_on", "amount", "half", "404"]);
    assert!(columns["late"].expr.is_some() && columns["404"].expr.is_some());
    let wait = &columns["wait"];
    assert_eq!(wait.column.as_ref().unwrap().value, "Speed of answer in seconds");
    assert_eq!(wait.kind.as_ref().unwrap().value, ColumnType::Duration);
    assert_eq!(wait.unit.as_ref().unwrap().value, "s");
    assert_eq!(wait.nulls, Some(vec!["-".to_string()]));
    assert_eq!(columns["won_on"].format.as_ref().unwrap().value, "%d/%m/%Y");
    assert!(columns["half"].kind.is_some() && columns["half"].expr.is_some());
}

#[test]
fn links() {
    let spec = valid(TEXT);
    let links = &spec.sources["tickets"].links;
    let keys = |name: &str| -> Vec<(String, Option<String>)> {
        let key = links[name].key.iter();
        key.map(|(mine, theirs)| (mine.value.clone(), theirs.clone().map(|text| text.value))).collect()
    };
    assert_eq!(links["customer"].to.value, "customers");
    assert_eq!(keys("customer"), [("customer_id".into(), None)]);
    assert_eq!(keys("team"), [("country".into(), None), ("team".into(), None)]);
    assert_eq!(keys("plan"), [("plan_code".into(), Some("code".into()))]);
}

#[test]
fn parameters() {
    let spec = valid(TEXT);
    let default = |name: &str| literal(spec.parameters[name].default.as_ref().unwrap()).clone();
    assert_eq!(default("hours"), Literal::Duration(vec![("24".into(), DurationUnit::Hour)]));
    assert_eq!(default("team"), Literal::Text("north".into()));
    assert_eq!(default("since"), Literal::Date(date(2024, 1, 31)));
    assert_eq!(default("zip"), Literal::Text("007".into()));
    assert_eq!(default("region"), Literal::Text("north-east".into()));
    assert_eq!(default("none"), Literal::Null);
    assert!(spec.parameters["rate"].default.is_none());
    assert_eq!(spec.parameters["rate"].kind.as_ref().unwrap().value, "share");
}

#[test]
fn kpis() {
    let spec = valid(TEXT);
    let nps = &spec.kpis["nps"];
    assert_eq!(nps.title, Localized { en: Some("Score".into()), fr: Some("Note".into()) });
    assert_eq!(nps.description.en.as_deref(), Some("Two\nlines\n"));
    assert_eq!(nps.owner.as_deref(), Some("success@example.org"));
    assert_eq!(nps.tags, ["a", "2"]);
    assert_eq!(nps.from.as_ref().unwrap().value, "surveys");
    assert!(nps.filter.is_some() && nps.time.is_some() && nps.totals && nps.empty_is_none);
    assert_eq!(nps.unit.as_ref().unwrap().value, "points");
    assert_eq!(nps.decimals, Some(1));
    assert_eq!(nps.grain.as_ref().unwrap().value, "month");
    assert_eq!(nps.better.as_ref().unwrap().value, Direction::Higher);
    let slices = |kpi: &Kpi| kpi.by.iter().map(|slice| slice.name.clone()).collect::<Vec<_>>();
    assert_eq!(slices(nps), ["segment", "customer.region"]);
    assert_eq!(slices(&spec.kpis["one"]), ["priority"]);
    assert_eq!(slices(&spec.kpis["ages"]), ["age", "month"]);
}

#[test]
fn targets() {
    let spec = valid(TEXT);
    let short = &spec.kpis["nps"].targets[0];
    assert_eq!((short.pass.text.as_str(), short.name.is_none(), short.warn.is_none()), (">= 40", true, true));
    let long = &spec.kpis["one"].targets[0];
    assert_eq!(long.pass.text, "between 0h and 4h");
    assert_eq!(long.warn.as_ref().unwrap().text, "<= 5h");
    assert_eq!(long.name.as_ref().unwrap().value, "soon");
    let list = valid("kpis: { a: { expr: 1, targets: [{ name: x, pass: '> 0' }, '> 1'] } }");
    assert_eq!(list.kpis["a"].targets.len(), 2);
}

#[test]
fn a_merge_gives_what_is_not_written() {
    let spec = valid(TEXT);
    let (nps, ages) = (&spec.kpis["nps"], &spec.kpis["ages"]);
    assert_eq!(ages.title.en.as_deref(), Some("Ages"));
    assert_eq!(ages.expr, nps.expr);
    assert_eq!(ages.expr.span, nps.expr.span);
    assert_eq!(ages.targets[0].pass.text, "< 3");
}

#[test]
fn a_definition_that_cannot_be_read_leaves_nothing_to_follow() {
    let (spec, problems) =
        read("kpis:\n  a: { expr: sum( }\n  b: { exprr: a + 1 }\nsourcs: { t: { path: x.csv, keey: id } }\n");
    let codes: Vec<_> = problems.sorted().iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes.len(), 4, "{codes:?}");
    assert_eq!(literal(&spec.kpis["a"].expr), &Literal::Null);
    assert!(matches!(spec.kpis["b"].expr.kind, ExprKind::Binary(..)));
    assert_eq!(values(&spec.sources["t"].key), ["id"]);
    assert!(spec.sources["t"].broken && !spec.incomplete);
}

#[test]
fn texts_of_the_command_line() {
    let read = |text: &str| literal_text(text, &TextMap::whole(FileId(0))).map(|expr| expr.kind);
    let literal = |value| Ok(ExprKind::Literal(value));
    let cases = [
        ("24h", Literal::Duration(vec![("24".into(), DurationUnit::Hour)])),
        ("80%", Literal::Percent("80".into())),
        ("2024-01-31", Literal::Date(date(2024, 1, 31))),
        ("@2024-01-31", Literal::Date(date(2024, 1, 31))),
        ("2024-01-31T08:00", Literal::Instant(date(2024, 1, 31).and_hms_opt(8, 0, 0).unwrap(), None)),
        ("'24h'", Literal::Text("24h".into())),
        ("north", Literal::Text("north".into())),
        ("North America", Literal::Text("North America".into())),
        ("a - b", Literal::Text("a - b".into())),
        ("", Literal::Text("".into())),
        ("true", Literal::Boolean(true)),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), literal(expected), "{text}");
    }
    assert!(matches!(read("-3"), Ok(ExprKind::Unary(..))));
    for (text, code) in [("5m", "jauge::ambiguous_unit"), ("2024-02-30", "jauge::invalid_literal")] {
        let problem = read(text).unwrap_err();
        assert_eq!(problem.code.as_str(), code);
        assert_eq!(problem.span.map(|span| (span.start, span.end)), Some((0, text.len())));
    }
}
