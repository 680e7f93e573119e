//! Calendars by hand: nights, breaks, holidays, days on which clocks change, calendars that never open.

use super::{at, calendar, daily, day, hours, office};
use jauge::calendar::{EARLIEST, HOUR, LATEST, MINUTE, OpeningHours, Pauses};

/// The open time in minutes, and the way there and back.
fn minutes(zone: &str, hours: OpeningHours, from: &str, to: &str) -> i64 {
    let calendar = calendar(zone, hours);
    let mut reader = calendar.reader();
    let open = reader.time_between(at(from), at(to));
    assert_eq!(reader.time_between(at(to), at(from)), -open);
    open / MINUTE
}

#[test]
fn nights_belong_to_the_date_they_begin_on() {
    let night = || daily(&["22:00-30:00"]);
    // A whole day holds the end of one night and the beginning of the next.
    assert_eq!(minutes("UTC", night(), "2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"), 8 * 60);
    let mut friday = OpeningHours::default();
    friday.week[4] = vec![hours("22:00-30:00")];
    assert_eq!(minutes("UTC", friday.clone(), "2024-05-04T00:00:00Z", "2024-05-05T00:00:00Z"), 6 * 60);
    // 3 May is a Friday: a holiday takes the night with it, one on Saturday cuts it at midnight.
    let off = |date: &str| OpeningHours { holidays: [day(date)].into(), ..friday.clone() };
    assert_eq!(minutes("UTC", off("2024-05-03"), "2024-05-03T00:00:00Z", "2024-05-06T00:00:00Z"), 0);
    assert_eq!(minutes("UTC", off("2024-05-04"), "2024-05-03T00:00:00Z", "2024-05-06T00:00:00Z"), 2 * 60);
    let closed = OpeningHours { dates: [(day("2024-05-04"), vec![])].into(), ..friday };
    assert_eq!(minutes("UTC", closed, "2024-05-03T00:00:00Z", "2024-05-06T00:00:00Z"), 2 * 60);
}

#[test]
fn nights_and_mornings_that_meet_count_once() {
    let both = daily(&["5:00-9:00", "22:00-30:00"]);
    assert_eq!(minutes("UTC", both, "2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"), 11 * 60);
}

#[test]
fn dates_breaks_and_yearly_holidays() {
    let special = OpeningHours {
        dates: [
            (day("2024-12-24"), vec![hours("9:00-12:00")]),
            (day("2024-12-28"), vec![hours("10:00-11:00")]),
        ]
        .into(),
        breaks: [(day("2024-12-23"), vec![hours("12:00-13:30"), hours("16:30-18:00")])].into(),
        yearly: [(12, 25), (1, 1)].into(),
        holidays: [day("2024-12-26")].into(),
        ..office()
    };
    // Monday 23: 8 h without 1 h 30 min and 30 min; 24: 3 h; 25 and 26: closed; 27: 8 h; Saturday 28: 1 h.
    let open = minutes("UTC", special.clone(), "2024-12-23T00:00:00Z", "2024-12-30T00:00:00Z");
    assert_eq!(open, (6 + 3 + 8 + 1) * 60);
    // The yearly ones count in every year: Monday 31 December 2029 and Wednesday 2 January 2030 around one.
    let open = minutes("UTC", special, "2029-12-31T00:00:00Z", "2030-01-03T00:00:00Z");
    assert_eq!(open, 16 * 60);
}

#[test]
fn leap_days_of_every_year() {
    let hours = OpeningHours { yearly: [(2, 29)].into(), ..daily(&["0:00-24:00"]) };
    assert_eq!(minutes("UTC", hours.clone(), "2023-02-28T00:00:00Z", "2023-03-02T00:00:00Z"), 48 * 60);
    assert_eq!(minutes("UTC", hours, "2024-02-28T00:00:00Z", "2024-03-02T00:00:00Z"), 48 * 60);
}

