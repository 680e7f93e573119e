//! Rows in sequence: those that have something in common, one after the other.

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray};
use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::row::{RowConverter, Rows, SortField};
use datafusion::error::{DataFusionError, Result};
use std::cmp::Ordering;
use std::ops::Range;

/// What puts rows in sequence.
pub struct Order<'a> {
    /// What rows of one sequence have in common.
    pub per: &'a [ArrayRef],
    /// The order in which they follow each other.
    pub keys: &'a [ArrayRef],
    /// What rows that tie are told apart by: the smaller value first.
    pub ties: &'a [ArrayRef],
    /// Rows that have a place in a sequence.
    pub seen: &'a BooleanArray,
    /// Whether the sequence runs from the last row to the first.
    pub backward: bool,
}

/// The rows in their sequences.
pub struct Sequences {
    /// The numbers of the rows, sequence by sequence.
    pub rows: Vec<u32>,
    /// Where each sequence lies in them.
    pub runs: Vec<Range<usize>>,
    /// Where rows lie that no key tells apart.
    pub ties: Vec<Range<usize>>,
}

/// Sorts rows into their sequences.
pub fn sequences(order: &Order) -> Result<Sequences> {
    let per = encoded(order.per, SortOptions { descending: false, nulls_first: false })?;
    let along = SortOptions { descending: order.backward, nulls_first: order.backward };
    let keys = encoded(order.keys, along)?;
    let ties = encoded(order.ties, SortOptions { descending: false, nulls_first: false })?;
    let mut rows = seen(order.seen)?;
    rows.sort_unstable_by(|&a, &b| {
        compare(&per, a, b).then_with(|| compare(&keys, a, b)).then_with(|| compare(&ties, a, b))
    });
    let runs = runs(&rows, 0..rows.len(), |a, b| compare(&per, a, b) == Ordering::Equal);
    let tied = runs.iter().flat_map(|run| {
        self::runs(&rows, run.clone(), |a, b| compare(&keys, a, b) == Ordering::Equal)
            .into_iter()
            .filter(|tie| tie.len() > 1)
    });
    let ties = tied.collect();
    Ok(Sequences { rows, runs, ties })
}

fn seen(seen: &BooleanArray) -> Result<Vec<u32>> {
    if u32::try_from(seen.len()).is_err() {
        return Err(DataFusionError::Execution("more rows than `next` and `prior` can hold".into()));
    }
    let rows = (0..seen.len()).filter(|&row| seen.is_valid(row) && seen.value(row));
    Ok(rows.filter_map(|row| u32::try_from(row).ok()).collect())
}

fn encoded(columns: &[ArrayRef], options: SortOptions) -> Result<Option<Rows>> {
    if columns.is_empty() {
        return Ok(None);
    }
    let field = |column: &ArrayRef| SortField::new_with_options(column.data_type().clone(), options);
    let converter = RowConverter::new(columns.iter().map(field).collect())?;
    Ok(Some(converter.convert_columns(columns)?))
}

fn compare(encoded: &Option<Rows>, a: u32, b: u32) -> Ordering {
    encoded.as_ref().map_or(Ordering::Equal, |rows| rows.row(a as usize).cmp(&rows.row(b as usize)))
}

/// Neighbours that belong together, as ranges.
fn runs(rows: &[u32], within: Range<usize>, same: impl Fn(u32, u32) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = within.start;
    for at in within.clone().skip(1) {
        if !same(rows[at - 1], rows[at]) {
            found.push(start..at);
            start = at;
        }
    }
    if start < within.end {
        found.push(start..within.end);
    }
    found
}
