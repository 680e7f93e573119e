//! Exact numbers of different values: pairs of group and value, freed again and again of those that repeat.

use super::coder::{Booleans, Coder, Floats, Plain, Texts};
use super::segments::{Pairs, Segments, lists};
use super::unique::Unique;
use super::{Kernel, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{Array, ArrayRef, Int64Array};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
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
    /// Values with their groups, some of them more than once.
    pairs: Pairs<C::Key>,
    /// How many pairs may gather before those that are there more than once are taken out.
    most: usize,
    unique: Unique,
    rows: Vec<i64>,
}

/// Fewer pairs are not worth looking through.
const FEW: usize = 1 << 17;

impl<C: Coder> Distinct<C> {
    fn new(coder: C) -> Self {
        Self { coder, pairs: Pairs::default(), most: FEW, unique: Unique::default(), rows: Vec::new() }
    }

    /// Memory stays within four times what the different pairs take, and each is looked at a few times only.
    fn shrink(&mut self) {
        if self.pairs.len() >= self.most {
            let groups = self.rows.len();
            let mut segments = self.pairs.take(EmitTo::All, groups);
            segments.shorten(|keys| self.unique.keep(keys));
            self.pairs = segments.into_pairs();
            self.most = (4 * self.pairs.len()).max(FEW).max(groups);
        }
    }

    /// The different values of the groups to emit, which are forgotten, and the numbers of their rows.
    fn emitted(&mut self, emit: EmitTo) -> (Segments<C::Key>, Vec<i64>) {
        let mut segments = self.pairs.take(emit, self.rows.len());
        segments.shorten(|keys| self.unique.keep(keys));
        (segments, emit.take_needed(&mut self.rows))
    }

    fn columns(&self, segments: Segments<C::Key>, rows: Vec<i64>) -> Result<Vec<ArrayRef>> {
        Ok(vec![segments.into_lists(|keys| self.coder.decode(keys))?, counts(rows)])
    }
}

impl<C: Coder> Kernel for Distinct<C> {
    fn resize(&mut self, groups: usize) {
        self.rows.resize(groups, 0);
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        let Some(argument) = arguments.first() else { return Ok(()) };
        let (pairs, rows) = (&mut self.pairs, &mut self.rows);
        pairs.reserve(batch.len());
        self.coder.encode(argument, batch, |key, group| {
            pairs.push(group, key);
            if let Some(rows) = rows.get_mut(group) {
                *rows += 1;
            }
        })?;
        self.shrink();
        Ok(())
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
        let all = Batch::of_states(groups.len(), Some(&groups));
        let own = lists.values().slice(start, groups.len());
        let pairs = &mut self.pairs;
        pairs.reserve(groups.len());
        self.coder.encode(&own, &all, |key, group| pairs.push(group, key))?;
        self.shrink();
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (segments, rows) = self.emitted(emit);
        self.columns(segments, rows)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (segments, rows) = self.emitted(emit);
        Ok(result(&segments, rows))
    }

    fn evaluate_with_state(&mut self, emit: EmitTo) -> Result<Option<(Vec<ArrayRef>, Vec<ArrayRef>)>> {
        let (segments, rows) = self.emitted(emit);
        Ok(Some((result(&segments, rows.clone()), self.columns(segments, rows)?)))
    }

    fn size(&self) -> usize {
        self.pairs.size() + self.rows.capacity() * size_of::<i64>() + self.unique.size() + self.coder.size()
    }
}

/// How many different values each group has, none where it has no rows, and the rows.
fn result<K>(segments: &Segments<K>, rows: Vec<i64>) -> Vec<ArrayRef> {
    let lengths = segments.offsets.iter().zip(segments.offsets.iter().skip(1)).map(|(from, to)| to - from);
    let different = lengths.zip(&rows).map(|(length, &rows)| Some(length as i64).filter(|_| rows > 0));
    vec![Arc::new(different.collect::<Int64Array>()), counts(rows)]
}
