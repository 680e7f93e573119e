//! Business time in definitions: in columns and formulas, with every way to name a calendar. Values by hand.

use super::at;
use crate::engine::support::{assess, engine, limits, query, table, values};
use datafusion::arrow::array::{ArrayRef, Date32Array, Int64Array, StringArray, TimestampMicrosecondArray};
use datafusion::catalog::TableProvider;
use jauge::diag::{Code, Problems};
use jauge::lang::Value;
use std::sync::Arc;

const HEAD: &str = r#"
project: { timezone: Europe/Paris, as_of: 2024-06-30 }
calendars:
  support:
    hours: { mon-fri: ["09:00-12:30", "13:30-18:00"], sat: ["09:00-12:00"] }
    holidays: [2024-05-01, "05-08"]
    default: true
  night: { hours: { mon-sun: "22:00-06:00" } }
  york: { timezone: America/New_York, hours: { mon, tue, wed-fri: [09:00-17:00] } }
  never: { dates: { 2020-01-01: ["09:00-10:00"] } }
"#;

/// Two tickets: from Tuesday 30 April 17:00 to Thursday 2 May 10:00, and from Friday 3 May 12:00 on, still open. The
/// first is handled in New York.
fn tickets() -> Arc<dyn TableProvider> {
    let times = |texts: [Option<&str>; 2]| -> ArrayRef {
        let times: TimestampMicrosecondArray = texts.map(|text| text.map(at)).into_iter().collect();
        Arc::new(times.with_timezone("UTC"))
    };
    table(vec![
        ("id", Arc::new(Int64Array::from(vec![1, 2]))),
        ("opened", times([Some("2024-04-30T17:00:00+02:00"), Some("2024-05-03T12:00:00+02:00")])),
        ("closed", times([Some("2024-05-02T10:00:00+02:00"), None])),
        ("day", Arc::new(Date32Array::from(vec![19_843, 19_846]))),
        ("desk", Arc::new(StringArray::from(vec![Some("york"), None]))),
        ("hours", Arc::new(Int64Array::from(vec![2, 4]))),
    ])
}

fn yaml(kpis: &str) -> String {
    let head = HEAD.replace("{ mon, tue, wed-fri:", "{ \"mon, tue, wed-fri\":");
    format!(
        "{head}parameters:\n  desk: {{ type: text, default: night }}\nsources:\n  t:\n    time: opened\n    columns:\n      \
         took: business_time(opened, closed)\n      due: business_add(opened, hours * 1h)\n{kpis}"
    )
}

/// The value of an expression over both tickets.
fn value(expr: &str) -> Value {
    let yaml = yaml(&format!("kpis:\n  k:\n    from: t\n    grain: all\n    expr: {expr}\n"));
    let cells = values(&engine(&[("t", tickets())], limits(1, None)), &yaml, &query(""));
    cells.into_iter().map(|cell| cell.value).next().unwrap()
}

fn hours(count: f64) -> Value {
    Value::Duration(count * 3600.0)
}

fn instant(text: &str) -> Value {
    Value::Instant(at(text))
}

fn wrong(yaml: &str) -> Problems {
    assess(&engine(&[("t", tickets())], limits(1, None)), yaml, &query("")).1
}

#[test]
fn the_default_calendar() {
    // An hour on Tuesday, nothing on the holiday, an hour on Thursday.
    assert_eq!(value("sum(business_time(opened, closed))"), hours(2.0));
    assert_eq!(value("sum(took)"), hours(2.0));
    assert_eq!(value("count(took)"), Value::Integer(1));
    // Two hours from Tuesday 17:00: an hour there, one on Thursday; four from Friday noon: half an hour, then 3 h 30.
    assert_eq!(value("min(due)"), instant("2024-05-02T10:00:00+02:00"));
    assert_eq!(value("max(due)"), instant("2024-05-03T17:00:00+02:00"));
    // 30 April; the first of May is a holiday.
    assert_eq!(value("sum(business_days(opened, closed))"), Value::Integer(1));
    assert_eq!(value("count(where business_add(opened, 4h) < as_of)"), Value::Integer(2));
    assert_eq!(value("share(closed <= due where closed is not null)"), Value::Float(1.0));
}

