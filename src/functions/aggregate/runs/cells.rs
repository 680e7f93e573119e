//! What a count or sum holds per period: numbers that can be added, and taken away again.

use super::super::leaf::sum_type;
use crate::functions::aggregate::Leaf;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array};
use datafusion::arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::{exec_err, internal_err};
use datafusion::error::Result;
use std::fmt::Debug;
use std::sync::Arc;

/// The state of a leaf over some rows, as the columns of the leaf's own state hold it.
pub(super) trait Cell: Copy + Debug + Default + Send + Sync + 'static {
    /// What takes these rows away.
    fn negative(self) -> Self;

    /// Adds the rows of another one.
    fn add(&mut self, other: &Self);

    /// The number of rows.
    fn rows(&self) -> i64;

    /// Whether adding it changes nothing.
    fn is_nothing(&self) -> bool;

    /// The cell of each row of an argument; none for rows that do not count.
    fn read(argument: &ArrayRef) -> Result<Vec<Option<Self>>>;

    /// Cells as columns, for an argument held as `value`.
    fn columns(cells: &[Self], value: &DataType) -> Vec<ArrayRef>;

    /// Cells from columns.
    fn from_columns(columns: &[ArrayRef]) -> Result<Vec<Self>>;
}

/// The types of the columns of a cell.
pub(super) fn column_types(leaf: Leaf, value: &DataType) -> Vec<DataType> {
    match (leaf, value) {
        (Leaf::Count, _) => vec![DataType::Int64],
        (_, DataType::Float64) => vec![DataType::Float64, DataType::Float64, DataType::Int64],
        (_, value) => vec![sum_type(value), DataType::Int64, DataType::Int64],
    }
}

/// A number of rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rows(i64);

impl Cell for Rows {
    fn negative(self) -> Self {
        Self(-self.0)
    }

    fn add(&mut self, other: &Self) {
        self.0 += other.0;
    }

    fn rows(&self) -> i64 {
        self.0
    }

    fn is_nothing(&self) -> bool {
        self.0 == 0
    }

    fn read(argument: &ArrayRef) -> Result<Vec<Option<Self>>> {
        Ok(vec![Some(Self(1)); argument.len()])
    }

    fn columns(cells: &[Self], _: &DataType) -> Vec<ArrayRef> {
        vec![integers(cells.iter().map(|cell| cell.0))]
    }

    fn from_columns(columns: &[ArrayRef]) -> Result<Vec<Self>> {
        Ok(numbers(columns, 0)?.iter().map(|rows| Self(*rows)).collect())
    }
}

/// An exact sum. `wraps` counts how often 128 bits overflowed upward, less how often downward.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exact {
    sum: i128,
    wraps: i64,
    rows: i64,
}

impl Exact {
    fn of(value: i128) -> Self {
        Self { sum: value, wraps: 0, rows: 1 }
    }
}

impl Cell for Exact {
    fn negative(self) -> Self {
        // The one number without a negative is no sum of values, which have 38 digits at most.
        Self { sum: self.sum.wrapping_neg(), wraps: -self.wraps, rows: -self.rows }
    }

    fn add(&mut self, other: &Self) {
        let (sum, wrapped) = self.sum.overflowing_add(other.sum);
        self.sum = sum;
        self.wraps += other.wraps + if wrapped { other.sum.signum() as i64 } else { 0 };
        self.rows += other.rows;
    }

    fn rows(&self) -> i64 {
        self.rows
    }

    fn is_nothing(&self) -> bool {
        self.sum == 0 && self.wraps == 0 && self.rows == 0
    }

    fn read(argument: &ArrayRef) -> Result<Vec<Option<Self>>> {
        let small = |value: &i64| Some(Self::of(i128::from(*value)));
        if let Some(values) = argument.as_primitive_opt::<Int64Type>() {
            return Ok(values.values().iter().map(small).collect());
        }
        if let Some(values) = argument.as_primitive_opt::<TimestampMicrosecondType>() {
            return Ok(values.values().iter().map(small).collect());
        }
        match argument.as_primitive_opt::<Decimal128Type>() {
            Some(values) => Ok(values.values().iter().map(|value| Some(Self::of(*value))).collect()),
            None => exec_err!("{} cannot be summed", argument.data_type()),
        }
    }

    fn columns(cells: &[Self], value: &DataType) -> Vec<ArrayRef> {
        let sums = Decimal128Array::from_iter_values(cells.iter().map(|cell| cell.sum));
        vec![
            Arc::new(sums.with_data_type(sum_type(value))),
            integers(cells.iter().map(|cell| cell.wraps)),
            integers(cells.iter().map(|cell| cell.rows)),
        ]
    }

    fn from_columns(columns: &[ArrayRef]) -> Result<Vec<Self>> {
        let sums = columns.first().and_then(|column| column.as_primitive_opt::<Decimal128Type>());
        let Some(sums) = sums else { return internal_err!("a state of a sum without its sum") };
        let rest = numbers(columns, 1)?.iter().zip(numbers(columns, 2)?);
        let cells = sums.values().iter().zip(rest);
        Ok(cells.map(|(sum, (wraps, rows))| Self { sum: *sum, wraps: *wraps, rows: *rows }).collect())
    }
}

/// A sum of floats, and what its last digit cannot hold (Neumaier).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Float {
    sum: f64,
    error: f64,
    rows: i64,
}

impl Cell for Float {
    fn negative(self) -> Self {
        Self { sum: -self.sum, error: -self.error, rows: -self.rows }
    }

    fn add(&mut self, other: &Self) {
        let sum = self.sum + other.sum;
        let shadow = sum - self.sum;
        self.error += (self.sum - (sum - shadow)) + (other.sum - shadow) + other.error;
        self.sum = sum;
        self.rows += other.rows;
    }

    fn rows(&self) -> i64 {
        self.rows
    }

    fn is_nothing(&self) -> bool {
        self.sum == 0.0 && self.error == 0.0 && self.rows == 0
    }

    fn read(argument: &ArrayRef) -> Result<Vec<Option<Self>>> {
        let Some(values) = argument.as_primitive_opt::<Float64Type>() else {
            return exec_err!("{} cannot be summed", argument.data_type());
        };
        let of = |value: &f64| value.is_finite().then_some(Self { sum: *value, error: 0.0, rows: 1 });
        Ok(values.values().iter().map(of).collect())
    }

    fn columns(cells: &[Self], _: &DataType) -> Vec<ArrayRef> {
        vec![
            Arc::new(Float64Array::from_iter_values(cells.iter().map(|cell| cell.sum))),
            Arc::new(Float64Array::from_iter_values(cells.iter().map(|cell| cell.error))),
            integers(cells.iter().map(|cell| cell.rows)),
        ]
    }

    fn from_columns(columns: &[ArrayRef]) -> Result<Vec<Self>> {
        let floats =
            |index: usize| columns.get(index).and_then(|column| column.as_primitive_opt::<Float64Type>());
        let (Some(sums), Some(errors)) = (floats(0), floats(1)) else {
            return internal_err!("a state of a sum without its sum");
        };
        let cells = sums.values().iter().zip(errors.values()).zip(numbers(columns, 2)?);
        Ok(cells.map(|((sum, error), rows)| Self { sum: *sum, error: *error, rows: *rows }).collect())
    }
}

fn integers(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

fn numbers(columns: &[ArrayRef], index: usize) -> Result<&[i64]> {
    match columns.get(index).and_then(|column| column.as_primitive_opt::<Int64Type>()) {
        Some(column) => Ok(column.values()),
        None => internal_err!("column {index} of a state holds no numbers"),
    }
}
