//! Values of the functions.

use super::{DATES, INSTANTS, apply, dates, evaluate, instants, numbers, paris, text, texts};
use chrono::Weekday;
use datafusion::arrow::array::{
    Array, ArrayRef, TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray,
};
use datafusion::arrow::datatypes::DataType;
use datafusion::prelude::ident;
use jauge::calendar::{BusinessCalendar, Calendars, Civil, Grain, Hours, OpeningHours};
use jauge::functions::scalar::time;
use jauge::lang::Type;
use jauge::lang::ast::{DurationUnit, Literal, StepUnit};
use std::sync::Arc;

/// The labels of the periods that a function yields.
fn labels(civil: &Civil, name: &str, grain: Grain, literals: &[Literal]) -> Vec<Option<String>> {
    let found = apply(civil, name, &[instants(&INSTANTS)], literals).unwrap();
    assert_eq!(found.data_type(), &DataType::Int64, "{name}");
    numbers(&found).into_iter().map(|number| number.map(|number| civil.label(grain, number))).collect()
}

#[test]
fn periods_hold_their_times() {
    let duration = |digits: &str, unit| Literal::Duration(vec![(digits.to_owned(), unit)]);
    let quarters_of_an_hour = [
        "2024-01-01T00:30",
        "2024-03-31T01:45",
        "2024-03-31T03:00",
        "",
        "2024-10-27T02:30+02:00",
        "2024-10-27T02:30+01:00",
        "1969-12-31T23:45",
        "2021-01-01T00:00",
    ];
    let hours = [
        "2024-01-01T00:00",
        "2024-03-31T01:00",
        "2024-03-31T03:00",
        "",
        "2024-10-27T02:00+02:00",
        "2024-10-27T02:00+01:00",
        "1969-12-31T23:00",
        "2021-01-01T00:00",
    ];
    let days = [
        "2024-01-01",
        "2024-03-31",
        "2024-03-31",
        "",
        "2024-10-27",
        "2024-10-27",
        "1969-12-31",
        "2021-01-01",
    ];
    let weeks = ["2024-W01", "2024-W13", "2024-W13", "", "2024-W43", "2024-W43", "1970-W01", "2020-W53"];
    let months = ["2024-01", "2024-03", "2024-03", "", "2024-10", "2024-10", "1969-12", "2021-01"];
    let quarters = ["2024-Q1", "2024-Q1", "2024-Q1", "", "2024-Q4", "2024-Q4", "1969-Q4", "2021-Q1"];
    let years = ["2024", "2024", "2024", "", "2024", "2024", "1969", "2021"];
    let cases: [(&str, Grain, Vec<Literal>, [&str; 8]); 10] = [
        ("year", Grain::Year, vec![], years),
        ("quarter", Grain::Quarter, vec![], quarters),
        ("month", Grain::Month, vec![], months),
        ("week", Grain::Week, vec![], weeks),
        ("day", Grain::Day, vec![], days),
        ("hour", Grain::Hour, vec![], hours),
        ("bucket", Grain::Minutes(15), vec![duration("15", DurationUnit::Minute)], quarters_of_an_hour),
        ("bucket", Grain::Hour, vec![duration("60", DurationUnit::Minute)], hours),
        ("bucket", Grain::Week, vec![duration("1", DurationUnit::Week)], weeks),
        ("bucket", Grain::Month, vec![Literal::Step(1, StepUnit::Month)], months),
    ];
    for (name, grain, literals, expected) in cases {
        let expected = expected.map(|label| Some(label.to_owned()).filter(|label| !label.is_empty()));
        assert_eq!(labels(&paris(), name, grain, &literals), expected, "{name} {grain}");
    }
}

#[test]
fn periods_of_dates_are_those_of_their_starts() {
    for name in ["year", "quarter", "month", "week", "day"] {
        let of = |column| numbers(&apply(&paris(), name, &[column], &[]).unwrap());
        assert_eq!(of(dates(&DATES)), of(instants(&INSTANTS)), "{name}");
    }
    let hours = apply(&paris(), "hour", &[dates(&DATES)], &[]).unwrap();
    assert_eq!(paris().label(Grain::Hour, numbers(&hours)[1].unwrap()), "2024-03-31T00:00");
}

#[test]
fn fiscal_years_and_week_starts_count() {
    let civil = Civil { week_start: Weekday::Sun, fiscal_year_start: 4, ..paris() };
    let first = |name, grain| labels(&civil, name, grain, &[])[0].clone().unwrap();
    assert_eq!(first("year", Grain::Year), "2023/24");
    assert_eq!(first("quarter", Grain::Quarter), "2023/24-Q4");
    assert_eq!(first("week", Grain::Week), "2023-12-31");
}