#[test]
fn days_on_which_clocks_change() {
    // Paris: 02:00 becomes 03:00 on 31 March 2024, 03:00 becomes 02:00 on 27 October.
    let spring = ("2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00");
    let autumn = ("2024-10-27T00:00:00+02:00", "2024-10-28T00:00:00+01:00");
    let open = |hours: &str, (from, to): (&str, &str)| minutes("Europe/Paris", daily(&[hours]), from, to);
    assert_eq!(open("0:00-24:00", spring), 23 * 60);
    assert_eq!(open("0:00-24:00", autumn), 25 * 60);
    // 02:30 does not exist and is taken for 03:30; in autumn it is the first.
    assert_eq!(open("2:30-5:00", spring), 90);
    assert_eq!(open("1:00-2:30", spring), 90);
    assert_eq!(open("2:00-3:00", spring), 0);
    assert_eq!(open("1:00-2:30", autumn), 90);
    assert_eq!(open("2:30-5:00", autumn), 210);
    assert_eq!(open("2:00-3:00", autumn), 120);
    // São Paulo had no midnight on 18 October 2015: its day begins at 01:00.
    let south = ("2015-10-17T00:00:00-03:00", "2015-10-19T00:00:00-02:00");
    assert_eq!(minutes("America/Sao_Paulo", daily(&["0:00-24:00"]), south.0, south.1), 47 * 60);
    assert_eq!(minutes("America/Sao_Paulo", daily(&["0:30-2:00"]), south.0, south.1), 90 + 30);
}

#[test]
fn deadlines_stay_on_closing_time_and_backward_ones_on_opening_time() {
    let calendar = calendar("UTC", office());
    let mut reader = calendar.reader();
    let mut add = |from: &str, hours: i64| reader.add(at(from), hours * HOUR);
    // 3 May 2024 is a Friday.
    assert_eq!(add("2024-05-03T15:00:00Z", 2), Some(at("2024-05-03T17:00:00Z")));
    assert_eq!(add("2024-05-03T15:00:00Z", 3), Some(at("2024-05-06T10:00:00Z")));
    assert_eq!(add("2024-05-04T12:00:00Z", 8), Some(at("2024-05-06T17:00:00Z")));
    assert_eq!(add("2024-05-04T12:00:00Z", 0), Some(at("2024-05-04T12:00:00Z")));
    assert_eq!(add("2024-05-06T10:00:00Z", -1), Some(at("2024-05-06T09:00:00Z")));
    assert_eq!(add("2024-05-06T10:00:00Z", -2), Some(at("2024-05-03T16:00:00Z")));
    assert_eq!(add("2024-05-04T12:00:00Z", -8), Some(at("2024-05-03T09:00:00Z")));
    // 2,087 working days a year and 8 h each: 40 years of 52 weeks are 2,080 weeks.
    assert_eq!(add("2024-05-06T09:00:00Z", 2080 * 40), Some(at("2064-03-14T17:00:00Z")));
}

#[test]
fn calendars_that_never_open_again() {
    let once = OpeningHours {
        dates: [(day("2024-05-03"), vec![hours("9:00-10:00")])].into(),
        ..OpeningHours::default()
    };
    let calendar = calendar("Europe/Paris", once);
    let mut reader = calendar.reader();
    let before = at("2024-01-01T00:00:00Z");
    assert_eq!(reader.add(before, HOUR), Some(at("2024-05-03T10:00:00+02:00")));
    assert_eq!(reader.add(before, HOUR + 1), None);
    assert_eq!(reader.add(before, -1), None);
    assert_eq!(reader.add(at("2024-06-01T00:00:00Z"), -HOUR), Some(at("2024-05-03T09:00:00+02:00")));
    assert_eq!(reader.time_between(EARLIEST, LATEST), HOUR);
    assert_eq!(reader.days_between(i64::MIN, i64::MAX), 1);
    let never = super::calendar("UTC", OpeningHours::default());
    assert_eq!(never.reader().add(before, 1), None);
    assert_eq!(never.reader().add(before, 0), Some(before));
    assert_eq!(never.reader().time_between(i64::MIN, i64::MAX), 0);
}

