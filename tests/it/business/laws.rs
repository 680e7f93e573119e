//! What holds for every calendar and every instant.

use jauge::calendar::{BusinessCalendar, DAY, HOUR, Hours, MINUTE, OpeningHours, Pauses};
use proptest::collection::vec;
use proptest::prelude::*;

/// 2024-01-01T00:00 UTC.
const START: i64 = 1_704_067_200_000_000;

/// Up to three stretches that do not overlap, some over midnight.
fn any_hours() -> impl Strategy<Value = Vec<Hours>> {
    vec(0..36_i64 * 4, 0..=6).prop_map(|mut ends| {
        ends.sort_unstable();
        ends.dedup();
        let from = |quarter: i64| quarter * 15 * MINUTE;
        let pairs = ends.chunks_exact(2).filter(|pair| pair[0] < 96);
        pairs.map(|pair| Hours { from: from(pair[0]), to: from(pair[1]) }).collect()
    })
}

fn any_day() -> impl Strategy<Value = i64> {
    19_600..20_100_i64
}

fn any_calendar() -> impl Strategy<Value = BusinessCalendar> {
    let zones = prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec());
    let dated = || prop::collection::btree_map(any_day(), any_hours(), 0..20);
    let holidays = prop::collection::btree_set(any_day(), 0..40);
    let yearly = prop::collection::btree_set((1..=12_u32, 1..=31_u32), 0..5);
    let week = vec(any_hours(), 7);
    (zones, week, dated(), dated(), holidays, yearly).prop_map(
        |(zone, week, dates, breaks, holidays, yearly)| {
            let week = week.try_into().unwrap();
            BusinessCalendar::new(zone, OpeningHours { week, dates, breaks, holidays, yearly })
        },
    )
}

/// Instants near the calendars' dates.
fn any_instant() -> impl Strategy<Value = i64> {
    START - 200 * DAY..START + 600 * DAY
}

/// Instants that may lie centuries away.
fn far_instant() -> impl Strategy<Value = i64> {
    START - 200_000 * DAY..START + 3_000_000 * DAY
}

fn any_length() -> impl Strategy<Value = i64> {
    prop_oneof![-2_000 * HOUR..2_000 * HOUR, (-400..400_i64).prop_map(|hours| hours * HOUR)]
}

