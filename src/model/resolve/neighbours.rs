//! `next` and `prior`: values of other rows of the same source.

use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span};
use crate::functions::aggregate::{self, AggregateFunction};
use crate::lang::Type;
use crate::lang::ast::{Call, ExprKind};
use crate::model::neighbour::{Neighbour, NeighbourValue, Side};
use crate::model::node::{Aggregate, Node, NodeKind};

/// Aggregates over neighbours for which a running value is not kept.
const NOT_RUNNING: &[&str] = &[
    "median",
    "percentile",
    "percentile_disc",
    "approx_percentile",
    "approx_count_distinct",
    "covered_time",
];

/// The side that a function looks to.
pub(super) fn side(name: &str) -> Option<Side> {
    match name {
        "next" => Some(Side::Next),
        "prior" => Some(Side::Prior),
        _ => None,
    }
}

impl Resolver<'_> {
    /// `next(x [where c] [per key] [order by a, b])`, and `prior`.
    pub(super) fn neighbour(&mut self, call: &Call, side: Side, span: Span, scope: Scope) -> Option<Node> {
        let row = match scope {
            Scope::Row(row) => RowScope { placed: false, ..row },
            Scope::Constant => return self.not_constant(call),
            Scope::Kpi(_) => return self.outside_of_rows(call),
        };
        self.neighbour_clauses(call)?;
        let outer = std::mem::take(&mut self.outer);
        let found = self.neighbour_of(call, side, row);
        self.outer = outer;
        let (neighbour, ty) = found?;
        Some(Node::new(NodeKind::Neighbour(Box::new(neighbour)), ty, span))
    }

    fn neighbour_of(&mut self, call: &Call, side: Side, row: RowScope) -> Option<(Neighbour, Type)> {
        let scope = Scope::Row(row);
        let source = row.source;
        let filter = self.condition(call.filter.as_deref(), scope, "`where` keeps rows by a condition");
        let per = self.nodes(&call.per, scope);
        let given = self.nodes(&call.order_by, scope);
        let time = self.known_since(source);
        if !self.sources[source].open {
            return None;
        }
        let (given, time) = (given?, time?);
        let by_time = given.is_empty();
        let order = self.row_order(call, given, &time, source)?;
        let (value, ty) = self.neighbour_value(call, row, &order)?;
        Some((Neighbour { side, source, value, filter: filter?, per: per?, order, time, by_time }, ty))
    }

    /// The order as stated, else by time and key.
    fn row_order(
        &mut self,
        call: &Call,
        given: Vec<Node>,
        time: &Option<Node>,
        source: usize,
    ) -> Option<Vec<Node>> {
        if !given.is_empty() {
            return Some(given);
        }
        if let Some(time) = time {
            return Some(std::iter::once(time.clone()).chain(self.key_nodes(source)).collect());
        }
        if self.spec.sources[source].time.is_some() || self.spec.sources[source].broken {
            return None;
        }
        let name = &self.sources[source].name;
        let message = format!("`{}` needs an order, and `{name}` has no `time`", call.name.value);
        let help = format!("add `order by` and a column, or `time: column` to source `{name}`");
        self.problem(Problem::error(Code::MissingTime, call.name.span, message).help(help))
    }

    fn neighbour_value(
        &mut self,
        call: &Call,
        row: RowScope,
        order: &[Node],
    ) -> Option<(NeighbourValue, Type)> {
        let [argument] = call.arguments.as_slice() else {
            let name = &call.name.value;
            let message = format!("`{name}` takes one value, and {} are given", call.arguments.len());
            return self
                .problem(Problem::error(Code::WrongArguments, call.name.span, message).help(usage(name)));
        };
        if let ExprKind::Call(inner) = &argument.kind
            && let Some(function) = aggregate::find(&inner.name.value)
            && self.reach(inner, row).is_none()
        {
            let (aggregate, ty) = self.running(inner, &call.name.value, function, row, order)?;
            return Some((NeighbourValue::All(Box::new(aggregate)), ty));
        }
        let node = self.node(argument, Scope::Row(row))?;
        let ty = node.ty.clone();
        Some((NeighbourValue::Nearest(node), ty))
    }

    /// An aggregate over all rows on one side.
    fn running(
        &mut self,
        call: &Call,
        around: &str,
        function: &'static AggregateFunction,
        row: RowScope,
        order: &[Node],
    ) -> Option<(Aggregate, Type)> {
        let scope = Scope::Row(row);
        let refused = [&call.on, &call.having].into_iter().flatten().map(|clause| &**clause).next();
        if let Some(clause) = refused.or(call.per.first()) {
            let message = format!("inside `{around}` an aggregate takes no such clause");
            let help = format!(
                "write `per` and `where` in `{around}`: `{around}(max(price) where won per account)`"
            );
            return self.problem(Problem::error(Code::InvalidClause, clause.span, message).help(help));
        }
        self.no_except(call)?;
        if NOT_RUNNING.contains(&function.name) {
            return self.not_yet(call.name.span, &format!("`{}` inside `{around}`", function.name));
        }
        let arguments = match self.is_of_source(call, function) {
            true => Some(Vec::new()),
            false => self.nodes(&call.arguments, scope),
        };
        let filter = self.condition(call.filter.as_deref(), scope, "`where` keeps rows by a condition");
        let given = self.order(call, function, scope);
        let arguments = arguments?;
        let ty = self.checked_call(call, function, &arguments)?;
        let given = given?;
        let ordered = matches!(function.name, "first" | "last") && given.is_empty();
        let order = if ordered { order.to_vec() } else { given };
        let source = row.source;
        let filter = filter?;
        let aggregate = Aggregate {
            function,
            source,
            arguments,
            filter,
            kpi_filter: None,
            time: None,
            order,
            empty_is_none: false,
        };
        Some((aggregate, ty))
    }

    fn neighbour_clauses(&mut self, call: &Call) -> Option<()> {
        let name = &call.name.value;
        let refused = [&call.on, &call.having, &call.except].into_iter().flatten().next();
        let Some(clause) = refused else { return Some(()) };
        let message = format!("`{name}` takes `where`, `per` and `order by` only");
        self.problem(Problem::error(Code::InvalidClause, clause.span, message).help(usage(name)))
    }

    fn outside_of_rows(&mut self, call: &Call) -> Option<Node> {
        let name = &call.name.value;
        let message = format!("`{name}` looks at another row, and no single row is at hand here");
        let help =
            format!("use it inside an aggregate, such as `avg({name}(entered_at per deal_id) - entered_at)`");
        self.problem(Problem::error(Code::WrongLevel, call.name.span, message).help(help))
    }

    /// Pauses are taken out of open time only.
    pub(super) fn no_except(&mut self, call: &Call) -> Option<()> {
        let Some(except) = &call.except else { return Some(()) };
        let message = format!("`{}` takes no `except`", call.name.value);
        self.problem(Problem::error(Code::InvalidClause, except.span, message).help("use `where not …`"))
    }
}

fn usage(name: &str) -> String {
    format!("write it like `{name}(entered_at per deal_id)`")
}
