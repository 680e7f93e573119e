//! The time that intervals cover together, or the intervals themselves: per group, joined where they meet.

use super::segments::{Pairs, Segments, lists};
use super::{Kernel, column, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// An interval in microseconds, its end excluded.
type Span = (i64, i64);

/// Intervals of many groups. They are joined each time they have doubled, so that overlaps take no memory.
#[derive(Debug, Default)]
pub(super) struct Covered {
    spans: Pairs<Span>,
    rows: Vec<i64>,
    /// How many intervals there were when they were last joined.
    joined: usize,
    /// Whether the result is the intervals and not their length.
    listed: bool,
}

/// Fewer intervals are not worth joining.
const FEW: usize = 1 << 16;

impl Covered {
    /// The intervals themselves.
    pub(super) fn listed() -> Self {
        Self { listed: true, ..Self::default() }
    }

    fn add(&mut self, group: usize, span: Span) {
        if span.0 < span.1 {
            self.spans.push(group, span);
        }
    }

    fn shrink(&mut self) {
        if self.spans.len() > FEW.max(2 * self.joined) {
            let mut segments = self.spans.take(EmitTo::All, self.rows.len());
            let mut group = 0;
            segments.each(|spans| {
                union(spans).into_iter().for_each(|span| self.spans.push(group, span));
                group += 1;
            });
            self.joined = self.spans.len();
        }
    }
}

/// The intervals in order, those that overlap or meet as one.
fn union(spans: &mut [Span]) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for &(start, end) in spans.iter() {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

impl Kernel for Covered {
    fn resize(&mut self, groups: usize) {
        self.rows.resize(groups, 0);
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        let starts = column::<TimestampMicrosecondType>(arguments, 0)?.values().clone();
        let ends = column::<TimestampMicrosecondType>(arguments, 1)?;
        batch.each(|row, group| {
            if let (Some(&start), Some(rows)) = (starts.get(row), self.rows.get_mut(group)) {
                *rows += 1;
                let end = if ends.is_valid(row) { ends.value(row) } else { i64::MAX };
                self.add(group, (start, end));
            }
        });
        self.shrink();
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let (starts, ends) = (lists(states, 0)?, lists(states, 1)?);
        let counts = row_counts(states, 2)?;
        batch.each(|row, group| {
            let (starts, ends) = (starts.value(row), ends.value(row));
            let pairs = starts.as_primitive_opt::<Int64Type>().zip(ends.as_primitive_opt::<Int64Type>());
            for (&start, &end) in
                pairs.into_iter().flat_map(|(starts, ends)| starts.values().iter().zip(ends.values()))
            {
                self.add(group, (start, end));
            }
            if let Some(rows) = self.rows.get_mut(group) {
                *rows += counts.get(row).copied().unwrap_or(0);
            }
        });
        self.shrink();
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let mut segments = self.spans.take(emit, self.rows.len());
        let rows = emit.take_needed(&mut self.rows);
        let (mut offsets, mut all) = (vec![0], Vec::new());
        segments.each(|spans| {
            all.extend(union(spans));
            offsets.push(all.len());
        });
        let column = |of: fn(&Span) -> i64| {
            let values: Vec<i64> = all.iter().map(of).collect();
            let segments = Segments { offsets: offsets.clone(), values };
            segments.into_lists(|values| Ok(Arc::new(Int64Array::from(values))))
        };
        Ok(vec![column(|span| span.0)?, column(|span| span.1)?, counts(rows)])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let mut segments = self.spans.take(emit, self.rows.len());
        let rows = emit.take_needed(&mut self.rows);
        if self.listed {
            let (mut offsets, mut values) = (vec![0], Vec::new());
            segments.each(|spans| {
                values.extend(union(spans).into_iter().flat_map(|(start, end)| [start, end]));
                offsets.push(values.len());
            });
            let lists =
                Segments { offsets, values }.into_lists(|values| Ok(Arc::new(Int64Array::from(values))));
            return Ok(vec![lists?, counts(rows)]);
        }
        let mut lengths = Vec::with_capacity(rows.len());
        segments.each(|spans| {
            let length = |(start, end): &Span| end.saturating_sub(*start);
            lengths.push(union(spans).iter().map(length).fold(0, i64::saturating_add));
        });
        let covered = lengths.into_iter().zip(&rows).map(|(length, rows)| (*rows > 0).then_some(length));
        Ok(vec![Arc::new(covered.collect::<Int64Array>()), counts(rows)])
    }

    fn size(&self) -> usize {
        self.spans.size() + self.rows.capacity() * size_of::<i64>()
    }
}
