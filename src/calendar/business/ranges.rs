//! Unions and differences of stretches of time.

use std::ops::Range;

/// The union of ranges: sorted, disjoint, none empty.
pub(super) fn union(mut ranges: Vec<Range<i64>>) -> Vec<Range<i64>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<i64>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// What of `ranges` lies in none of `taken`; both are unions.
pub(super) fn difference(ranges: &[Range<i64>], taken: &[Range<i64>]) -> Vec<Range<i64>> {
    let mut left = Vec::with_capacity(ranges.len());
    let mut taken = taken.iter().peekable();
    for range in ranges {
        let mut start = range.start;
        while taken.next_if(|hole| hole.end <= start).is_some() {}
        while let Some(hole) = taken.peek().filter(|hole| hole.start < range.end) {
            if start < hole.start {
                left.push(start..hole.start);
            }
            start = hole.end;
            // A hole may reach into the next range.
            if hole.end >= range.end {
                break;
            }
            taken.next();
        }
        if start < range.end {
            left.push(start..range.end);
        }
    }
    left
}
