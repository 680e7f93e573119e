//! Business time: published cases, laws, days on which clocks change, and definitions that use it; grains of a project.

mod definitions;
mod grains;
mod hours;
mod laws;
mod published;
mod speed;

use chrono::DateTime;
use jauge::calendar::{BusinessCalendar, HOUR, Hours, MINUTE, OpeningHours, day_of_date};

/// An instant with its offset.
fn at(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{text}: {error}")).timestamp_micros()
}

/// The day of a date.
fn day(text: &str) -> i64 {
    day_of_date(text.parse().unwrap())
}

/// Hours and minutes, `9:30-12:00`, up to `48:00`.
fn hours(text: &str) -> Hours {
    let time = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap();
        hour.parse::<i64>().unwrap() * HOUR + minute.parse::<i64>().unwrap() * MINUTE
    };
    let (from, to) = text.split_once('-').unwrap();
    Hours { from: time(from), to: time(to) }
}

/// The same hours on every day of the week.
fn daily(texts: &[&str]) -> OpeningHours {
    let all: Vec<Hours> = texts.iter().map(|text| hours(text)).collect();
    OpeningHours { week: std::array::from_fn(|_| all.clone()), ..OpeningHours::default() }
}

/// Nine to five from Monday to Friday.
fn office() -> OpeningHours {
    let mut hours = daily(&["9:00-17:00"]);
    hours.week[5].clear();
    hours.week[6].clear();
    hours
}

fn calendar(zone: &str, hours: OpeningHours) -> BusinessCalendar {
    BusinessCalendar::new(zone.parse().unwrap(), hours)
}
