//! Business time while which a clock may stand still.

use super::ranges::union;
use super::reader::BusinessReader;
use std::ops::Range;

/// The union of intervals in which time does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pauses(Vec<Range<i64>>);

impl Pauses {
    /// The union of these intervals, in microseconds since 1970 UTC; one that ends before it begins is left out.
    pub fn new(intervals: Vec<Range<i64>>) -> Self {
        Self(union(intervals))
    }
}

impl BusinessReader<'_> {
    /// As [`BusinessReader::time_between`], without the open time in pauses.
    pub fn time_between_except(&mut self, a: i64, b: i64, pauses: &Pauses) -> i64 {
        let (from, to) = (a.min(b), a.max(b));
        let mut open = self.time_between(from, to);
        for pause in pauses.0.iter().filter(|pause| pause.start < to && from < pause.end) {
            open -= self.time_between(pause.start.max(from), pause.end.min(to));
        }
        if a <= b { open } else { -open }
    }

    /// As [`BusinessReader::add`], with a clock that stands still in pauses.
    pub fn add_except(&mut self, from: i64, length: i64, pauses: &Pauses) -> Option<i64> {
        match length {
            0 => Some(from),
            1.. => self.after(from, length, pauses),
            _ => self.before(from, length, pauses),
        }
    }

    fn after(&mut self, from: i64, mut length: i64, pauses: &Pauses) -> Option<i64> {
        let mut at = from;
        for pause in pauses.0.iter().filter(|pause| from < pause.end) {
            let open = self.time_between(at, pause.start.max(at));
            if length <= open {
                break;
            }
            length -= open;
            at = pause.end;
        }
        self.add(at, length)
    }

    fn before(&mut self, from: i64, mut length: i64, pauses: &Pauses) -> Option<i64> {
        let mut at = from;
        for pause in pauses.0.iter().rev().filter(|pause| pause.start < from) {
            let open = self.time_between(at, pause.end.min(at));
            if length >= open {
                break;
            }
            length -= open;
            at = pause.start;
        }
        self.add(at, length)
    }
}
