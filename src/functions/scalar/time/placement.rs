//! The period, of those that are asked for, that holds a row's time.

use super::udf::{Kernel, Times, call};
use crate::calendar::{Civil, EARLIEST, LATEST, Localizer, Periods};
use datafusion::arrow::array::{ArrayRef, Int32Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The index in `periods`, `Int32` from 0, of the one that holds a date (its start) or an instant; null if none does.
pub fn period_index(time: Expr, periods: &Periods, civil: &Civil) -> Expr {
    let mut localizer = civil.localizer();
    let days = periods.boundaries.iter().map(|boundary| first_day(*boundary, &mut localizer)).collect();
    call(PeriodIndex { instants: periods.boundaries.as_slice().into(), days }, civil, vec![time])
}

/// The first day since 1970 that starts at an instant or after it.
fn first_day(instant: i64, localizer: &mut Localizer) -> i64 {
    match instant {
        ..=EARLIEST => i64::MIN,
        LATEST.. => i64::MAX,
        _ => localizer.day(instant - 1) + 1,
    }
}

/// A search in boundaries, which are sorted: of periods in microseconds, and of the days that they hold.
#[derive(Debug, PartialEq, Eq)]
struct PeriodIndex {
    instants: Arc<[i64]>,
    days: Arc<[i64]>,
}

impl Hash for PeriodIndex {
    // Plans are hashed often and runs may be long; equality decides.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.instants.len(), self.instants.first(), self.instants.last()).hash(state);
    }
}

impl Kernel for PeriodIndex {
    fn name(&self) -> String {
        "period_index".to_owned()
    }

    fn output(&self) -> DataType {
        DataType::Int32
    }

    fn run(&self, _: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let Some(times) = arguments.first() else { return Ok(Arc::new(Int32Array::new_null(0))) };
        let indexes: Int32Array = match Times::of(times)? {
            Times::Days(days) => {
                let mut search = Search::new(&self.days);
                days.iter().map(|day| search.index(day?.into())).collect()
            }
            Times::Instants(instants) => {
                let mut search = Search::new(&self.instants);
                instants.iter().map(|instant| search.index(instant?)).collect()
            }
        };
        Ok(Arc::new(indexes))
    }
}

/// Searches sorted boundaries, looking first where the last value lay.
struct Search<'a> {
    boundaries: &'a [i64],
    from: i64,
    until: i64,
    index: Option<i32>,
}

impl<'a> Search<'a> {
    fn new(boundaries: &'a [i64]) -> Self {
        Self { boundaries, from: i64::MAX, until: i64::MIN, index: None }
    }

    fn index(&mut self, value: i64) -> Option<i32> {
        if value < self.from || self.until <= value {
            self.search(value);
        }
        self.index
    }

    fn search(&mut self, value: i64) {
        let after = self.boundaries.partition_point(|boundary| *boundary <= value);
        let before = after.checked_sub(1);
        self.from = before.and_then(|index| self.boundaries.get(index)).copied().unwrap_or(i64::MIN);
        self.until = self.boundaries.get(after).copied().unwrap_or(i64::MAX);
        let inside = after < self.boundaries.len();
        self.index = before.filter(|_| inside).and_then(|index| i32::try_from(index).ok());
    }
}
