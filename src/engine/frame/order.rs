//! Which periods and keys a frame is computed for, row by row.

use crate::engine::groups::{SliceKey, keys};
use datafusion::arrow::array::{ArrayRef, UInt32Array};
use datafusion::arrow::compute::take;
use datafusion::error::{DataFusionError, Result};
use std::collections::{BTreeMap, HashSet};

/// The rows of a frame.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The index of each row's period.
    pub periods: Vec<usize>,
    /// The keys, one column each.
    pub columns: Vec<ArrayRef>,
    /// The encoded keys of each row.
    pub keys: Vec<SliceKey>,
    /// A scan whose groups these rows are, and the place of each there.
    pub of_scan: Option<(usize, UInt32Array)>,
}

impl Order {
    /// Rows of these periods and keys.
    pub fn new(periods: Vec<usize>, columns: Vec<ArrayRef>) -> Result<Self> {
        let keys = keys(columns.clone(), periods.len())?;
        Ok(Self { periods, columns, keys, of_scan: None })
    }

    /// These rows of it.
    pub fn select(&self, rows: &[usize]) -> Result<Order> {
        let places = places(rows)?;
        Ok(Order {
            periods: rows.iter().map(|row| self.periods[*row]).collect(),
            columns: taken(&self.columns, &places)?,
            keys: rows.iter().map(|row| self.keys[*row].clone()).collect(),
            of_scan: None,
        })
    }

    /// The same rows with only these keys.
    pub fn with_keys(&self, kept: &[usize]) -> Result<Order> {
        let columns = kept.iter().filter_map(|key| self.columns.get(*key)).cloned().collect();
        Order::new(self.periods.clone(), columns)
    }

    /// The rows without those whose period and key came before.
    pub fn distinct(self) -> Result<Order> {
        let mut seen = HashSet::with_capacity(self.periods.len());
        let fresh = (0..self.periods.len()).filter(|row| seen.insert((self.periods[*row], &self.keys[*row])));
        let fresh: Vec<usize> = fresh.collect();
        if fresh.len() == self.periods.len() { Ok(self) } else { self.select(&fresh) }
    }
}

/// Keys, each once and in their order.
pub struct Keys {
    columns: Vec<ArrayRef>,
    count: usize,
}

impl Keys {
    /// The one key of what tells nothing apart.
    pub fn none() -> Self {
        Self { columns: Vec::new(), count: 1 }
    }

    /// The keys of rows.
    pub fn sorted(rows: &Order) -> Result<Self> {
        let mut first = BTreeMap::new();
        for (row, key) in rows.keys.iter().enumerate() {
            first.entry(key).or_insert(row);
        }
        let first: Vec<usize> = first.into_values().collect();
        Ok(Self { columns: taken(&rows.columns, &places(&first)?)?, count: first.len() })
    }

    /// The same, or the one key of rows that tell nothing apart.
    pub fn sorted_or_none(rows: &Order) -> Result<Self> {
        if rows.columns.is_empty() { Ok(Self::none()) } else { Self::sorted(rows) }
    }

    /// Every key in each of these periods.
    pub fn in_periods(&self, periods: &[usize]) -> Result<Order> {
        let rows: Vec<usize> = periods.iter().flat_map(|_| 0..self.count).collect();
        let of_rows = periods.iter().flat_map(|period| std::iter::repeat_n(*period, self.count));
        Order::new(of_rows.collect(), taken(&self.columns, &places(&rows)?)?)
    }
}

/// Row numbers as the engine takes them.
pub fn places(rows: &[usize]) -> Result<UInt32Array> {
    let places = rows.iter().map(|row| u32::try_from(*row));
    let places: std::result::Result<Vec<u32>, _> = places.collect();
    Ok(places.map_err(|_| DataFusionError::Execution("too many groups".into()))?.into())
}

/// The rows at these places of each column.
pub fn taken(columns: &[ArrayRef], places: &UInt32Array) -> Result<Vec<ArrayRef>> {
    columns.iter().map(|column| Ok(take(column, places, None)?)).collect()
}
