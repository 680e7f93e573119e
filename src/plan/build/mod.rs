//! Tasks to frames and shared scans.

mod context;
mod frames;
mod leaves;
mod presences;
mod scans;

pub use leaves::{leaves, parts};

use super::{AskedPeriods, Frame, Level, Plan, Scan, TaskPlan};
use crate::model::{Model, Node, Task, Valid};
use context::Context;
use std::sync::Arc;

/// What a task is computed for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its periods.
    pub periods: AskedPeriods,
    /// The first instant in its data, where its formula looks back.
    pub first: Option<i64>,
}

/// The plan for the model's tasks.
pub fn build(model: &Valid<Model>, as_of: i64, asked: &[Asked]) -> Plan {
    let mut builder = Builder { model, as_of, scans: Vec::new() };
    let shared = share(asked);
    let asked = asked.iter().map(|asked| asked.first).zip(shared);
    let tasks = model.tasks.iter().zip(asked);
    let tasks = tasks.map(|(task, (first, periods))| builder.task(task, periods, first)).collect();
    Plan { as_of, scans: builder.scans, tasks }
}

/// The plan for one of the model's tasks.
pub fn build_one(model: &Valid<Model>, as_of: i64, task: usize, of: &TaskPlan) -> Plan {
    let mut builder = Builder { model, as_of, scans: Vec::new() };
    let task = model.tasks.get(task).map(|task| builder.task(task, of.periods.clone(), of.first));
    Plan { as_of, scans: builder.scans, tasks: task.into_iter().collect() }
}

/// The plan for a table of one row per key: that of several tasks with the same slices, in one frame. After the formulas
/// stand counts of the rows behind them.
pub fn build_table(model: &Valid<Model>, as_of: i64, asked: Asked) -> (Plan, Frame) {
    let mut builder = Builder { model, as_of, scans: Vec::new() };
    let kpis = || model.tasks.iter().filter_map(|task| model.kpis.get(task.kpi)?.as_ref());
    let mut nodes: Vec<Node> = kpis().map(|kpi| kpi.node.clone()).collect();
    nodes.extend(frames::counts(model, &nodes));
    let periods = Arc::new(asked.periods);
    let frame = builder.frame(&Context::of_table(&model.tasks, periods, asked.first), nodes);
    (Plan { as_of, scans: builder.scans, tasks: Vec::new() }, frame)
}

/// Equal runs of periods become one, so that scans can be compared by it.
fn share(asked: &[Asked]) -> Vec<Arc<AskedPeriods>> {
    let mut known: Vec<Arc<AskedPeriods>> = Vec::new();
    let shared = asked.iter().map(|asked| match known.iter().find(|other| ***other == asked.periods) {
        Some(other) => other.clone(),
        None => {
            known.push(Arc::new(asked.periods.clone()));
            known[known.len() - 1].clone()
        }
    });
    shared.collect()
}

struct Builder<'a> {
    model: &'a Model,
    as_of: i64,
    scans: Vec<Scan>,
}

impl Builder<'_> {
    fn task(&mut self, task: &Task, periods: Arc<AskedPeriods>, first: Option<i64>) -> TaskPlan {
        let totals = self.model.spec.kpis.get_index(task.kpi).is_some_and(|(_, kpi)| kpi.totals);
        // The finest level first: the others are made from it.
        let mut levels = Vec::new();
        if let Some(kpi) = &self.model.kpis[task.kpi] {
            for slices in level_slices(task.slices.len(), totals).into_iter().rev() {
                let context = Context::of_task(task, &slices, periods.clone(), first);
                levels.push(Level { slices, frame: self.frame(&context, vec![kpi.node.clone()]) });
            }
        }
        levels.reverse();
        let slices = task.slices.iter().map(|slice| (slice.name.clone(), slice.ty.clone())).collect();
        TaskPlan { kpi: task.kpi, periods, first, slices, levels }
    }
}

/// The total first, then sub-totals if asked, then all slices.
fn level_slices(slices: usize, totals: bool) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..slices).collect();
    let mut levels = vec![Vec::new()];
    if totals {
        let subsets = 1..(1_u32 << slices.min(8)) - 1;
        let mut between: Vec<Vec<usize>> = subsets
            .map(|mask| all.iter().copied().filter(|slice| mask >> slice & 1 == 1).collect())
            .collect();
        between.sort_by_key(Vec::len);
        levels.extend(between);
    }
    if slices > 0 {
        levels.push(all);
    }
    levels
}

fn position<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    match list.iter().position(|other| *other == item) {
        Some(number) => number,
        None => {
            list.push(item);
            list.len() - 1
        }
    }
}
