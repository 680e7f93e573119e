//! The open time of a run of days: disjoint stretches with what was open before each, searched by halving.

use super::OpeningHours;
use super::hours::Hours;
use super::ranges::{difference, union};
use crate::calendar::{DAY, Localizer};
use std::ops::Range;

/// A stretch of open time.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: i64,
    to: i64,
    /// The open time before it, from the start of the timeline.
    before: i64,
}

/// Which of the instants at which so much open time has passed: while a calendar is closed there are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Last,
}

/// The open time of a run of days; the empty run covers nothing.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    days: Range<i64>,
    instants: Range<i64>,
    stretches: Vec<Stretch>,
    /// For each day, how many dates with opening hours came before it, and for the end.
    dates: Vec<i64>,
}

impl Timeline {
    /// The open time of these days, counted from 1970-01-01.
    pub fn build(hours: &OpeningHours, localizer: &mut Localizer, days: Range<i64>) -> Timeline {
        let mut local = |day: i64, time: i64| localizer.to_utc_micros(day.saturating_mul(DAY) + time);
        let instants = local(days.start, 0)..local(days.end, 0);
        let (mut open, mut closed) = (Vec::new(), Vec::new());
        let (mut dates, mut count) = (Vec::new(), 0);
        // Hours that begin on the day before may end on the first.
        for day in days.start - 1..days.end {
            let mut ranges = |hours: &[Hours]| {
                hours.iter().map(|hours| local(day, hours.from)..local(day, hours.to)).collect::<Vec<_>>()
            };
            let (own, breaks) = (ranges(hours.beginning_on(day)), ranges(hours.breaks_on(day)));
            if hours.is_closed(day) {
                closed.extend(ranges(&[Hours::ALL_DAY]));
            }
            if day >= days.start {
                dates.push(count);
                count += i64::from(is_open(&own, &breaks));
            }
            open.extend(own);
            closed.extend(breaks);
        }
        dates.push(count);
        let open = difference(&union(open), &union(closed));
        Timeline { days, stretches: stretches(&open, &instants), instants, dates }
    }

    /// The days it covers.
    pub fn days(&self) -> Range<i64> {
        self.days.clone()
    }

    /// Whether it covers all of these days.
    pub fn covers_days(&self, days: &Range<i64>) -> bool {
        !self.days.is_empty() && self.days.start <= days.start && days.end <= self.days.end
    }

    /// Whether the open time up to an instant is known.
    pub fn covers(&self, instant: i64) -> bool {
        self.instants.start <= instant && instant <= self.instants.end && !self.days.is_empty()
    }

    /// All of its open time.
    pub fn open(&self) -> i64 {
        self.stretches.last().map_or(0, |last| last.before + (last.to - last.from))
    }

    /// All of its dates with opening hours.
    pub fn dates(&self) -> i64 {
        self.dates.last().copied().unwrap_or_default()
    }

    /// The open time from its start to an instant that it covers.
    pub fn open_until(&self, instant: i64) -> i64 {
        let next = self.stretches.partition_point(|stretch| stretch.from <= instant);
        let stretch = next.checked_sub(1).and_then(|last| self.stretches.get(last));
        stretch.map_or(0, |stretch| stretch.before + instant.min(stretch.to) - stretch.from)
    }

    /// The dates with opening hours before a day that it covers.
    pub fn dates_before(&self, day: i64) -> i64 {
        let index = usize::try_from(day - self.days.start).unwrap_or_default();
        self.dates.get(index).copied().unwrap_or_else(|| self.dates())
    }

    /// The instant at which `open` of its open time has passed, none if that instant may lie outside.
    pub fn instant_at(&self, open: i64, side: Side) -> Option<i64> {
        let index = match side {
            Side::First if open > 0 => {
                self.stretches.partition_point(|stretch| stretch.before + (stretch.to - stretch.from) < open)
            }
            Side::Last if (0..self.open()).contains(&open) => {
                self.stretches.partition_point(|stretch| stretch.before <= open).checked_sub(1)?
            }
            _ => return None,
        };
        self.stretches.get(index).map(|stretch| stretch.from + (open - stretch.before))
    }
}

/// Whether breaks leave something of hours.
fn is_open(hours: &[Range<i64>], breaks: &[Range<i64>]) -> bool {
    let left = || difference(&union(hours.to_vec()), &union(breaks.to_vec()));
    hours.iter().any(|range| range.start < range.end) && (breaks.is_empty() || !left().is_empty())
}

/// Open ranges cut to `within`, each with the open time before it.
fn stretches(open: &[Range<i64>], within: &Range<i64>) -> Vec<Stretch> {
    let mut before = 0;
    let mut stretches = Vec::with_capacity(open.len());
    for range in open {
        let (from, to) = (range.start.max(within.start), range.end.min(within.end));
        if from < to {
            stretches.push(Stretch { from, to, before });
            before += to - from;
        }
    }
    stretches
}
