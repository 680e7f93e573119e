//! From local time to UTC and back for millions of values: one comparison each while they stay between two clock changes.

use super::spans::{Span, spans};
use super::{DAY, EARLIEST, LATEST};
use chrono_tz::Tz;
use std::sync::Arc;

/// Converts between local time and UTC in one zone; remembers where the last value lay.
#[derive(Clone, Debug)]
pub struct Localizer {
    spans: Arc<[Span]>,
    index: usize,
    span: Span,
}

impl Localizer {
    /// A converter for this zone.
    pub fn new(zone: Tz) -> Self {
        let spans = spans(zone);
        Self { span: spans.first().copied().unwrap_or(Span::UTC), spans, index: 0 }
    }

    /// The instant of a local time in microseconds since 1970-01-01T00:00 local. A time that clocks skip moves
    /// forward by the gap; of one that they show twice it is the first.
    pub fn to_utc_micros(&mut self, local: i64) -> i64 {
        let local = local.clamp(EARLIEST - DAY, LATEST + DAY);
        if !self.span.alone_shows(local) {
            self.go_to(self.spans.partition_point(|span| span.local_until() <= local));
        }
        let skipped = local < self.span.local_from();
        let offset = if skipped { self.span.offset_before } else { self.span.offset };
        (local - offset).clamp(EARLIEST, LATEST)
    }

    /// The local time of an instant, in microseconds since 1970-01-01T00:00 local.
    pub fn to_local_micros(&mut self, instant: i64) -> i64 {
        let instant = instant.clamp(EARLIEST, LATEST);
        instant + self.span_at(instant).1.offset
    }

    /// Local time minus UTC at an instant, in microseconds.
    pub fn offset_at(&mut self, instant: i64) -> i64 {
        self.span_at(instant).1.offset
    }

    /// The civil day that holds an instant, counted from 1970-01-01.
    pub fn day(&mut self, instant: i64) -> i64 {
        let instant = instant.clamp(EARLIEST, LATEST);
        let (_, span) = self.span_at(instant);
        (instant + span.offset).div_euclid(DAY).max(span.earliest_day)
    }

    /// The span that holds an instant, and which one it is.
    pub(super) fn span_at(&mut self, instant: i64) -> (usize, Span) {
        let instant = instant.clamp(EARLIEST, LATEST);
        if instant < self.span.from || self.span.until <= instant {
            self.go_to(self.spans.partition_point(|span| span.until <= instant));
        }
        (self.index, self.span)
    }

    /// All spans of the zone.
    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Makes this span the current one, the last one if there are not so many.
    fn go_to(&mut self, index: usize) {
        self.index = index.min(self.spans.len().saturating_sub(1));
        self.span = self.spans.get(self.index).copied().unwrap_or(Span::UTC);
    }
}
