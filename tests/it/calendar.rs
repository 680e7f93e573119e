//! Civil time: zones, numbers, labels, periods, lengths.

#[path = "calendar/between.rs"]
mod between;
#[path = "calendar/label.rs"]
mod label;
#[path = "calendar/laws.rs"]
mod laws;
#[path = "calendar/periods.rs"]
mod periods;
#[path = "calendar/zones.rs"]
mod zones;

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use jauge::calendar::Civil;

/// Civil time of this zone, otherwise as by default.
fn civil(zone: &str) -> Civil {
    Civil { zone: zone.parse().unwrap(), ..Civil::default() }
}

/// Civil time with a fiscal year from this month and weeks from this day, in UTC.
fn fiscal(month: u32, week_start: Weekday) -> Civil {
    Civil { week_start, fiscal_year_start: month, ..Civil::default() }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    let form = if text.len() == 16 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S%.f" };
    NaiveDateTime::parse_from_str(text, form).unwrap()
}
