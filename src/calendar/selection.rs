//! Periods as they are asked for: ranges cut outwards to the grain, the last ones, this one, named ones.

use super::{Civil, Grain};
use chrono::{NaiveDate, Weekday};
use std::ops::Range;

impl Civil {
    /// The numbers of the periods that hold an instant of `from..to`: a range cut outwards to the grain. So the
    /// months of `2024-Q1` are three, and the years of `2024-01` one.
    pub fn range(&self, grain: Grain, from: i64, to: i64) -> Range<i64> {
        let mut numbering = self.numbering(grain);
        let first = numbering.number(from);
        let end = if from < to { numbering.number(to - 1).saturating_add(1) } else { first };
        first..end
    }

    /// The instants of one period: its start and the start of the next.
    pub fn whole(&self, grain: Grain, number: i64) -> Range<i64> {
        self.start(grain, number)..self.start(grain, number.saturating_add(1))
    }

    /// The instants of the last `count` complete periods before the one that holds `as_of`.
    pub fn last(&self, count: u32, grain: Grain, as_of: i64) -> Range<i64> {
        let current = self.number(grain, as_of);
        self.start(grain, current.saturating_sub(count.into()))..self.start(grain, current)
    }

    /// The instants of the period that holds `as_of`, so far: `as_of` is the last.
    pub fn this(&self, grain: Grain, as_of: i64) -> Range<i64> {
        self.start(grain, self.number(grain, as_of))..as_of.saturating_add(1)
    }

    /// The number of the last complete period before the one that holds `as_of`.
    pub fn complete_before(&self, grain: Grain, as_of: i64) -> i64 {
        self.number(grain, as_of).saturating_sub(1)
    }

    /// The number of a period named by its year and, from 1, its place in it: `2024`, `2024-Q1`, `2024-01`, `2024-W05`.
    /// None if there is no such period. A fiscal year is named by the year it begins in. Where weeks do not begin on
    /// Monday, it is the week that has most days of the ISO week.
    pub fn named(&self, grain: Grain, year: i32, place: u32) -> Option<i64> {
        let within = |places: u32| {
            (1..=places).contains(&place).then(|| i64::from(year) * i64::from(places) + i64::from(place) - 1)
        };
        match grain {
            Grain::Year => Some(year.into()),
            Grain::Quarter => within(4),
            Grain::Month => within(12),
            Grain::Week => {
                let middle = NaiveDate::from_isoywd_opt(year, place, Weekday::Thu)?;
                Some(self.number_of_date(grain, middle))
            }
            Grain::Day | Grain::Hour | Grain::Minutes(_) | Grain::Custom(_) => None,
        }
    }
}
