//! Runs of periods and the ways to ask for them, by hand.

use super::{civil, date, fiscal};
use chrono::Weekday::{Mon, Sun};
use jauge::calendar::Grain::{self, Day, Hour, Minutes, Month, Quarter, Week, Year};
use jauge::calendar::{Civil, Periods};

fn at(civil: &Civil, day: &str) -> i64 {
    civil.date_instant(date(day))
}

/// The labels of the periods that hold the instants from the start of one date to that of another.
fn cut(civil: &Civil, grain: Grain, from: &str, to: &str) -> Vec<String> {
    let numbers = civil.range(grain, at(civil, from), at(civil, to));
    let periods = Periods::new(civil, grain, numbers).unwrap();
    (0..periods.len()).map(|index| periods.label(civil, index)).collect()
}

#[test]
fn ranges_are_cut_outwards() {
    let paris = civil("Europe/Paris");
    assert_eq!(cut(&paris, Month, "2024-01-01", "2024-04-01"), ["2024-01", "2024-02", "2024-03"]);
    assert_eq!(cut(&paris, Year, "2024-01-01", "2024-02-01"), ["2024"]);
    assert_eq!(cut(&paris, Month, "2024-01-31", "2024-02-02"), ["2024-01", "2024-02"]);
    assert_eq!(cut(&paris, Week, "2024-01-31", "2024-02-05"), ["2024-W05"]);
    assert_eq!(cut(&fiscal(4, Mon), Year, "2024-01-01", "2025-01-01"), ["2023/24", "2024/25"]);
    assert!(cut(&paris, Month, "2024-01-01", "2024-01-01").is_empty());
    assert!(cut(&paris, Month, "2024-03-01", "2024-01-01").is_empty());
    assert_eq!(cut(&paris, Hour, "2024-10-27", "2024-10-28").len(), 25);
}

#[test]
fn last_periods_are_complete_and_this_one_is_not() {
    let paris = civil("Europe/Paris");
    let day = |text| at(&paris, text);
    let noon = day("2024-02-15") + 12 * jauge::calendar::HOUR;
    assert_eq!(paris.last(1, Month, noon), day("2024-01-01")..day("2024-02-01"));
    assert_eq!(paris.last(12, Month, noon), day("2023-02-01")..day("2024-02-01"));
    assert_eq!(paris.last(1, Month, day("2024-02-01")), day("2024-01-01")..day("2024-02-01"));
    assert_eq!(paris.this(Month, noon), day("2024-02-01")..noon + 1);
    assert_eq!(paris.label(Quarter, paris.complete_before(Quarter, noon)), "2023-Q4");
    assert_eq!(paris.whole(Day, paris.number(Day, noon)), day("2024-02-15")..day("2024-02-16"));
}

#[test]
fn named_periods_are_numbered_as_labelled() {
    let cases = [
        (1, Mon, Year, 2024, 1, Some("2024")),
        (4, Mon, Year, 2024, 1, Some("2024/25")),
        (4, Mon, Quarter, 2024, 1, Some("2024/25-Q1")),
        (1, Mon, Quarter, 2024, 5, None),
        (4, Mon, Month, 2024, 1, Some("2024-01")),
        (1, Mon, Month, 2024, 13, None),
        (1, Mon, Week, 2024, 5, Some("2024-W05")),
        (1, Sun, Week, 2024, 5, Some("2024-01-28")),
        (1, Mon, Week, 2020, 53, Some("2020-W53")),
        (1, Mon, Week, 2021, 53, None),
        (1, Mon, Hour, 2021, 1, None),
    ];
    for (month, week_start, grain, year, place, expected) in cases {
        let civil = fiscal(month, week_start);
        let label = civil.named(grain, year, place).map(|number| civil.label(grain, number));
        assert_eq!(label.as_deref(), expected, "{grain} {year} {place}");
    }
}

#[test]
fn an_instant_is_found_in_its_period() {
    let paris = civil("Europe/Paris");
    let day = |text| at(&paris, text);
    let numbers = paris.range(Month, day("2024-01-01"), day("2024-04-01"));
    let periods = Periods::new(&paris, Month, numbers).unwrap();
    assert_eq!((periods.len(), periods.is_empty()), (3, false));
    let found = ["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-31", "2024-04-01"]
        .map(|text| periods.index_of(day(text)));
    assert_eq!(found, [None, Some(0), Some(1), Some(2), None]);
    assert_eq!((periods.start(1), periods.end(1)), (Some(day("2024-02-01")), Some(day("2024-03-01"))));
    assert_eq!((periods.start(3), periods.end(3), periods.index_of(i64::MIN)), (None, None, None));
}

#[test]
fn a_day_left_out_is_an_empty_period() {
    let apia = civil("Pacific/Apia");
    let numbers = apia.range(Day, at(&apia, "2011-12-29"), at(&apia, "2012-01-01"));
    let periods = Periods::new(&apia, Day, numbers).unwrap();
    assert_eq!(periods.len(), 3);
    assert_eq!(periods.label(&apia, 1), "2011-12-30");
    assert_eq!(periods.start(1), periods.end(1));
    assert_eq!(periods.index_of(at(&apia, "2011-12-30")), Some(2));
}

#[test]
fn all_is_one_period() {
    let periods = Periods::all(i64::MIN, i64::MAX);
    assert_eq!((periods.len(), periods.index_of(0)), (1, Some(0)));
    assert_eq!(periods.label(&Civil::default(), 0), "all");
}

#[test]
fn a_run_of_too_many_periods_is_refused() {
    assert_eq!(Periods::new(&Civil::default(), Minutes(5), i64::MIN..i64::MAX), None);
    assert!(Periods::new(&Civil::default(), Day, 5..5).unwrap().is_empty());
}
