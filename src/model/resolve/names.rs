//! What a name or a path means.

use super::{Pending, Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::functions::aggregate;
use crate::lang::Type;
use crate::lang::ast::{Expr, ExprKind, Name};
use crate::model::node::{Node, NodeKind, PeriodPart};
use crate::spec::EntryKind;

impl Resolver<'_> {
    pub(super) fn path(&mut self, names: &[Name], span: Span, scope: Scope) -> Option<Node> {
        match scope {
            Scope::Constant => self.constant_name(names, span),
            Scope::Kpi(kpi) => self.kpi_name(names, span, kpi),
            Scope::Row(row) => self.row_name(names, span, row),
        }
    }

    fn constant_name(&mut self, names: &[Name], span: Span) -> Option<Node> {
        if let Some(node) = self.parameter(names, span) {
            return node;
        }
        let first = &names[0];
        if names.len() == 1 && matches!(first.value.as_str(), "previous" | "year_ago")
            || self.spec.kpis.contains_key(&first.value)
        {
            let message = format!("a target relative to `{}` is not supported yet", first.value);
            return self
                .problem(Problem::error(Code::NotSupported, span, message).help("state a fixed limit"));
        }
        if self.unread_name(names) {
            return None;
        }
        let help = did_you_mean(&first.value, self.parameters.keys().map(String::as_str))
            .or(Some("a limit is a literal or a parameter".into()));
        let message = format!("there is no parameter `{}`", first.value);
        self.problem(Problem::error(Code::UnknownParameter, span, message).maybe_help(help))
    }

    /// Some if the path is a parameter: its node, or none where that has a problem of its own.
    fn parameter(&mut self, names: &[Name], span: Span) -> Option<Option<Node>> {
        let [name] = names else { return None };
        let known = self.parameters.get(&name.value)?;
        Some(known.clone().map(|node| Node { span, ..node }))
    }

    fn kpi_name(&mut self, names: &[Name], span: Span, kpi: usize) -> Option<Node> {
        if let Some(node) = period_part(names, span) {
            return Some(node);
        }
        let first = &names[0];
        if names.len() == 1 {
            if let Some(used) = self.spec.kpis.get_index_of(&first.value) {
                return self.used_kpi(used, span);
            }
            if let Some(node) = self.parameter(names, span) {
                return node;
            }
            if first.value == "as_of" {
                return Some(Node::new(NodeKind::AsOf, Type::Instant, span));
            }
        }
        if self.unread_name(names) {
            return None;
        }
        if first.value == "period" && names.len() > 1 {
            return self.no_period_part(&names[1]);
        }
        let problem = self.not_a_kpi(names, span, kpi);
        self.problem(problem)
    }

    fn used_kpi(&mut self, used: usize, span: Span) -> Option<Node> {
        if self.stack.contains(&Pending::Kpi(used)) {
            self.enter(Pending::Kpi(used), span);
            return None;
        }
        self.kpi(used);
        let kpi = self.kpis[used].as_ref()?;
        let ty = match (&kpi.node.ty, &kpi.shown) {
            (Type::Number(repr, _), Type::Number(_, unit)) => Type::Number(*repr, unit.clone()),
            (ty, _) => ty.clone(),
        };
        Some(Node::new(NodeKind::Kpi(used), ty, span))
    }

    pub(super) fn row_name(&mut self, names: &[Name], span: Span, row: RowScope) -> Option<Node> {
        let names = self.behind_way(names, row.source);
        let source = &self.sources[row.source];
        let own = |name: &str| source.columns.contains_key(name) || source.links.contains_key(name);
        let known = own(&names[0].value);
        if !known {
            if let Some(node) = period_part(names, span) {
                return self.placed_only(node, row);
            }
            if names[0].value == "period" && names.len() == 2 {
                return self.no_period_part(&names[1]);
            }
            if let Some(node) = self.parameter(names, span) {
                return node;
            }
            if names.len() == 1 && names[0].value == "as_of" {
                return Some(Node::new(NodeKind::AsOf, Type::Instant, span));
            }
            if names.len() == 1 && self.unread(EntryKind::Parameter, &names[0].value) {
                return None;
            }
            if names[0].value == "row" && names.len() > 1 {
                return self.outer_value(names, span);
            }
        }
        let (column, ty) = self.column_path(names, row)?;
        Some(Node::new(NodeKind::Column(column), ty, span))
    }

    fn placed_only(&mut self, node: Node, row: RowScope) -> Option<Node> {
        if row.placed {
            return Some(node);
        }
        let message = "a row lies in a period only inside an aggregate";
        let problem = Problem::error(Code::WrongLevel, node.span, message)
            .help("use it in the KPI's expression, not in a column, a slice or a source's `where`");
        self.problem(problem)
    }

    pub(super) fn not_yet<T>(&mut self, span: Span, what: &str) -> Option<T> {
        let message = format!("{what} is not supported yet");
        self.problem(
            Problem::error(Code::NotSupported, span, message)
                .help("docs/language.md lists what this version does not have"),
        )
    }
}

fn period_part(names: &[Name], span: Span) -> Option<Node> {
    let [period, part] = names else { return None };
    if period.value != "period" {
        return None;
    }
    let (part, ty) = match part.value.as_str() {
        "start" => (PeriodPart::Start, Type::Instant),
        "end" => (PeriodPart::End, Type::Instant),
        "length" => (PeriodPart::Length, Type::Duration),
        _ => return None,
    };
    Some(Node::new(NodeKind::Period(part), ty, span))
}

/// The names of an expression's paths, in the order they are written.
pub(super) fn paths<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e [Name])) {
    if let ExprKind::Path(names) = &expr.kind {
        visit(names);
    }
    crate::model::walk::children(expr, &mut |child| paths(child, visit));
}

/// The same, without those inside further aggregates, which may be about other sources.
pub(super) fn own_paths<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e [Name])) {
    match &expr.kind {
        ExprKind::Path(names) => visit(names),
        ExprKind::Call(call) if aggregate::find(&call.name.value).is_some() => {}
        _ => crate::model::walk::children(expr, &mut |child| own_paths(child, visit)),
    }
}
