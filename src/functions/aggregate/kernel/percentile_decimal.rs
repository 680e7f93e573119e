//! Exact percentiles of decimals: those that fit a machine word, which nearly all do, take half the memory.

use super::percentile::Wanted;
use super::segments::{Pairs, Segments, lists};
use super::{Kernel, column};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{ArrayRef, AsArray, Decimal128Array, Int64Array, LargeListArray};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, Decimal128Type, Int64Type};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// Decimals of groups, the few long ones apart.
#[derive(Debug)]
pub(super) struct DecimalPercentile {
    short: Pairs<i64>,
    long: Pairs<i128>,
    groups: usize,
    wanted: Wanted,
}

impl DecimalPercentile {
    /// The percentile of decimals that is wanted.
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { short: Pairs::default(), long: Pairs::default(), groups: 0, wanted }
    }

    fn emitted(&mut self, emit: EmitTo) -> (Segments<i64>, Segments<i128>) {
        let both = (self.short.take(emit, self.groups), self.long.take(emit, self.groups));
        self.groups = match emit {
            EmitTo::All => 0,
            EmitTo::First(first) => self.groups.saturating_sub(first),
        };
        both
    }

    fn lists(&self, short: Segments<i64>, long: Segments<i128>) -> Result<Vec<ArrayRef>> {
        let held = self.wanted.held.clone();
        Ok(vec![
            short.into_lists(|values| Ok(Arc::new(Int64Array::from(values))))?,
            long.into_lists(|values| Ok(Arc::new(Decimal128Array::from(values).with_data_type(held))))?,
        ])
    }

    fn result(&self, short: &mut Segments<i64>, long: &Segments<i128>) -> Vec<ArrayRef> {
        let held = self.wanted.held.clone();
        let decimals = |values: Vec<Option<i128>>| -> ArrayRef {
            Arc::new(values.into_iter().collect::<Decimal128Array>().with_data_type(held))
        };
        if long.values.is_empty() {
            let widened = |value: Option<i64>| value.map(i128::from);
            return self.wanted.result(short, |values| decimals(values.into_iter().map(widened).collect()));
        }
        self.wanted.result(&mut joined(short, long), decimals)
    }
}

/// The values of both, by group.
fn joined(short: &Segments<i64>, long: &Segments<i128>) -> Segments<i128> {
    let mut all = Segments { offsets: vec![0], values: Vec::new() };
    for (short_bounds, long_bounds) in short.offsets.windows(2).zip(long.offsets.windows(2)) {
        if let (&[from, to], &[long_from, long_to]) = (short_bounds, long_bounds) {
            let short = short.values.get(from..to).unwrap_or_default();
            all.values.extend(short.iter().map(|&value| i128::from(value)));
            all.values.extend_from_slice(long.values.get(long_from..long_to).unwrap_or_default());
            all.offsets.push(all.values.len());
        }
    }
    all
}

/// Adds the values of lists to the groups of their rows.
pub(super) fn add<T: ArrowPrimitiveType>(
    pairs: &mut Pairs<T::Native>,
    lists: &LargeListArray,
    batch: &Batch,
) -> Result<()> {
    let Some(values) = lists.values().as_primitive_opt::<T>() else {
        return exec_err!("a state of a percentile is not of type {}", T::DATA_TYPE);
    };
    let (values, offsets) = (values.values(), lists.value_offsets());
    batch.each(|row, group| {
        if let Some(&[from, to]) = offsets.get(row..row + 2)
            && let Some(values) = values.get(from as usize..to as usize)
        {
            values.iter().for_each(|&value| pairs.push(group, value));
        }
    });
    Ok(())
}

impl Kernel for DecimalPercentile {
    fn resize(&mut self, groups: usize) {
        self.groups = groups;
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        self.short.reserve(batch.len());
        let (short, long) = (&mut self.short, &mut self.long);
        batch.each_value(
            column::<Decimal128Type>(arguments, 0)?.values(),
            |value, group| match i64::try_from(value) {
                Ok(value) => short.push(group, value),
                Err(_) => long.push(group, value),
            },
        );
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        add::<Int64Type>(&mut self.short, lists(states, 0)?, batch)?;
        add::<Decimal128Type>(&mut self.long, lists(states, 1)?, batch)
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (short, long) = self.emitted(emit);
        self.lists(short, long)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (mut short, long) = self.emitted(emit);
        Ok(self.result(&mut short, &long))
    }

    fn evaluate_with_state(&mut self, emit: EmitTo) -> Result<Option<(Vec<ArrayRef>, Vec<ArrayRef>)>> {
        let (mut short, long) = self.emitted(emit);
        Ok(Some((self.result(&mut short, &long), self.lists(short, long)?)))
    }

    fn size(&self) -> usize {
        self.short.size() + self.long.size()
    }
}