#[test]
fn parts_are_those_of_local_clocks() {
    let cases = [
        ("year", [2024, 2024, 2024, 2024, 2024, 1969, 2021]),
        ("quarter", [1, 1, 1, 4, 4, 4, 1]),
        ("month", [1, 3, 3, 10, 10, 12, 1]),
        ("week", [1, 13, 13, 43, 43, 1, 53]),
        ("isoyear", [2024, 2024, 2024, 2024, 2024, 1970, 2020]),
        ("day", [1, 31, 31, 27, 27, 31, 1]),
        ("dow", [1, 0, 0, 0, 0, 3, 5]),
        ("isodow", [1, 7, 7, 7, 7, 3, 5]),
        ("doy", [1, 91, 91, 301, 301, 365, 1]),
        ("hour", [0, 1, 3, 2, 2, 23, 0]),
        ("minute", [30, 59, 0, 30, 30, 59, 0]),
        ("SECOND", [0, 59, 0, 0, 0, 59, 0]),
    ];
    let named = [("hour_of_day", 9), ("weekday", 7), ("day_of_month", 5), ("month_of_year", 2)];
    let of = |name, literals: &[Literal]| {
        numbers(&apply(&paris(), name, &[instants(&INSTANTS)], literals).unwrap())
    };
    let with_null = |values: [i64; 7]| {
        let mut values = values.map(Some).to_vec();
        values.insert(3, None);
        values
    };
    for (part, expected) in cases {
        assert_eq!(of("part", &[text(part)]), with_null(expected), "{part}");
    }
    for (name, case) in named {
        assert_eq!(of(name, &[]), with_null(cases[case].1), "{name}");
    }
    let of_dates = numbers(&apply(&paris(), "weekday", &[dates(&DATES)], &[]).unwrap());
    assert_eq!(of_dates, with_null(cases[7].1));
    let midnight = numbers(&apply(&paris(), "hour_of_day", &[dates(&DATES)], &[]).unwrap());
    assert_eq!(midnight, with_null([0; 7]));
}

#[test]
fn the_date_of_an_instant_is_local() {
    for column in [instants(&INSTANTS), dates(&DATES)] {
        let found = apply(&paris(), "date", &[column], &[]).unwrap();
        assert_eq!(found.data_type(), &DataType::Date32);
        assert_eq!(numbers(&found), DATES.map(|day| day.map(i64::from)));
    }
}

#[test]
fn lengths_count_boundaries_or_complete_units() {
    // From 2024-01-31 to 2024-02-29, from 2025-02-28 back to 2024-02-29, from null; see the tests of the calendar.
    let from = dates(&[Some(19753), Some(20147), None]);
    let to = dates(&[Some(19782), Some(19782), Some(19782)]);
    let cases = [
        ("days_between", [29, -365]),
        ("weeks_between", [4, -52]),
        ("months_between", [1, -12]),
        ("quarters_between", [0, -4]),
        ("years_between", [0, -1]),
        ("full_days_between", [29, -365]),
        ("full_weeks_between", [4, -52]),
        ("full_months_between", [1, -12]),
        ("full_quarters_between", [0, -4]),
        ("full_years_between", [0, -1]),
    ];
    for (name, expected) in cases {
        let found = apply(&paris(), name, &[from.clone(), to.clone()], &[]).unwrap();
        assert_eq!(numbers(&found), [Some(expected[0]), Some(expected[1]), None], "{name}");
    }
    // 23 hours between two midnights are a day; from an instant to a date.
    let start = instants(&[Some(1_711_839_600_000_000)]);
    let found = apply(&paris(), "full_days_between", &[start, dates(&[Some(19814)])], &[]).unwrap();
    assert_eq!(numbers(&found), [Some(1)]);
}

#[test]
fn texts_are_read_as_instants() {
    let cases = [
        (None, "2024-03-31", 1_711_839_600_000_000),
        (None, "2024-03-31T03:00", 1_711_846_800_000_000),
        (None, " 2024-03-31 02:30 ", 1_711_848_600_000_000),
        (None, "2024-10-27 02:30:00", 1_729_989_000_000_000),
        (None, "2024-10-27T02:30:00.5+01:00", 1_729_992_600_500_000),
        (None, "2024-03-31T01:00:00Z", 1_711_846_800_000_000),
        (None, "2024-03-31T01:00Z", 1_711_846_800_000_000),
        (Some("%d/%m/%Y"), "31/03/2024", 1_711_839_600_000_000),
        (Some("%d/%m/%Y %H:%M"), "31/03/2024 03:00", 1_711_846_800_000_000),
        (Some("%d.%m.%Y %H:%M:%S%z"), "31.03.2024 03:00:00+0200", 1_711_846_800_000_000),
        (Some("%s"), "1711846800", 1_711_846_800_000_000),
    ];
    for (format, written, expected) in cases {
        let literals: Vec<_> = format.into_iter().map(text).collect();
        let found =
            apply(&paris(), "instant", &[texts(&[Some(written), None, Some(" ")])], &literals).unwrap();
        assert_eq!(numbers(&found), [Some(expected), None, None], "{written}");
    }
    let of_dates = apply(&paris(), "instant", &[dates(&[Some(19813)])], &[]).unwrap();
    assert_eq!(numbers(&of_dates), [Some(1_711_839_600_000_000)]);
}

