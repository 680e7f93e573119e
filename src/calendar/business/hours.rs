//! When a calendar is open: hours of the week, of single dates, breaks and holidays, all in local time.

use crate::calendar::{DAY, date_of_day};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of local time, counted in microseconds from the midnight that its date begins with; `to` may lie on the
/// next date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hours {
    /// Its first microsecond.
    pub from: i64,
    /// The microsecond that it ends before.
    pub to: i64,
}

/// What a calendar says. Days are counted from 1970-01-01.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningHours {
    /// The hours that begin on each day of the week, Monday first.
    pub week: [Vec<Hours>; 7],
    /// The hours that begin on single dates, instead of the week's; none is closed.
    pub dates: BTreeMap<i64, Vec<Hours>>,
    /// What is taken out of the open time of single dates.
    pub breaks: BTreeMap<i64, Vec<Hours>>,
    /// Dates that are closed all day.
    pub holidays: BTreeSet<i64>,
    /// Month and day of dates that are closed all day, every year.
    pub yearly: BTreeSet<(u32, u32)>,
}

impl OpeningHours {
    /// The hours that begin on a day.
    pub(super) fn beginning_on(&self, day: i64) -> &[Hours] {
        if self.is_closed(day) {
            return &[];
        }
        // 1970-01-01 was a Thursday, the fourth day of its week.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        let week = || self.week.get(weekday).map_or(&[][..], Vec::as_slice);
        self.dates.get(&day).map_or_else(week, Vec::as_slice)
    }

    /// What is taken out of a day's hours.
    pub(super) fn breaks_on(&self, day: i64) -> &[Hours] {
        self.breaks.get(&day).map_or(&[], Vec::as_slice)
    }

    /// Whether nothing at all is open from the day's midnight to the next: a holiday, or a date without hours.
    pub(super) fn is_closed(&self, day: i64) -> bool {
        self.is_holiday(day) || self.dates.get(&day).is_some_and(Vec::is_empty)
    }

    /// Whether a day is one of the holidays.
    pub fn is_holiday(&self, day: i64) -> bool {
        if self.holidays.contains(&day) {
            return true;
        }
        let date = date_of_day(day);
        !self.yearly.is_empty() && self.yearly.contains(&(date.month(), date.day()))
    }

    /// Every single date that it names.
    pub(super) fn named_days(&self) -> impl Iterator<Item = i64> {
        self.dates.keys().chain(self.breaks.keys()).chain(&self.holidays).copied()
    }
}

impl Hours {
    /// All day, from midnight to midnight.
    pub const ALL_DAY: Hours = Hours { from: 0, to: DAY };
}
