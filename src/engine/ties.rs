//! First and last rows that others tie with: told where their values differ, since then the order decides nothing.

use super::context::Run;
use super::groups::Groups;
use super::needs::{Need, Needs};
use super::scan::tied_name;
use crate::diag::{Code, Problem, Severity};
use crate::functions::aggregate::Leaf;
use crate::model::Model;
use crate::plan::{Plan, TaskPlan};
use datafusion::arrow::array::AsArray;

/// A warning for a KPI whose value a tie decides.
pub fn told<'g>(
    model: &Model,
    plan: &Plan,
    task: &TaskPlan,
    groups: impl Fn(usize) -> Option<&'g Groups>,
) -> Option<Problem> {
    let leaves = task.levels.iter().flat_map(|level| level.frame.leaves());
    let ordered = leaves.filter(|leaf| {
        let call = plan.scans.get(leaf.scan).and_then(|scan| scan.leaves.get(leaf.leaf));
        call.is_some_and(|call| matches!(call.leaf, Leaf::First | Leaf::Last))
    });
    let mut tied = ordered.filter_map(|leaf| groups(leaf.scan)?.column(&tied_name(leaf.leaf)).ok());
    tied.any(|column| column.as_boolean_opt().is_some_and(|tied| tied.true_count() > 0)).then(|| {
        let name = model.kpi_name(task.kpi);
        let span = model.spec.kpis.get(name).map(|kpi| kpi.expr.span);
        let message = format!("rows tie for the first or last place in `{name}`, and their values differ");
        Problem { severity: Severity::Warning, span, ..Problem::general(Code::Tie, message) }
            .help("the smaller value is taken; tell rows apart with `order by`, or give the source a `key`")
    })
}

/// A warning for a KPI one of whose `next` or `prior` a tie decides.
pub fn of_neighbours(run: &Run<'_>, plan: &Plan, task: &TaskPlan) -> Option<Problem> {
    let leaves = task.levels.iter().flat_map(|level| level.frame.leaves());
    let mut tied = leaves.filter_map(|leaf| {
        let scan = plan.scans.get(leaf.scan)?;
        let call = scan.leaves.get(leaf.leaf)?;
        let mut needs = Needs::new(run.model, scan.source, true);
        let slices = scan.slices.iter().map(|(node, _)| node);
        let nodes = call.argument.iter().chain(&call.order).chain(&call.filters).chain(slices);
        nodes.for_each(|node| needs.node(node));
        needs.steps.into_iter().find_map(|step| match step {
            Need::Neighbour(node) if run.lookups.tied.get(&node).is_some() => Some(node),
            _ => None,
        })
    });
    let node = tied.next()?;
    let name = run.model.kpi_name(task.kpi);
    let message = format!("rows tie for the next or the prior place in `{name}`");
    Some(
        Problem {
            severity: Severity::Warning,
            span: Some(node.span),
            ..Problem::general(Code::Tie, message)
        }
        .help("the smaller value is taken; tell rows apart with `order by`, or give the source a `key`"),
    )
}
