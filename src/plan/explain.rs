//! A plan in words: what each KPI computes, in which unit, from which sources, and what it shares.

use super::{Plan, TaskPlan};
use crate::model::{KpiModel, Model};
use std::fmt::Write;

/// The explanation of all tasks of a plan.
pub fn explain(model: &Model, plan: &Plan) -> String {
    let mut text = String::new();
    for task in &plan.tasks {
        if let Some(kpi) = &model.kpis[task.kpi] {
            // Writing to a text cannot fail.
            let _ = one(&mut text, model, plan, task, kpi);
        }
    }
    text
}

fn one(text: &mut String, model: &Model, plan: &Plan, task: &TaskPlan, kpi: &KpiModel) -> std::fmt::Result {
    let name = model.kpi_name(task.kpi);
    let Some(spec) = model.spec.kpis.get(name) else { return Ok(()) };
    let grain = task.periods.periods.grain.map_or("all".to_owned(), |grain| grain.to_string());
    let sources: Vec<_> = kpi.sources.iter().map(|source| model.sources[*source].name.clone()).collect();
    writeln!(text, "{name}")?;
    writeln!(text, "  formula   {}", spec.expr)?;
    if let Some(filter) = &spec.filter {
        writeln!(text, "  where     {filter}")?;
    }
    writeln!(text, "  unit      {}", kpi.shown.unit_name())?;
    writeln!(text, "  grain     {grain}")?;
    writeln!(text, "  reads     {}", sources.join(", "))?;
    writeln!(
        text,
        "  uses      {}",
        kpi.uses.iter().map(|kpi| model.kpi_name(*kpi)).collect::<Vec<_>>().join(", ")
    )?;
    for target in &kpi.targets {
        writeln!(text, "  target    {}", target.pass.text)?;
    }
    scans(text, model, plan, task)?;
    writeln!(text)
}

/// The passes over the sources, and the other KPIs that take part in each.
fn scans(text: &mut String, model: &Model, plan: &Plan, task: &TaskPlan) -> std::fmt::Result {
    let mut read = scans_of(task);
    read.sort_unstable();
    for number in read {
        let scan = &plan.scans[number];
        let source = &model.sources[scan.source].name;
        let others =
            plan.tasks.iter().filter(|other| other.kpi != task.kpi && scans_of(other).contains(&number));
        let others: Vec<_> = others.map(|other| model.kpi_name(other.kpi)).collect();
        let shared = match others.is_empty() {
            true => String::new(),
            false => format!(", shared with {}", others.join(", ")),
        };
        let by = match &scan.rolled_up_from {
            Some(_) => "added up from the slices".to_owned(),
            None => format!("{} aggregates in one pass over {source}{shared}", scan.leaves.len()),
        };
        writeln!(text, "  pass {:<4} {by}", number + 1)?;
    }
    Ok(())
}

fn scans_of(task: &TaskPlan) -> Vec<usize> {
    let leaves = task.levels.iter().flat_map(|level| &level.inputs).flat_map(|input| &input.leaves);
    let mut scans: Vec<usize> = leaves.map(|leaf| leaf.scan).collect();
    scans.sort_unstable();
    scans.dedup();
    scans
}
