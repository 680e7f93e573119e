//! Smallest and largest values.

use super::best::Best;
use super::select::Measured;
use super::{Kernel, Primitive, column, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{ArrayRef, ArrowNativeTypeOp, PrimitiveArray};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// The kernel for values held as this type; texts and booleans are compared by their row encoding.
pub(super) fn kernel(value: &DataType, largest: bool) -> Result<Box<dyn Kernel>> {
    Ok(match value {
        DataType::Int64 => Box::new(Extreme::<Int64Type>::new(value, largest)),
        DataType::Float64 => Box::new(Extreme::<Float64Type>::new(value, largest)),
        DataType::Decimal128(_, _) => Box::new(Extreme::<Decimal128Type>::new(value, largest)),
        DataType::Timestamp(_, _) => Box::new(Extreme::<TimestampMicrosecondType>::new(value, largest)),
        DataType::Date32 => Box::new(Extreme::<Date32Type>::new(value, largest)),
        other => Box::new(Best::by_value(other, largest)?),
    })
}

#[derive(Clone, Copy, Debug)]
struct Cell<N> {
    value: N,
    rows: i64,
}

#[derive(Debug)]
struct Extreme<T: Primitive> {
    cells: Vec<Cell<T::Native>>,
    largest: bool,
    held: DataType,
}

impl<T: Primitive> Extreme<T>
where
    T::Native: Measured,
{
    fn new(held: &DataType, largest: bool) -> Self {
        Self { cells: Vec::new(), largest, held: held.clone() }
    }

    #[inline]
    fn take(&mut self, group: usize, value: T::Native, rows: i64) {
        if let Some(cell) = self.cells.get_mut(group) {
            let better = if self.largest { value.is_gt(cell.value) } else { value.is_lt(cell.value) };
            if better || cell.rows == 0 {
                cell.value = value;
            }
            cell.rows += rows;
        }
    }

    fn columns(&self, cells: &[Cell<T::Native>]) -> Vec<ArrayRef> {
        let values = cells.iter().map(|cell| Some(cell.value).filter(|_| cell.rows > 0));
        let values = values.collect::<PrimitiveArray<T>>().with_data_type(self.held.clone());
        vec![Arc::new(values), counts(cells.iter().map(|cell| cell.rows).collect())]
    }
}

impl<T: Primitive> Kernel for Extreme<T>
where
    T::Native: Measured,
{
    fn resize(&mut self, groups: usize) {
        self.cells.resize(groups, Cell { value: T::Native::ZERO, rows: 0 });
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        batch.each_value(column::<T>(arguments, 0)?.values(), |value, group| {
            if value.counts() {
                self.take(group, value, 1);
            }
        });
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let (values, rows) = (column::<T>(states, 0)?.values(), row_counts(states, 1)?);
        batch.each(|row, group| {
            if let (Some(&value), Some(&rows @ 1..)) = (values.get(row), rows.get(row)) {
                self.take(group, value, rows);
            }
        });
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        self.evaluate(emit)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let cells = emit.take_needed(&mut self.cells);
        Ok(self.columns(&cells))
    }

    fn size(&self) -> usize {
        self.cells.capacity() * size_of::<Cell<T::Native>>()
    }
}
