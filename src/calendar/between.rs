//! Lengths in civil units: boundaries crossed, complete units elapsed, and steps of months.

use super::{Civil, DAY, Grain, HOUR, MINUTE};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime};

impl Civil {
    /// How many period boundaries lie after `a` and up to `b`; negative if `b` is earlier.
    pub fn boundaries_between(&self, grain: Grain, a: i64, b: i64) -> i64 {
        let mut numbering = self.numbering(grain);
        numbering.number(b).saturating_sub(numbering.number(a))
    }

    /// How many complete units have elapsed from instant `a` to `b`, see [`full_between`]; units below a day are
    /// counted as elapsed time.
    pub fn full_between(&self, unit: Grain, a: i64, b: i64) -> i64 {
        match unit {
            Grain::Minutes(minutes) => b.saturating_sub(a) / (i64::from(minutes.max(1)) * MINUTE),
            Grain::Hour => b.saturating_sub(a) / HOUR,
            _ => full_between(unit, self.to_local(a), self.to_local(b)),
        }
    }

    /// The instant that many civil days later at the same local time.
    pub fn add_days(&self, instant: i64, days: i64) -> i64 {
        let local = self.to_local(instant);
        let step = Days::new(days.unsigned_abs());
        let date = match days < 0 {
            true => local.date().checked_sub_days(step).unwrap_or(NaiveDate::MIN),
            false => local.date().checked_add_days(step).unwrap_or(NaiveDate::MAX),
        };
        self.to_utc(date.and_time(local.time()))
    }

    /// The instant that many months later at the same local time; days that a month lacks become its last.
    pub fn add_months(&self, instant: i64, months: i64) -> i64 {
        let local = self.to_local(instant);
        self.to_utc(add_months(local.date(), months).and_time(local.time()))
    }
}

/// How many complete units have elapsed from local time `a` to `b`; negative spans mirror positive ones. Months are
/// complete when the same day and time is reached, or the month's last day where it lacks that day, as in DuckDB's
/// `datesub`: from 31 January to 29 February is one month.
pub fn full_between(unit: Grain, a: NaiveDateTime, b: NaiveDateTime) -> i64 {
    let micros = || b.signed_duration_since(a).num_microseconds().unwrap_or(i64::MAX);
    match unit {
        Grain::Minutes(minutes) => micros() / (i64::from(minutes.max(1)) * MINUTE),
        Grain::Hour => micros() / HOUR,
        Grain::Day => micros() / DAY,
        Grain::Week => micros() / (7 * DAY),
        Grain::Month => full_months(a, b),
        Grain::Quarter => full_months(a, b) / 3,
        Grain::Year => full_months(a, b) / 12,
        // The periods of a table have no length to count by.
        Grain::Custom(_) => 0,
    }
}

/// How many complete months have elapsed from `a` to `b`, see [`full_between`].
pub fn full_months(a: NaiveDateTime, b: NaiveDateTime) -> i64 {
    if b < a {
        return -full_months(b, a);
    }
    let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
    let months = month(b.date()) - month(a.date());
    let reached = add_months(a.date(), months).and_time(a.time()) <= b;
    if reached { months } else { months - 1 }
}

/// The date that many months later; days that a month lacks become its last.
pub fn add_months(date: NaiveDate, months: i64) -> NaiveDate {
    let step = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
    if months < 0 {
        date.checked_sub_months(step).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_months(step).unwrap_or(NaiveDate::MAX)
    }
}
