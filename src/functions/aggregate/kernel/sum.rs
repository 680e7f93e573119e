//! Exact sums of whole numbers and decimals: 128 bits and a count of wraps, so that only the final sum can overflow.

use super::{Kernel, column, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use crate::functions::failure::Failure;
use datafusion::arrow::array::{ArrayRef, AsArray, Decimal128Array};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int64Type, TimestampMicrosecondType};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// The first number with more than 38 digits.
const BOUND: u128 = 10_u128.pow(38);

/// The sum of one group. `wraps` counts how often 128 bits overflowed: any order of the rows ends in the same sum.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    sum: i128,
    rows: i64,
    wraps: i64,
}

impl Cell {
    fn add(&mut self, value: i128) {
        let (sum, wrapped) = self.sum.overflowing_add(value);
        self.sum = sum;
        self.rows += 1;
        if wrapped {
            self.wraps += value.signum() as i64;
        }
    }

    /// The sum with at most 38 digits, if any row was added.
    fn exact(&self, what: &str) -> Result<Option<i128>> {
        if self.wraps != 0 || self.sum.unsigned_abs() >= BOUND {
            let named = if what.is_empty() { String::new() } else { format!(" of `{what}`") };
            return Err(Failure::Overflow(format!("the sum{named} overflows 38 digits")).into());
        }
        Ok((self.rows > 0).then_some(self.sum))
    }
}

/// Sums of numbers held as `Int64`, instants or decimals.
#[derive(Debug)]
pub(super) struct ExactSum {
    cells: Vec<Cell>,
    output: DataType,
    what: String,
}

impl ExactSum {
    /// Sums held as `output`; `what` names the argument in errors.
    pub(super) fn new(output: DataType, what: &str) -> Self {
        Self { cells: Vec::new(), output, what: what.to_owned() }
    }

    /// 64-bit values cannot overflow 128 bits, so the inner loop needs no check.
    fn add_small(&mut self, values: &[i64], batch: &Batch) {
        let cells = &mut self.cells;
        match cells.first_mut() {
            Some(cell) if batch.whole() => {
                cell.sum = cell.sum.wrapping_add(values.iter().map(|&value| i128::from(value)).sum());
                cell.rows += values.len() as i64;
            }
            _ => batch.each_value(values, |value, group| {
                if let Some(cell) = cells.get_mut(group) {
                    cell.sum = cell.sum.wrapping_add(i128::from(value));
                    cell.rows += 1;
                }
            }),
        }
    }

    fn add_large(&mut self, values: &[i128], batch: &Batch) {
        let cells = &mut self.cells;
        batch.each_value(values, |value, group| {
            if let Some(cell) = cells.get_mut(group) {
                cell.add(value);
            }
        });
    }

    fn decimals(&self, values: Vec<Option<i128>>) -> ArrayRef {
        Arc::new(values.into_iter().collect::<Decimal128Array>().with_data_type(self.output.clone()))
    }
}

impl Kernel for ExactSum {
    fn resize(&mut self, groups: usize) {
        self.cells.resize(groups, Cell::default());
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        match arguments {
            [values] if *values.data_type() == DataType::Int64 => {
                self.add_small(values.as_primitive::<Int64Type>().values(), batch);
            }
            [values] if matches!(values.data_type(), DataType::Decimal128(_, _)) => {
                self.add_large(values.as_primitive::<Decimal128Type>().values(), batch);
            }
            [values] if values.as_primitive_opt::<TimestampMicrosecondType>().is_some() => {
                self.add_small(values.as_primitive::<TimestampMicrosecondType>().values(), batch);
            }
            _ => return exec_err!("`{}` cannot be summed", self.what),
        }
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let sums = column::<Decimal128Type>(states, 0)?.values();
        let (wraps, rows) = (row_counts(states, 1)?, row_counts(states, 2)?);
        let cells = &mut self.cells;
        batch.each(|row, group| {
            if let (Some(cell), Some(&sum)) = (cells.get_mut(group), sums.get(row)) {
                cell.add(sum);
                cell.wraps += wraps.get(row).copied().unwrap_or(0);
                cell.rows += rows.get(row).copied().unwrap_or(0) - 1;
            }
        });
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let cells = emit.take_needed(&mut self.cells);
        Ok(vec![
            self.decimals(cells.iter().map(|cell| Some(cell.sum)).collect()),
            counts(cells.iter().map(|cell| cell.wraps).collect()),
            counts(cells.iter().map(|cell| cell.rows).collect()),
        ])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let cells = emit.take_needed(&mut self.cells);
        let sums = cells.iter().map(|cell| cell.exact(&self.what)).collect::<Result<Vec<_>>>()?;
        Ok(vec![self.decimals(sums), counts(cells.iter().map(|cell| cell.rows).collect())])
    }

    fn size(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>()
    }
}
