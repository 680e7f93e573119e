//! Periods as text.

use super::literal::Moment;
use crate::lang::ast::{Bound, PeriodItem, SpanGrain};
use std::fmt::{Display, Formatter, Result};

impl Display for PeriodItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            PeriodItem::Year(year) => write!(f, "{year:04}"),
            PeriodItem::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            PeriodItem::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            PeriodItem::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            PeriodItem::Day(date) => date.fmt(f),
            PeriodItem::Range(from, to) => write!(f, "{from}..{to}"),
            PeriodItem::Last(1, grain) => write!(f, "last-{grain}"),
            PeriodItem::Last(count, grain) => write!(f, "last-{count}-{grain}s"),
            PeriodItem::This(grain) => write!(f, "this-{grain}"),
            PeriodItem::All => f.write_str("all"),
        }
    }
}

impl Display for Bound {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Bound::Date(date) => date.fmt(f),
            Bound::Instant(at, offset) => Moment(*at, *offset).fmt(f),
        }
    }
}

impl Display for SpanGrain {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            SpanGrain::Hour => "hour",
            SpanGrain::Day => "day",
            SpanGrain::Week => "week",
            SpanGrain::Month => "month",
            SpanGrain::Quarter => "quarter",
            SpanGrain::Year => "year",
        })
    }
}
