//! Calls of scalar functions, and of names that are no function.

use super::neighbours::side;
use super::{Resolver, RowScope, Scope, intervals};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::functions::aggregate::{self, AggregateFunction};
use crate::functions::scalar::{self, ScalarFunction};
use crate::functions::shape;
use crate::functions::{Argument, Misuse};
use crate::lang::Type;
use crate::lang::ast::{Call, Expr, Literal};
use crate::model::node::{Node, NodeKind};

/// What the language has and this version cannot do.
const LATER: &[&str] = &["ramp"];

/// Names that other languages have for what jauge calls otherwise.
const ELSEWHERE: &[(&str, &str)] = &[
    ("mean", "avg"),
    ("average", "avg"),
    ("countd", "count_distinct"),
    ("distinct_count", "count_distinct"),
    ("distinct", "count_distinct"),
    ("nunique", "count_distinct"),
    ("quantile", "percentile"),
    ("percentile_cont", "percentile"),
    ("ifnull", "coalesce"),
    ("isnull", "coalesce"),
    ("nvl", "coalesce"),
    ("std", "stddev"),
    ("var", "variance"),
    ("greatest", "max_of"),
    ("least", "min_of"),
    ("len", "length"),
    ("ratio", "share"),
    ("rate", "share"),
    ("count_if", "count"),
    ("countif", "count"),
    ("sumif", "sum(x where …)"),
    ("sum_if", "sum(x where …)"),
    ("avgif", "avg(x where …)"),
    ("datediff", "days_between"),
    ("date_diff", "days_between"),
    ("iif", "if"),
    ("lag", "prior"),
    ("lead", "next"),
];

impl Resolver<'_> {
    pub(super) fn call(&mut self, call: &Call, span: Span, scope: Scope) -> Option<Node> {
        let name = call.name.value.as_str();
        if let Some(function) = aggregate::find(name) {
            return match scope {
                Scope::Kpi(kpi) => self.aggregate(call, function, span, kpi),
                Scope::Row(row) => self.nested_aggregate(call, function, span, row),
                Scope::Constant => self.not_constant(call),
            };
        }
        if let Some(side) = side(name) {
            return self.neighbour(call, side, span, scope);
        }
        if let Some(function) = shape::find(name) {
            return match scope {
                Scope::Kpi(kpi) => self.shape(call, function, span, kpi),
                Scope::Row(_) => self.shape_in_row(call),
                Scope::Constant => self.not_constant(call),
            };
        }
        if name == "only" && matches!(scope, Scope::Kpi(_)) {
            return self.only(call, span);
        }
        if LATER.contains(&name) {
            return self.not_yet(call.name.span, &format!("`{name}`"));
        }
        if let Some(function) = scalar::find(name).filter(|_| super::calendars::takes_calendar(name)) {
            return self.business(function, call, span, scope);
        }
        self.no_clauses(call)?;
        if name == "scheduled_time" {
            return self.scheduled_time(call, span, scope);
        }
        if self.spec.grains.contains_key(name) {
            return self.custom_period(call, span, scope);
        }
        if intervals::CALLS.contains(&name) {
            return self.interval_call(call, span, scope);
        }
        if let ("in_period" | "mature", Scope::Row(row)) = (name, scope) {
            return self.placed_call(call, span, row);
        }
        if scalar::find(name).is_none() && scalar::engine_function(name).is_none() {
            return self.unknown_function(call);
        }
        let arguments = self.nodes(&call.arguments, scope)?;
        if let Some(function) = scalar::find(name) {
            return self.scalar(function, arguments, call, span);
        }
        match scalar::engine_function(name) {
            Some(function) => {
                let checked = checked(&arguments, |given| function.check(given));
                let ty = self.misused(checked, &arguments, call)?;
                Some(Node::new(NodeKind::EngineCall(function, arguments), ty, span))
            }
            None => self.unknown_function(call),
        }
    }

    pub(super) fn scalar(
        &mut self,
        function: &'static ScalarFunction,
        arguments: Vec<Node>,
        call: &Call,
        span: Span,
    ) -> Option<Node> {
        let ty = self.misused(checked(&arguments, function.check), &arguments, call)?;
        Some(Node::new(NodeKind::Call(function, arguments), ty, span))
    }

    /// Turns a misuse into a problem at the argument it names.
    pub(super) fn misused<T>(
        &mut self,
        result: Result<T, Misuse>,
        arguments: &[Node],
        call: &Call,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(misuse) => {
                let argument = misuse.argument.and_then(|number| arguments.get(number));
                let span = argument.map_or(call.name.span, |argument| argument.span);
                let help = misuse.help.or_else(|| example(&call.name.value));
                self.problem(Problem::error(misuse.code, span, misuse.message).maybe_help(help))
            }
        }
    }

    /// `in_period(x)` and `mature(30 days)`: rows that lie in a period.
    fn placed_call(&mut self, call: &Call, span: Span, row: RowScope) -> Option<Node> {
        let name = &call.name.value;
        let [argument] = call.arguments.as_slice() else {
            let message = format!("`{name}` takes one argument, and {} are given", call.arguments.len());
            return self
                .problem(Problem::error(Code::WrongArguments, call.name.span, message).help(usage(name)));
        };
        if !row.placed {
            let message = format!("`{name}` needs rows that lie in a period");
            return self.problem(
                Problem::error(Code::WrongLevel, call.name.span, message)
                    .help("use it in the `where` of an aggregate"),
            );
        }
        let argument = self.node(argument, Scope::Row(row))?;
        let in_period = name == "in_period";
        let fits = match in_period {
            true => matches!(argument.ty, Type::Date | Type::Instant | Type::Null),
            false => matches!(argument.ty, Type::Duration | Type::Step),
        };
        if !fits {
            let wanted =
                if in_period { "a date or an instant" } else { "a length of time such as `30 days`" };
            let message = format!("`{name}` takes {wanted}");
            return self
                .problem(Problem::error(Code::TypeMismatch, argument.span, message).help(usage(name)));
        }
        let argument = Box::new(argument);
        let kind = if in_period { NodeKind::InPeriod(argument) } else { NodeKind::Mature(argument) };
        Some(Node::new(kind, Type::Boolean, span))
    }

    pub(super) fn no_clauses(&mut self, call: &Call) -> Option<()> {
        let clause = [&call.filter, &call.on, &call.having, &call.except].into_iter().flatten().next();
        let clause = clause.map(|clause| &**clause).or(call.order_by.first()).or(call.per.first());
        let Some(clause) = clause else { return Some(()) };
        let message = format!("`{}` is no aggregate and takes no clause", call.name.value);
        self.problem(
            Problem::error(Code::InvalidClause, clause.span, message)
                .help("put the clause into the aggregate, such as `sum(x where …)`"),
        )
    }

    /// An aggregate over the rows of another source, or one where none can be.
    fn nested_aggregate(
        &mut self,
        call: &Call,
        function: &'static AggregateFunction,
        span: Span,
        row: RowScope,
    ) -> Option<Node> {
        if let Some(reach) = self.reach(call, row) {
            return self.nested(call, function, reach, span, row);
        }
        if let Some(problem) = self.misspelt(call, row) {
            return self.problem(problem);
        }
        let name = &call.name.value;
        if !row.placed {
            return self.not_per_row(call);
        }
        let message = format!("`{name}` aggregates rows that are being aggregated already");
        let help = "aggregate once; `min_of` and `max_of` compare values within a row";
        self.problem(Problem::error(Code::WrongLevel, call.name.span, message).help(help))
    }

    fn not_per_row(&mut self, call: &Call) -> Option<Node> {
        let message = format!("`{}` aggregates rows, and this is computed row by row", call.name.value);
        let help = "aggregate in the `expr` of a KPI; here stand the row's own columns";
        self.problem(Problem::error(Code::WrongLevel, call.name.span, message).help(help))
    }

    fn shape_in_row(&mut self, call: &Call) -> Option<Node> {
        let message =
            format!("`{}` shows the value of a KPI, and this is computed row by row", call.name.value);
        let help =
            "use it around an aggregate, such as `previous(sum(amount))`; `prior(x)` is the row before";
        self.problem(Problem::error(Code::WrongLevel, call.name.span, message).help(help))
    }

    pub(super) fn not_constant(&mut self, call: &Call) -> Option<Node> {
        let message = format!("`{}` needs data, and a value is written here", call.name.value);
        self.problem(
            Problem::error(Code::WrongLevel, call.name.span, message)
                .help("a limit or parameter is a literal such as `90%` or `24h`"),
        )
    }

    fn unknown_function(&mut self, call: &Call) -> Option<Node> {
        let name = call.name.value.as_str();
        let lower = name.to_lowercase();
        let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == lower);
        let help = match elsewhere {
            Some((_, ours)) if ours.contains('(') => Some(format!("write `{ours}`")),
            Some((_, ours)) => Some(format!("did you mean `{ours}`?")),
            None => {
                let own = self.spec.grains.keys().map(String::as_str);
                let known: Vec<&str> = own.chain(function_names().map(|name: &str| name)).collect();
                did_you_mean(name, known)
            }
        };
        let message = format!("there is no function `{name}`");
        let help = help.unwrap_or_else(|| "docs/language.md lists the functions".into());
        self.problem(Problem::error(Code::UnknownFunction, call.name.span, message).help(help))
    }
}