#[test]
fn calendars_by_name() {
    // Tuesday 30 April 11:00 in New York to Thursday 04:00: six hours, and eight on Wednesday.
    assert_eq!(value("max(business_time(opened, closed, york))"), hours(14.0));
    assert_eq!(value("max(business_time(opened, closed, 'york'))"), hours(14.0));
    // Two nights of eight hours.
    assert_eq!(value("max(business_time(opened, closed, night))"), hours(16.0));
    assert_eq!(value("max(business_time(opened, closed, desk))"), hours(14.0));
    assert_eq!(value("max(business_time(opened, closed, `night`))"), hours(16.0));
    assert_eq!(value("count(business_time(opened, closed, desk))"), Value::Integer(1));
    assert_eq!(
        value("max(business_add(opened, 1h, if(id = 1, 'york', 'night')))"),
        instant("2024-05-03T23:00:00+02:00")
    );
    assert_eq!(value("max(business_time(opened, closed, coalesce(desk, 'support')))"), hours(14.0));
    assert_eq!(value("count(business_time(opened, closed, null))"), Value::Integer(0));
    assert_eq!(value("count(business_add(opened, 1h, never))"), Value::Integer(0));
    assert_eq!(value("count(business_add(opened, 0h, never))"), Value::Integer(2));
}

#[test]
fn dates_and_negative_lengths() {
    // 30 April (19,843) to 3 May: Tuesday and Thursday of 8 h each.
    assert_eq!(value("max(business_time(day, @2024-05-03))"), hours(16.0));
    assert_eq!(value("min(business_time(@2024-05-03, day))"), hours(-16.0));
    assert_eq!(value("max(business_days(day, @2024-05-06))"), Value::Integer(4));
    assert_eq!(value("min(business_days(@2024-05-06, day))"), Value::Integer(-4));
    assert_eq!(value("min(business_add(day, 1h))"), instant("2024-04-30T10:00:00+02:00"));
    assert_eq!(value("max(business_add(opened, -1h))"), instant("2024-05-03T11:00:00+02:00"));
    assert_eq!(value("min(business_add(opened, 0h))"), instant("2024-04-30T17:00:00+02:00"));
}

