//! Plan to results: opens sources, lowers scans to the engine's plans, runs them and computes the formulas.

mod catalog;
mod constant;
mod context;
mod derive;
mod failure;
mod formula;
mod frame;
mod funnel;
mod groups;
mod history;
mod lasting;
mod lazy;
mod left_out;
mod link;
mod lookup;
mod lower;
mod moments;
mod needs;
mod neighbours;
mod nested;
mod over;
mod parts;
mod placement;
mod prepare;
mod range;
mod rollup;
mod rows;
mod running;
mod runs;
mod scan;
mod session;
mod sql;
mod tables;
mod ties;
mod views;

pub use catalog::Given;
pub use constant::constant;
pub use frame::Cell;
pub use left_out::left_out;
pub use prepare::{Prepared, prepare};
pub use session::EngineOptions;
pub use sql::sql;

use crate::calendar::Grain;
use crate::diag::{Code, Problem};
use crate::plan::{AskedPeriods, Plan, TaskPlan, build_one};
use context::Run;
use frame::Frames;
use groups::Groups;
use std::sync::Arc;

/// The values of all KPIs of a run, in order of definition.
#[derive(Clone, Debug)]
pub struct Results {
    /// Now, in microseconds since 1970 UTC.
    pub as_of: i64,
    /// One per KPI.
    pub tasks: Vec<TaskResult>,
    /// The newest instant in the data, looked up where a period without rows was asked for.
    pub newest: Option<i64>,
}

/// The values of one KPI, or why there are none.
#[derive(Clone, Debug)]
pub struct TaskResult {
    /// The number of the KPI.
    pub kpi: usize,
    /// Its grain; none is `all`.
    pub grain: Option<Grain>,
    /// The names of its slices.
    pub slices: Vec<String>,
    /// Its periods.
    pub periods: Arc<AskedPeriods>,
    /// By period, then by slice, the total first.
    pub cells: Result<Vec<Cell>, Box<Problem>>,
    /// What to tell besides.
    pub warning: Option<Problem>,
}

/// The groups of a scan, or why there are none.
type Scanned = Result<Groups, Box<Problem>>;

/// Runs what was prepared.
pub async fn compute(prepared: &Prepared) -> Results {
    let run = prepared.run();
    let groups = scans(&run, &prepared.plan).await;
    let mut tasks = Vec::new();
    for (number, task) in prepared.plan.tasks.iter().enumerate() {
        let result = task_result(&run, &prepared.plan, task, &groups).await;
        let again = result.cells.is_err() && prepared.plan.tasks.len() > 1;
        tasks.push(if again { alone(&run, number, task).await } else { result });
    }
    let mut results = Results { as_of: prepared.as_of, tasks, newest: None };
    if results.tasks.iter().any(without_rows) {
        let times = range::times(&prepared.model, prepared.model.tasks.iter().map(|task| task.kpi));
        results.newest = range::range(&run, &times).await.ok().flatten().map(|(_, newest)| newest);
    }
    results
}

/// The KPI by itself, after a failure that may be that of another one in the same pass.
async fn alone(run: &Run<'_>, number: usize, task: &TaskPlan) -> TaskResult {
    let plan = build_one(run.model, run.as_of, number, task);
    let groups = scans(run, &plan).await;
    task_result(run, &plan, plan.tasks.first().unwrap_or(task), &groups).await
}

fn without_rows(task: &TaskResult) -> bool {
    task.cells.as_ref().is_ok_and(|cells| cells.iter().any(|cell| !cell.has_rows))
}

/// The groups of every scan, or why one failed.
async fn scans(run: &Run<'_>, plan: &Plan) -> Vec<Scanned> {
    let mut done: Vec<Option<Scanned>> = plan.scans.iter().map(|_| None).collect();
    for (number, scan) in plan.scans.iter().enumerate() {
        if scan.rolled_up_from.is_none() {
            let mergeable = plan.coarser(number).next().is_some();
            let batches = scan::scan(run, scan, mergeable).await;
            let batches = batches.map_err(|error| Box::new(failure::problem(&error)));
            rollup::keep(run, plan, number, batches, &mut done);
        }
    }
    done.into_iter().flatten().collect()
}

async fn task_result(run: &Run<'_>, plan: &Plan, task: &TaskPlan, groups: &[Scanned]) -> TaskResult {
    TaskResult {
        kpi: task.kpi,
        grain: task.periods.periods.grain,
        slices: task.slices.iter().map(|(name, _)| name.clone()).collect(),
        periods: task.periods.clone(),
        warning: ties::told(run.model, plan, task, |scan| groups.get(scan)?.as_ref().ok())
            .or_else(|| ties::of_neighbours(run, plan, task)),
        cells: cells(run, plan, task, groups)
            .await
            .map_err(|problem| Box::new(at_formula(run, task, *problem))),
    }
}

/// What goes wrong with numbers, and not in a file, is shown at the formula.
fn at_formula(run: &Run<'_>, task: &TaskPlan, problem: Problem) -> Problem {
    let of_numbers = matches!(problem.code, Code::Overflow | Code::EngineFailure);
    let formula = run.model.spec.kpis.get_index(task.kpi).map(|(_, kpi)| kpi.expr.span);
    Problem { span: problem.span.or(formula.filter(|_| of_numbers)), ..problem }
}

async fn cells(
    run: &Run<'_>,
    plan: &Plan,
    task: &TaskPlan,
    groups: &[Scanned],
) -> Result<Vec<Cell>, Box<Problem>> {
    let Some(kpi) = run.model.kpis.get(task.kpi).and_then(Option::as_ref) else { return Ok(Vec::new()) };
    let frames = Frames { run, plan, groups };
    let mut levels = Vec::new();
    for level in &task.levels {
        let scans = level.frame.scans();
        if let Some(problem) = scans.into_iter().filter_map(|scan| groups.get(scan)?.as_ref().err()).next() {
            return Err(problem.clone());
        }
        let cells = frames.cells(task, level, kpi).await;
        levels.push(cells.map_err(|error| Box::new(failure::problem(&error)))?);
    }
    Ok(interleave(levels))
}

/// By period; within one the total, then the sub-totals, then the slices.
fn interleave(levels: Vec<Vec<Cell>>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = levels.into_iter().flatten().collect();
    cells.sort_by_key(|cell| cell.period);
    cells
}
