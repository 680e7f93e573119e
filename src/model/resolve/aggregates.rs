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
        self.no_except(call)?;
        let source = self.aggregate_source(call, kpi)?;
        let scope = Scope::Row(RowScope { source, placed: true, lenient: false });
        let arguments = match self.is_of_source(call, function) {
            true if function.name == "covered_time" && call.arguments.len() == 2 => Some(Vec::new()),
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
        let ty = self.checked_call(call, function, &arguments)?;
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

    /// The type of an aggregate's value, if it takes these arguments.
    pub(super) fn checked_call(
        &mut self,
        call: &Call,
        function: &AggregateFunction,
        arguments: &[Node],
    ) -> Option<Type> {
        self.misused(checked(arguments, function.check), arguments, call)
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
        self.placed_by(on.or(own), source)
    }

    /// A stated time of rows, else the source's.
    pub(super) fn placed_by(&mut self, stated: Option<&Expr>, source: usize) -> Option<Option<Node>> {
        let Some(expr) = stated else { return self.source_time(source) };
        let node = self.row(expr, RowScope { source, placed: false, lenient: false })?;
        if matches!(node.ty, Type::Date | Type::Instant) {
            return Some(Some(node));
        }
        let message =
            format!("rows are placed by a date or an instant, and this is {}", article(&noun(&node.ty)));
        self.problem(
            Problem::error(Code::TypeMismatch, node.span, message)
                .help("name a date column, or state `type: date, format: …` for it"),
        )
    }

    /// The time of a source's rows, also while the sources are still being resolved.
    pub(super) fn source_time(&mut self, source: usize) -> Option<Option<Node>> {
        let spec = self.spec;
        let name = spec.sources[source].time.as_ref();
        let column = match (self.sources[source].time, name) {
            (Some(column), _) => Some(column),
            (None, Some(name)) => self.sources[source].columns.get_index_of(&name.value),
            (None, None) => None,
        };
        let Some(column) = column else { return Some(None) };
        self.time_node(source, column, name.map_or(Span::default(), |name| name.span))
    }

    /// The time since which a row is there: its time, else where its interval begins.
    pub(super) fn known_since(&mut self, source: usize) -> Option<Option<Node>> {
        let time = self.source_time(source)?;
        let Some(interval) = self.spec.sources[source].interval.as_ref().filter(|_| time.is_none()) else {
            return Some(time);
        };
        match self.sources[source].columns.get_index_of(&interval.from.value) {
            Some(column) => self.time_node(source, column, interval.from.span),
            None => Some(None),
        }
    }

    /// What is wrong with a column of another type is told where the source is resolved.
    fn time_node(&mut self, source: usize, column: usize, span: Span) -> Option<Option<Node>> {
        let ty = self.column_type(source, column, span)?;
        let fits = matches!(ty, Type::Date | Type::Instant | Type::Null);
        let column = ColumnRef { links: Vec::new(), source, column };
        Some(fits.then(|| Node::new(NodeKind::Column(column), ty, span)))
    }

    pub(super) fn order(
        &mut self,
        call: &Call,
        function: &AggregateFunction,
        scope: Scope,
    ) -> Option<Vec<Node>> {
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
    pub(super) fn full_order(
        &mut self,
        given: Vec<Node>,
        time: &Option<Node>,
        source: usize,
        function: &AggregateFunction,
    ) -> Vec<Node> {
        if !matches!(function.name, "first" | "last") || !given.is_empty() {
            return given;
        }
        time.iter().cloned().chain(self.key_nodes(source)).collect()
    }

    /// The key columns of a source, also while the sources are still being resolved.
    pub(super) fn key_nodes(&mut self, source: usize) -> Vec<Node> {
        let model = &self.sources[source];
        let stated = self.spec.sources[source].key.iter();
        let numbers: Vec<usize> = match model.key.is_empty() {
            true => stated.filter_map(|name| model.columns.get_index_of(&name.value)).collect(),
            false => model.key.clone(),
        };
        let keys = numbers.into_iter().filter_map(|column| {
            let ty = self.column_type(source, column, Span::default())?;
            let column = ColumnRef { links: Vec::new(), source, column };
            Some(Node::new(NodeKind::Column(column), ty, Span::default()))
        });
        keys.collect()
    }
}