fn any_pauses() -> impl Strategy<Value = Pauses> {
    let pause = (START - 30 * DAY..START + 60 * DAY, -HOUR..10 * DAY);
    vec(pause, 0..6).prop_map(|pauses| {
        Pauses::new(pauses.into_iter().map(|(from, length)| from..from + length).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spans_add_up(calendar in any_calendar(), a in any_instant(), b in any_instant(), c in any_instant()) {
        let mut reader = calendar.reader();
        let parts = reader.time_between(a, b) + reader.time_between(b, c);
        prop_assert_eq!(parts, reader.time_between(a, c));
        // An answer does not depend on what was worked out before it.
        let fresh = calendar.reader().time_between(a, c);
        prop_assert_eq!(parts, fresh);
        let possible = (c - a).min(0)..=(c - a).max(0);
        prop_assert!(possible.contains(&parts));
    }

    #[test]
    fn deadlines_lie_so_much_open_time_away(calendar in any_calendar(), a in any_instant(), length in any_length()) {
        let mut reader = calendar.reader();
        let Some(deadline) = reader.add(a, length) else { return Ok(()) };
        prop_assert_eq!(reader.time_between(a, deadline), length);
        // The first such instant, and backwards the last one.
        let nearer = deadline - length.signum();
        prop_assert!(length == 0 || reader.time_between(a, nearer).abs() < length.abs());
    }

    #[test]
    fn around_the_clock_is_elapsed_time(
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        a in any_instant(),
        b in any_instant(),
    ) {
        let calendar = BusinessCalendar::new(zone, super::daily(&["0:00-24:00"]));
        let mut reader = calendar.reader();
        prop_assert_eq!(reader.time_between(a, b), b - a);
        prop_assert_eq!(reader.add(a, b - a), Some(b));
    }

    #[test]
    fn days_add_up(calendar in any_calendar(), a in any_day(), b in any_day(), c in any_day()) {
        let mut reader = calendar.reader();
        let parts = reader.days_between(a, b) + reader.days_between(b, c);
        prop_assert_eq!(parts, reader.days_between(a, c));
    }

    #[test]
    fn pauses_are_taken_out(
        calendar in any_calendar(),
        pauses in any_pauses(),
        a in START..START + 30 * DAY,
        b in START..START + 30 * DAY,
        c in START..START + 30 * DAY,
        length in any_length(),
    ) {
        let mut reader = calendar.reader();
        let parts = reader.time_between_except(a, b, &pauses) + reader.time_between_except(b, c, &pauses);
        prop_assert_eq!(parts, reader.time_between_except(a, c, &pauses));
        prop_assert!(reader.time_between_except(a, b, &pauses).abs() <= reader.time_between(a, b).abs());
        if let Some(deadline) = reader.add_except(a, length, &pauses) {
            prop_assert_eq!(reader.time_between_except(a, deadline, &pauses), length);
        }
    }

    /// Open time is what is left if every minute of every day is looked at by itself.
    #[test]
    fn every_minute_by_itself(calendar in any_simple(), from in 0..10 * 1440_i64, length in 0..3 * 1440_i64) {
        let (hours, calendar) = calendar;
        let open = |minute: i64| {
            let (day, time) = (minute.div_euclid(1440), minute.rem_euclid(1440));
            let in_hours = |day: i64, time: i64| {
                let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap();
                let of_day = hours.dates.get(&day).unwrap_or(&hours.week[weekday]);
                !hours.holidays.contains(&day) && holds(of_day, time)
            };
            let closed = |day: i64| hours.holidays.contains(&day) || hours.dates.get(&day).is_some_and(Vec::is_empty);
            let broken = |day: i64, time: i64| hours.breaks.get(&day).is_some_and(|breaks| holds(breaks, time));
            let hours = in_hours(day, time) || in_hours(day - 1, time + 1440);
            hours && !closed(day) && !broken(day, time) && !broken(day - 1, time + 1440)
        };
        let from = START / MINUTE + from;
        let expected = (from..from + length).filter(|minute| open(*minute)).count();
        let answer = calendar.reader().time_between(from * MINUTE, (from + length) * MINUTE);
        prop_assert_eq!(answer, expected as i64 * MINUTE);
    }
}

proptest! {
    // Centuries are worked out for each calendar.
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn far_away_too(calendar in any_calendar(), a in any_instant(), b in far_instant(), c in far_instant()) {
        let mut reader = calendar.reader();
        let parts = reader.time_between(a, b) + reader.time_between(b, c);
        prop_assert_eq!(parts, reader.time_between(a, c));
        let days = [a, b, c].map(|instant| instant.div_euclid(DAY));
        let parts = reader.days_between(days[0], days[1]) + reader.days_between(days[1], days[2]);
        prop_assert_eq!(parts, reader.days_between(days[0], days[2]));
        let length = reader.time_between(b, c);
        if let Some(deadline) = reader.add(b, length) {
            prop_assert_eq!(reader.time_between(b, deadline), length);
        }
    }
}

fn holds(hours: &[Hours], minute: i64) -> bool {
    hours.iter().any(|hours| (hours.from..hours.to).contains(&(minute * MINUTE)))
}

/// A calendar in UTC, whose local times can be counted by hand.
fn any_simple() -> impl Strategy<Value = (OpeningHours, BusinessCalendar)> {
    let dated = || prop::collection::btree_map(19_722..19_736_i64, any_hours(), 0..6);
    let holidays = prop::collection::btree_set(19_722..19_736_i64, 0..4);
    (vec(any_hours(), 7), dated(), dated(), holidays).prop_map(|(week, dates, breaks, holidays)| {
        let week = week.try_into().unwrap();
        let hours = OpeningHours { week, dates, breaks, holidays, ..OpeningHours::default() };
        (hours.clone(), BusinessCalendar::new(chrono_tz::UTC, hours))
    })
}
