//! `funnel:` of a KPI: the keys that come through a row of steps.
//!
//! A funnel becomes a source of its own, with one row per first step and step, and a share over its keys.

use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Funnel, Kpi, Origin, SliceSpec, Source, Spec, Text};
use crate::diag::{Code, Problem, Span, Spanned};
use crate::lang::ast::{BinaryOp, Call, Expr, ExprKind, Literal};

const KEYS: Keys = Keys {
    owner: "a funnel",
    known: &["from", "per", "step", "order", "within", "ordered"],
    synonyms: &[
        ("source", "from"),
        ("by", "per"),
        ("key", "per"),
        ("event", "step"),
        ("steps", "order"),
        ("window", "within"),
        ("strict", "ordered"),
    ],
    hints: &[("where", "write `where:` beside `funnel:`"), ("time", "write `time:` beside `funnel:`")],
    ..Keys::NONE
};
const EXAMPLE: &str =
    "write `funnel: { from: events, per: session_id, step: event, order: [view, cart, pay] }`";

/// The column that names a step.
pub const STEP: &str = "step";
/// The column that says whether a step was reached.
pub const REACHED: &str = "reached";
/// The column that holds the time of the first step.
pub const FIRST_AT: &str = "first step at";

/// The name of the column that holds a key.
pub fn key_name(key: usize) -> String {
    format!("key {}", key + 1)
}

impl Reader<'_> {
    /// The funnel of a KPI.
    pub(super) fn funnel(&mut self, field: Field, kpi: &Record) -> Option<Funnel> {
        if let Some(expr) = kpi.get("expr") {
            self.conflict(expr, field, "keep `expr` for a formula, or `funnel` for its own form");
        }
        if let Some(from) = kpi.get("from") {
            self.conflict(from, field, "the source of a funnel is its own `from`");
        }
        let Some(record) = self.record(field.value, &KEYS) else {
            self.misfit(field, "a mapping", EXAMPLE);
            return None;
        };
        let keys = record.get("per").map(|per| self.slices(per)).unwrap_or_default();
        let order = record.get("order").map(|order| self.steps(order)).unwrap_or_default();
        let funnel = Funnel {
            span: field.key,
            from: self.part(&record, "from", field.key).and_then(|from| self.text(Some(from)))?,
            keys,
            step: self.part(&record, "step", field.key).and_then(|step| self.expression(Some(step)))?,
            order,
            within: self.within(record.get("within")),
            ordered: self.truth(record.get("ordered")).unwrap_or(true),
        };
        self.part(&record, "per", field.key)?;
        self.part(&record, "order", field.key)?;
        (!funnel.keys.is_empty() && !funnel.order.is_empty()).then_some(funnel)
    }

    fn part<'n>(&mut self, record: &Record<'n>, name: &'static str, at: Span) -> Option<Field<'n>> {
        let found = record.get(name);
        if found.is_none() && !record.uncertain {
            let problem = Problem::error(Code::MissingKey, at, format!("a funnel needs `{name}`"));
            self.problems.push(problem.help(EXAMPLE));
        }
        found
    }

    /// A length of time, which is counted from the first step.
    fn within(&mut self, field: Option<Field>) -> Option<Expr> {
        let within = self.expression(field)?;
        let length = matches!(within.kind, ExprKind::Literal(Literal::Duration(_)));
        if !length {
            let message = "`within` takes a length of time from the first step on";
            self.invalid(within.span, message, "write for example `within: 30 days`, `within: 24h`");
        }
        length.then_some(within)
    }

    fn steps(&mut self, field: Field) -> Vec<Text> {
        if let Kind::List(items) = &field.value.kind
            && items.len() > 1
        {
            return items.iter().filter_map(|item| self.one_step(field, item)).collect();
        }
        self.misfit(field, "a list of two or more steps", "write `order: [view, cart, pay]`");
        Vec::new()
    }

    fn one_step(&mut self, field: Field, item: &Node) -> Option<Text> {
        self.text(Some(Field { value: item, ..field }))
    }
}

/// Adds the sources of funnels, once all files are read.
pub(super) fn add_sources(spec: &mut Spec) {
    let mut sources = Vec::new();
    for kpi in spec.kpis.values() {
        let Some(funnel) = &kpi.funnel else { continue };
        let Some(from) = spec.sources.get(&funnel.from.value) else { continue };
        let source = Source {
            name: Spanned::new(source_name(kpi), funnel.from.span),
            origin: Origin::Funnel(Box::new(kpi.clone())),
            key: Vec::new(),
            time: (from.time.is_some() || kpi.time.is_some())
                .then(|| Spanned::new(FIRST_AT.to_owned(), funnel.from.span)),
            columns: Default::default(),
            filter: None,
            broken: false,
            ..from.clone()
        };
        sources.push((source.name.value.clone(), source));
    }
    spec.sources.extend(sources);
    for kpi in spec.kpis.values_mut() {
        if let Some(funnel) =
            kpi.funnel.as_ref().filter(|funnel| !spec.sources.contains_key(&funnel.from.value))
        {
            kpi.from = Some(funnel.from.clone());
        }
        kpi.filter = kpi.filter.take().filter(|_| kpi.funnel.is_none());
        kpi.time = kpi.time.take().filter(|_| kpi.funnel.is_none());
    }
}

fn source_name(kpi: &Kpi) -> String {
    format!("steps of {}", kpi.name.value)
}

/// What a funnel's KPI computes: the share of keys that reach every step told apart, by step.
pub(super) fn complete(kpi: &mut Kpi) {
    let Some(funnel) = &kpi.funnel else { return };
    let span = funnel.span;
    let path = |name: &str| Expr { kind: ExprKind::Path(vec![Spanned::new(name.to_owned(), span)]), span };
    let call = |name: &str, argument: Expr| Call::new(Spanned::new(name.to_owned(), span), vec![argument]);
    let expr = |call: Call| Expr { kind: ExprKind::Call(call), span };
    let reached = Call { filter: Some(Box::new(path(REACHED))), ..call("count_distinct", path(STEP)) };
    let all = expr(call("count_distinct", path(STEP)));
    let operator = Spanned::new(BinaryOp::GreaterEqual, span);
    let through = Expr { kind: ExprKind::Binary(operator, Box::new(expr(reached)), Box::new(all)), span };
    let keys = (0..funnel.keys.len()).map(|key| path(&key_name(key))).collect();
    let share = Call { per: keys, ..call("share", through) };
    kpi.expr = expr(share);
    kpi.from = Some(Spanned::new(source_name(kpi), funnel.from.span));
    kpi.by.push(SliceSpec { name: STEP.to_owned(), expr: path(STEP), span });
}
