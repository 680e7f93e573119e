//! Variance and standard deviation of samples, from sums that carry twice the digits of a float.

use super::compensated::Compensated;
use super::{Kernel, column, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{ArrayRef, Float64Array};
use datafusion::arrow::datatypes::Float64Type;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// The sums of values and of their squares. With twice the digits, their difference is sound, and it does not
/// depend on the order of the rows, as running means do.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    sum: Compensated,
    squares: Compensated,
    rows: i64,
}

impl Cell {
    fn add(&mut self, value: f64) {
        let (square, error) = product(value, value);
        self.sum.add(value);
        self.squares.add(square);
        self.squares.error += error;
        self.rows += 1;
    }

    fn merge(&mut self, other: &Cell) {
        self.sum.add(other.sum.sum);
        self.sum.error += other.sum.error;
        self.squares.add(other.squares.sum);
        self.squares.error += other.squares.error;
        self.rows += other.rows;
    }

    /// (sum of squares - square of the sum / n) / (n - 1).
    fn variance(&self) -> Option<f64> {
        if self.rows < 2 {
            return None;
        }
        let rows = self.rows as f64;
        let Compensated { sum, error } = self.sum;
        let (square, rest) = product(sum, sum);
        let rest = rest + 2.0 * sum * error;
        let quotient = square / rows;
        let (back, back_error) = product(quotient, rows);
        let remainder = ((square - back) - back_error + rest) / rows;
        let mut difference = self.squares;
        difference.add(-quotient);
        difference.add(-remainder);
        difference.total().map(|difference| (difference / (rows - 1.0)).max(0.0))
    }
}

/// The product of two floats and the part of it that its last digit cannot hold (Dekker).
fn product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (halves(a), halves(b));
    (product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low)
}

fn halves(value: f64) -> (f64, f64) {
    let scaled = value * 134_217_729.0; // 2^27 + 1
    let high = scaled - (scaled - value);
    (high, value - high)
}

/// Variances, or their roots; NaN and infinities are skipped.
#[derive(Debug)]
pub(super) struct Spread {
    cells: Vec<Cell>,
    root: bool,
}

impl Spread {
    /// Standard deviations if `root`, else variances.
    pub(super) fn new(root: bool) -> Self {
        Self { cells: Vec::new(), root }
    }
}

impl Kernel for Spread {
    fn resize(&mut self, groups: usize) {
        self.cells.resize(groups, Cell::default());
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        let values = column::<Float64Type>(arguments, 0)?.values();
        let cells = &mut self.cells;
        batch.each_value(values, |value, group| {
            if let Some(cell) = cells.get_mut(group)
                && value.is_finite()
            {
                cell.add(value);
            }
        });
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let parts = (0..4).map(|index| column::<Float64Type>(states, index)).collect::<Result<Vec<_>>>()?;
        let rows = row_counts(states, 4)?;
        let cells = &mut self.cells;
        batch.each(|row, group| {
            let at = |index: usize| parts.get(index).map_or(0.0, |part| part.value(row));
            if let (Some(cell), Some(&rows)) = (cells.get_mut(group), rows.get(row)) {
                let sum = Compensated { sum: at(0), error: at(1) };
                cell.merge(&Cell { sum, squares: Compensated { sum: at(2), error: at(3) }, rows });
            }
        });
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let cells = emit.take_needed(&mut self.cells);
        let part = |of: fn(&Cell) -> f64| -> ArrayRef {
            Arc::new(cells.iter().map(|cell| Some(of(cell))).collect::<Float64Array>())
        };
        Ok(vec![
            part(|cell| cell.sum.sum),
            part(|cell| cell.sum.error),
            part(|cell| cell.squares.sum),
            part(|cell| cell.squares.error),
            counts(cells.iter().map(|cell| cell.rows).collect()),
        ])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let cells = emit.take_needed(&mut self.cells);
        let value = |cell: &Cell| cell.variance().map(|value| if self.root { value.sqrt() } else { value });
        Ok(vec![
            Arc::new(cells.iter().map(value).collect::<Float64Array>()),
            counts(cells.iter().map(|cell| cell.rows).collect()),
        ])
    }

    fn size(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>()
    }
}
