//! Aggregates that run along sequences of rows: each row gets the value over the rows after it.

use super::kernel::running::State;
use super::leaf::Leaf;
use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::error::Result;
use std::ops::Range;

/// For every row the value of a leaf over the rows that follow it in its sequence and that are `kept`, null for rows
/// in none. `rows` are the sequences one after the other, `runs` where each lies. Held as `leaf_output` says.
pub fn running(
    leaf: &Leaf,
    argument: Option<&ArrayRef>,
    order: &[ArrayRef],
    kept: &BooleanArray,
    rows: &[u32],
    runs: &[Range<usize>],
) -> Result<ArrayRef> {
    let mut state = State::new(leaf, argument, order, kept.len())?;
    for run in runs {
        state.restart();
        for &row in rows.get(run.clone()).unwrap_or_default().iter().rev() {
            let row = row as usize;
            state.give(row)?;
            if kept.value(row) && argument.is_none_or(|argument| argument.is_valid(row)) {
                state.take(row);
            }
        }
    }
    state.finish()
}
