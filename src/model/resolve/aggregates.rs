//! Aggregates and their clauses.

use super::calls::checked;
use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span};
use crate::functions::aggregate::AggregateFunction;
use crate::lang::Type;
use crate::lang::ast::{Call, Expr};
use crate::model::node::{Aggregate, ColumnRef, Node, NodeKind};
use crate::model::units::{article, noun};

impl Resolver<'_> {
    pub(super) fn aggregate(
        &mut self,
        call: &Call,
        function: &'static AggregateFunction,
        span: Span,
        kpi: usize,
    ) -> Option<Node> {
        if !call.per.is_empty() {
            return self.per(call, function, span, kpi);
        }
        if let Some(except) = &call.except {
            let message = format!("`{}` takes no `except`", function.name);
            return self.problem(
                Problem::error(Code::InvalidClause, except.span, message).help("use `where not …`"),
            );
        }
        let source = self.aggregate_source(call, kpi)?;
        let scope = Scope::Row(RowScope { source, placed: true, lenient: false });
        let arguments = match self.is_of_source(call, function) {
            true => self.nodes(&call.arguments[1..], scope),
            false => self.nodes(&call.arguments, scope),
        };
        let filter = self.condition(call.filter.as_deref(), scope, "`where` keeps rows by a condition");
        let kpi_filter = self.kpi_filter(kpi, source, scope);
        let time = self.placement(call.on.as_deref(), kpi, source);
        let order = self.order(call, function, scope);
        if !self.sources[source].open {
            return None;
        }
        let arguments = arguments?;
        let ty = self.misused(checked(&arguments, function.check), &arguments, call)?;
        let (arguments, order) = match function.name {
            "covered_time" => self.covered(call, source).map(|[start, end]| (vec![start], vec![end]))?,
            _ => (arguments, order?),
        };
        let empty_is_none = self.spec.kpis[kpi].empty_is_none;
        let (filter, kpi_filter, time) = (filter?, kpi_filter?, time?);
        let aggregate =
            Aggregate { function, source, arguments, filter, kpi_filter, time, order, empty_is_none };
        let mut aggregate = self.placed(aggregate, call)?;
        aggregate.order = self.full_order(aggregate.order, &aggregate.time, source, function);
        Some(Node::new(NodeKind::Aggregate(Box::new(aggregate)), ty, span))
    }

    /// A clause that must be a condition: some of none where it is not written, none where it has a problem.
    pub fn condition(&mut self, expr: Option<&Expr>, scope: Scope, wanted: &str) -> Option<Option<Node>> {
        let Some(expr) = expr else { return Some(None) };
        let node = self.node(expr, scope)?;
        self.must_be_condition(&node, wanted)?;
        Some(Some(node))
    }

    fn kpi_filter(&mut self, kpi: usize, source: usize, scope: Scope) -> Option<Option<Node>> {
        let spec = self.spec;
        let applies = self.default_source(kpi) == Some(source);
        let filter = spec.kpis[kpi].filter.as_ref().filter(|_| applies);
        self.condition(filter, scope, "`where` keeps rows by a condition")
    }

    /// What places rows in time: `on`, else the KPI's `time`, else the source's.
    fn placement(&mut self, on: Option<&Expr>, kpi: usize, source: usize) -> Option<Option<Node>> {
        let spec = self.spec;
        let own = spec.kpis[kpi].time.as_ref().filter(|_| self.default_source(kpi) == Some(source));
        if let Some(expr) = on.or(own) {
            let node = self.row(expr, RowScope { source, placed: false, lenient: false })?;
            if matches!(node.ty, Type::Date | Type::Instant) {
                return Some(Some(node));
            }
            let message =
                format!("rows are placed by a date or an instant, and this is {}", article(&noun(&node.ty)));
            return self.problem(
                Problem::error(Code::TypeMismatch, node.span, message)
                    .help("name a date column, or state `type: date, format: …` for it"),
            );
        }
        let Some(column) = self.sources[source].time else { return Some(None) };
        let span = spec.sources[source].time.as_ref().map_or(Span::default(), |time| time.span);
        let ty = self.column_type(source, column, span)?;
        let column = ColumnRef { links: Vec::new(), source, column };
        Some(Some(Node::new(NodeKind::Column(column), ty, span)))
    }

    fn order(&mut self, call: &Call, function: &AggregateFunction, scope: Scope) -> Option<Vec<Node>> {
        if let Some(first) = call.order_by.first()
            && !matches!(function.name, "first" | "last")
        {
            let message = format!("`{}` does not depend on the order of rows", function.name);
            return self.problem(
                Problem::error(Code::InvalidClause, first.span, message)
                    .help("`order by` goes with `first` and `last`"),
            );
        }
        self.nodes(&call.order_by, scope)
    }

    /// `order by` if given, else the time, then the key.
    fn full_order(
        &mut self,
        given: Vec<Node>,
        time: &Option<Node>,
        source: usize,
        function: &AggregateFunction,
    ) -> Vec<Node> {
        if !matches!(function.name, "first" | "last") || !given.is_empty() {
            return given;
        }
        let keys = self.sources[source].key.clone();
        let keys = keys.into_iter().filter_map(|column| {
            let ty = self.column_type(source, column, Span::default())?;
            let column = ColumnRef { links: Vec::new(), source, column };
            Some(Node::new(NodeKind::Column(column), ty, Span::default()))
        });
        time.iter().cloned().chain(keys).collect()
    }
}
