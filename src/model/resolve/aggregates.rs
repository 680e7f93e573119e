//! Aggregates: which source they read, and their clauses.

use super::calls::{bare_name, checked};
use super::names::paths;
use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span};
use crate::functions::aggregate::AggregateFunction;
use crate::lang::Type;
use crate::lang::ast::{Call, Expr, ExprKind, Name};
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
        let per = call.per.first().or(call.having.as_deref());
        if let Some(key) = per {
            return self.not_yet(key.span, "`per`");
        }
        if let Some(except) = &call.except {
            let message = format!("`{}` takes no `except`", function.name);
            return self.problem(
                Problem::error(Code::InvalidClause, except.span, message).help("use `where not …`"),
            );
        }
        let source = self.aggregate_source(call, kpi)?;
        let scope = Scope::Row(RowScope { source, placed: true, lenient: false });
        let arguments = match self.counts_source(call, function) {
            true => Some(Vec::new()),
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
        let time = time?;
        let order = self.full_order(order?, &time, source, function);
        let empty_is_none = self.spec.kpis[kpi].empty_is_none;
        let aggregate = Aggregate {
            function,
            source,
            arguments,
            filter: filter?,
            kpi_filter: kpi_filter?,
            time,
            order,
            empty_is_none,
        };
        Some(Node::new(NodeKind::Aggregate(Box::new(aggregate)), ty, span))
    }

    /// `count(tickets)`: the argument is the source itself.
    fn counts_source(&self, call: &Call, function: &AggregateFunction) -> bool {
        let [argument] = call.arguments.as_slice() else { return false };
        function.name == "count" && bare_name(argument).is_some_and(|name| self.source_number(name).is_some())
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
        let applies = self.from_of(kpi) == Some(source);
        let filter = spec.kpis[kpi].filter.as_ref().filter(|_| applies);
        self.condition(filter, scope, "`where` keeps rows by a condition")
    }

    /// What places rows in time: `on`, else the KPI's `time`, else the source's.
    fn placement(&mut self, on: Option<&Expr>, kpi: usize, source: usize) -> Option<Option<Node>> {
        let spec = self.spec;
        let own = spec.kpis[kpi].time.as_ref().filter(|_| self.from_of(kpi) == Some(source));
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

    /// The first source named in the aggregate, else the KPI's `from`.
    fn aggregate_source(&mut self, call: &Call, kpi: usize) -> Option<usize> {
        let stated = self.from_of(kpi);
        let named = self.first_source_named(call);
        let is_link = |source: usize| {
            let name = &self.spec.sources[source].name.value;
            stated.is_some_and(|from| self.sources[from].links.contains_key(name))
        };
        match named.filter(|source| !is_link(*source)).or(stated) {
            Some(source) => Some(source),
            None => {
                let problem = self.missing_from(call, kpi);
                self.problem(problem)
            }
        }
    }

    pub(super) fn first_source_named(&self, call: &Call) -> Option<usize> {
        let counted = call.arguments.first().filter(|_| call.name.value == "count").and_then(bare_name);
        if let Some(source) = counted.and_then(|name| self.source_number(name)) {
            return Some(source);
        }
        let clauses = [&call.filter, &call.on].into_iter().flatten().map(|clause| &**clause);
        let mut found = None;
        for expr in call.arguments.iter().chain(clauses).chain(&call.order_by) {
            paths(expr, &mut |names| found = found.or_else(|| self.source_of_path(names)));
        }
        found
    }

    fn source_of_path(&self, names: &[Name]) -> Option<usize> {
        (names.len() > 1).then(|| self.source_number(&names[0].value)).flatten()
    }

    /// The stated `from`, else the only source that the KPI's expression names.
    pub(super) fn from_of(&self, kpi: usize) -> Option<usize> {
        let spec = &self.spec.kpis[kpi];
        if let Some(from) = &spec.from {
            return self.source_number(&from.value);
        }
        let mut named = Vec::new();
        paths(&spec.expr, &mut |names| named.extend(self.source_of_path(names)));
        counted_sources(&spec.expr, &mut |name| named.extend(self.source_number(name)));
        named.sort_unstable();
        named.dedup();
        (named.len() == 1).then(|| named[0])
    }

    fn missing_from(&self, call: &Call, kpi: usize) -> Problem {
        let mut first: Option<&Name> = None;
        for expr in call.arguments.iter().chain(call.filter.as_deref()) {
            paths(expr, &mut |names| first = first.or(names.first()));
        }
        if let Some(from) = &self.spec.kpis[kpi].from {
            let known = self.sources.iter().map(|source| source.name.as_str());
            return Problem::error(
                Code::UnknownSource,
                from.span,
                format!("there is no source `{}`", from.value),
            )
            .maybe_help(crate::diag::did_you_mean(&from.value, known));
        }
        let has = |name: &str| {
            self.sources.iter().filter(|source| source.columns.contains_key(name)).collect::<Vec<_>>()
        };
        let (span, message, found) = match first {
            Some(name) => {
                (name.span, format!("the source of column `{}` cannot be told", name.value), has(&name.value))
            }
            None => {
                (call.name.span, format!("the source of `{}` cannot be told", call.name.value), Vec::new())
            }
        };
        let source = match found.first() {
            Some(source) => &source.name,
            None => self.sources.first().map_or("tickets", |source| &source.name),
        };
        let example = first.map_or(String::new(), |name| format!(", or write `{source}.{}`", name.value));
        Problem::error(Code::MissingFrom, span, message)
            .help(format!("add `from: {source}` to the KPI{example}"))
    }
}

/// Sources named as `count(tickets)`.
fn counted_sources<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e str)) {
    if let ExprKind::Call(call) = &expr.kind
        && call.name.value == "count"
        && let Some(name) = call.arguments.first().and_then(bare_name)
    {
        visit(name);
    }
    crate::model::walk::children(expr, &mut |child| counted_sources(child, visit));
}
