//! Rows that last: the interval of a source, and the conditions on it that rows are placed by.

use super::calls::bare_name;
use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span};
use crate::functions::aggregate::AggregateFunction;
use crate::functions::scalar;
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Call, Expr};
use crate::model::interval::{InsidePart, Interval, Lasts, LastsTest};
use crate::model::node::{Aggregate, ColumnRef, Node, NodeKind};
use crate::model::source::IntervalModel;
use crate::model::units::{article, noun};

/// What the rows of an interval are asked, by name.
pub(super) const CALLS: &[&str] =
    &["active_at", "active_in", "active_on", "started_in", "ended_in", "overlap"];

const CONDITIONS: &str =
    "`active_at(period.end)`, `active_in(period)`, `started_in(period)` or `ended_in(period)`";

impl Resolver<'_> {
    /// The interval of a source, its columns typed.
    pub(super) fn source_interval(&mut self, source: usize) {
        let spec = self.spec;
        let Some(interval) = &spec.sources[source].interval else { return };
        let from = self.time_column(source, &interval.from, "from");
        let to = self.time_column(source, &interval.to, "to");
        let (Some((from, _)), Some((to, ty))) = (from, to) else { return };
        if let Some(closed) = interval.closed.filter(|_| ty == Type::Instant) {
            let message =
                format!("`closed` includes the date of the end, and `{}` is an instant", interval.to.value);
            let help = format!("remove it, or state `type: date` for `{}`", interval.to.value);
            self.problems.push(Problem::error(Code::TypeMismatch, closed, message).help(help));
            return;
        }
        let closed = interval.closed.is_some();
        self.sources[source].interval = Some(IntervalModel { from, to, closed });
    }

    /// The interval of the rows of a source, as expressions.
    fn interval_of(&mut self, source: usize) -> Option<Interval> {
        let IntervalModel { from, to, closed } = self.sources[source].interval?;
        let span = self.spec.sources[source].interval.as_ref().map_or(Span::default(), |stated| stated.span);
        let mut node = |column: usize| {
            let ty = self.column_type(source, column, span)?;
            Some(Node::new(NodeKind::Column(ColumnRef { links: Vec::new(), source, column }), ty, span))
        };
        Some(Interval { from: node(from)?, to: node(to)?, closed })
    }

    /// `active_at(t)`, `started_in(period)`, `overlap(period)` and their kin.
    pub(super) fn interval_call(&mut self, call: &Call, span: Span, scope: Scope) -> Option<Node> {
        let row = self.rows_in_periods(call, scope)?;
        let name = call.name.value.as_str();
        let [argument] = call.arguments.as_slice() else {
            let message = format!("`{name}` takes one argument, and {} are given", call.arguments.len());
            let problem = Problem::error(Code::WrongArguments, call.name.span, message);
            return self.problem(problem.help(format!("write it like `{}`", example(name))));
        };
        let test = match name {
            "active_at" => LastsTest::ActiveAt,
            "active_on" => LastsTest::ActiveOn,
            "active_in" => LastsTest::ActiveIn,
            "started_in" => LastsTest::StartedIn,
            "ended_in" => LastsTest::EndedIn,
            _ => {
                self.must_be_period(name, argument)?;
                let interval = Box::new(self.stated_interval(call, row.source)?);
                return Some(Node::new(NodeKind::Inside(interval, InsidePart::Length), Type::Duration, span));
            }
        };
        let at = match test {
            LastsTest::ActiveAt | LastsTest::ActiveOn => Some(self.moment(name, argument, row)?),
            _ => self.must_be_period(name, argument).map(|()| None)?,
        };
        let interval = self.stated_interval(call, row.source)?;
        Some(Node::new(NodeKind::Lasts(Box::new(Lasts { test, interval, at })), Type::Boolean, span))
    }

    /// Intervals are asked about inside aggregates, where rows are placed in periods.
    fn rows_in_periods(&mut self, call: &Call, scope: Scope) -> Option<RowScope> {
        let name = &call.name.value;
        match scope {
            Scope::Constant => self.not_constant(call).map(|_| None)?,
            Scope::Row(row) if row.placed => Some(row),
            _ => {
                let message = format!("`{name}` asks about a row in a period, and here is neither");
                let help = format!(
                    "use it in the `where` of an aggregate, such as `count(customers where {})`",
                    example(name)
                );
                let help = if name == "overlap" {
                    "use it inside an aggregate, such as `sum(overlap(period))`".into()
                } else {
                    help
                };
                self.problem(Problem::error(Code::WrongLevel, call.name.span, message).help(help))
            }
        }
    }

    /// The interval of the source, which must have one.
    pub(super) fn stated_interval(&mut self, call: &Call, source: usize) -> Option<Interval> {
        let spec = &self.spec.sources[source];
        if self.sources[source].interval.is_none() && self.sources[source].open {
            // A column of another source may ask before this one was looked at.
            self.source_interval(source);
        }
        if self.sources[source].interval.is_some() {
            return self.interval_of(source);
        }
        if spec.interval.is_some() || spec.broken || !self.sources[source].open {
            return None;
        }
        let name = &spec.name.value;
        let message =
            format!("`{}` is about rows that last, and `{name}` has no `interval`", call.name.value);
        let help = format!(
            "add `interval: {{ from: …, to: … }}` to source `{name}`, with the columns in which its rows begin and end"
        );
        self.problem(Problem::error(Code::MissingInterval, call.name.span, message).help(help))
    }

    fn must_be_period(&mut self, name: &str, argument: &Expr) -> Option<()> {
        if bare_name(argument) == Some("period") {
            return Some(());
        }
        let message = format!("`{name}` is about the period that is computed, and takes only `period`");
        let help = match name {
            "active_in" => "write `active_in(period)`; `active_at(t)` asks about an instant, `active_on(date)` about a day".into(),
            name => format!("write `{name}(period)`"),
        };
        self.problem(Problem::error(Code::WrongArguments, argument.span, message).help(help))
    }

    /// The instant of `active_at`, the date of `active_on`.
    fn moment(&mut self, name: &str, argument: &Expr, row: RowScope) -> Option<Node> {
        let help = format!("write it like `{}`", example(name));
        if bare_name(argument) == Some("period") {
            let message = format!("`{name}` takes a point in time, and a period is a stretch of it");
            let help = format!("{help}, or `active_in(period)`");
            return self.problem(Problem::error(Code::TypeMismatch, argument.span, message).help(help));
        }
        let node = self.node(argument, Scope::Row(row))?;
        match (&node.ty, name) {
            (Type::Date | Type::Instant | Type::Null, "active_at") | (Type::Date | Type::Null, _) => {
                Some(node)
            }
            (Type::Instant, _) => {
                let span = node.span;
                let date = scalar::find("date")?;
                Some(Node::new(NodeKind::Call(date, vec![node]), Type::Date, span))
            }
            (ty, _) => {
                let message =
                    format!("`{name}` takes a date or an instant, and this is {}", article(&noun(ty)));
                self.problem(Problem::error(Code::TypeMismatch, node.span, message).help(help))
            }
        }
    }

    /// What `covered_time` is computed of: the part of each row's interval inside the period.
    pub(super) fn covered(&mut self, call: &Call, source: usize) -> Option<[Node; 2]> {
        let interval = self.stated_interval(call, source)?;
        let inside = |part| NodeKind::Inside(Box::new(interval.clone()), part);
        let bounds = [InsidePart::Start, InsidePart::End]
            .map(|part| Node::new(inside(part), Type::Instant, call.name.span));
        match call.arguments.get(1) {
            Some(calendar) => self.in_open_time(call, calendar, bounds),
            None => Some(bounds),
        }
    }

    /// An aggregate whose conditions on intervals place its rows. One that asks what part of an interval lies in the
    /// period is about the rows that last inside it.
    pub(super) fn placed(&mut self, mut aggregate: Aggregate, call: &Call) -> Option<Aggregate> {
        let interval = aggregate.nodes().find_map(Node::interval).cloned();
        let filters = || aggregate.filter.iter().chain(&aggregate.kpi_filter);
        let conditions = filters().any(Node::tests_interval);
        let asks_part = aggregate.nodes().any(Node::asks_part);
        if let Some(on) = call.on.as_ref().filter(|_| conditions || asks_part) {
            let message =
                "`on` places rows by a time, and the condition on their interval places them already";
            let problem = Problem::error(Code::InvalidClause, on.span, message);
            return self.problem(problem.help("leave out `on`, or the condition"));
        }
        if let Some(interval) = interval.as_ref().filter(|_| asks_part && !conditions) {
            let inside = Node::lasts(LastsTest::ActiveIn, interval);
            aggregate.filter = Some(match aggregate.filter.take() {
                Some(filter) => both(filter, inside),
                None => inside,
            });
        }
        if let (None, Some(interval)) = (&aggregate.time, interval.filter(|_| aggregate.lasts())) {
            aggregate.time = Some(interval.from);
        }
        Some(aggregate)
    }

    /// Tells of aggregates over a source that has only an interval, where nothing says which rows a period has.
    pub(super) fn all_placed(&mut self, node: &Node) -> Option<()> {
        let mut unplaced = Vec::new();
        self.unplaced(node, &[], &mut |source, span| unplaced.push((source, span)));
        for (source, name) in &unplaced {
            let source = &self.sources[*source].name;
            let message = format!("the rows of `{source}` last, and nothing says which of them a period has");
            let help = format!("add `where` with {CONDITIONS}; or give `{source}` a `time`");
            self.problems.push(Problem::error(Code::MissingCondition, *name, message).help(help));
        }
        unplaced.is_empty().then_some(())
    }

    /// Visits such aggregates: the source, and where their names are.
    pub(super) fn unplaced(&self, node: &Node, around: &[(usize, Node)], visit: &mut dyn FnMut(usize, Span)) {
        match &node.kind {
            NodeKind::Aggregate(aggregate) => {
                let mut around = around.iter().filter(|(source, _)| *source == aggregate.source);
                let placed = aggregate.time.is_some()
                    || self.sources[aggregate.source].interval.is_none()
                    || around.any(|(_, filter)| filter.tests_interval());
                if !placed {
                    let end = node.span.end.min(node.span.start + aggregate.function.name.len());
                    visit(aggregate.source, Span { end, ..node.span });
                }
            }
            NodeKind::Per(per) => {
                let around: Vec<_> = around.iter().chain(&per.filters).cloned().collect();
                per.nodes().for_each(|node| self.unplaced(node, &around, visit));
            }
            _ => node.children().into_iter().for_each(|child| self.unplaced(child, around, visit)),
        }
    }

    /// Whether an aggregate's argument is the source itself: `count(tickets)`, `covered_time(outages)`.
    pub(super) fn is_of_source(&self, call: &Call, function: &AggregateFunction) -> bool {
        let [argument, ..] = call.arguments.as_slice() else { return false };
        super::calls::takes_source(function.name)
            && bare_name(argument).is_some_and(|name| self.source_number(name).is_some())
    }
}

fn both(left: Node, right: Node) -> Node {
    let span = left.span;
    Node::new(NodeKind::Binary(BinaryOp::And, Box::new(left), Box::new(right)), Type::Boolean, span)
}

fn example(name: &str) -> &'static str {
    match name {
        "active_at" => "active_at(period.end)",
        "active_on" => "active_on(@2024-01-31)",
        "active_in" => "active_in(period)",
        "started_in" => "started_in(period)",
        "ended_in" => "ended_in(period)",
        _ => "overlap(period)",
    }
}