/// A call of the function as it should be.
fn example(name: &str) -> Option<String> {
    let aggregate = aggregate::find(name).map(|function| function.example);
    let example = aggregate.or_else(|| scalar::find(name).map(|function| function.example))?;
    Some(format!("write it like `{example}`"))
}

fn usage(name: &str) -> &'static str {
    match name {
        "mature" => "write it like `mature(30 days)`",
        _ => "write it like `in_period(closed_at)`",
    }
}

/// Every name that can be called.
pub(super) fn function_names() -> impl Iterator<Item = &'static str> {
    let aggregates = aggregate::all().iter().map(|function| function.name);
    let scalars = scalar::all().map(|function| function.name);
    let shapes = shape::ALL.iter().map(|shape| shape.name);
    aggregates
        .chain(scalars)
        .chain(shapes)
        .chain(["if", "in_period", "mature", "only", "next", "prior", "scheduled_time"])
        .chain(intervals::CALLS.iter().copied())
        .chain(LATER.iter().copied())
}

/// Runs a check over the arguments' types and literals.
pub(super) fn checked<T>(
    arguments: &[Node],
    check: impl FnOnce(&[Argument]) -> Result<T, Misuse>,
) -> Result<T, Misuse> {
    let literals: Vec<Option<Literal>> = arguments.iter().map(Node::literal).collect();
    let given: Vec<_> = arguments
        .iter()
        .zip(&literals)
        .map(|(node, literal)| Argument { ty: &node.ty, literal: literal.as_ref() })
        .collect();
    check(&given)
}

/// Whether the argument of an aggregate may be a source.
pub(super) fn takes_source(aggregate: &str) -> bool {
    matches!(aggregate, "count" | "covered_time")
}

/// Whether an expression is one bare name, and which.
pub(super) fn bare_name(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        crate::lang::ast::ExprKind::Path(names) if names.len() == 1 => Some(&names[0].value),
        _ => None,
    }
}
