//! Labels, by hand.

use super::{civil, date, fiscal, local};
use chrono::Weekday::{Mon, Sun};
use jauge::calendar::Grain::{Day, Hour, Minutes, Month, Quarter, Week, Year};
use jauge::calendar::{Civil, HOUR, MINUTE};

#[test]
fn dates_are_labelled_by_grain() {
    let cases = [
        (1, Mon, "2024-01-31", Year, "2024"),
        (4, Mon, "2024-01-31", Year, "2023/24"),
        (4, Mon, "2024-04-01", Year, "2024/25"),
        (10, Mon, "1999-12-31", Year, "1999/00"),
        (1, Mon, "2024-01-31", Quarter, "2024-Q1"),
        (1, Mon, "2024-12-31", Quarter, "2024-Q4"),
        (4, Mon, "2024-06-30", Quarter, "2024/25-Q1"),
        (4, Mon, "2024-03-31", Quarter, "2023/24-Q4"),
        (2, Mon, "2024-01-31", Quarter, "2023/24-Q4"),
        (4, Mon, "2024-01-31", Month, "2024-01"),
        (1, Mon, "2024-01-31", Week, "2024-W05"),
        (1, Mon, "2024-12-30", Week, "2025-W01"),
        (1, Mon, "2021-01-03", Week, "2020-W53"),
        (1, Sun, "2024-01-31", Week, "2024-01-28"),
        (1, Sun, "2024-01-28", Week, "2024-01-28"),
        (1, Mon, "2024-01-31", Day, "2024-01-31"),
        (1, Mon, "0987-01-31", Month, "0987-01"),
        (1, Mon, "-0044-03-15", Month, "-0044-03"),
        (1, Mon, "+12024-01-31", Quarter, "+12024-Q1"),
    ];
    for (month, week_start, day, grain, expected) in cases {
        let civil = fiscal(month, week_start);
        let number = civil.number_of_date(grain, date(day));
        assert_eq!(civil.label(grain, number), expected, "{day} {grain} {month} {week_start}");
        assert_eq!(civil.parse_label(grain, expected), Some(number), "{expected}");
        assert_eq!(civil.number(grain, civil.date_instant(date(day))), number, "{day} {grain}");
    }
}

/// The labels of the periods from that of `from` on.
fn labels(civil: &Civil, grain: jauge::calendar::Grain, from: &str, count: i64) -> Vec<String> {
    let first = civil.number(grain, civil.to_utc(local(from)));
    (first..first + count).map(|number| civil.label(grain, number)).collect()
}

#[test]
fn a_time_shown_twice_is_labelled_with_its_offset() {
    let paris = civil("Europe/Paris");
    let autumn = ["2024-10-27T01:00", "2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00", "2024-10-27T03:00"];
    assert_eq!(labels(&paris, Hour, "2024-10-27T01:20", 4), autumn);
    let quarters = ["2024-10-27T02:45+02:00", "2024-10-27T02:00+01:00", "2024-10-27T02:15+01:00"];
    assert_eq!(labels(&paris, Minutes(15), "2024-10-27T02:45", 3), quarters);
    assert_eq!(labels(&paris, Hour, "2024-03-31T01:59", 2), ["2024-03-31T01:00", "2024-03-31T03:00"]);
}

#[test]
fn hours_are_cut_in_local_time_and_at_clock_changes() {
    let kolkata = civil("Asia/Kolkata");
    assert_eq!(labels(&kolkata, Hour, "2024-06-01T00:00", 2), ["2024-06-01T00:00", "2024-06-01T01:00"]);
    let lord_howe = civil("Australia/Lord_Howe");
    let autumn = ["2024-04-07T01:00+11:00", "2024-04-07T01:00+10:30", "2024-04-07T02:00"];
    assert_eq!(labels(&lord_howe, Hour, "2024-04-07T01:00", 3), autumn);
    let spring = ["2024-10-06T01:00", "2024-10-06T02:00", "2024-10-06T03:00"];
    assert_eq!(labels(&lord_howe, Hour, "2024-10-06T01:00", 3), spring);
    let first = lord_howe.number(Hour, lord_howe.to_utc(local("2024-04-07T01:00")));
    let minutes = |number| (lord_howe.start(Hour, number + 1) - lord_howe.start(Hour, number)) / MINUTE;
    assert_eq!([minutes(first), minutes(first + 1), minutes(first + 2)], [60, 30, 60]);
}

#[test]
fn a_dst_day_has_as_many_hours_as_its_clocks_show() {
    let cases = [
        ("Europe/Paris", "2024-03-31", 23),
        ("Europe/Paris", "2024-10-27", 25),
        ("Asia/Kolkata", "2024-03-31", 24),
        ("America/Sao_Paulo", "2018-11-04", 23),
        ("Pacific/Apia", "2011-12-30", 0),
    ];
    for (zone, day, expected) in cases {
        let civil = civil(zone);
        let day = civil.number_of_date(Day, date(day));
        let hours = civil.number(Hour, civil.start(Day, day + 1)) - civil.number(Hour, civil.start(Day, day));
        assert_eq!(hours, expected, "{zone}");
    }
}

#[test]
fn times_are_found_by_label() {
    let paris = civil("Europe/Paris");
    let first = paris.to_utc(local("2024-10-27T02:00"));
    let cases = [
        ("2024-10-27T02:00", Some(first)),
        ("2024-10-27T02:00+02:00", Some(first)),
        ("2024-10-27T02:00+01:00", Some(first + HOUR)),
        ("2024-01-31T08:00", Some(paris.to_utc(local("2024-01-31T08:00")))),
        ("2024-01-31T08:30", None),
        ("2024-03-31T02:00", None),
        ("2024-10-27T02:00+03:00", None),
        ("2024-10-27", None),
        ("", None),
    ];
    for (label, expected) in cases {
        assert_eq!(
            paris.parse_label(Hour, label).map(|number| paris.start(Hour, number)),
            expected,
            "{label}"
        );
    }
}

#[test]
fn what_is_no_label_is_no_period() {
    let cases = [
        (Year, "24"),
        (Year, "2024/25"),
        (Year, "99999999999"),
        (Quarter, "2024-Q5"),
        (Quarter, "2024-Q0"),
        (Quarter, "2024-Q300"),
        (Month, "2024-13"),
        (Month, "2024-00"),
        (Month, "2024-1"),
        (Month, "2024-9223372036854775807"),
        (Week, "2021-W53"),
        (Week, "2024-W5"),
        (Week, "2024-01-29"),
        (Day, "2024-02-30"),
        (Day, "2024-2-3"),
        (Day, "today"),
        (Hour, "2024-01-01T25:00"),
        (Minutes(0), "é"),
    ];
    for (grain, label) in cases {
        assert_eq!(Civil::default().parse_label(grain, label), None, "{grain} {label}");
    }
    assert_eq!(fiscal(4, Mon).parse_label(Year, "2024/26"), None);
    assert_eq!(fiscal(1, Sun).parse_label(Week, "2024-01-29"), None);
}
