//! Rows that last: where they begin and end, and the run of periods in which conditions on that hold.

use super::placement::Search;
use super::udf::{Kernel, Times, call, each};
use crate::calendar::{Civil, date_of_day};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int32Array, Int64Array, ListArray};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The end of a row that has none yet.
pub const OPEN: i64 = i64::MAX;

/// Where a row begins and ends, in microseconds since 1970 UTC, as seen at `as_of`: null where it does not exist then,
/// has no beginning or ends before it; [`OPEN`] where its end is not there yet. With `closed` the date of the end is
/// included.
pub fn interval_bounds(from: Expr, to: Expr, closed: bool, as_of: i64, civil: &Civil) -> (Expr, Expr) {
    let bound = |end| call(Bound { end, closed, as_of }, civil, vec![from.clone(), to.clone()]);
    (bound(false), bound(true))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Bound {
    end: bool,
    closed: bool,
    as_of: i64,
}

impl Bound {
    fn of(&self, from: Option<i64>, to: Option<i64>) -> Option<i64> {
        let from = from.filter(|from| *from <= self.as_of)?;
        let to = to.unwrap_or(OPEN);
        let seen = if to > self.as_of { OPEN } else { to };
        // With its last day included no row is empty: one that seems so ends the day before it starts.
        let forward = if self.closed { from < to } else { from <= to };
        forward.then_some(if self.end { seen } else { from })
    }
}

impl Kernel for Bound {
    fn name(&self) -> String {
        let end = if self.end { "end" } else { "start" };
        format!("interval_{end}{}_{}", if self.closed { "_closed" } else { "" }, self.as_of)
    }

    fn output(&self) -> DataType {
        DataType::Int64
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let [from, to] = arguments else { return Ok(Arc::new(Int64Array::new_null(0))) };
        let (from, to) = (starts(from, 0, civil)?, starts(to, i64::from(self.closed), civil)?);
        let bounds: Int64Array = from.iter().zip(&to).map(|(from, to)| self.of(from, to)).collect();
        Ok(Arc::new(bounds))
    }
}

/// Instants as they are, dates as their starts that many days later.
fn starts(array: &ArrayRef, later: i64, civil: &Civil) -> Result<Int64Array> {
    match Times::of(array)? {
        Times::Instants(instants) => Ok(instants),
        Times::Days(days) => {
            // Dates repeat; the start of one is worth keeping.
            let (mut known, mut start) = (None, 0);
            let of = |day: i32| {
                if known != Some(day) {
                    (known, start) =
                        (Some(day), civil.date_instant(date_of_day(i64::from(day).saturating_add(later))));
                }
                start
            };
            Ok(each(&days, of))
        }
    }
}

/// Instants of periods, sorted, in which rows are searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks(Arc<Search>);

impl Marks {
    /// Instants that do not decrease.
    pub fn new(instants: Vec<i64>) -> Self {
        Self(Arc::new(Search::new(instants)))
    }
}

impl Hash for Marks {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// What of a row is compared with the instants of periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Its beginning.
    Start,
    /// Its end.
    End,
    /// The last microsecond that it holds; its beginning where it holds none.
    Last,
}

/// A condition that holds from the first period whose instant in `after` lies after a part of the row to the last one
/// whose instant in `upto` does not lie after another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RunTest {
    /// For each period, what must lie after the key.
    pub after: (Marks, Key),
    /// For each period, what must not lie after the key.
    pub upto: (Marks, Key),
}

/// The run of periods, of so many, in which all conditions hold for a row that begins and ends so (`Int64`): the first
/// and the last packed into one `Int64`, null where there is none.
pub fn run_of(tests: Vec<RunTest>, periods: usize, row: (Expr, Expr), civil: &Civil) -> Expr {
    call(RunOf { tests, periods }, civil, vec![row.0, row.1])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct RunOf {
    tests: Vec<RunTest>,
    periods: usize,
}

impl RunOf {
    fn of(&self, start: i64, end: i64) -> Option<i64> {
        let key = |key: Key| match key {
            Key::Start => start,
            Key::End => end,
            Key::Last => end.saturating_sub(1).max(start),
        };
        let (mut first, mut past) = (0, self.periods);
        for test in &self.tests {
            first = first.max(test.after.0.0.upto(key(test.after.1)));
            past = past.min(test.upto.0.0.upto(key(test.upto.1)));
        }
        (first < past).then(|| pack(first, past - 1))
    }
}

impl Kernel for RunOf {
    fn name(&self) -> String {
        "run_of_periods".to_owned()
    }

    fn output(&self) -> DataType {
        DataType::Int64
    }

    fn run(&self, _: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let [start, end] = arguments else { return Ok(Arc::new(Int64Array::new_null(0))) };
        let (start, end) = (integers(start)?, integers(end)?);
        let runs: Int64Array = start.iter().zip(&end).map(|(start, end)| self.of(start?, end?)).collect();
        Ok(Arc::new(runs))
    }
}

/// A run as one number; there are far fewer periods than 32 bits number.
fn pack(first: usize, last: usize) -> i64 {
    ((first as i64) << 32) | last as i64
}

/// The first and the last period of a run.
pub fn unpack(run: i64) -> (usize, usize) {
    ((run >> 32) as usize, (run & 0xffff_ffff) as usize)
}

/// The periods of a run as a list of `Int32`.
pub fn periods_of(run: Expr, civil: &Civil) -> Expr {
    call(PeriodsOf, civil, vec![run])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct PeriodsOf;

fn item() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Int32, true))
}

impl Kernel for PeriodsOf {
    fn name(&self) -> String {
        "periods_of_run".to_owned()
    }

    fn output(&self) -> DataType {
        DataType::List(item())
    }

    fn run(&self, _: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let (mut offsets, mut periods) = (vec![0_i32], Vec::new());
        if let Some(runs) = arguments.first() {
            for run in &integers(runs)? {
                let (first, last) = run.map_or((1, 0), unpack);
                periods.extend((first..=last).map(|period| period as i32));
                offsets.push(i32::try_from(periods.len()).map_err(|_| too_many())?);
            }
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(Arc::new(ListArray::try_new(item(), offsets, Arc::new(Int32Array::from(periods)), None)?))
    }
}

fn too_many() -> datafusion::error::DataFusionError {
    datafusion::error::DataFusionError::ResourcesExhausted("rows that last over too many periods".to_owned())
}

/// Of these values that of the period with this index, as `Int64`.
pub fn of_period(values: Vec<i64>, index: Expr, civil: &Civil) -> Expr {
    call(OfPeriod(values), civil, vec![index])
}

#[derive(Debug, PartialEq, Eq)]
struct OfPeriod(Vec<i64>);

impl Hash for OfPeriod {
    // Plans are hashed often and runs may be long; equality decides.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.len(), self.0.first(), self.0.last()).hash(state);
    }
}

impl Kernel for OfPeriod {
    fn name(&self) -> String {
        "of_period".to_owned()
    }

    fn output(&self) -> DataType {
        DataType::Int64
    }

    fn run(&self, _: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let Some(indexes) = arguments.first() else { return Ok(Arc::new(Int64Array::new_null(0))) };
        let at = |index: i64| self.0.get(usize::try_from(index).ok()?).copied();
        let values: Int64Array = integers(indexes)?.iter().map(|index| at(index?)).collect();
        Ok(Arc::new(values))
    }
}

fn integers(array: &dyn Array) -> Result<Int64Array> {
    Ok(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}