#[test]
fn formulas_above_aggregates() {
    // May 2024: 23 weekdays without the 1st and the 8th, which are Wednesdays, and four Saturdays.
    let yaml = yaml(concat!(
        "kpis:\n",
        "  open: { expr: 'business_time(period.start, period.end)', from: t }\n",
        "  days: { expr: 'business_days(period.start, period.end, support)', from: t }\n",
        "  nights: { expr: 'business_time(period.start, period.end, desk)', from: t }\n",
        "  due: { expr: 'business_add(min(opened), avg(hours) * 1h)', from: t }\n",
    ));
    let cells = values(&engine(&[("t", tickets())], limits(1, None)), &yaml, &query("2024-05"));
    let found: Vec<_> = cells.into_iter().map(|cell| cell.value).collect();
    // In May there is one ticket, with four hours from Friday noon.
    let expected = [
        hours(21.0 * 8.0 + 4.0 * 3.0),
        Value::Integer(25),
        hours(31.0 * 8.0),
        instant("2024-05-03T17:00:00+02:00"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_row_that_names_no_calendar() {
    let yaml =
        yaml("kpis:\n  k: { expr: 'max(business_time(opened, closed, concat(desk, desk)))', from: t }\n");
    let found = wrong(&yaml);
    let problem = found.iter().next().unwrap();
    assert_eq!(problem.code, Code::InvalidData);
    assert_eq!(problem.message, "there is no calendar `yorkyork`");
    assert_eq!(
        problem.help.as_deref(),
        Some("a row names it; the calendars are `never`, `night`, `support`, `york`")
    );
}

#[test]
fn holidays_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("iso.csv"), "date,name\n2024-05-02,bridge\n,none\n").unwrap();
    std::fs::write(path("french.csv"), "jour;nom\n03/05/2024;pont\n").unwrap();
    let calendar = |holidays: &str| {
        format!(
            "calendars:\n  c: {{ timezone: Europe/Paris, hours: {{ mon-fri: 09:00-17:00 }}, holidays: {holidays} }}\n\
             sources:\n  t: {{ time: opened }}\nkpis:\n  k:\n    grain: all\n    from: t\n    \
             expr: business_time(@2024-04-29, @2024-05-06)\n"
        )
    };
    let value = |holidays: String| {
        let engine = engine(&[("t", tickets())], limits(1, None));
        values(&engine, &calendar(&holidays), &query("")).remove(0).value
    };
    assert_eq!(value("[]".into()), hours(40.0));
    assert_eq!(value(format!("{{ file: {}, column: date }}", path("iso.csv"))), hours(32.0));
    let french = format!("{{ file: {}, column: jour, format: \"%d/%m/%Y\" }}", path("french.csv"));
    assert_eq!(
        value(
            format!("[2024-05-01, {french}, {{ path: {}, column: date }}]", path("iso.csv"))
                .replace("path:", "file:")
        ),
        hours(16.0)
    );
}

#[test]
fn without_its_holidays_a_calendar_gives_no_value() {
    let yaml = "calendars:\n  c: { hours: { mon: 09:00-17:00 }, holidays: { file: nowhere.csv, column: date } }\n\
                sources:\n  t: { time: opened }\nkpis:\n  open: { from: t, expr: 'sum(business_time(opened, closed))' }\n  \
                rows: { from: t, expr: count() }\n";
    let (assessment, problems) =
        assess(&engine(&[("t", tickets())], limits(1, None)), yaml, &query("2024-05"));
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [Code::UnreadableData]);
    let found: Vec<_> = assessment.unwrap().results.into_iter().map(|judged| judged.value).collect();
    assert_eq!(found, [Value::Null, Value::Integer(1)]);
}

#[test]
fn what_a_selection_does_not_need() {
    let broken = yaml("kpis:\n  rows: { expr: count(t) }\n  open: { expr: sum(t.took) }\n")
        .replace("22:00-06:00", "22h-06h");
    let mut query = query("2024-05");
    query.kpis = vec![jauge::diag::Spanned::new("rows".to_owned(), Default::default())];
    let engine = engine(&[("t", tickets())], limits(1, None));
    // The source of both has a column that needs a calendar.
    assert!(assess(&engine, &broken, &query).0.is_none());
    let plain = broken
        .replace(
            "      took: business_time(opened, closed)\n      due: business_add(opened, hours * 1h)\n",
            "      x: hours\n",
        )
        .replace("sum(t.took)", "sum(business_time(t.opened, t.closed))");
    assert!(assess(&engine, &plain, &query).0.is_some());
    query.kpis[0].value = "open".into();
    assert!(assess(&engine, &plain, &query).0.is_none());
}

/// Pauses of the first ticket: an hour on Thursday that is there twice, and a night; of the second one that does not end.
fn pauses() -> Arc<dyn TableProvider> {
    let times = |texts: [Option<&str>; 5]| -> ArrayRef {
        let times: TimestampMicrosecondArray = texts.map(|text| text.map(at)).into_iter().collect();
        Arc::new(times.with_timezone("UTC"))
    };
    let [tuesday, thursday] = ["2024-04-30T17:30:00+02:00", "2024-05-02T09:15:00+02:00"].map(Some);
    table(vec![
        ("ticket", Arc::new(Int64Array::from(vec![Some(1), Some(1), Some(1), Some(2), None]))),
        ("since", times([tuesday, thursday, thursday, Some("2024-05-03T12:15:00+02:00"), tuesday])),
        (
            "until",
            times([
                Some("2024-05-02T08:00:00+02:00"),
                Some("2024-05-02T09:30:00+02:00"),
                Some("2024-05-02T09:45:00+02:00"),
                None,
                None,
            ]),
        ),
    ])
}

