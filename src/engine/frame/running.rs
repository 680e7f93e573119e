//! Where the groups of a scan that is cumulated along a slice are found: a value that its own source does not have shows
//! what was reached by then.

use super::order::Order;
use crate::engine::groups::{Groups, SliceKey, keys};
use datafusion::arrow::array::{ArrayRef, UInt32Array};
use datafusion::error::Result;
use std::collections::{BTreeMap, HashMap};

/// The last group up to each row's value of the slice `along`, among those of its period and other keys.
pub fn places(groups: &Groups, order: &Order, along: usize) -> Result<UInt32Array> {
    let mut known: HashMap<(usize, SliceKey), BTreeMap<SliceKey, u32>> = HashMap::new();
    let columns = groups.slices()?;
    let (others, values) = split(&columns, along, groups.periods().len())?;
    for ((period, others), (value, row)) in
        groups.periods().iter().zip(others).zip(values.into_iter().zip(0_u32..))
    {
        if let Some(period) = period {
            known.entry((*period, others)).or_default().insert(value, row);
        }
    }
    let (others, values) = split(&order.columns, along, order.periods.len())?;
    let rows = order.periods.iter().zip(others).zip(values);
    let place = |((period, others), value): ((&usize, SliceKey), SliceKey)| {
        let reached = known.get(&(*period, others))?;
        reached.range(..=value).next_back().map(|(_, row)| *row)
    };
    Ok(rows.map(place).collect())
}

/// The encoded keys without one of them, and that one, of each of `count` rows.
fn split(columns: &[ArrayRef], along: usize, count: usize) -> Result<(Vec<SliceKey>, Vec<SliceKey>)> {
    let others = columns.iter().enumerate().filter(|(key, _)| *key != along);
    let others = keys(others.map(|(_, column)| column.clone()).collect(), count)?;
    let values = keys(columns.get(along).into_iter().cloned().collect(), count)?;
    Ok((others, values))
}
