//! Aggregates among rows: over the rows of another source that are linked to each row.

use super::aggregate_sources::operands;
use super::names::own_paths;
use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::functions::aggregate::AggregateFunction;
use crate::lang::ast::{Call, Expr, ExprKind, Name};
use crate::model::nested::Nested;
use crate::model::node::{Aggregate, Node, NodeKind};

/// The source whose rows an aggregate among rows reads.
pub(super) struct Reach {
    /// Its number.
    pub source: usize,
    /// The links from the row to the parent of both.
    pub up: Vec<usize>,
    /// Their names as written before the source's.
    pub way: Vec<String>,
    /// The parent.
    pub parent: usize,
    /// Where the source is named.
    span: Span,
    /// Whether the source itself is counted, and not a column.
    whole: bool,
}

/// The row that an aggregate among rows is computed for.
pub(super) struct OuterRow {
    pub row: RowScope,
    pub source: usize,
    pub way: Vec<String>,
}

impl Resolver<'_> {
    /// The other source that an aggregate among the rows of one names first.
    pub(super) fn reach(&self, call: &Call, row: RowScope) -> Option<Reach> {
        let counted = call.arguments.first().filter(|_| call.name.value == "count");
        let whole = |expr: &Expr| counted.is_some_and(|counted| std::ptr::eq(counted, expr));
        let mut found = None;
        for expr in operands(call) {
            let direct = whole(expr) && matches!(expr.kind, ExprKind::Path(_));
            own_paths(expr, &mut |names| {
                if found.is_none() {
                    found = self.reach_of(names, row.source, direct);
                }
            });
        }
        found
    }

    fn reach_of(&self, names: &[Name], base: usize, counted: bool) -> Option<Reach> {
        let (mut at, mut up) = (base, Vec::new());
        for (place, name) in names.iter().enumerate() {
            let source = &self.sources[at];
            if let Some((number, _, link)) = source.links.get_full(&name.value) {
                up.push(number);
                at = link.to;
                continue;
            }
            let found = self.source_number(&name.value)?;
            let last = place + 1 == names.len();
            let own = place == 0 && found == base;
            if own && !last {
                continue;
            }
            if own || last && !counted || source.columns.contains_key(&name.value) {
                return None;
            }
            let way = names[..place].iter().map(|name| name.value.clone()).collect();
            return Some(Reach { source: found, up, way, parent: at, span: name.span, whole: last });
        }
        None
    }

    /// What a name in an aggregate among rows must mean that is neither of the row nor a source: the first such name.
    pub(super) fn misspelt(&self, call: &Call, row: RowScope) -> Option<Problem> {
        let source = &self.sources[row.source];
        let known = |name: &str| {
            source.columns.contains_key(name)
                || source.links.contains_key(name)
                || self.parameters.contains_key(name)
                || self.source_number(name).is_some()
                || matches!(name, "row" | "period" | "as_of")
        };
        let mut found = None;
        for expr in operands(call) {
            own_paths(expr, &mut |names| {
                found = found.or((!known(&names[0].value)).then_some(names));
            });
        }
        let names = found?;
        let like_a_source = did_you_mean(&names[0].value, self.spec.sources.keys().map(String::as_str));
        match names.len() {
            1 if call.name.value == "count" && like_a_source.is_some() => {
                Some(self.unknown_source(&names[0]))
            }
            1 => None,
            _ => Some(self.unknown_link(row.source, &names[0])),
        }
    }

    /// An aggregate over the rows that a reach leads to.
    pub(super) fn nested(
        &mut self,
        call: &Call,
        function: &'static AggregateFunction,
        reach: Reach,
        span: Span,
        row: RowScope,
    ) -> Option<Node> {
        if let Some(clause) = call.per.first().or(call.having.as_deref()) {
            return self.not_yet(clause.span, "`per` in an aggregate over linked rows");
        }
        if function.name == "covered_time" {
            return self.not_yet(call.name.span, "`covered_time` over linked rows");
        }
        self.no_except(call)?;
        let down = self.way_down(&reach)?;
        if !self.sources[reach.source].open {
            return None;
        }
        self.outer.push(OuterRow { row, source: reach.source, way: reach.way.clone() });
        let scope = RowScope { source: reach.source, placed: row.placed, lenient: false };
        let aggregate = self.linked_aggregate(call, function, &reach, scope);
        self.outer.pop();
        let (aggregate, ty) = aggregate?;
        let nested = Nested { up: reach.up, parent: reach.parent, down, aggregate };
        Some(Node::new(NodeKind::Nested(Box::new(nested)), ty, span))
    }

    fn linked_aggregate(
        &mut self,
        call: &Call,
        function: &'static AggregateFunction,
        reach: &Reach,
        row: RowScope,
    ) -> Option<(Aggregate, crate::lang::Type)> {
        let scope = Scope::Row(row);
        let arguments = if reach.whole { Some(Vec::new()) } else { self.nodes(&call.arguments, scope) };
        let filter = self.condition(call.filter.as_deref(), scope, "`where` keeps rows by a condition");
        let time = match call.on.as_deref() {
            None => self.known_since(row.source),
            on => self.placed_by(on, row.source),
        };
        let order = self.order(call, function, scope);
        let arguments = arguments?;
        let ty = self.checked_call(call, function, &arguments)?;
        let (filter, time) = (filter?, time?);
        let order = self.full_order(order?, &time, row.source, function);
        let source = row.source;
        let aggregate = Aggregate {
            function,
            source,
            arguments,
            filter,
            kpi_filter: None,
            time,
            order,
            empty_is_none: false,
        };
        Some((aggregate, ty))
    }

    /// The links from the aggregated rows to the parent: the shortest way, if there is one only.
    pub(super) fn way_down(&mut self, reach: &Reach) -> Option<Vec<usize>> {
        let mut ways = self.ways(reach.source, |source| source == reach.parent);
        let shortest = ways.first().map_or(0, Vec::len);
        ways.retain(|way| way.len() == shortest);
        let (from, to) = (self.sources[reach.source].name.clone(), self.sources[reach.parent].name.clone());
        match ways.as_slice() {
            [way] if self.in_force(reach.source, way) => {
                let message =
                    format!("`{from}` is linked to the row of `{to}` that is in force at an instant");
                let help = format!(
                    "aggregate `{from}` by a slice behind that link instead: a row in force is no parent"
                );
                self.problem(Problem::error(Code::UnlinkedSource, reach.span, message).help(help))
            }
            [way] => Some(way.clone()),
            [] => {
                let help = match self.sources[reach.parent]
                    .links
                    .iter()
                    .find(|(_, link)| link.to == reach.source)
                {
                    Some((link, _)) => {
                        format!(
                            "each row of `{to}` has one of `{from}`: write `{link}.` without the aggregate"
                        )
                    }
                    None => self.common_parent(reach, &from, &to),
                };
                let message = format!("no link leads from `{from}` to `{to}`");
                self.problem(Problem::error(Code::UnlinkedSource, reach.span, message).help(help))
            }
            [one, other, ..] => {
                let names = [one, other].map(|way| self.way_name(reach.source, way));
                let message =
                    format!("`{from}` has several links to `{to}`: `{}` and `{}`", names[0], names[1]);
                let help = format!(
                    "keep one of them in `{from}`, and define a second source over the same data with the other"
                );
                self.problem(Problem::error(Code::AmbiguousName, reach.span, message).help(help))
            }
        }
    }

    /// Whether a way ends with a link to the row in force.
    fn in_force(&self, base: usize, way: &[usize]) -> bool {
        let (mut at, mut last) = (base, false);
        for number in way {
            let Some((_, link)) = self.sources[at].links.get_index(*number) else { return false };
            (at, last) = (link.to, link.as_of.is_some());
        }
        last
    }

    /// A way up a link and down again, where both sources are linked to a third one.
    fn common_parent(&self, reach: &Reach, from: &str, to: &str) -> String {
        let shared = self.sources[reach.parent]
            .links
            .iter()
            .find(|(_, mine)| self.sources[reach.source].links.values().any(|theirs| theirs.to == mine.to));
        match shared {
            Some((link, _)) => format!("go up a link and down again: write `{link}.{from}`"),
            None => format!("add a link to `{to}` under `links:` of `{from}`"),
        }
    }

    /// A path without the links that lead up to the aggregated source: `customer.orders.amount` is `orders.amount`.
    pub(super) fn behind_way<'n>(&self, names: &'n [Name], source: usize) -> &'n [Name] {
        let Some(outer) = self.outer.last().filter(|outer| outer.source == source) else { return names };
        let way = &outer.way;
        let taken = !way.is_empty()
            && names.len() > way.len() + 1
            && names.iter().zip(way).all(|(name, taken)| name.value == *taken)
            && self.source_number(&names[way.len()].value) == Some(source);
        if taken { &names[way.len()..] } else { names }
    }

    /// `row.x`: a value of the row that the aggregate is computed for.
    pub(super) fn outer_value(&mut self, names: &[Name], span: Span) -> Option<Node> {
        let Some(outer) = self.outer.pop() else {
            let message = "`row.` names the row that linked rows are aggregated for, and there is none here";
            let help = "here a column needs no `row.`; in `count(customer.orders where ordered_at > row.opened_at)` it tells two rows apart";
            return self.problem(Problem::error(Code::WrongLevel, names[0].span, message).help(help));
        };
        let node = self.row_name(&names[1..], span, outer.row);
        self.outer.push(outer);
        let node = node?;
        let ty = node.ty.clone();
        Some(Node::new(NodeKind::Outer(Box::new(node)), ty, span))
    }
}
