//! Zones whose clocks change as most do.

use super::{Civil, DAY, HOUR};

impl Civil {
    /// Whether, from 1980 on, clocks change by an hour only and never at midnight. In such zones every way to turn
    /// local times into instants that takes one of the two for a time shown twice can be told from the others.
    pub fn has_plain_clocks(&self) -> bool {
        const FIRST: i64 = 10 * 365 * DAY;
        let localizer = self.localizer();
        localizer.spans().iter().filter(|span| span.from >= FIRST).all(|span| {
            let change = span.offset - span.offset_before;
            let before = (span.from + span.offset_before).rem_euclid(DAY);
            let after = (span.from + span.offset).rem_euclid(DAY);
            change == 0
                || (change.abs() == HOUR && before.min(after) >= HOUR && before.max(after) > 0 && before != 0)
        })
    }
}
