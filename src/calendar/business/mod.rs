//! Business time: how long a calendar is open between two instants, and when so much open time has passed.

mod hours;
mod pauses;
mod ranges;
mod reader;
mod timeline;

pub use hours::{Hours, OpeningHours};
pub use pauses::Pauses;
pub use reader::BusinessReader;

use super::{CYCLE_DAYS, DAY, Localizer, spans};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use timeline::Timeline;

/// A calendar with its open time so far worked out; more is worked out as instants ask for it.
#[derive(Debug)]
pub struct BusinessCalendar {
    zone: Tz,
    hours: OpeningHours,
    /// The days outside which only the week and the yearly holidays count, so that every 400 years are alike.
    singular: Range<i64>,
    known: RwLock<Arc<Timeline>>,
    cycle: OnceLock<Cycle>,
}

/// What is open in 400 years that nothing singular touches.
#[derive(Clone, Copy, Debug)]
struct Cycle {
    /// Microseconds.
    open: i64,
    /// Dates with opening hours.
    dates: i64,
}

/// The days of the years 0 to 9999; what a calendar names outside of them does not count.
const NAMEABLE: Range<i64> = -719_528..2_932_897;
/// How many days are worked out around the first instant asked for.
const MARGIN: i64 = 366;

impl BusinessCalendar {
    /// A calendar whose hours are local times of a zone.
    pub fn new(zone: Tz, hours: OpeningHours) -> Self {
        let singular = singular_days(zone, &hours);
        Self { zone, hours, singular, known: RwLock::default(), cycle: OnceLock::new() }
    }

    /// A reader for many instants.
    pub fn reader(&self) -> BusinessReader<'_> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        BusinessReader::new(self, known)
    }

    /// Days around which the whole cycles before and after repeat.
    fn limits(&self) -> Range<i64> {
        self.singular.start - CYCLE_DAYS..self.singular.end + CYCLE_DAYS
    }

    /// What is open in a cycle.
    fn cycle(&self) -> Cycle {
        *self.cycle.get_or_init(|| {
            let days = self.singular.end..self.singular.end + CYCLE_DAYS;
            let timeline = self.build(days);
            Cycle { open: timeline.open(), dates: timeline.dates() }
        })
    }

    /// Open time that covers these days too, which are within the limits.
    fn reaching(&self, days: Range<i64>) -> Arc<Timeline> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if !known.covers_days(&days) {
            let wider = widened(known.days(), &days);
            let limits = self.limits();
            *known = Arc::new(self.build(wider.start.max(limits.start)..wider.end.min(limits.end)));
        }
        known.clone()
    }

    fn build(&self, days: Range<i64>) -> Timeline {
        Timeline::build(&self.hours, &mut Localizer::new(self.zone), days)
    }
}

/// From the first to after the last day on which the clocks change or which the calendar names, and some around.
fn singular_days(zone: Tz, hours: &OpeningHours) -> Range<i64> {
    let spans = spans::spans(zone);
    let changes = spans.iter().skip(1).map(|span| span.from.div_euclid(DAY));
    let days = || changes.clone().chain(hours.named_days()).filter(|day| NAMEABLE.contains(day));
    // Hours that begin on one day may end on the next.
    days().min().unwrap_or(0) - 3..days().max().unwrap_or(0) + 4
}

/// Both runs of days and what lies between them. Where something is known already it is at least doubled, so that
/// working out ever more costs little.
fn widened(known: Range<i64>, wanted: &Range<i64>) -> Range<i64> {
    let (first, end) = (wanted.start - MARGIN, wanted.end + MARGIN);
    if known.is_empty() {
        return first..end;
    }
    let length = known.end - known.start;
    let start = if wanted.start < known.start { first.min(known.start - length) } else { known.start };
    let end = if wanted.end > known.end { end.max(known.end + length) } else { known.end };
    start..end
}

impl PartialEq for BusinessCalendar {
    fn eq(&self, other: &Self) -> bool {
        self.zone == other.zone && self.hours == other.hours
    }
}

impl Eq for BusinessCalendar {}

impl Hash for BusinessCalendar {
    // Plans are hashed often and holidays may be many; equality decides.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.zone.hash(state);
    }
}

/// The calendars of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Calendars {
    /// By name.
    pub named: BTreeMap<String, Arc<BusinessCalendar>>,
}

impl Calendars {
    /// The calendar with this name.
    pub fn get(&self, name: &str) -> Option<&BusinessCalendar> {
        self.named.get(name).map(Arc::as_ref)
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }
}

/// An instant and how many cycles it was moved by.
#[derive(Clone, Copy, Debug)]
struct Folded {
    instant: i64,
    cycles: i64,
}

/// A value beyond `low - CYCLE..high + CYCLE` moved by whole cycles to the nearest place in it.
fn fold(value: i64, low: i64, high: i64, cycle: i64) -> Folded {
    let cycles = if value >= high + cycle {
        (value - high).div_euclid(cycle)
    } else if value < low - cycle {
        (value - low).div_euclid(cycle) + 1
    } else {
        0
    };
    Folded { instant: value - cycles * cycle, cycles }
}
