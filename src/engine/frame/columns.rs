//! The columns of a frame: the leaves side by side, and the bounds of the periods.

use super::order::Order;
use super::{Frames, running};
use crate::engine::context::Run;
use crate::engine::scan::{rows_name, value_name};
use crate::model::PeriodPart;
use crate::plan::{AskedPeriods, Frame, LeafRef};
use datafusion::arrow::array::{
    ArrayRef, Int64Array, RecordBatch, RecordBatchOptions, TimestampMicrosecondArray, UInt32Array,
};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::error::Result;
use std::sync::Arc;

/// Columns of equal length, by name.
#[derive(Default)]
pub struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    pub fn add(&mut self, name: String, array: ArrayRef) {
        self.fields.push(Field::new(name, array.data_type().clone(), true));
        self.arrays.push(array);
    }

    pub fn batch(self, rows: usize) -> Result<RecordBatch> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(Arc::new(Schema::new(self.fields)), self.arrays, &options)?)
    }
}

impl Frames<'_> {
    /// The leaves side by side, null where a scan has no such group, and the bounds of the periods.
    pub(super) fn columns(&self, frame: &Frame, order: &Order) -> Result<Columns> {
        let mut columns = Columns::default();
        let mut known: Vec<LeafRef> = Vec::new();
        for leaf in frame.inputs.iter().flat_map(|input| &input.leaves) {
            if known.contains(leaf) {
                continue;
            }
            known.push(*leaf);
            let groups = self.groups(leaf.scan)?;
            let rows = self.places(leaf.scan, order)?;
            columns.add(frame_value(*leaf), take(groups.column(&value_name(leaf.leaf))?, &rows, None)?);
            columns.add(frame_rows(*leaf), take(groups.column(&rows_name(leaf.leaf))?, &rows, None)?);
        }
        for (name, array) in period_columns(self.run, &frame.periods, order) {
            columns.add(name, array);
        }
        Ok(columns)
    }

    /// Where the rows of a frame are among the groups of a scan.
    fn places(&self, scan: usize, order: &Order) -> Result<UInt32Array> {
        if let Some((_, places)) = order.of_scan.as_ref().filter(|(of, _)| *of == scan) {
            return Ok(places.clone());
        }
        let groups = self.groups(scan)?;
        let from = self.plan.scans.get(scan).and_then(|scan| scan.rolled_up_from.as_ref());
        if let Some(along) = from.and_then(|from| from.running) {
            return running::places(groups, order, along);
        }
        groups.places(&order.periods, &order.keys)
    }
}

/// Bounds and length of the periods; now is the end of one that is not complete. `all` without bounds has none.
fn period_columns(run: &Run<'_>, periods: &AskedPeriods, order: &Order) -> [(String, ArrayRef); 3] {
    let bounded = !periods.unbounded();
    let bounds = |period: usize| {
        let (start, end) = periods.bounds(period)?;
        bounded.then(|| (start, end.min(run.as_of).max(start)))
    };
    let bounds: Vec<Option<(i64, i64)>> = order.periods.iter().map(|period| bounds(*period)).collect();
    let instants = |of: fn((i64, i64)) -> i64| -> ArrayRef {
        Arc::new(bounds.iter().map(|bound| bound.map(of)).collect::<TimestampMicrosecondArray>())
    };
    let lengths: Int64Array =
        bounds.iter().map(|bound| bound.map(|(start, end)| end.saturating_sub(start))).collect();
    [
        (period_name(PeriodPart::Start), instants(|(start, _)| start)),
        (period_name(PeriodPart::End), instants(|(_, end)| end)),
        (period_name(PeriodPart::Length), Arc::new(lengths)),
    ]
}

/// The name of a leaf's value in a frame.
pub fn frame_value(leaf: LeafRef) -> String {
    format!("value{}_{}", leaf.scan, leaf.leaf)
}

/// The name of the rows behind a leaf's value in a frame.
pub fn frame_rows(leaf: LeafRef) -> String {
    format!("rows{}_{}", leaf.scan, leaf.leaf)
}

/// The name of the value of a part in a frame.
pub fn derived_name(part: usize) -> String {
    format!("derived{part}")
}

/// The name of a part of the period in a frame.
pub fn period_name(part: PeriodPart) -> String {
    format!("period {part:?}")
}
