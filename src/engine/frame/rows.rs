//! The source rows behind the values of a frame.

use super::columns::frame_rows;
use super::{Frames, derived::Part};
use crate::functions::aggregate::Parts;
use crate::plan::{Frame, How, Input, LeafRef, aggregate_parts};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;
use std::collections::BTreeMap;

/// The most rows per source, by row of the frame.
#[derive(Default)]
struct Most(BTreeMap<usize, Vec<u64>>);

impl Most {
    fn add(&mut self, source: usize, counts: impl Iterator<Item = u64>, rows: usize) {
        let most = self.0.entry(source).or_insert_with(|| vec![0; rows]);
        most.iter_mut().zip(counts).for_each(|(most, count)| *most = count.max(*most));
    }

    /// Over several sources the fewest.
    fn fewest(self, rows: usize) -> Vec<u64> {
        let fewest =
            self.0.into_values().reduce(|a, b| a.into_iter().zip(b).map(|(a, b)| a.min(b)).collect());
        fewest.unwrap_or_else(|| vec![0; rows])
    }
}

impl Frames<'_> {
    /// Per source the most rows that one aggregate kept, over sources the fewest. What is only compared with (other
    /// periods, totals) counts where there is nothing else.
    pub(super) fn rows(&self, frame: &Frame, batch: &RecordBatch, parts: &[Part]) -> Result<Vec<u64>> {
        let mut most = Most::default();
        for input in &frame.inputs {
            let Some(column) = kept(input).and_then(|leaf| batch.column_by_name(&frame_rows(leaf))) else {
                continue;
            };
            let counts = cast(column, &DataType::Int64)?;
            let counts = counts.as_primitive::<Int64Type>();
            let count =
                |row| if counts.is_valid(row) { u64::try_from(counts.value(row)).unwrap_or(0) } else { 0 };
            most.add(input.aggregate.source, (0..counts.len()).map(count), batch.num_rows());
        }
        let compared = |how: &How| matches!(how, How::Moved(_) | How::Total(_));
        for others in [false, true] {
            for (derived, part) in frame.derived.iter().zip(parts) {
                if compared(&derived.how) == others && (!others || most.0.is_empty()) {
                    for source in derived.frame.iter().flat_map(sources) {
                        most.add(source, part.rows.iter().copied(), batch.num_rows());
                    }
                }
            }
        }
        Ok(most.fewest(batch.num_rows()))
    }

    /// For each period, whether every source that is not sparse has a row in it, under any key.
    pub(super) fn periods_with_rows(&self, frame: &Frame) -> Result<Vec<bool>> {
        let periods = frame.periods.periods.len();
        let mut with_rows = vec![true; periods];
        for source in sources(frame).into_iter().filter(|source| !self.run.model.sources[*source].sparse) {
            let mut present = vec![false; periods];
            for presence in frame.presences.iter().filter(|presence| presence.source == source) {
                let groups = self.groups(presence.scan)?;
                let counts = groups.present(0)?;
                for (period, count) in groups.periods().iter().zip(counts) {
                    if let Some(present) = period.and_then(|period| present.get_mut(period)) {
                        *present |= count > 0;
                    }
                }
            }
            with_rows.iter_mut().zip(present).for_each(|(all, present)| *all &= present);
        }
        Ok(with_rows)
    }
}

/// The sources that a frame reads.
fn sources(frame: &Frame) -> Vec<usize> {
    let mut sources: Vec<usize> = frame.presences.iter().map(|presence| presence.source).collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// The leaf whose rows are those behind an aggregate's value: a share's is its denominator.
fn kept(input: &Input) -> Option<LeafRef> {
    match aggregate_parts(input.aggregate.function, &input.aggregate.arguments) {
        Parts::Share => input.leaves.get(1).copied(),
        _ => input.leaves.first().copied(),
    }
}
