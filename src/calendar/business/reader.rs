//! Questions to a calendar, for many instants.

use super::timeline::{Side, Timeline};
use super::{BusinessCalendar, Folded, fold};
use crate::calendar::{CYCLE, CYCLE_DAYS, DAY, EARLIEST, LATEST, Localizer};
use std::sync::Arc;

/// Answers for one calendar and many instants; holds the open time worked out so far.
#[derive(Clone, Debug)]
pub struct BusinessReader<'a> {
    calendar: &'a BusinessCalendar,
    timeline: Arc<Timeline>,
    localizer: Localizer,
    /// The instants outside which cycles repeat.
    singular: (i64, i64),
}

impl<'a> BusinessReader<'a> {
    pub(super) fn new(calendar: &'a BusinessCalendar, timeline: Arc<Timeline>) -> Self {
        let mut localizer = Localizer::new(calendar.zone);
        let mut start = |day: i64| localizer.to_utc_micros(day * DAY);
        let singular = (start(calendar.singular.start), start(calendar.singular.end));
        Self { calendar, timeline, localizer, singular }
    }

    /// The open time from `a` to `b` in microseconds, negative if `b` is earlier.
    pub fn time_between(&mut self, a: i64, b: i64) -> i64 {
        let (a, b) = (self.fold(a), self.fold(b));
        self.reach(a.instant);
        self.reach(b.instant);
        let open = self.timeline.open_until(b.instant) - self.timeline.open_until(a.instant);
        match b.cycles - a.cycles {
            0 => open,
            cycles => open + cycles * self.calendar.cycle().open,
        }
    }

    /// The instant at which `length` of open time has passed since `from`: the first one, so that an end that falls on
    /// closing time stays there. Backwards it is the last one from which so much passes until `from`. None if the
    /// calendar is not open for that long.
    pub fn add(&mut self, from: i64, length: i64) -> Option<i64> {
        if length == 0 {
            return Some(from);
        }
        let side = if length > 0 { Side::First } else { Side::Last };
        let start = self.fold(from);
        self.reach(start.instant);
        loop {
            let mut open = self.timeline.open_until(start.instant).saturating_add(length);
            if start.cycles != 0 {
                open = open.saturating_add(start.cycles * self.calendar.cycle().open);
            }
            if let Some(instant) = self.timeline.instant_at(open, side) {
                return Some(instant);
            }
            if !self.extend(open > 0) {
                return self.beyond(open, side);
            }
        }
    }

    /// How many dates with opening hours lie from a day to before another, both counted from 1970-01-01; negative if
    /// the second is earlier.
    pub fn days_between(&mut self, a: i64, b: i64) -> i64 {
        let (a, b) = (self.fold_day(a), self.fold_day(b));
        for day in [a.instant, b.instant] {
            if !self.timeline.covers_days(&(day..day)) {
                self.timeline = self.calendar.reaching(day..day);
            }
        }
        let dates = self.timeline.dates_before(b.instant) - self.timeline.dates_before(a.instant);
        match b.cycles - a.cycles {
            0 => dates,
            cycles => dates + cycles * self.calendar.cycle().dates,
        }
    }

    /// The date of an instant in the calendar's zone, counted from 1970-01-01.
    pub fn day(&mut self, instant: i64) -> i64 {
        self.localizer.to_local_micros(instant).div_euclid(DAY)
    }

    fn fold(&self, instant: i64) -> Folded {
        fold(instant.clamp(EARLIEST, LATEST), self.singular.0, self.singular.1, CYCLE)
    }

    fn fold_day(&self, day: i64) -> Folded {
        let days = &self.calendar.singular;
        fold(day.clamp(EARLIEST / DAY, LATEST / DAY), days.start, days.end, CYCLE_DAYS)
    }

    fn reach(&mut self, instant: i64) {
        if !self.timeline.covers(instant) {
            let day = self.localizer.day(instant);
            self.timeline = self.calendar.reaching(day..day + 1);
        }
    }

    /// Works out more open time after or before what is known; false at the limits.
    fn extend(&mut self, after: bool) -> bool {
        let (days, limits) = (self.timeline.days(), self.calendar.limits());
        let more = if after { days.start..days.end + 1 } else { days.start - 1..days.end };
        if more.start < limits.start || more.end > limits.end {
            return false;
        }
        self.timeline = self.calendar.reaching(more);
        true
    }

    /// The instant in the cycles beyond the limits.
    fn beyond(&self, open: i64, side: Side) -> Option<i64> {
        let cycle = self.calendar.cycle().open;
        let end = self.timeline.open();
        // The last open time within the limits, or the first of them, is where a whole number of cycles leads to.
        let cycles = match (open > 0, side) {
            (_, _) if cycle == 0 => return None,
            (true, Side::First) => (open - end - 1).div_euclid(cycle) + 1,
            (true, Side::Last) => (open - end).div_euclid(cycle) + 1,
            (false, Side::First) => (open - 1).div_euclid(cycle),
            (false, Side::Last) => open.div_euclid(cycle),
        };
        let instant = self.timeline.instant_at(open - cycles.checked_mul(cycle)?, side)?;
        let instant = cycles.checked_mul(CYCLE)?.checked_add(instant)?;
        (EARLIEST..=LATEST).contains(&instant).then_some(instant)
    }
}
