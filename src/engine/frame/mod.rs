//! A KPI at one level: its periods and slices, the values of its aggregates beside each other, its formula over them.

mod columns;
mod derived;
mod order;
mod per;
mod rows;
mod running;
mod universe;
mod values;

pub(super) use columns::{derived_name, frame_rows, frame_value, period_name};

use super::context::Run;
use super::groups::Groups;
use crate::diag::Problem;
use crate::functions::value::value_at;
use crate::lang::Value;
use crate::model::KpiModel;
use crate::plan::{Frame, Level, Plan, TaskPlan};
use datafusion::error::{DataFusionError, Result};
pub(super) use order::places;
use order::{Keys, Order};

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

/// What frames are computed from.
pub struct Frames<'a> {
    pub run: &'a Run<'a>,
    pub plan: &'a Plan,
    pub groups: &'a [std::result::Result<Groups, Box<Problem>>],
}

impl Frames<'_> {
    /// The values of all asked-for periods and all slices that exist, by period and then slice.
    pub async fn cells(&self, task: &TaskPlan, level: &Level, kpi: &KpiModel) -> Result<Vec<Cell>> {
        let slices = self.slices(&level.frame)?;
        let order = slices.in_periods(&task.periods.indexes().collect::<Vec<_>>())?;
        let computed = self.values(&level.frame, &order).await?;
        let Some(values) = computed.columns.first() else { return Ok(Vec::new()) };
        let with_rows = self.periods_with_rows(&level.frame)?;
        let cells = order.periods.iter().enumerate().map(|(row, period)| Cell {
            period: *period,
            slice: slice(task, level, &order, row),
            value: value_at(values, row, &kpi.shown),
            rows: computed.rows.get(row).copied().unwrap_or(0),
            has_rows: with_rows.get(*period).copied().unwrap_or(false),
        });
        Ok(cells.collect())
    }

    fn groups(&self, scan: usize) -> Result<&Groups> {
        let groups = self.groups.get(scan).and_then(|groups| groups.as_ref().ok());
        groups.ok_or_else(|| DataFusionError::Internal("a scan that was not run".into()))
    }

    /// The slices that exist, in order: those in which a source has a row that could count.
    fn slices(&self, frame: &Frame) -> Result<Keys> {
        if frame.keys.is_empty() {
            return Ok(Keys::none());
        }
        Keys::sorted(&self.universe(frame)?)
    }
}

/// The values of a row's slices; none for those that its level does not tell apart.
fn slice(task: &TaskPlan, level: &Level, order: &Order, row: usize) -> Vec<Option<Value>> {
    let mut values = vec![None; task.slices.len()];
    for (column, slice) in order.columns.iter().zip(&level.slices) {
        if let (Some(value), Some((_, ty))) = (values.get_mut(*slice), task.slices.get(*slice)) {
            *value = Some(value_at(column, row, ty));
        }
    }
    values
}
