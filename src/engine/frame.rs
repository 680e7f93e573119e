//! A KPI at one level: its periods and slices, the values of its aggregates beside each other, its formula over them.

use super::context::Run;
use super::formula::Formula;
use super::groups::{Groups, SliceKey};
use super::lower::lower;
use super::scan::{rows_name, slice_name, value_name};
use crate::functions::aggregate::Parts;
use crate::functions::{evaluate::evaluate, value::value_at};
use crate::lang::Value;
use crate::model::{KpiModel, PeriodPart};
use crate::plan::{Input, LeafRef, Level, Plan, TaskPlan, aggregate_parts};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, RecordBatch, RecordBatchOptions, TimestampMicrosecondArray,
    UInt32Array,
};
use datafusion::arrow::compute::{cast as cast_array, take};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema};
use datafusion::error::{DataFusionError, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value of a KPI, not judged yet.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The index of its period.
    pub period: usize,
    /// One value per slice of the task; none where it is a total over that slice.
    pub slice: Vec<Option<Value>>,
    /// The value.
    pub value: Value,
    /// Source rows behind it.
    pub rows: u64,
    /// Whether every source that the KPI reads, sparse ones aside, has rows in the period.
    pub has_rows: bool,
}

/// What a frame is made of.
pub struct FrameInput<'a> {
    pub run: &'a Run<'a>,
    pub plan: &'a Plan,
    pub groups: &'a [std::result::Result<Groups, Box<crate::diag::Problem>>],
    pub task: &'a TaskPlan,
    pub level: &'a Level,
    pub kpi: &'a KpiModel,
}

