//! KPIs: expression, unit, and what each uses.

use super::stated::{as_unit, unit_help, unit_type};
use super::{Pending, Resolver, Scope};
use crate::diag::{Code, Problem};
use crate::lang::{Type, Unit};
use crate::model::kpi::KpiModel;
use crate::model::node::{Node, NodeKind};
use crate::model::units::{article, noun};
use crate::spec;

impl Resolver<'_> {
    /// Resolves a KPI once.
    pub(super) fn kpi(&mut self, number: usize) {
        if std::mem::replace(&mut self.done[number], true) {
            return;
        }
        let spec = &self.spec.kpis[number];
        self.stack.push(Pending::Kpi(number));
        if let Some(from) = spec.from.as_ref().filter(|from| self.source_number(&from.value).is_none()) {
            if !self.unread(spec::EntryKind::Source, &from.value) {
                let problem = self.unknown_source(from);
                self.problems.push(problem);
            }
        } else if let Some(node) = self.node(&spec.expr, Scope::Kpi(number)) {
            self.kpis[number] = self.finish(number, node);
        }
        self.stack.pop();
    }

    fn finish(&mut self, number: usize, node: Node) -> Option<KpiModel> {
        let spec = self.spec;
        let kpi = &spec.kpis[number];
        self.unused_clauses(kpi, &node, number);
        // Over all time every row counts, whatever it says of periods.
        if kpi.grain.as_ref().is_none_or(|grain| grain.value != "all") {
            self.all_placed(&node)?;
        }
        let (sources, uses) = self.reads(&node);
        let shown = self.shown(kpi, &node)?;
        let grain = self.grain(kpi, &node)?;
        self.shapes_fit(&node, grain, None)?;
        let slices: Vec<_> = kpi.by.iter().map(|slice| self.slice_model(slice, &sources)).collect();
        let slices = slices.into_iter().collect::<Option<Vec<_>>>()?;
        let (targets, shown) = self.targets(kpi, &node, shown)?;
        let better = kpi.better.as_ref().map(|better| better.value);
        let better = better.or_else(|| targets.first().and_then(super::targets::direction));
        Some(KpiModel { number, node, shown, grain, sources, uses, slices, targets, better })
    }

    /// A `where` or `time` that reaches no aggregate would be silently ignored.
    fn unused_clauses(&mut self, kpi: &spec::Kpi, node: &Node, number: usize) {
        let from = self.default_source(number);
        let mut reached = false;
        node.walk(&mut |node| {
            if let NodeKind::Aggregate(aggregate) = &node.kind {
                reached |= Some(aggregate.source) == from;
            }
        });
        for (key, expr) in [("where", &kpi.filter), ("time", &kpi.time)] {
            if let Some(expr) = expr.as_ref().filter(|_| !reached) {
                let message = format!("`{key}` reaches no aggregate of `{}`", kpi.name.value);
                let problem = Problem::error(Code::MissingFrom, expr.span, message).help(
                    "state the source it is about with `from:`; the rows of KPIs used by name are theirs",
                );
                self.problems.push(problem);
            }
        }
    }

    /// The sources and KPIs that an expression rests on.
    pub(super) fn reads(&self, node: &Node) -> (Vec<usize>, Vec<usize>) {
        let (mut sources, mut uses) = (Vec::new(), Vec::new());
        node.walk(&mut |node| match &node.kind {
            NodeKind::Aggregate(aggregate) => sources.push(aggregate.source),
            NodeKind::Kpi(used) => {
                uses.push(*used);
                if let Some(used) = &self.kpis[*used] {
                    sources.extend(&used.sources);
                    uses.extend(&used.uses);
                }
            }
            _ => {}
        });
        for list in [&mut sources, &mut uses] {
            let mut seen = std::collections::HashSet::new();
            list.retain(|number| seen.insert(*number));
        }
        (sources, uses)
    }

    fn shown(&mut self, kpi: &spec::Kpi, node: &Node) -> Option<Type> {
        let Some(unit) = &kpi.unit else { return Some(node.ty.clone()) };
        let Some(wanted) = unit_type(&unit.value, self.currency()) else {
            let message = format!("there is no unit `{}`", unit.value);
            let help = unit_help(&unit.value);
            return self.problem(Problem::error(Code::InvalidValue, unit.span, message).help(help));
        };
        match as_unit(&node.ty, &wanted) {
            Some(ty) => Some(ty),
            None => {
                let message = format!(
                    "`{}` is stated as {}, and its expression is {}",
                    kpi.name.value,
                    article(&noun(&wanted)),
                    article(&noun(&node.ty))
                );
                let help = match (&wanted, &node.ty) {
                    (Type::Number(_, Unit::Money(_)), Type::Number(_, Unit::Money(currency))) => {
                        format!("state `unit: {currency}`, or convert the amounts in a computed column")
                    }
                    (Type::Number(_, Unit::Money(currency)), Type::Number(..)) => {
                        format!("state `unit: {currency}` for the column that holds the amount")
                    }
                    _ => format!("state `unit: {}`, or change the expression", node.ty.unit_name()),
                };
                self.problem(Problem::error(Code::WrongUnit, unit.span, message).help(help))
            }
        }
    }
}
