//! Lengths in civil units; expected values are those of DuckDB's `datesub` and `datediff`, Mondays crossed by hand.

use super::{civil, date, local};
use jauge::calendar::Grain::{self, Day, Hour, Minutes, Month, Quarter, Week, Year};
use jauge::calendar::{Civil, add_months, full_between};

const UNITS: [Grain; 5] = [Month, Quarter, Year, Day, Week];

#[test]
fn complete_units_and_boundaries_are_those_of_duckdb() {
    let cases = [
        ("2024-01-31T00:00", "2024-02-29T00:00", [1, 0, 0, 29, 4], [1, 0, 0, 29, 4]),
        ("2024-01-31T00:00", "2024-02-28T00:00", [0, 0, 0, 28, 4], [1, 0, 0, 28, 4]),
        ("2024-02-29T00:00", "2024-01-31T00:00", [-1, 0, 0, -29, -4], [-1, 0, 0, -29, -4]),
        ("2024-02-29T00:00", "2025-02-28T00:00", [12, 4, 1, 365, 52], [12, 4, 1, 365, 52]),
        ("2024-02-29T00:00", "2025-02-27T00:00", [11, 3, 0, 364, 52], [12, 4, 1, 364, 52]),
        ("2024-01-15T00:00", "2024-03-15T00:00", [2, 0, 0, 60, 8], [2, 0, 0, 60, 8]),
        ("2024-03-15T00:00", "2024-01-16T00:00", [-1, 0, 0, -59, -8], [-2, 0, 0, -59, -8]),
        ("2024-01-31T10:00", "2024-02-29T08:00", [0, 0, 0, 28, 4], [1, 0, 0, 29, 4]),
        ("2024-01-31T08:00", "2024-02-29T10:00", [1, 0, 0, 29, 4], [1, 0, 0, 29, 4]),
        ("2024-03-31T00:00", "2023-12-31T00:00", [-3, -1, 0, -91, -13], [-3, -1, -1, -91, -13]),
        ("2023-02-28T00:00", "2023-01-31T00:00", [-1, 0, 0, -28, -4], [-1, 0, 0, -28, -4]),
        ("2024-12-31T23:00", "2025-01-01T22:00", [0, 0, 0, 0, 0], [1, 1, 1, 1, 0]),
        ("2024-01-01T00:00", "2024-12-31T00:00", [11, 3, 0, 365, 52], [11, 3, 0, 365, 52]),
        ("2020-02-29T12:00", "2024-02-29T12:00", [48, 16, 4, 1461, 208], [48, 16, 4, 1461, 209]),
    ];
    let civil = Civil::default();
    for (a, b, complete, crossed) in cases {
        let (from, to) = (civil.to_utc(local(a)), civil.to_utc(local(b)));
        assert_eq!(UNITS.map(|unit| full_between(unit, local(a), local(b))), complete, "{a} {b}");
        assert_eq!(UNITS.map(|unit| civil.full_between(unit, from, to)), complete, "{a} {b}");
        assert_eq!(UNITS.map(|unit| civil.boundaries_between(unit, from, to)), crossed, "{a} {b}");
    }
}

#[test]
fn days_are_civil_and_hours_elapse() {
    let paris = civil("Europe/Paris");
    let (from, to) = (paris.date_instant(date("2024-03-31")), paris.date_instant(date("2024-04-01")));
    assert_eq!(paris.full_between(Day, from, to), 1);
    assert_eq!(paris.full_between(Hour, from, to), 23);
    assert_eq!(paris.full_between(Minutes(5), to, from), -23 * 12);
    assert_eq!(paris.boundaries_between(Hour, from, to), 23);
}

#[test]
fn months_clamp_to_their_end() {
    let cases = [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-03-15", -15, "2022-12-15"),
    ];
    for (from, months, expected) in cases {
        assert_eq!(add_months(date(from), months), date(expected), "{from} {months}");
    }
    for months in [i64::MIN, i64::MAX] {
        let far = add_months(date("2024-01-01"), months);
        assert!(far == chrono::NaiveDate::MIN || far == chrono::NaiveDate::MAX);
    }
}

#[test]
fn a_step_keeps_the_local_time() {
    let paris = civil("Europe/Paris");
    let cases = [
        ("2024-02-29T12:00", 1, "2024-03-29T12:00"),
        ("2024-02-29T12:00", 2, "2024-04-29T12:00"),
        ("2024-01-31T02:30", 2, "2024-03-31T03:30"),
    ];
    for (from, months, expected) in cases {
        let moved = paris.add_months(paris.to_utc(local(from)), months);
        assert_eq!(paris.to_local(moved), local(expected), "{from} {months}");
    }
}