impl FrameInput<'_> {
    /// The values of all asked-for periods and all slices that exist, by period and then slice.
    pub fn cells(&self) -> Result<Vec<Cell>> {
        let keys = self.slices()?;
        let order: Vec<(usize, &SliceKey)> = self
            .task
            .periods
            .indexes()
            .flat_map(|period| keys.keys().map(move |key| (period, key)))
            .collect();
        let frame = self.frame(&order)?;
        let values = self.evaluate(&frame)?;
        let rows = self.rows(&frame)?;
        let with_rows = self.periods_with_rows()?;
        let cells = order.iter().enumerate().map(|(row, (period, key))| Cell {
            period: *period,
            slice: keys.get(*key).cloned().unwrap_or_default(),
            value: value_at(&values, row, &self.kpi.shown),
            rows: rows.get(row).copied().unwrap_or(0),
            has_rows: with_rows.get(*period).copied().unwrap_or(false),
        });
        Ok(cells.collect())
    }

    fn groups(&self, scan: usize) -> Result<&Groups> {
        let groups = self.groups.get(scan).and_then(|groups| groups.as_ref().ok());
        groups.ok_or_else(|| DataFusionError::Internal("a scan that was not run".into()))
    }

    /// The slices that exist in an asked-for period: those in which a source has a row that could count.
    fn slices(&self) -> Result<BTreeMap<SliceKey, Vec<Option<Value>>>> {
        let all = self.task.slices.len();
        if self.level.slices.is_empty() {
            return Ok(BTreeMap::from([(SliceKey::default(), vec![None; all])]));
        }
        let mut found = BTreeMap::new();
        for presence in &self.level.presences {
            let groups = self.groups(presence.scan)?;
            let counts = groups.present(presence.presence)?;
            for (period, key, row) in groups.all() {
                let asked = self.task.periods.asked.get(period).copied().unwrap_or(false);
                if asked && counts.get(row).is_some_and(|count| *count > 0) && !found.contains_key(key) {
                    found.insert(key.clone(), self.slice_values(groups, row)?);
                }
            }
        }
        Ok(found)
    }

    fn slice_values(&self, groups: &Groups, row: usize) -> Result<Vec<Option<Value>>> {
        let mut values = vec![None; self.task.slices.len()];
        for (column, slice) in self.level.slices.iter().enumerate() {
            let (_, ty) = &self.task.slices[*slice];
            values[*slice] = Some(value_at(groups.column(&slice_name(column))?, row, ty));
        }
        Ok(values)
    }

    /// The leaves side by side: one row per period and slice, null where a scan has no such group.
    fn frame(&self, order: &[(usize, &SliceKey)]) -> Result<RecordBatch> {
        let mut fields = Vec::new();
        let mut columns: Vec<ArrayRef> = Vec::new();
        let mut add = |name: String, array: ArrayRef| {
            fields.push(Field::new(name, array.data_type().clone(), true));
            columns.push(array);
        };
        for leaf in self.leaves() {
            let groups = self.groups(leaf.scan)?;
            let rows: UInt32Array = order
                .iter()
                .map(|(period, key)| groups.row(*period, key).and_then(|row| u32::try_from(row).ok()))
                .collect();
            add(frame_value(leaf), take(groups.column(&value_name(leaf.leaf))?, &rows, None)?);
            add(frame_rows(leaf), take(groups.column(&rows_name(leaf.leaf))?, &rows, None)?);
        }
        for (name, array) in self.period_columns(order) {
            add(name, array);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(order.len()));
        Ok(RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?)
    }

    fn leaves(&self) -> Vec<LeafRef> {
        let mut leaves = Vec::new();
        for leaf in self.level.inputs.iter().flat_map(|input| &input.leaves) {
            if !leaves.contains(leaf) {
                leaves.push(*leaf);
            }
        }
        leaves
    }

    /// Bounds and length of the periods; now is the end of one that is not complete. `all` without bounds has none.
    fn period_columns(&self, order: &[(usize, &SliceKey)]) -> [(String, ArrayRef); 3] {
        let periods = &self.task.periods.periods;
        let bounded = !self.task.periods.unbounded();
        let bounds = |period: usize| {
            let (start, end) = (periods.start(period)?, periods.end(period)?);
            bounded.then(|| (start, end.min(self.run.as_of).max(start)))
        };
        let bounds: Vec<Option<(i64, i64)>> = order.iter().map(|(period, _)| bounds(*period)).collect();
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

    fn evaluate(&self, frame: &RecordBatch) -> Result<ArrayRef> {
        let formula = Formula { model: self.run.model, level: self.level, plan: self.plan };
        let operand = lower(&self.kpi.node, &formula, &self.run.lowering())?;
        evaluate(operand.expr, frame)
    }

    /// Per source the most rows that one aggregate kept, over sources the fewest.
    fn rows(&self, frame: &RecordBatch) -> Result<Vec<u64>> {
        let mut by_source: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for input in &self.level.inputs {
            let Some(leaf) = kept(input) else { continue };
            let Some(column) = frame.column_by_name(&frame_rows(leaf)) else { continue };
            let counts = cast_array(column, &DataType::Int64)?;
            let counts = counts.as_primitive::<Int64Type>();
            let most = by_source.entry(input.aggregate.source).or_insert_with(|| vec![0; frame.num_rows()]);
            for (row, most) in most.iter_mut().enumerate() {
                let count = if counts.is_valid(row) { counts.value(row) } else { 0 };
                *most = (*most).max(u64::try_from(count).unwrap_or(0));
            }
        }
        let fewest =
            by_source.into_values().reduce(|a, b| a.into_iter().zip(b).map(|(a, b)| a.min(b)).collect());
        Ok(fewest.unwrap_or_else(|| vec![0; frame.num_rows()]))
    }

    /// For each period, whether every source that is not sparse has a row in it, in any slice.
    fn periods_with_rows(&self) -> Result<Vec<bool>> {
        let periods = self.task.periods.periods.len();
        let mut with_rows = vec![true; periods];
        let mut sources: Vec<usize> = self.level.presences.iter().map(|presence| presence.source).collect();
        sources.sort_unstable();
        sources.dedup();
        for source in sources.into_iter().filter(|source| !self.run.model.sources[*source].sparse) {
            let mut present = vec![false; periods];
            for presence in self.level.presences.iter().filter(|presence| presence.source == source) {
                let groups = self.groups(presence.scan)?;
                let counts = groups.present(0)?;
                for (period, _, row) in groups.all() {
                    if let Some(present) = present.get_mut(period) {
                        *present |= counts.get(row).is_some_and(|count| *count > 0);
                    }
                }
            }
            with_rows.iter_mut().zip(present).for_each(|(all, present)| *all &= present);
        }
        Ok(with_rows)
    }
}

/// The leaf whose rows are those behind an aggregate's value: a share's is its denominator.
fn kept(input: &Input) -> Option<LeafRef> {
    match aggregate_parts(&input.aggregate) {
        Parts::Share => input.leaves.get(1).copied(),
        _ => input.leaves.first().copied(),
    }
}

/// The name of a leaf's value in a frame.
pub(super) fn frame_value(leaf: LeafRef) -> String {
    format!("value{}_{}", leaf.scan, leaf.leaf)
}

/// The name of the rows behind a leaf's value in a frame.
pub(super) fn frame_rows(leaf: LeafRef) -> String {
    format!("rows{}_{}", leaf.scan, leaf.leaf)
}

/// The name of a part of the period in a frame.
pub(super) fn period_name(part: PeriodPart) -> String {
    format!("period {part:?}")
}
