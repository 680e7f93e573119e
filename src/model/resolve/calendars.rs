//! Calendars of opening hours and grains of the project's own: which one is meant.

use super::calls::bare_name;
use super::{Resolver, Scope};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::functions::aggregate;
use crate::functions::scalar::{self, ScalarFunction};
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Call, Expr, Literal};
use crate::model::node::{Node, NodeKind, PeriodPart};
use chrono::DateTime;

/// Whether a function's last argument is a calendar.
pub(super) fn takes_calendar(function: &str) -> bool {
    matches!(function, "business_time" | "business_add" | "business_days")
}

impl Resolver<'_> {
    /// Tells of a second default calendar.
    pub(super) fn calendars(&mut self) {
        let mut defaults = self.spec.calendars.values().filter_map(|calendar| calendar.is_default);
        let Some(first) = defaults.next() else { return };
        for second in defaults {
            let message = "there is another default calendar";
            let problem =
                Problem::error(Code::ConflictingKeys, second, message).related(first, "the other one");
            self.problems.push(problem.help("let one calendar be the default"));
        }
    }

    /// Tells of grains that have the name of a function.
    pub(super) fn own_grains(&mut self) {
        for grain in self.spec.grains.values() {
            let name = grain.name.value.as_str();
            let called =
                aggregate::find(name).is_some() || super::calls::function_names().any(|known| known == name);
            if called || scalar::engine_function(name).is_some() {
                let problem =
                    Problem::error(Code::InvalidName, grain.name.span, format!("`{name}` is a function"));
                self.problems.push(problem.help("a grain is also called by its name: give it another one"));
            }
        }
    }

    /// `retail_week(x)`: the period of one of the project's own grains.
    pub(super) fn custom_period(&mut self, call: &Call, span: Span, scope: Scope) -> Option<Node> {
        let mut arguments = self.nodes(&call.arguments, scope)?;
        // A table that cannot be read is told already.
        self.civil.grain(&call.name.value)?;
        arguments.push(text(call.name.value.clone(), call.name.span));
        self.scalar(&scalar::time::CUSTOM_PERIOD, arguments, call, span)
    }

    /// Business time: with the calendar that is named, else with the default one.
    pub(super) fn business(
        &mut self,
        function: &'static ScalarFunction,
        call: &Call,
        span: Span,
        scope: Scope,
    ) -> Option<Node> {
        let pauses = self.except(call, scope);
        self.no_clauses(&Call { except: None, ..call.clone() })?;
        let (plain, named) = match call.arguments.as_slice() {
            [a, b, calendar] => (vec![a, b], Some(calendar)),
            other => (other.iter().collect(), None),
        };
        let arguments = self.nodes(plain, scope);
        let complete = (2..=3).contains(&call.arguments.len());
        let calendar = if complete { Some(self.calendar(call, named, scope)?) } else { None };
        let arguments = arguments?.into_iter().chain(calendar).collect();
        let mut node = self.scalar(function, arguments, call, span)?;
        if let NodeKind::Call(_, arguments) = &mut node.kind {
            arguments.extend(pauses?);
        }
        Some(node)
    }

    /// `scheduled_time(calendar)`: the open time of the period.
    pub(super) fn scheduled_time(&mut self, call: &Call, span: Span, scope: Scope) -> Option<Node> {
        let (Scope::Kpi(_), [] | [_]) = (scope, call.arguments.as_slice()) else {
            let message = "`scheduled_time` is the open time of the period that a KPI is computed for";
            return self.problem(
                Problem::error(Code::WrongLevel, call.name.span, message)
                    .help("write `scheduled_time(calendar)` beside the KPI's aggregates"),
            );
        };
        let calendar = self.calendar(call, call.arguments.first(), scope)?;
        let bounds = [PeriodPart::Start, PeriodPart::End]
            .map(|part| Node::new(NodeKind::Period(part), Type::Instant, span));
        let arguments = bounds.into_iter().chain([calendar]).collect();
        Some(Node::new(NodeKind::Call(scalar::find("business_time")?, arguments), Type::Duration, span))
    }

    /// Instants on a clock that only runs while a calendar is open, so that what lies between them is open time.
    pub(super) fn in_open_time<const N: usize>(
        &mut self,
        call: &Call,
        calendar: &Expr,
        instants: [Node; N],
    ) -> Option<[Node; N]> {
        let calendar = self.calendar(call, Some(calendar), Scope::Constant)?;
        let open = scalar::find("business_time")?;
        let origin = NodeKind::Literal(Literal::Instant(DateTime::UNIX_EPOCH.naive_utc(), Some(0)));
        Some(instants.map(|instant| {
            let span = instant.span;
            let origin = || Node::new(origin.clone(), Type::Instant, span);
            let arguments = vec![origin(), instant, calendar.clone()];
            let passed = Node::new(NodeKind::Call(open, arguments), Type::Duration, span);
            let moved = NodeKind::Binary(BinaryOp::Add, Box::new(origin()), Box::new(passed));
            Node::new(moved, Type::Instant, span)
        }))
    }

    /// The calendar that an argument names, as a text.
    pub(super) fn calendar(&mut self, call: &Call, named: Option<&Expr>, scope: Scope) -> Option<Node> {
        let Some(named) = named else {
            let name = self.default_calendar(call)?;
            return self.known_calendar(&name, call.name.span);
        };
        if let Some(name) = bare_name(named).filter(|name| !self.is_value(name, scope)) {
            return self.known_calendar(name, named.span);
        }
        let node = self.node(named, scope)?;
        match node.literal() {
            Some(Literal::Text(name)) => self.known_calendar(&name, node.span),
            // One is chosen per row, so all must be there.
            _ if self.civil.calendars.named.len() < self.spec.calendars.len() => None,
            _ => Some(node),
        }
    }

    /// Whether a bare name is a value here and no calendar.
    fn is_value(&self, name: &str, scope: Scope) -> bool {
        if self.spec.calendars.contains_key(name) {
            return false;
        }
        self.parameters.contains_key(name)
            || match scope {
                Scope::Row(row) => {
                    let (source, spec) = (&self.sources[row.source], &self.spec.sources[row.source]);
                    let known = source.columns.contains_key(name) || source.links.contains_key(name);
                    known || spec.columns.contains_key(name) || spec.broken || !source.open
                }
                Scope::Kpi(_) => self.spec.kpis.contains_key(name),
                Scope::Constant => false,
            }
    }

    fn known_calendar(&mut self, name: &str, span: Span) -> Option<Node> {
        if !self.spec.calendars.contains_key(name) {
            let names = || self.spec.calendars.keys().map(String::as_str);
            let help = did_you_mean(name, names()).unwrap_or_else(|| match self.spec.calendars.len() {
                0 => ADD.into(),
                _ => format!("the calendars are `{}`", names().collect::<Vec<_>>().join("`, `")),
            });
            let message = format!("there is no calendar `{name}`");
            return self.problem(Problem::error(Code::UnknownCalendar, span, message).help(help));
        }
        // One that cannot be read is told already.
        self.civil.calendars.get(name)?;
        Some(text(name.to_owned(), span))
    }

    /// The calendar that is used where none is named: the one marked so, or the only one.
    fn default_calendar(&mut self, call: &Call) -> Option<String> {
        let calendars = &self.spec.calendars;
        let marked = calendars.values().find(|calendar| calendar.is_default.is_some());
        let only = calendars.values().next().filter(|_| calendars.len() == 1);
        if let Some(calendar) = marked.or(only) {
            return Some(calendar.name.value.clone());
        }
        let name = &call.name.value;
        let (message, help) = match calendars.keys().next() {
            None => (format!("`{name}` needs a calendar, and there is none"), ADD.to_owned()),
            Some(first) => (
                format!("`{name}` must be told which calendar, as there are several"),
                format!("name one, such as `{name}(…, {first})`, or mark one with `default: true`"),
            ),
        };
        self.problem(Problem::error(Code::MissingCalendar, call.name.span, message).help(help))
    }
}

const ADD: &str = "add one: `calendars: { office: { hours: { mon-fri: [\"09:00-18:00\"] } } }`";

fn text(name: String, span: Span) -> Node {
    Node::new(NodeKind::Literal(Literal::Text(name)), Type::Text, span)
}
