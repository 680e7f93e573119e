//! Sums of floats that do not depend on the order of the rows beyond the last digits (Neumaier).

use super::{Kernel, column, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{ArrayRef, Float64Array};
use datafusion::arrow::datatypes::Float64Type;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// A sum and the part of it that its last digit cannot hold.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Compensated {
    pub(super) sum: f64,
    pub(super) error: f64,
}

impl Compensated {
    /// Adds one number, keeping what rounding loses.
    #[inline]
    pub(super) fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        let shadow = sum - self.sum;
        self.error += (self.sum - (sum - shadow)) + (value - shadow);
        self.sum = sum;
    }

    /// The number that is nearest to the sum; none if it is too large for a float.
    pub(super) fn total(self) -> Option<f64> {
        Some(self.sum + self.error).filter(|total| total.is_finite())
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    sum: Compensated,
    rows: i64,
}

/// Compensated sums; NaN and infinities are skipped.
#[derive(Debug, Default)]
pub(super) struct FloatSum {
    cells: Vec<Cell>,
}

/// Independent sums for one group, since each addition waits for the one before.
const LANES: usize = 8;

impl FloatSum {
    fn add_whole(&mut self, values: &[f64]) {
        let mut lanes = [Cell::default(); LANES];
        for chunk in values.chunks(LANES) {
            for (lane, &value) in lanes.iter_mut().zip(chunk) {
                let finite = value.is_finite();
                lane.sum.add(if finite { value } else { 0.0 });
                lane.rows += i64::from(finite);
            }
        }
        if let Some(cell) = self.cells.first_mut() {
            lanes.iter().for_each(|lane| combine(cell, lane));
        }
    }
}

fn combine(cell: &mut Cell, other: &Cell) {
    cell.sum.add(other.sum.sum);
    cell.sum.error += other.sum.error;
    cell.rows += other.rows;
}

impl Kernel for FloatSum {
    fn resize(&mut self, groups: usize) {
        self.cells.resize(groups, Cell::default());
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        let values = column::<Float64Type>(arguments, 0)?.values();
        if batch.whole() {
            self.add_whole(values);
            return Ok(());
        }
        let cells = &mut self.cells;
        batch.each_value(values, |value, group| {
            if let Some(cell) = cells.get_mut(group)
                && value.is_finite()
            {
                cell.sum.add(value);
                cell.rows += 1;
            }
        });
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let (sums, errors) = (column::<Float64Type>(states, 0)?, column::<Float64Type>(states, 1)?);
        let rows = row_counts(states, 2)?;
        let cells = &mut self.cells;
        batch.each(|row, group| {
            if let (Some(cell), Some(&rows)) = (cells.get_mut(group), rows.get(row)) {
                combine(
                    cell,
                    &Cell { sum: Compensated { sum: sums.value(row), error: errors.value(row) }, rows },
                );
            }
        });
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let cells = emit.take_needed(&mut self.cells);
        Ok(vec![
            Arc::new(cells.iter().map(|cell| Some(cell.sum.sum)).collect::<Float64Array>()),
            Arc::new(cells.iter().map(|cell| Some(cell.sum.error)).collect::<Float64Array>()),
            counts(cells.iter().map(|cell| cell.rows).collect()),
        ])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let cells = emit.take_needed(&mut self.cells);
        let sum = |cell: &Cell| cell.sum.total().filter(|_| cell.rows > 0);
        Ok(vec![
            Arc::new(cells.iter().map(sum).collect::<Float64Array>()),
            counts(cells.iter().map(|cell| cell.rows).collect()),
        ])
    }

    fn size(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>()
    }
}
