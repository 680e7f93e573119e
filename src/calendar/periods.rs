//! A run of periods and the search for the one that holds an instant.

use super::{Civil, Grain};
use std::ops::Range;

/// Consecutive periods of one grain, or one period without a grain (`all`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Periods {
    /// How time is cut; none for `all`.
    pub grain: Option<Grain>,
    /// The number of the first period.
    pub first: i64,
    /// The start of each period and the end of the last, in microseconds since 1970 UTC.
    pub boundaries: Vec<i64>,
}

impl Periods {
    /// The most periods in one run.
    pub const MOST: u64 = 500_000;

    /// The periods of these numbers as far as the grain has them, none if there would be more than [`Periods::MOST`].
    pub fn new(civil: &Civil, grain: Grain, numbers: Range<i64>) -> Option<Periods> {
        let numbers = match civil.numbers(grain) {
            Some(all) => numbers.start.max(all.start)..numbers.end.min(all.end),
            None => numbers,
        };
        let count =
            numbers.end.checked_sub(numbers.start).map_or(u64::MAX, |count| count.max(0).unsigned_abs());
        if count > Self::MOST {
            return None;
        }
        let mut numbering = civil.numbering(grain);
        let end = numbers.end.max(numbers.start);
        let boundaries = (numbers.start..=end).map(|number| numbering.start(number)).collect();
        Some(Periods { grain: Some(grain), first: numbers.start, boundaries })
    }

    /// The one period `all`, from `start` to before `end`; `i64::MIN` and `i64::MAX` where it is open.
    pub fn all(start: i64, end: i64) -> Periods {
        Periods { grain: None, first: 0, boundaries: vec![start, end] }
    }

    /// How many periods there are.
    pub fn len(&self) -> usize {
        self.boundaries.len().saturating_sub(1)
    }

    /// Whether there is no period.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the period at `index`.
    pub fn number(&self, index: usize) -> i64 {
        self.first.saturating_add(i64::try_from(index).unwrap_or(i64::MAX))
    }

    /// The first instant of the period at `index`.
    pub fn start(&self, index: usize) -> Option<i64> {
        self.boundaries.get(index).copied().filter(|_| index < self.len())
    }

    /// The instant before which the period at `index` ends.
    pub fn end(&self, index: usize) -> Option<i64> {
        self.boundaries.get(index.checked_add(1)?).copied()
    }

    /// The label of the period at `index`, `all` without a grain.
    pub fn label(&self, civil: &Civil, index: usize) -> String {
        self.grain.map_or_else(|| "all".into(), |grain| civil.label(grain, self.number(index)))
    }

    /// The period that holds an instant.
    pub fn index_of(&self, instant: i64) -> Option<usize> {
        // Of several periods that begin at one instant only the last is not empty.
        let after = self.boundaries.partition_point(|boundary| *boundary <= instant);
        after.checked_sub(1).filter(|index| *index < self.len())
    }
}
