//! The groups of a scan, found by period and slices.

use super::scan::{presence_name, slice_name};
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, UInt32Array};
use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::error::{DataFusionError, Result};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The values of slices, encoded so that their order is that of the bytes: null last.
pub type SliceKey = Box<[u8]>;

/// The result of one scan.
pub struct Groups {
    /// One row per group.
    pub batch: RecordBatch,
    rows: OnceLock<HashMap<(usize, SliceKey), usize>>,
    periods: Vec<Option<usize>>,
    slices: usize,
}

impl Groups {
    /// The groups of a batch with so many slices.
    pub fn new(batch: RecordBatch, slices: usize) -> Result<Self> {
        let periods = column(&batch, super::placement::PERIOD)?.as_primitive::<Int32Type>();
        // An aggregation without groups may leave one row that is in no period.
        let periods =
            periods.iter().map(|period| period.and_then(|period| usize::try_from(period).ok())).collect();
        Ok(Self { batch, rows: OnceLock::new(), periods, slices })
    }

    /// The row of a group.
    pub fn row(&self, period: usize, key: &SliceKey) -> Result<Option<usize>> {
        let rows = match self.rows.get() {
            Some(rows) => rows,
            None => {
                let found = self.index()?;
                self.rows.get_or_init(|| found)
            }
        };
        // A lookup by parts would need a key of references; keys are short.
        Ok(rows.get(&(period, key.clone())).copied())
    }

    fn index(&self) -> Result<HashMap<(usize, SliceKey), usize>> {
        let keys = keys(self.slices()?, self.batch.num_rows())?;
        let placed = self.periods.iter().zip(keys).enumerate();
        Ok(placed.filter_map(|(row, (period, key))| Some((((*period)?, key), row))).collect())
    }

    /// The rows of groups, by the period and key of each; null where there is no such group.
    pub fn places(&self, periods: &[usize], keys: &[SliceKey]) -> Result<UInt32Array> {
        let places = periods.iter().zip(keys);
        let place = |(period, key): (&usize, &SliceKey)| {
            Ok(self.row(*period, key)?.and_then(|row| u32::try_from(row).ok()))
        };
        places.map(place).collect()
    }

    /// The period of each row.
    pub fn periods(&self) -> &[Option<usize>] {
        &self.periods
    }

    /// The columns of the slices.
    pub fn slices(&self) -> Result<Vec<ArrayRef>> {
        (0..self.slices).map(|slice| self.column(&slice_name(slice)).cloned()).collect()
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

/// A column of a batch of groups.
pub fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| DataFusionError::Internal(format!("groups without `{name}`")))
}

/// The encoded values of each of `count` rows.
pub fn keys(columns: Vec<ArrayRef>, count: usize) -> Result<Vec<SliceKey>> {
    if columns.is_empty() {
        return Ok(vec![SliceKey::default(); count]);
    }
    let order = SortOptions { descending: false, nulls_first: false };
    let fields = columns.iter().map(|column| SortField::new_with_options(column.data_type().clone(), order));
    let encoded = RowConverter::new(fields.collect())?.convert_columns(&columns)?;
    Ok(encoded.iter().map(|row| row.as_ref().into()).collect())
}
