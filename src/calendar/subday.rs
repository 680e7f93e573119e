//! Periods shorter than a day: cut in local time and at every clock change, numbered without holes.

use super::spans::Span;
use super::{Grain, HOUR, MINUTE};

/// The periods of one length in one span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cut {
    /// The number of its first period.
    number: i64,
    /// The slots of local time that its first and last period lie in, counted from 1970-01-01T00:00 local.
    first: i64,
    last: i64,
}

/// How time is cut into periods of one length below a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cuts {
    width: i64,
    cuts: Vec<Cut>,
}

/// A period below a day: its slot of local time and the span it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Where the slot begins in local time, in microseconds since 1970-01-01T00:00.
    pub local: i64,
    /// The number of its span.
    pub span: usize,
    /// Whether clocks show this slot twice.
    pub ambiguous: bool,
}

/// The length in microseconds of a grain below a day.
fn width(grain: Grain) -> Option<i64> {
    match grain {
        Grain::Minutes(minutes) => Some(i64::from(minutes.clamp(1, 1440)) * MINUTE),
        Grain::Hour => Some(HOUR),
        _ => None,
    }
}

impl Cuts {
    /// The cuts of a grain, none for a day and longer.
    pub fn of(grain: Grain, spans: &[Span]) -> Option<Cuts> {
        let width = width(grain)?;
        let mut cuts: Vec<Cut> = Vec::with_capacity(spans.len());
        for span in spans {
            let first = span.local_from().div_euclid(width);
            let last = (span.local_until() - 1).div_euclid(width);
            let number = cuts.last().map_or(first, |before| before.number + before.last - before.first + 1);
            cuts.push(Cut { number, first, last });
        }
        Some(Cuts { width, cuts })
    }

    /// The number of the period that holds an instant of this span.
    pub fn number(&self, instant: i64, index: usize, span: &Span) -> i64 {
        let cut = self.cuts.get(index).copied().unwrap_or_default();
        cut.number + (instant + span.offset).div_euclid(self.width) - cut.first
    }

    /// Where the period of this number lies; numbers beyond the last or first period are theirs.
    pub fn slot(&self, number: i64) -> Slot {
        let index = self.cuts.partition_point(|cut| cut.number <= number).saturating_sub(1);
        let cut = self.cuts.get(index).copied().unwrap_or_default();
        let slot = cut.first.saturating_add(number.saturating_sub(cut.number)).clamp(cut.first, cut.last);
        let neighbours = [index.checked_sub(1), Some(index + 1)];
        let shown =
            |index: usize| self.cuts.get(index).is_some_and(|cut| (cut.first..=cut.last).contains(&slot));
        let ambiguous = neighbours.into_iter().flatten().any(shown);
        Slot { local: slot * self.width, span: index, ambiguous }
    }
}