#[test]
fn a_text_that_is_no_instant_is_an_error() {
    let cases = [
        (None, "tomorrow"),
        (None, "24-01-31"),
        (None, "2024-02-30"),
        (None, "2024-01-31T25:00"),
        (None, "2024-01-31x"),
        (None, "é"),
        (Some("%d/%m/%Y"), "2024-01-31"),
        (Some("%H:%M"), "08:00"),
        (Some("%s"), "99999999999999999"),
    ];
    for (format, written) in cases {
        let literals: Vec<_> = format.into_iter().map(text).collect();
        let error = apply(&paris(), "instant", &[texts(&[Some(written)])], &literals).unwrap_err();
        assert!(error.to_string().contains(&format!("`{written}` is not an instant")), "{error}");
    }
}

#[test]
fn times_without_a_zone_are_local() {
    // 2024-03-31 02:30 local is skipped, 2024-10-27 02:30 is shown twice.
    let local = [1_711_852_200, 1_729_996_200];
    let utc = [Some(1_711_848_600_000_000), Some(1_729_989_000_000_000), None];
    let [seconds, millis, nanos] =
        [1, 1_000, 1_000_000_000].map(|unit| [Some(local[0] * unit), Some(local[1] * unit), None]);
    let columns: [ArrayRef; 3] = [
        Arc::new(TimestampSecondArray::from(seconds.to_vec())),
        Arc::new(TimestampMillisecondArray::from(millis.to_vec())),
        Arc::new(TimestampNanosecondArray::from(nanos.to_vec())),
    ];
    for column in columns {
        assert_eq!(numbers(&time::localized(&column, &paris()).unwrap()), utc);
        let found = evaluate(time::localize(ident("c0"), &paris()), &[(column, Type::Instant)]).unwrap();
        assert_eq!(numbers(&found), utc);
    }
    let zoned: ArrayRef =
        Arc::new(TimestampSecondArray::from(local.to_vec()).with_timezone("America/New_York"));
    assert_eq!(
        numbers(&time::localized(&zoned, &paris()).unwrap()),
        local.map(|second| Some(second * 1_000_000))
    );
    let far: ArrayRef = Arc::new(TimestampSecondArray::from(vec![i64::MAX]));
    assert!(time::localized(&far, &paris()).is_err());
}

/// Paris with an office that is always open.
fn open() -> Civil {
    let hours =
        OpeningHours { week: std::array::from_fn(|_| vec![Hours::ALL_DAY]), ..OpeningHours::default() };
    let office = Arc::new(BusinessCalendar::new(paris().zone, hours));
    let calendars = Calendars { named: [("office".to_owned(), office)].into() };
    Civil { calendars: Arc::new(calendars), ..paris() }
}

#[test]
fn no_time_breaks_a_function() {
    let extremes = [Some(i64::MIN), Some(i64::MAX), Some(0), None];
    let days = [Some(i32::MIN), Some(i32::MAX), Some(0), None];
    for function in
        jauge::functions::scalar::all().filter(|function| function.signature.contains("date or instant"))
    {
        let literals = match function.name {
            "part" => vec![text("week")],
            "business_time" | "business_add" | "business_days" => vec![text("office")],
            "bucket" => vec![Literal::Duration(vec![("5".to_owned(), DurationUnit::Minute)])],
            _ => vec![],
        };
        let two = function.name.contains("between") || function.name.contains("business");
        for column in [instants(&extremes), dates(&days)] {
            let columns = vec![column; if two { 2 } else { 1 }];
            let found = apply(&open(), function.name, &columns, &literals).unwrap();
            let nulls = found.null_count();
            // There is no deadline before or after all of time.
            let fit = nulls == 1 || function.name == "business_add" && nulls > 1;
            assert!(found.len() == 4 && fit, "{}: {nulls}", function.name);
        }
    }
}
