//! The groups of a scan, found by period and slices.

use super::scan::{presence_name, slice_name};
use crate::plan::Scan;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::error::{DataFusionError, Result};
use std::collections::HashMap;

/// The values of slices, encoded so that their order is that of the bytes: null last.
pub type SliceKey = Box<[u8]>;

/// The result of one scan.
pub struct Groups {
    /// One row per group.
    pub batch: RecordBatch,
    rows: HashMap<(usize, SliceKey), usize>,
}

impl Groups {
    /// Finds the groups of a batch.
    pub fn new(batch: RecordBatch, scan: &Scan) -> Result<Self> {
        let periods = column(&batch, super::placement::PERIOD)?.as_primitive::<Int32Type>().clone();
        let keys = keys(&batch, scan.slices.len())?;
        let mut rows = HashMap::with_capacity(batch.num_rows());
        for (row, key) in keys.into_iter().enumerate() {
            // An aggregation without groups may leave one row that is in no period.
            if periods.is_valid(row) {
                rows.insert((usize::try_from(periods.value(row)).unwrap_or(usize::MAX), key), row);
            }
        }
        Ok(Self { batch, rows })
    }

    /// The row of a group.
    pub fn row(&self, period: usize, key: &SliceKey) -> Option<usize> {
        // A lookup by parts would need a key of references; keys are short.
        self.rows.get(&(period, key.clone())).copied()
    }

    /// Every group.
    pub fn all(&self) -> impl Iterator<Item = (usize, &SliceKey, usize)> {
        self.rows.iter().map(|((period, key), row)| (*period, key, *row))
    }

    /// How many rows of the source meet a presence, by group.
    pub fn present(&self, presence: usize) -> Result<Vec<i64>> {
        let counts = column(&self.batch, &presence_name(presence))?;
        Ok(counts.as_primitive::<Int64Type>().values().to_vec())
    }

    /// A column of the groups.
    pub fn column(&self, name: &str) -> Result<&ArrayRef> {
        column(&self.batch, name)
    }
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| DataFusionError::Internal(format!("groups without `{name}`")))
}

/// The encoded slices of each row.
fn keys(batch: &RecordBatch, slices: usize) -> Result<Vec<SliceKey>> {
    if slices == 0 {
        return Ok(vec![SliceKey::default(); batch.num_rows()]);
    }
    let columns: Vec<ArrayRef> =
        (0..slices).map(|slice| column(batch, &slice_name(slice)).cloned()).collect::<Result<_>>()?;
    let order = SortOptions { descending: false, nulls_first: false };
    let fields = columns.iter().map(|column| SortField::new_with_options(column.data_type().clone(), order));
    let encoded = RowConverter::new(fields.collect())?.convert_columns(&columns)?;
    Ok(encoded.iter().map(|row| row.as_ref().into()).collect())
}
