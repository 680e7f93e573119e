//! Exact numbers of different values: one set of (group, value) for all groups.

use super::coder::{Booleans, Coder, Floats, Plain, Texts};
use super::segments::{Pairs, lists};
use super::{Kernel, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{Array, ArrayRef, PrimitiveArray};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::hash_utils::RandomState;
use datafusion::common::{HashSet, exec_err};
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::hash::Hash;
use std::sync::Arc;

/// The kernel for values held as this type.
pub(super) fn kernel(value: &DataType) -> Result<Box<dyn Kernel>> {
    Ok(match value {
        DataType::Int64 => Box::new(Distinct::new(Plain::<Int64Type>::new(value))),
        DataType::Decimal128(_, _) => Box::new(Distinct::new(Plain::<Decimal128Type>::new(value))),
        DataType::Timestamp(_, _) => Box::new(Distinct::new(Plain::<TimestampMicrosecondType>::new(value))),
        DataType::Date32 => Box::new(Distinct::new(Plain::<Date32Type>::new(value))),
        DataType::Float64 => Box::new(Distinct::new(Floats)),
        DataType::Boolean => Box::new(Distinct::new(Booleans)),
        DataType::Utf8View => Box::new(Distinct::new(Texts::default())),
        other => return exec_err!("values of type {other} cannot be told apart"),
    })
}

#[derive(Debug)]
struct Distinct<C: Coder> {
    coder: C,
    seen: HashSet<(u32, C::Key), RandomState>,
    values: Vec<i64>,
    rows: Vec<i64>,
}

impl<C: Coder> Distinct<C> {
    fn new(coder: C) -> Self {
        let seen = HashSet::with_hasher(RandomState::with_seed(0));
        Self { coder, seen, values: Vec::new(), rows: Vec::new() }
    }

    /// Forgets the pairs of the groups to emit and returns them.
    fn pairs(&mut self, emit: EmitTo) -> Pairs<C::Key> {
        let first = match emit {
            EmitTo::All => u32::MAX,
            EmitTo::First(first) => u32::try_from(first).unwrap_or(u32::MAX),
        };
        let empty = HashSet::with_hasher(RandomState::with_seed(0));
        let mut pairs = Pairs::default();
        for (group, key) in std::mem::replace(&mut self.seen, empty) {
            match group.checked_sub(first) {
                Some(left) => {
                    self.seen.insert((left, key));
                }
                None => pairs.push(group as usize, key),
            }
        }
        pairs
    }
}

fn insert<K: Copy + Eq + Hash>(
    seen: &mut HashSet<(u32, K), RandomState>,
    values: &mut [i64],
    group: usize,
    key: K,
) {
    if let (Ok(number), Some(count)) = (u32::try_from(group), values.get_mut(group))
        && seen.insert((number, key))
    {
        *count += 1;
    }
}

impl<C: Coder> Kernel for Distinct<C> {
    fn resize(&mut self, groups: usize) {
        self.values.resize(groups, 0);
        self.rows.resize(groups, 0);
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        let Some(argument) = arguments.first() else { return Ok(()) };
        let (seen, values, rows) = (&mut self.seen, &mut self.values, &mut self.rows);
        self.coder.encode(argument, batch, |key, group| {
            insert(seen, values, group, key);
            if let Some(rows) = rows.get_mut(group) {
                *rows += 1;
            }
        })
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let (lists, rows) = (lists(states, 0)?, row_counts(states, 1)?);
        // A slice of lists shares the values of all of them: only those within its offsets are its own.
        let offsets = lists.value_offsets();
        let (start, end) = (offsets.first(), offsets.last());
        let start = start.copied().unwrap_or(0) as usize;
        let mut groups = vec![0; end.copied().unwrap_or(0) as usize - start];
        batch.each(|row, group| {
            if let Some(&[from, to]) = offsets.get(row..row + 2)
                && let Some(groups) = groups.get_mut(from as usize - start..to as usize - start)
            {
                groups.fill(group);
            }
            if let (Some(count), Some(&rows)) = (self.rows.get_mut(group), rows.get(row)) {
                *count += rows;
            }
        });
        let (seen, values) = (&mut self.seen, &mut self.values);
        let all = Batch::of_states(groups.len(), Some(&groups));
        let own = lists.values().slice(start, groups.len());
        self.coder.encode(&own, &all, |key, group| insert(seen, values, group, key))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let rows = emit.take_needed(&mut self.rows);
        emit.take_needed(&mut self.values);
        let segments = self.pairs(emit).take(EmitTo::All, rows.len());
        Ok(vec![segments.into_lists(|keys| Ok(self.coder.decode(keys)))?, counts(rows)])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let rows = emit.take_needed(&mut self.rows);
        let values = emit.take_needed(&mut self.values);
        if let EmitTo::First(_) = emit {
            self.pairs(emit);
        } else {
            self.seen.clear();
        }
        let value = |(&value, &rows): (&i64, &i64)| Some(value).filter(|_| rows > 0);
        let distinct = values.iter().zip(&rows).map(value);
        Ok(vec![Arc::new(distinct.collect::<PrimitiveArray<Int64Type>>()), counts(rows)])
    }

    fn size(&self) -> usize {
        let pair = size_of::<(u32, C::Key)>() + 1;
        let cells = (self.values.capacity() + self.rows.capacity()) * size_of::<i64>();
        self.seen.capacity() * 8 / 7 * pair + cells + self.coder.size()
    }
}