fn paused(expr: &str) -> Result<Value, Problems> {
    let yaml = yaml(&format!(
        "  p: {{ interval: {{ from: since, to: until }}, links: {{ of: {{ to: t, key: ticket }} }} }}\nkpis:\n  k:\n    from: t\n    \
         grain: all\n    expr: {expr}\n"
    ))
    .replace("  t:\n    time", "  t:\n    key: id\n    time")
    .replace("columns:\n", "columns:\n      left: business_add(opened, 1h except p)\n");
    let engine = engine(&[("t", tickets()), ("p", pauses())], limits(1, None));
    match assess(&engine, &yaml, &query("")) {
        (Some(assessment), _) => Ok(assessment.results[0].value.clone()),
        (None, problems) => Err(problems),
    }
}

#[test]
fn pauses_of_linked_rows() {
    // Half an hour on Tuesday, then 9:00 to 9:15 and 9:45 to 10:00.
    assert_eq!(paused("max(business_time(opened, closed except p))"), Ok(hours(1.0)));
    assert_eq!(paused("max(business_time(opened, closed, support except p))"), Ok(hours(1.0)));
    assert_eq!(paused("min(business_add(opened, 1h except p))"), Ok(instant("2024-05-02T10:00:00+02:00")));
    assert_eq!(paused("min(left)"), Ok(instant("2024-05-02T10:00:00+02:00")));
    // The second ticket is paused for ever a quarter of an hour after it was opened.
    assert_eq!(paused("count(business_add(opened, 15min except p))"), Ok(Value::Integer(2)));
    assert_eq!(paused("count(business_add(opened, 16min except p))"), Ok(Value::Integer(1)));
    // Without pauses of its own, nothing is taken out.
    assert_eq!(
        paused("max(business_time(opened, closed) - business_time(opened, closed except p))"),
        Ok(hours(1.0))
    );
}

#[test]
fn pauses_that_cannot_be() {
    let code = |expr: &str| paused(expr).unwrap_err().iter().map(|problem| problem.code).collect::<Vec<_>>();
    assert_eq!(code("max(business_time(opened, closed except stops))"), [Code::UnknownSource]);
    assert_eq!(code("max(business_days(opened, closed except p))"), [Code::InvalidClause]);
    assert_eq!(code("max(business_time(opened, closed except t))"), [Code::InvalidClause]);
    assert_eq!(code("max(business_time(opened, closed except hours))"), [Code::UnknownSource]);
    assert_eq!(code("business_time(period.start, period.end except p)"), [Code::WrongLevel]);
    assert_eq!(code("sum(p.ticket where business_time(since, until except t) > 1h)"), [Code::UnlinkedSource]);
}

#[test]
fn open_time_of_outages_and_periods() {
    let yaml = yaml(
        "  p: { interval: { from: since, to: until } }\nkpis:\n  down: { expr: 'covered_time(p, york where until is not null)' }\n  \
         scheduled: { expr: 'scheduled_time(york)', from: p }\n  \
         office: { expr: 'scheduled_time()', from: p }\n",
    );
    let engine = engine(&[("t", tickets()), ("p", pauses())], limits(1, None));
    let found: Vec<_> =
        values(&engine, &yaml, &query("2024-05")).into_iter().map(|cell| cell.value).collect();
    // Of the night that began in April, eight hours are open in New York on 1 May; 2 May is over before it opens.
    let office = 21.0 * 8.0 + 4.0 * 3.0;
    assert_eq!(found, [hours(8.0), hours(23.0 * 8.0), hours(office)]);
}
