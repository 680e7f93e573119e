//! What was prepared as SQL for another engine.

use super::Prepared;
use crate::diag::Problem;
use crate::plan::sql::{Dialect, statement};
use crate::sources::{Outside, outside};

/// One statement per KPI, in order of definition; the problem of each that cannot be exported.
pub fn sql(prepared: &Prepared, dialect: Dialect) -> Vec<Result<String, Box<Problem>>> {
    let run = prepared.run();
    let sources = run.model.spec.sources.values().enumerate();
    let table = |number: usize| run.catalog.table(number).ok();
    let tables: Vec<Option<Outside>> =
        sources.map(|(number, source)| table(number).map(|table| outside(table, source))).collect();
    let tasks = prepared.plan.tasks.iter();
    tasks.map(|task| statement(run.model, &prepared.plan, task, &tables, dialect)).collect()
}
