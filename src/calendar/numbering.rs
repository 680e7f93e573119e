//! The numbers of periods: consecutive integers per grain, from instants and dates and back.

use super::spans::Span;
use super::subday::{Cuts, Slot};
use super::{Civil, DAY, EARLIEST, Grain, GrainTable, LATEST, Localizer, date_of_day, day_of_date};
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

/// Numbers the periods of one grain for many instants; remembers where the last one lay.
#[derive(Clone, Debug)]
pub struct Numbering {
    civil: Civil,
    grain: Grain,
    localizer: Localizer,
    cuts: Option<Arc<Cuts>>,
    table: Option<Arc<GrainTable>>,
}

impl Civil {
    /// A numbering for many instants. Numbers are consecutive: days from 1970-01-01, months `year * 12 + month - 1`,
    /// quarters and years by the year that they begin in, the periods of a table from 0; what lies before its first
    /// period has the number -1, what lies after its last the number after that.
    pub fn numbering(&self, grain: Grain) -> Numbering {
        let localizer = self.localizer();
        let table = match grain {
            Grain::Custom(name) => Some(self.grains.get(name).cloned().unwrap_or_default()),
            _ => None,
        };
        Numbering { cuts: cuts(self, grain, &localizer), table, civil: self.clone(), grain, localizer }
    }

    /// The numbers of all periods of a grain, none where they never end.
    pub fn numbers(&self, grain: Grain) -> Option<Range<i64>> {
        match grain {
            Grain::Custom(name) => Some(0..self.grains.get(name).map_or(0, |table| table.len())),
            _ => None,
        }
    }

    /// Whether a grain has a period of this number.
    pub fn exists(&self, grain: Grain, number: i64) -> bool {
        self.numbers(grain).is_none_or(|numbers| numbers.contains(&number))
    }

    /// The number of the period that holds an instant.
    pub fn number(&self, grain: Grain, instant: i64) -> i64 {
        self.numbering(grain).number(instant)
    }

    /// The number of the period that holds a date's start.
    pub fn number_of_date(&self, grain: Grain, date: NaiveDate) -> i64 {
        self.numbering(grain).number_of_day(day_of_date(date))
    }

    /// The first instant of a period; `start(number + 1)` is its end. A day that a zone left out is empty.
    pub fn start(&self, grain: Grain, number: i64) -> i64 {
        self.numbering(grain).start(number)
    }

    /// The first date of a period of a day or longer.
    pub fn start_date(&self, grain: Grain, number: i64) -> Option<NaiveDate> {
        Some(date_of_day(self.first_day(grain, number)?))
    }

    /// The number of the period, of a day or longer, that holds a day counted from 1970-01-01.
    pub(super) fn number_of_day(&self, grain: Grain, day: i64) -> i64 {
        let months = || {
            let date = date_of_day(day);
            i64::from(date.year()) * 12 + i64::from(date.month0())
        };
        match grain {
            Grain::Week => day.saturating_add(self.week_shift()).div_euclid(7),
            Grain::Month => months(),
            Grain::Quarter => (months() - self.fiscal_month0()).div_euclid(3),
            Grain::Year => (months() - self.fiscal_month0()).div_euclid(12),
            Grain::Day | Grain::Hour | Grain::Minutes(_) | Grain::Custom(_) => day,
        }
    }

    /// The first day, counted from 1970-01-01, of a period of a day or longer.
    pub(super) fn first_day(&self, grain: Grain, number: i64) -> Option<i64> {
        let lowest = self.number_of_day(grain, EARLIEST.div_euclid(DAY));
        let number = number.clamp(lowest, self.number_of_day(grain, LATEST.div_euclid(DAY)));
        Some(match grain {
            Grain::Minutes(_) | Grain::Hour | Grain::Custom(_) => return None,
            Grain::Day => number,
            Grain::Week => number * 7 - self.week_shift(),
            Grain::Month => first_of_month(number),
            Grain::Quarter => first_of_month(number * 3 + self.fiscal_month0()),
            Grain::Year => first_of_month(number * 12 + self.fiscal_month0()),
        })
    }

    /// The days from the start of the week to 1970-01-01, a Thursday.
    fn week_shift(&self) -> i64 {
        i64::from(Weekday::Thu.days_since(self.week_start))
    }
}

impl Numbering {
    /// The number of the period that holds an instant.
    pub fn number(&mut self, instant: i64) -> i64 {
        let instant = instant.clamp(EARLIEST, LATEST);
        if let Some(table) = &self.table {
            return table.number(instant);
        }
        match &self.cuts {
            Some(cuts) => {
                let (index, span) = self.localizer.span_at(instant);
                cuts.number(instant, index, &span)
            }
            None => self.civil.number_of_day(self.grain, self.localizer.day(instant)),
        }
    }

    /// The number of the period that holds the start of a day counted from 1970-01-01.
    pub fn number_of_day(&mut self, day: i64) -> i64 {
        match self.cuts.is_some() || self.table.is_some() {
            true => {
                let start = self.localizer.to_utc_micros(day.saturating_mul(DAY));
                self.number(start)
            }
            false => self.civil.number_of_day(self.grain, day),
        }
    }

    /// The first instant of a period.
    pub fn start(&mut self, number: i64) -> i64 {
        if let Some(table) = &self.table {
            return table.start(number);
        }
        match self.slot(number) {
            Some(slot) => {
                let span = self.span(slot);
                (slot.local - span.offset).max(span.from)
            }
            None => {
                let day = self.civil.first_day(self.grain, number).unwrap_or_default();
                self.localizer.to_utc_micros(day.saturating_mul(DAY))
            }
        }
    }

    /// The slot of a period below a day.
    pub(super) fn slot(&self, number: i64) -> Option<Slot> {
        self.cuts.as_ref().map(|cuts| cuts.slot(number))
    }

    /// The span that a slot lies in.
    pub(super) fn span(&self, slot: Slot) -> Span {
        self.localizer.spans().get(slot.span).copied().unwrap_or(Span::UTC)
    }
}

/// The cuts of a grain below a day, made once per process.
fn cuts(civil: &Civil, grain: Grain, localizer: &Localizer) -> Option<Arc<Cuts>> {
    type Known = HashMap<(chrono_tz::Tz, Grain), Arc<Cuts>>;
    static KNOWN: RwLock<Option<Known>> = RwLock::new(None);
    let key = (civil.zone, grain);
    let read = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(cuts) = read.as_ref().and_then(|known| known.get(&key)) {
        return Some(cuts.clone());
    }
    drop(read);
    let cuts = Arc::new(Cuts::of(grain, localizer.spans())?);
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(key, cuts.clone());
    Some(cuts)
}

/// The first day of the month `year * 12 + month - 1`, counted from 1970-01-01.
fn first_of_month(months: i64) -> i64 {
    let year = i32::try_from(months.div_euclid(12)).unwrap_or_default();
    let month = u32::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
    NaiveDate::from_ymd_opt(year, month, 1).map_or(0, day_of_date)
}