#[test]
fn times_that_stand_for_never() {
    let calendar = calendar("Europe/Paris", office());
    let mut reader = calendar.reader();
    // 400 years hold 20,871 weeks of 40 h.
    let [from, to] = ["2300-01-01T00:00:00+01:00", "2700-01-01T00:00:00+01:00"].map(at);
    assert_eq!(reader.time_between(from, to), 20_871 * 40 * HOUR);
    let cycle = to - from;
    let late = at("9999-12-31T00:00:00+01:00");
    assert_eq!(
        reader.time_between(from, late),
        reader.time_between(from, late - 4 * cycle) + 4 * 20_871 * 40 * HOUR
    );
    assert_eq!(reader.time_between(i64::MIN, i64::MAX), -reader.time_between(i64::MAX, i64::MIN));
    assert_eq!(reader.add(LATEST, i64::MAX), None);
    assert_eq!(reader.add(EARLIEST, i64::MIN), None);
    let lengths = [1, HOUR, 20_871 * 40 * HOUR * 3 + 5];
    for from in [late, LATEST - 10 * cycle, EARLIEST + 10 * cycle, from] {
        for length in lengths {
            let after = reader.add(from, length).unwrap();
            assert_eq!(reader.time_between(from, after), length);
            let before = reader.add(from, -length).unwrap();
            assert_eq!(reader.time_between(from, before), -length);
        }
    }
}

#[test]
fn dates_with_opening_hours() {
    let hours = OpeningHours {
        holidays: [day("2024-05-01")].into(),
        breaks: [(day("2024-05-02"), vec![hours("8:00-18:00")])].into(),
        dates: [(day("2024-05-04"), vec![hours("9:00-10:00")])].into(),
        ..office()
    };
    let calendar = calendar("Europe/Paris", hours);
    let mut reader = calendar.reader();
    let mut days = |from: &str, to: &str| reader.days_between(day(from), day(to));
    // Monday 29 April: 29 and 30, not 1 (holiday) nor 2 (all break), 3, Saturday 4.
    assert_eq!(days("2024-04-29", "2024-05-06"), 4);
    assert_eq!(days("2024-05-06", "2024-04-29"), -4);
    assert_eq!(days("2024-04-29", "2024-04-29"), 0);
    assert_eq!(days("2024-04-29", "2024-04-30"), 1);
    assert_eq!(days("2300-01-01", "2700-01-01"), 20_871 * 5);
    assert_eq!(days("2300-01-01", "9900-01-01"), 19 * 20_871 * 5);
    // 23:30 in London is the next day in Paris.
    assert_eq!(reader.day(at("2024-06-03T23:30:00+01:00")), day("2024-06-04"));
}

#[test]
fn a_clock_that_stands_still() {
    let calendar = calendar("UTC", office());
    let mut reader = calendar.reader();
    let pause = |from: &str, to: &str| at(from)..at(to);
    // Overlapping ones count once; one lasts over the night.
    let pauses = Pauses::new(vec![
        pause("2024-05-06T10:00:00Z", "2024-05-06T11:00:00Z"),
        pause("2024-05-06T10:30:00Z", "2024-05-06T12:00:00Z"),
        pause("2024-05-06T16:00:00Z", "2024-05-07T10:00:00Z"),
        pause("2024-05-09T10:00:00Z", "2024-05-08T10:00:00Z"),
    ]);
    let (from, to) = (at("2024-05-06T09:30:00Z"), at("2024-05-07T11:00:00Z"));
    assert_eq!(reader.time_between_except(from, to, &pauses), 5 * HOUR + 30 * MINUTE);
    assert_eq!(reader.time_between_except(to, from, &pauses), -(5 * HOUR + 30 * MINUTE));
    let mut add = |from, minutes: i64| reader.add_except(from, minutes * MINUTE, &pauses);
    assert_eq!(add(from, 30), Some(at("2024-05-06T10:00:00Z")));
    assert_eq!(add(from, 31), Some(at("2024-05-06T12:01:00Z")));
    assert_eq!(add(from, 270), Some(at("2024-05-06T16:00:00Z")));
    assert_eq!(add(from, 271), Some(at("2024-05-07T10:01:00Z")));
    assert_eq!(add(to, -60), Some(at("2024-05-07T10:00:00Z")));
    assert_eq!(add(to, -61), Some(at("2024-05-06T15:59:00Z")));
    assert_eq!(add(from, 0), Some(from));
    // One that never ends.
    let open = Pauses::new(std::iter::once(at("2024-05-06T10:00:00Z")..i64::MAX).collect());
    assert_eq!(reader.add_except(from, HOUR, &open), None);
    assert_eq!(reader.time_between_except(from, to, &open), 30 * MINUTE);
}
