//! Ranges of time put to a provider's own column, so that files and row groups can be skipped.

use super::table::provider_column;
use crate::calendar::{DAY, Localizer};
use chrono_tz::Tz;
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use std::sync::Arc;

/// A column of dates or timestamps that plain comparisons can prune by.
#[derive(Clone, Debug, PartialEq)]
pub struct Pushdown {
    raw: String,
    held: Held,
    zone: Tz,
}

#[derive(Clone, Debug, PartialEq)]
enum Held {
    Date,
    /// Local times, whose order is not that of instants when clocks change.
    Local(TimeUnit),
    Utc(TimeUnit, Arc<str>),
}

impl Pushdown {
    /// For a raw column of this type, if it can prune.
    pub fn new(raw: &str, ty: &DataType, zone: Tz) -> Option<Self> {
        let held = match ty {
            DataType::Date32 => Held::Date,
            DataType::Timestamp(unit, None) => Held::Local(*unit),
            DataType::Timestamp(unit, Some(name)) => Held::Utc(*unit, name.clone()),
            _ => return None,
        };
        Some(Self { raw: raw.to_owned(), held, zone })
    }

    /// A condition that every row meets whose value lies in `[from, until)`, in microseconds UTC; others may meet it.
    /// None where there is no bound.
    pub fn between(&self, from: Option<i64>, until: Option<i64>) -> Option<Expr> {
        let column = || provider_column(&self.raw);
        let from = from.and_then(|at| self.literal(at, -1)).map(|literal| column().gt_eq(literal));
        let until = until.and_then(|at| self.literal(at, 1)).map(|literal| column().lt_eq(literal));
        match (from, until) {
            (Some(from), Some(until)) => Some(from.and(until)),
            (from, until) => from.or(until),
        }
    }

    /// The instant as the raw column holds it, moved outwards where local time may not be in order.
    fn literal(&self, instant: i64, outwards: i64) -> Option<Expr> {
        let mut localizer = Localizer::new(self.zone);
        let value = match &self.held {
            Held::Date => ScalarValue::Date32(Some(i32::try_from(localizer.day(instant) + outwards).ok()?)),
            Held::Local(unit) => {
                let margin = if self.zone == Tz::UTC { 0 } else { DAY * outwards };
                timestamp(localizer.to_local_micros(instant).checked_add(margin)?, *unit, None, outwards)?
            }
            Held::Utc(unit, name) => timestamp(instant, *unit, Some(name.clone()), outwards)?,
        };
        Some(Expr::Literal(value, None))
    }
}

fn timestamp(micros: i64, unit: TimeUnit, zone: Option<Arc<str>>, outwards: i64) -> Option<ScalarValue> {
    let coarser = |size: i64| Some(micros.div_euclid(size) + i64::from(outwards > 0));
    Some(match unit {
        TimeUnit::Second => ScalarValue::TimestampSecond(coarser(1_000_000), zone),
        TimeUnit::Millisecond => ScalarValue::TimestampMillisecond(coarser(1_000), zone),
        TimeUnit::Microsecond => ScalarValue::TimestampMicrosecond(Some(micros), zone),
        TimeUnit::Nanosecond => ScalarValue::TimestampNanosecond(Some(micros.checked_mul(1_000)?), zone),
    })
}
