//! `only(kpi, condition)`: a KPI with one more condition on its own rows.

use super::calls::bare_name;
use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span};
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Call, Expr};
use crate::model::node::{Aggregate, Node, NodeKind};
use std::collections::HashMap;

impl Resolver<'_> {
    /// The formula of the KPI, each of its own aggregates with the condition.
    pub(super) fn only(&mut self, call: &Call, span: Span) -> Option<Node> {
        let [kpi, condition] = call.arguments.as_slice() else {
            let message =
                format!("`only` takes a KPI and a condition, and {} are given", call.arguments.len());
            return self.problem(
                Problem::error(Code::WrongArguments, call.name.span, message)
                    .help("write it like `only(nps, segment = 'pro')`"),
            );
        };
        let Some(used) = bare_name(kpi).and_then(|name| self.spec.kpis.get_index_of(name)) else {
            return self.not_one_kpi(kpi);
        };
        let Some(Node { kind: NodeKind::Kpi(_), ty, .. }) = self.node(kpi, Scope::Kpi(used)) else {
            return None;
        };
        let mut node = self.kpis[used].as_ref()?.node.clone();
        let (sources, _) = self.reads(&node);
        let mut own = HashMap::new();
        for source in sources.into_iter().filter(|source| reads_itself(&node, *source)) {
            let scope = Scope::Row(RowScope { source, placed: true, lenient: true });
            own.insert(source, self.condition(Some(condition), scope, "`only` keeps rows by a condition")??);
        }
        if own.is_empty() {
            let message = format!(
                "`{}` has no rows of its own: it is made of other KPIs",
                self.spec.kpis[used].name.value
            );
            return self.problem(
                Problem::error(Code::WrongArguments, kpi.span, message)
                    .help("use `only` on the KPIs that it names"),
            );
        }
        restrict(&mut node, &own);
        Some(Node { ty, span, ..node })
    }

    fn not_one_kpi(&mut self, expr: &Expr) -> Option<Node> {
        if let Some(name) = bare_name(expr) {
            let known = self.spec.kpis.keys().map(String::as_str);
            let help = crate::diag::did_you_mean(name, known)
                .unwrap_or_else(|| "`jauge list` shows the KPIs".into());
            let message = format!("there is no KPI `{name}`");
            return self.problem(Problem::error(Code::UnknownKpi, expr.span, message).help(help));
        }
        self.problem(
            Problem::error(Code::WrongArguments, expr.span, "`only` takes the name of a KPI")
                .help("give the expression a name under `kpis:`, or put the condition into its aggregates"),
        )
    }
}

fn reads_itself(node: &Node, source: usize) -> bool {
    let mut found = false;
    node.walk(&mut |node| {
        found |= matches!(&node.kind, NodeKind::Aggregate(aggregate) if aggregate.source == source);
    });
    found
}

/// Adds the condition to every aggregate of the formula itself.
fn restrict(node: &mut Node, own: &HashMap<usize, Node>) {
    if let NodeKind::Aggregate(aggregate) = &mut node.kind
        && let Some(condition) = own.get(&aggregate.source)
    {
        add(aggregate, condition);
    }
    node.children_mut().into_iter().for_each(|child| restrict(child, own));
}

fn add(aggregate: &mut Aggregate, condition: &Node) {
    let both = match aggregate.kpi_filter.take() {
        None => condition.clone(),
        Some(other) => {
            let span = condition.span;
            let kind = NodeKind::Binary(BinaryOp::And, Box::new(other), Box::new(condition.clone()));
            Node::new(kind, Type::Boolean, span)
        }
    };
    aggregate.kpi_filter = Some(both);
}
