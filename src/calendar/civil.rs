//! The civil time of a project: local times, days and the printed form of instants.

use super::{Calendars, DAY, EARLIEST, Grain, GrainTables, LATEST, Localizer, MINUTE};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use chrono_tz::Tz;
use std::sync::Arc;

/// Civil time of a project: zone, first day of a week, first month (1 to 12) of a fiscal year, and what the project adds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Civil {
    /// The zone in which days begin and naive times are read.
    pub zone: Tz,
    /// The day that weeks begin on.
    pub week_start: Weekday,
    /// The month that years and quarters are counted from, 1 for January.
    pub fiscal_year_start: u32,
    /// The project's own grains.
    pub grains: Arc<GrainTables>,
    /// The project's calendars of opening hours.
    pub calendars: Arc<Calendars>,
}

impl Default for Civil {
    /// UTC, weeks from Monday, years from January.
    fn default() -> Self {
        Self {
            zone: Tz::UTC,
            week_start: Weekday::Mon,
            fiscal_year_start: 1,
            grains: Arc::default(),
            calendars: Arc::default(),
        }
    }
}

impl Civil {
    /// The grain with this name, civil or of the project; `all` is not a grain.
    pub fn grain(&self, name: &str) -> Option<Grain> {
        Grain::parse(name).or_else(|| self.grains.get(name).map(|_| Grain::custom(name)))
    }

    /// A converter for many local times or instants of this zone.
    pub fn localizer(&self) -> Localizer {
        Localizer::new(self.zone)
    }

    /// The instant of a local time. One that clocks skip moves forward by the gap; of one shown twice it is the first.
    pub fn to_utc(&self, local: NaiveDateTime) -> i64 {
        self.localizer().to_utc_micros(local.and_utc().timestamp_micros())
    }

    /// The local time of an instant.
    pub fn to_local(&self, instant: i64) -> NaiveDateTime {
        naive(self.localizer().to_local_micros(instant))
    }

    /// Local time minus UTC at an instant, in microseconds.
    pub fn offset_at(&self, instant: i64) -> i64 {
        self.localizer().offset_at(instant)
    }

    /// The first instant of a date.
    pub fn date_instant(&self, date: NaiveDate) -> i64 {
        self.to_utc(date.and_time(NaiveTime::MIN))
    }

    /// The instant as RFC 3339 with the zone's offset: `2024-03-15T00:00:00+01:00`, a fraction only if there is one.
    pub fn format_instant(&self, instant: i64) -> String {
        let instant = instant.clamp(EARLIEST, LATEST);
        // RFC 3339 has no seconds in offsets; those of local mean times are rounded, and the time with them.
        let minutes = (self.offset_at(instant) + MINUTE / 2).div_euclid(MINUTE);
        let local = naive(instant + minutes * MINUTE);
        format!("{}{}", local.format("%Y-%m-%dT%H:%M:%S%.f"), format_offset(minutes * MINUTE))
    }

    /// The first month of a fiscal year, from 0; months that do not exist are taken for the nearest.
    pub(super) fn fiscal_month0(&self) -> i64 {
        i64::from(self.fiscal_year_start.clamp(1, 12)) - 1
    }
}

/// An offset in microseconds as `+02:00`, with seconds where it has some.
pub(super) fn format_offset(offset: i64) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let seconds = offset.unsigned_abs() / 1_000_000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let tail = if second == 0 { String::new() } else { format!(":{second:02}") };
    format!("{sign}{hour:02}:{minute:02}{tail}")
}

/// A count of microseconds since 1970-01-01T00:00 as a time without zone.
pub(super) fn naive(micros: i64) -> NaiveDateTime {
    DateTime::from_timestamp_micros(micros.clamp(EARLIEST - DAY, LATEST + DAY))
        .unwrap_or_default()
        .naive_utc()
}

/// The date of a day counted from 1970-01-01.
pub fn date_of_day(day: i64) -> NaiveDate {
    let day = day.clamp(EARLIEST.div_euclid(DAY), LATEST.div_euclid(DAY));
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or_default()
}

/// The days from 1970-01-01 to a date.
pub fn day_of_date(date: NaiveDate) -> i64 {
    date.to_epoch_days().into()
}
