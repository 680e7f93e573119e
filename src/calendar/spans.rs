//! The stretches of time in which a zone keeps one offset from UTC.

use super::{DAY, EARLIEST, LATEST, SECOND};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A stretch with one offset; all in microseconds, `until` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Its first instant.
    pub from: i64,
    /// The first instant of the next one.
    pub until: i64,
    /// Local time minus UTC.
    pub offset: i64,
    /// Local time minus UTC before it.
    pub offset_before: i64,
    /// The day (since 1970) that had begun before it: clocks set back over midnight do not return to yesterday.
    pub earliest_day: i64,
}

impl Span {
    /// All of time in UTC.
    pub const UTC: Span = Span {
        from: EARLIEST,
        until: LATEST + 1,
        offset: 0,
        offset_before: 0,
        earliest_day: EARLIEST.div_euclid(DAY),
    };

    /// Its first local time.
    pub fn local_from(&self) -> i64 {
        self.from + self.offset
    }

    /// Whether clocks show this local time in it, and in no span before it.
    pub fn alone_shows(&self, local: i64) -> bool {
        self.from + self.offset.max(self.offset_before) <= local && local < self.local_until()
    }

    /// The local time that it ends before.
    pub fn local_until(&self) -> i64 {
        self.until + self.offset
    }
}

/// The zone data begin in 1844 and end in 2100, in seconds.
const FIRST_CHANGE: i64 = -4_000_000_000;
const LAST_CHANGE: i64 = 4_130_000_000;
/// No zone ever kept an offset for less than this before returning to the one before (Freetown in 1939: 95 hours).
const STRIDE: i64 = 3 * 86_400;

/// The spans of a zone, in order and without gaps, from `EARLIEST` to after `LATEST`; found once per process.
pub(super) fn spans(zone: Tz) -> Arc<[Span]> {
    static KNOWN: RwLock<Option<HashMap<Tz, Arc<[Span]>>>> = RwLock::new(None);
    let read = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(spans) = read.as_ref().and_then(|known| known.get(&zone)) {
        return spans.clone();
    }
    drop(read);
    let spans: Arc<[Span]> = find(zone).into();
    let mut write = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    write.get_or_insert_default().insert(zone, spans.clone());
    spans
}

/// Looks at the offset every few days and halves each stride in which it changed.
fn find(zone: Tz) -> Vec<Span> {
    let mut spans = Vec::new();
    let first = offset(zone, FIRST_CHANGE);
    let mut span = Span { offset: first, offset_before: first, ..Span::UTC };
    let mut second = FIRST_CHANGE;
    while second < LAST_CHANGE {
        let next = second + STRIDE;
        if offset(zone, next) == span.offset {
            second = next;
            continue;
        }
        second = change(zone, second, next);
        let until = second * SECOND;
        let last_day = (until + span.offset - 1).div_euclid(DAY);
        spans.push(Span { until, ..span });
        let (from, offset_before) = (until, span.offset);
        span = Span { from, offset: offset(zone, second), offset_before, earliest_day: last_day, ..span };
    }
    spans.push(span);
    spans
}

/// The first second in `(from, to]` whose offset is not that of `from`.
fn change(zone: Tz, mut from: i64, mut to: i64) -> i64 {
    let before = offset(zone, from);
    while to - from > 1 {
        let middle = from + (to - from) / 2;
        if offset(zone, middle) == before {
            from = middle;
        } else {
            to = middle;
        }
    }
    to
}

/// Local time minus UTC, in microseconds, at a second since 1970 UTC.
fn offset(zone: Tz, second: i64) -> i64 {
    let utc = DateTime::from_timestamp(second, 0).unwrap_or_default().naive_utc();
    i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * SECOND
}
