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
    let index = PeriodIndex { instants: Search::new(periods.boundaries.clone()), days: Search::new(days) };
    call(index, civil, vec![time])
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
#[derive(Debug, PartialEq, Eq, Hash)]
struct PeriodIndex {
    instants: Search,
    days: Search,
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
            Times::Days(days) => days.unary_opt(|day| self.days.index(day.into())),
            Times::Instants(instants) => instants.unary_opt(|at| self.instants.index(at)),
        };
        Ok(Arc::new(indexes))
    }
}

/// Finds the place of values between sorted boundaries: a table of equal steps says where to begin.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Search {
    boundaries: Vec<i64>,
    /// For each step from the first boundary on, the last boundary at or before its begin.
    steps: Vec<i32>,
    /// The length of a step, as a power of two.
    shift: u32,
}

impl Hash for Search {
    // Plans are hashed often and runs may be long; equality decides.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.boundaries.len(), self.boundaries.first(), self.boundaries.last()).hash(state);
    }
}

/// How many steps there are at least and at most: some for each period, and not too much memory.
const STEPS: std::ops::RangeInclusive<usize> = 4096..=1 << 20;

impl Search {
    pub(super) fn new(boundaries: Vec<i64>) -> Self {
        let (first, last) =
            (boundaries.first().copied().unwrap_or(0), boundaries.last().copied().unwrap_or(0));
        let length = last.abs_diff(first);
        let most = (2 * boundaries.len()).clamp(*STEPS.start(), *STEPS.end()) as u64;
        let shift = (0..63).find(|shift| length >> shift < most).unwrap_or(63);
        let begin = |step: u64| i128::from(first) + (i128::from(step) << shift);
        let before = |step| boundaries.partition_point(|boundary| i128::from(*boundary) <= begin(step));
        let steps =
            (0..=length >> shift).map(|step| i32::try_from(before(step)).unwrap_or(i32::MAX) - 1).collect();
        Self { boundaries, steps, shift }
    }

    /// How many of the boundaries do not lie after a value.
    pub(super) fn upto(&self, value: i64) -> usize {
        match (self.boundaries.first(), self.boundaries.last()) {
            (Some(first), _) if value < *first => 0,
            (_, Some(last)) if value >= *last => self.boundaries.len(),
            _ => self.index(value).and_then(|index| usize::try_from(index).ok()).map_or(0, |index| index + 1),
        }
    }

    fn index(&self, value: i64) -> Option<i32> {
        let first = *self.boundaries.first()?;
        if value < first || value >= *self.boundaries.last()? {
            return None;
        }
        let step = usize::try_from(value.abs_diff(first) >> self.shift).ok()?;
        let mut index = *self.steps.get(step)?;
        // Of several boundaries at one instant the last counts: the periods before it are empty.
        while *self.boundaries.get(usize::try_from(index).ok()? + 1)? <= value {
            index += 1;
        }
        Some(index)
    }
}
