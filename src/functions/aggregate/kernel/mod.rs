//! How leaves are computed: per leaf one kernel over many groups, from which both forms of the engine are made.

mod adapter;
mod approx_distinct;
mod approx_percentile;
mod best;
mod coder;
mod compensated;
mod covered;
mod distinct;
mod extreme;
mod percentile;
mod percentile_decimal;
pub(super) mod running;
mod segments;
mod select;
mod spread;
mod sum;
mod unique;

pub(super) use adapter::{Form, Grouped, Single};

use super::batch::Batch;
use super::leaf::{Leaf, continuous_type, sum_type};
use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array, PrimitiveArray};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, DataType, Field, FieldRef, Int64Type};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::fmt::Debug;
use std::sync::Arc;

/// A leaf over many groups. Groups are numbered from 0; `resize` has been called before a batch names one.
pub(super) trait Kernel: Debug + Send + Sync {
    /// Makes room for this many groups.
    fn resize(&mut self, groups: usize);

    /// Takes in rows; the arguments are the value and, for `First` and `Last`, the order keys.
    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()>;

    /// Takes in what `state` gave for other rows of the same groups.
    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()>;

    /// The columns of the state of the first groups, which are forgotten.
    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>>;

    /// The columns of the result of the first groups, which are forgotten: value, rows, perhaps `tied`.
    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>>;

    /// Both, the columns of the result before those of the state, where one is at hand with the other.
    fn evaluate_with_state(&mut self, _: EmitTo) -> Result<Option<(Vec<ArrayRef>, Vec<ArrayRef>)>> {
        Ok(None)
    }

    /// Bytes held on the heap.
    fn size(&self) -> usize;
}

/// The engine's types of numbers and times.
trait Primitive: ArrowPrimitiveType + Debug + Send + Sync {}

impl<T: ArrowPrimitiveType + Debug + Send + Sync> Primitive for T {}

/// The kernel of a leaf for arguments held as these types. `what` names the argument in errors.
pub(super) fn kernel(leaf: Leaf, arguments: &[DataType], what: &str) -> Result<Box<dyn Kernel>> {
    let Some((value, keys)) = arguments.split_first() else {
        return internal_err!("a leaf without argument");
    };
    match leaf {
        Leaf::Count => internal_err!("`count` is the engine's own"),
        Leaf::Sum if *value == DataType::Float64 => Ok(Box::new(compensated::FloatSum::default())),
        Leaf::Sum => Ok(Box::new(sum::ExactSum::new(sum_type(value), what))),
        Leaf::StdDev | Leaf::Variance => Ok(Box::new(spread::Spread::new(leaf == Leaf::StdDev))),
        Leaf::Min | Leaf::Max => extreme::kernel(value, leaf == Leaf::Max),
        Leaf::First | Leaf::Last => Ok(Box::new(best::Best::by_keys(value, keys, leaf == Leaf::Last)?)),
        Leaf::Distinct => distinct::kernel(value),
        Leaf::ApproxDistinct => Ok(Box::new(approx_distinct::ApproxDistinct::default())),
        Leaf::Percentile { p, discrete } => percentile::kernel(value, p.get(), discrete),
        Leaf::Covered => Ok(Box::new(covered::Covered::default())),
        Leaf::Pauses => Ok(Box::new(covered::Covered::listed())),
        Leaf::ApproxPercentile(p) => Ok(Box::new(approx_percentile::ApproxPercentile::new(p.get()))),
    }
}

/// How the value of a leaf is held, for an argument held as `value`.
pub(super) fn value_type(leaf: Leaf, value: &DataType) -> DataType {
    match leaf {
        Leaf::Count | Leaf::Distinct | Leaf::ApproxDistinct | Leaf::Covered => DataType::Int64,
        Leaf::Pauses => list_type(&DataType::Int64),
        Leaf::Sum => sum_type(value),
        Leaf::StdDev | Leaf::Variance | Leaf::ApproxPercentile(_) => DataType::Float64,
        Leaf::Percentile { discrete: false, .. } => continuous_type(value),
        Leaf::Min | Leaf::Max | Leaf::First | Leaf::Last | Leaf::Percentile { .. } => value.clone(),
    }
}

/// The columns of the state of a leaf, for an argument held as `value`.
pub(super) fn state_types(leaf: Leaf, value: &DataType) -> Vec<DataType> {
    use DataType::{Boolean, Float64, Int64, LargeBinary};
    match leaf {
        Leaf::Sum if *value == Float64 => vec![Float64, Float64, Int64],
        Leaf::Sum => vec![sum_type(value), Int64, Int64],
        Leaf::StdDev | Leaf::Variance => vec![Float64, Float64, Float64, Float64, Int64],
        Leaf::Min | Leaf::Max if !value.is_primitive() => vec![LargeBinary, LargeBinary, Boolean, Int64],
        Leaf::Min | Leaf::Max => vec![value.clone(), Int64],
        Leaf::First | Leaf::Last => vec![LargeBinary, LargeBinary, Boolean, Int64],
        Leaf::Distinct => vec![list_type(value), Int64],
        Leaf::ApproxDistinct => vec![list_type(&DataType::UInt64), Int64],
        Leaf::Percentile { .. } if value.is_decimal() => vec![list_type(&Int64), list_type(value)],
        Leaf::Percentile { .. } => vec![list_type(value)],
        Leaf::ApproxPercentile(_) => vec![list_type(&Int64), list_type(&Int64)],
        Leaf::Covered | Leaf::Pauses => vec![list_type(&Int64), list_type(&Int64), Int64],
        Leaf::Count => vec![Int64],
    }
}

/// Lists with 64-bit offsets: one group may hold more values than 32 bits count.
pub(super) fn list_type(value: &DataType) -> DataType {
    DataType::LargeList(item(value))
}

fn item(value: &DataType) -> FieldRef {
    Arc::new(Field::new_list_field(value.clone(), true))
}

/// A column of numbers of rows.
fn counts(rows: Vec<i64>) -> ArrayRef {
    Arc::new(Int64Array::from(rows))
}

/// A column of a state as numbers of this type.
fn column<T: ArrowPrimitiveType>(columns: &[ArrayRef], index: usize) -> Result<&PrimitiveArray<T>> {
    match columns.get(index).and_then(|column| column.as_primitive_opt::<T>()) {
        Some(column) => Ok(column),
        None => internal_err!("column {index} of a state is not of type {}", T::DATA_TYPE),
    }
}

/// A column of a state as numbers of rows.
fn row_counts(columns: &[ArrayRef], index: usize) -> Result<&[i64]> {
    Ok(column::<Int64Type>(columns, index)?.values())
}
