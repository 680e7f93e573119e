//! Calendars of opening hours and grains of the project's own: which one is meant.

use super::calls::bare_name;
use super::{Resolver, Scope};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::functions::aggregate;
use crate::functions::scalar::{self, ScalarFunction};
use crate::lang::Type;
use crate::lang::ast::{Call, Expr, Literal};
use crate::model::node::{Node, NodeKind};

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
        if let Some(except) = &call.except {
            return self.not_yet(except.span, "`except`");
        }
        self.no_clauses(call)?;
        let (plain, named) = match call.arguments.as_slice() {
            [a, b, calendar] => (vec![a, b], Some(calendar)),
            other => (other.iter().collect(), None),
        };
        let arguments = self.nodes(plain, scope);
        let complete = (2..=3).contains(&call.arguments.len());
        let calendar = if complete { Some(self.calendar(call, named, scope)?) } else { None };
        let arguments = arguments?.into_iter().chain(calendar).collect();
        self.scalar(function, arguments, call, span)
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
