//! With a selection, only what is selected and what it uses must be valid.

use super::query::Query;
use super::{Model, select, walk};
use crate::diag::{Problem, Span};
use crate::lang::ast::{Expr, ExprKind};
use crate::spec::{EntryKind, Origin, Spec};
use std::collections::HashSet;

/// The places of definitions that a query does not need.
pub(super) struct Relevant {
    elsewhere: Vec<Span>,
}

impl Relevant {
    /// Whether a problem concerns the query: it is not inside a definition that the query can do without.
    pub fn contains(&self, problem: &Problem) -> bool {
        let Some(at) = problem.span else { return true };
        !self.elsewhere.iter().any(|span| span.holds(at))
    }
}

/// What the query can do without.
pub(super) fn spans(model: &Model, query: &Query) -> Relevant {
    let needed = needed(&model.spec, query);
    let unneeded = |entry: &&crate::spec::Entry| match entry.kind {
        EntryKind::Kpi => !needed.kpis.contains(entry.name.as_str()),
        EntryKind::Source => !needed.sources.contains(entry.name.as_str()),
        EntryKind::Calendar => !needed.calendars,
        _ => false,
    };
    Relevant { elsewhere: model.spec.entries.iter().filter(unneeded).map(|entry| entry.span).collect() }
}

/// The functions that need a calendar.
const CALENDARS: [&str; 5] =
    ["business_time", "business_add", "business_days", "covered_time", "scheduled_time"];

fn calls_calendar(expr: &Expr) -> bool {
    let mut calls =
        matches!(&expr.kind, ExprKind::Call(call) if CALENDARS.contains(&call.name.value.as_str()));
    walk::children(expr, &mut |child| calls |= calls_calendar(child));
    calls
}

#[derive(Default)]
struct Needed<'s> {
    kpis: HashSet<&'s str>,
    sources: HashSet<&'s str>,
    calendars: bool,
}

/// Goes by the names that are written, so that it works for definitions with problems too.
fn needed<'s>(spec: &'s Spec, query: &Query) -> Needed<'s> {
    let mut needed = Needed::default();
    for pattern in &query.kpis {
        match select::matching(spec, pattern) {
            Ok(found) => found.into_iter().for_each(|kpi| needed.kpi(spec, kpi)),
            Err(_) => needed.named(spec, &pattern.value),
        }
    }
    let tagged = |kpi: &crate::spec::Kpi| query.tags.iter().any(|tag| kpi.tags.contains(&tag.value));
    for (number, kpi) in spec.kpis.values().enumerate() {
        if query.kpis.is_empty() && tagged(kpi) {
            needed.kpi(spec, number);
        }
    }
    needed
}

impl<'s> Needed<'s> {
    /// A name that may be that of a definition whose reading failed.
    fn named(&mut self, spec: &'s Spec, name: &str) {
        let entry = spec.entries.iter().find(|entry| entry.kind == EntryKind::Kpi && entry.name == name);
        self.kpis.extend(entry.map(|entry| entry.name.as_str()));
    }

    fn kpi(&mut self, spec: &'s Spec, kpi: usize) {
        let Some((name, kpi)) = spec.kpis.get_index(kpi) else { return };
        if !self.kpis.insert(name) {
            return;
        }
        let from = kpi.from.as_ref().map(|from| from.value.as_str());
        from.into_iter().for_each(|from| self.source(spec, from));
        let slices = kpi.by.iter().map(|slice| &slice.expr);
        for expr in std::iter::once(&kpi.expr).chain(&kpi.filter).chain(&kpi.time).chain(slices) {
            self.calendars |= calls_calendar(expr);
            self.names(spec, expr);
        }
    }

    fn names(&mut self, spec: &'s Spec, expr: &'s Expr) {
        if let ExprKind::Path(names) = &expr.kind {
            let first = names[0].value.as_str();
            // A source may also stand behind a link: `customer.orders`.
            names.iter().for_each(|name| self.source(spec, &name.value));
            if names.len() == 1 {
                spec.kpis.get_index_of(first).into_iter().for_each(|kpi| self.kpi(spec, kpi));
                self.named(spec, first);
            }
        }
        walk::children(expr, &mut |child| self.names(spec, child));
    }

    /// The sources whose rows are aggregated for each row.
    fn sources_in(&mut self, spec: &'s Spec, expr: &'s Expr) {
        if let ExprKind::Path(names) = &expr.kind {
            names.iter().for_each(|name| self.source(spec, &name.value));
        }
        walk::children(expr, &mut |child| self.sources_in(spec, child));
    }

    fn source(&mut self, spec: &'s Spec, name: &str) {
        let entry = spec.entries.iter().find(|entry| entry.kind == EntryKind::Source && entry.name == name);
        let Some(entry) = entry else { return };
        if !self.sources.insert(&entry.name) {
            return;
        }
        if let Some(source) = spec.sources.get(name) {
            let computed = source.columns.values().filter_map(|column| column.expr.as_ref());
            computed.chain(&source.filter).for_each(|expr| self.calendars |= calls_calendar(expr));
            source.links.values().for_each(|link| self.source(spec, &link.to.value));
            if let Origin::Funnel(kpi) = &source.origin {
                kpi.funnel.iter().for_each(|funnel| self.source(spec, &funnel.from.value));
            }
            if let Origin::Derived(derived) = &source.origin {
                self.source(spec, &derived.from.value);
                let values = derived.values.values().filter_map(|column| column.expr.as_ref());
                let keys = derived.keys.iter().map(|key| &key.expr);
                values.chain(keys).for_each(|expr| self.names(spec, expr));
            }
            let computed = source.columns.values().filter_map(|column| column.expr.as_ref());
            computed.chain(&source.filter).for_each(|expr| self.sources_in(spec, expr));
        }
    }
}
