//! First and last rows that others tie with: told where their values differ, since then the order decides nothing.

use super::groups::Groups;
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
