//! Local times and instants, against Python's zoneinfo (`instants.py`).

use super::{civil, date, local};
use jauge::calendar::{Civil, DAY, EARLIEST, Grain, HOUR, LATEST};

/// The rows of `instants.csv`, each with the civil time of its zone.
fn rows() -> impl Iterator<Item = (Civil, Vec<&'static str>)> {
    let lines = include_str!("instants.csv").lines().skip(1);
    lines.map(|line| line.split(',').collect()).map(|row: Vec<&str>| (civil(row[0]), row))
}

#[test]
fn instants_and_local_times_are_those_of_zoneinfo() {
    for (civil, row) in rows() {
        assert_eq!(civil.to_local(row[1].parse().unwrap()), local(row[2]), "{row:?}");
        assert_eq!(civil.to_utc(local(row[3])), row[4].parse::<i64>().unwrap(), "{row:?}");
    }
}

#[test]
fn a_converter_for_many_values_agrees_in_any_order() {
    let paris: Vec<_> = rows().filter(|(civil, _)| civil.zone == chrono_tz::Europe::Paris).collect();
    let mut localizer = paris[0].0.localizer();
    for (_, row) in paris.iter().rev().chain(&paris) {
        let micros = |text: &str| local(text).and_utc().timestamp_micros();
        assert_eq!(localizer.to_local_micros(row[1].parse().unwrap()), micros(row[2]), "{row:?}");
        assert_eq!(localizer.to_utc_micros(micros(row[3])), row[4].parse::<i64>().unwrap(), "{row:?}");
    }
}

#[test]
fn of_a_time_shown_twice_the_first_is_taken_whatever_came_before() {
    let mut localizer = civil("Europe/Paris").localizer();
    let micros = |text| local(text).and_utc().timestamp_micros();
    localizer.to_utc_micros(micros("2024-12-01T00:00"));
    assert_eq!(localizer.to_utc_micros(micros("2024-10-27T02:30")), 1_729_989_000_000_000);
}

#[test]
fn an_offset_kept_for_a_week_is_seen() {
    // Roraima had summer time from 8 to 15 October 2000.
    let roraima = civil("America/Boa_Vista");
    let noons = ["2000-10-07T08:00", "2000-10-10T09:00", "2000-10-16T08:00"].map(local);
    assert_eq!([970_920_000, 971_179_200, 971_697_600].map(|noon| roraima.to_local(noon * 1_000_000)), noons);
}

#[test]
fn clocks_set_back_over_midnight_do_not_return_to_yesterday() {
    // In 2006 Newfoundland went back from 00:01 to 23:01 of the day before.
    let newfoundland = civil("America/St_Johns");
    let instant = 1_162_090_800_000_000;
    assert_eq!(newfoundland.to_local(instant), local("2006-10-28T23:30"));
    assert_eq!(newfoundland.label(Grain::Day, newfoundland.number(Grain::Day, instant)), "2006-10-29");
}

#[test]
fn a_day_is_as_long_as_its_clocks_say() {
    let half_hours = [
        ("Europe/Paris", "2024-03-31", 46),
        ("Europe/Paris", "2024-10-27", 50),
        ("Asia/Kolkata", "2024-06-01", 48),
        ("Australia/Lord_Howe", "2024-04-07", 49),
        ("Australia/Lord_Howe", "2024-10-06", 47),
        ("America/Sao_Paulo", "2018-11-04", 46),
        ("America/Sao_Paulo", "2018-02-17", 50),
        ("America/St_Johns", "2006-10-28", 48),
        ("America/St_Johns", "2006-10-29", 50),
        ("Pacific/Apia", "2011-12-29", 48),
        ("Pacific/Apia", "2011-12-30", 0),
        ("Pacific/Apia", "2011-12-31", 48),
    ];
    for (zone, day, expected) in half_hours {
        let civil = civil(zone);
        let end = civil.date_instant(date(day).succ_opt().unwrap());
        assert_eq!(end - civil.date_instant(date(day)), expected * HOUR / 2, "{zone} {day}");
    }
}

#[test]
fn instants_print_with_the_offset_of_their_zone() {
    let cases = [
        ("Europe/Paris", 1_710_457_200_000_000, "2024-03-15T00:00:00+01:00"),
        ("Europe/Paris", 1_719_792_000_250_000, "2024-07-01T02:00:00.250+02:00"),
        ("UTC", 1, "1970-01-01T00:00:00.000001+00:00"),
        ("America/St_Johns", 1_162_089_000_000_000, "2006-10-29T00:00:00-02:30"),
        ("Asia/Kathmandu", 1_704_047_400_000_000, "2024-01-01T00:15:00+05:45"),
        // Local mean time was 9 min 21 s ahead in Paris and 4 h 56 min 2 s behind in New York; RFC 3339 has minutes only.
        ("Europe/Paris", -2_500_000_000_000_000, "1890-10-11T19:42:20+00:09"),
        ("America/New_York", -2_840_140_800_000_000, "1879-12-31T19:04:00-04:56"),
    ];
    for (zone, instant, expected) in cases {
        assert_eq!(civil(zone).format_instant(instant), expected, "{zone}");
    }
}

#[test]
fn far_instants_answer_too() {
    let civil = civil("Europe/Paris");
    for instant in [i64::MIN, i64::MIN + 1, -80_000_000 * DAY, 80_000_000 * DAY, i64::MAX] {
        assert!(civil.format_instant(instant).contains('T'));
        assert_eq!(civil.to_utc(civil.to_local(instant)), instant.clamp(EARLIEST, LATEST));
    }
    assert!(civil.to_utc(chrono::NaiveDateTime::MIN) < civil.to_utc(chrono::NaiveDateTime::MAX));
}
