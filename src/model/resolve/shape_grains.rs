//! Whether shapes and finer grains go with the grain that a KPI is computed at.

use super::Resolver;
use crate::calendar::{Civil, Grain};
use crate::diag::{Code, Problem, Span};
use crate::model::kpi::KpiGrain;
use crate::model::node::{Node, NodeKind};
use crate::model::shape::{ShapeKind, Step, finer};

impl Resolver<'_> {
    /// Tells what of a formula is too fine or too coarse for a grain; `option` is where the grain was asked for, if it
    /// is not the KPI's own.
    pub fn shapes_fit(&mut self, node: &Node, grain: KpiGrain, option: Option<Span>) -> Option<()> {
        let KpiGrain::Periods(grain) = grain else { return Some(()) };
        match self.misfit(node, grain) {
            None => Some(()),
            Some((span, message, help)) => {
                let problem = Problem::error(Code::GrainMismatch, option.unwrap_or(span), message).help(help);
                let problem = match option {
                    Some(_) => problem.related(span, "this is what does not go with it"),
                    None => problem,
                };
                self.problem(problem)
            }
        }
    }

    fn misfit(&self, node: &Node, grain: Grain) -> Option<(Span, String, String)> {
        let below =
            |node: &Node, grain| node.children().into_iter().find_map(|child| self.misfit(child, grain));
        match &node.kind {
            NodeKind::Shaped(shape) => too_fine(&shape.kind, grain, self.civil)
                .map(|(message, help)| (node.span, message, help))
                .or_else(|| self.misfit(&shape.argument, grain)),
            NodeKind::Per(per) => match per.grain {
                Some(inside) if inside != grain && !finer(inside, grain, self.civil) => {
                    let message = format!(
                        "`per {inside}` needs periods inside the KPI's, which is computed by {grain}"
                    );
                    Some((
                        node.span,
                        message,
                        format!("ask for a grain longer than a {inside}, or use a finer one here"),
                    ))
                }
                inside => below(node, inside.unwrap_or(grain)),
            },
            NodeKind::Kpi(used) => {
                let used = self.kpis[*used].as_ref()?;
                let (_, message, help) = self.misfit(&used.node, grain)?;
                Some((node.span, message, help))
            }
            _ => below(node, grain),
        }
    }
}

fn too_fine(kind: &ShapeKind, grain: Grain, civil: &Civil) -> Option<(String, String)> {
    match kind {
        ShapeKind::Step(step) if step.finer_than(grain, civil) => {
            let message = format!("a step of {} leads to no other {grain}", length(*step));
            let help = format!(
                "compute the KPI by {}, or place rows by a computed column such as \
                 `moved_at: opened_at + {}`, with `on moved_at`",
                finer_grain(*step),
                length(*step)
            );
            Some((message, help))
        }
        ShapeKind::AtStart(longer) | ShapeKind::ToDate(Some(longer)) if finer(*longer, grain, civil) => {
            let message = format!("a {longer} is shorter than the {grain} that the KPI is computed by");
            Some((
                message,
                format!(
                    "name a grain that a {grain} lies in, such as `year`, or compute the KPI by {longer}"
                ),
            ))
        }
        _ => None,
    }
}

/// A grain that the step does not stay within.
fn finer_grain(step: Step) -> Grain {
    match step {
        Step::Months(months) if months % 3 == 0 => Grain::Quarter,
        Step::Months(_) => Grain::Month,
        Step::Days(days) if days % 7 == 0 => Grain::Week,
        Step::Days(_) => Grain::Day,
        Step::Exact(_) => Grain::Hour,
    }
}

/// A step in words of the language.
fn length(step: Step) -> String {
    let plural = |count: i64, unit: &str| match count.unsigned_abs() {
        1 => format!("1 {unit}"),
        count => format!("{count} {unit}s"),
    };
    match step {
        Step::Months(months) if months % 12 == 0 => plural(months / 12, "year"),
        Step::Months(months) => plural(months, "month"),
        Step::Days(days) => plural(days, "day"),
        Step::Exact(micros) => format!("{}min", (micros / crate::calendar::MINUTE).unsigned_abs()),
    }
}
