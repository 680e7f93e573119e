//! `except pauses`: the intervals of a linked source in which business time stands still.

use super::nested::OuterRow;
use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span};
use crate::functions::aggregate;
use crate::functions::scalar;
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Call, DurationUnit, Expr, ExprKind, Literal};
use crate::model::nested::Nested;
use crate::model::node::{Aggregate, Node, NodeKind};

impl Resolver<'_> {
    /// The pauses of each row, if the call takes some out; some of none where it does not.
    pub(super) fn except(&mut self, call: &Call, scope: Scope) -> Option<Option<Node>> {
        let Some(except) = &call.except else { return Some(None) };
        let name = &call.name.value;
        let (code, message, help) = match scope {
            Scope::Row(_) if name == "business_days" => (
                Code::InvalidClause,
                "`business_days` counts dates, and takes no `except`".to_owned(),
                "use it with `business_time` or `business_add`".to_owned(),
            ),
            Scope::Row(row) => return self.pauses(call, except, row).map(Some),
            _ => (
                Code::WrongLevel,
                "`except` takes out the pauses of a row, and here is none".to_owned(),
                format!("use it inside an aggregate, such as `avg({name}(…))`, or in a computed column"),
            ),
        };
        self.problem(Problem::error(code, except.span, message).help(help))
    }

    fn pauses(&mut self, call: &Call, except: &Expr, row: RowScope) -> Option<Node> {
        let counted = Call::new(call.name.clone().map(|_| "count".to_owned()), vec![except.clone()]);
        let Some(reach) = self.reach(&counted, row) else { return self.no_pauses(except) };
        let down = self.way_down(&reach)?;
        if !self.sources[reach.source].open {
            return None;
        }
        self.outer.push(OuterRow { row, source: reach.source, way: reach.way.clone() });
        let aggregate = self.pauses_of(call, reach.source);
        self.outer.pop();
        let nested = Nested { up: reach.up, parent: reach.parent, down, aggregate: aggregate? };
        // A list of bounds is no value of the language: only business time takes it.
        Some(Node::new(NodeKind::Nested(Box::new(nested)), Type::Null, except.span))
    }

    fn no_pauses(&mut self, except: &Expr) -> Option<Node> {
        if let ExprKind::Path(names) = &except.kind
            && let [name] = names.as_slice()
            && self.source_number(&name.value).is_none()
        {
            if self.unread(crate::spec::EntryKind::Source, &name.value) {
                return None;
            }
            let problem = self.unknown_source(name);
            return self.problem(problem);
        }
        let message = "`except` takes a source whose rows last and are linked to these";
        self.problem(
            Problem::error(Code::InvalidClause, except.span, message)
                .help("name the source, such as `business_time(opened_at, resolved_at except pauses)`"),
        )
    }

    /// The intervals of all its rows.
    fn pauses_of(&mut self, call: &Call, source: usize) -> Option<Aggregate> {
        let interval = self.stated_interval(call, source)?;
        let time = self.known_since(source)?;
        let to = if interval.closed { next_day(interval.to) } else { interval.to };
        Some(Aggregate {
            function: &aggregate::PAUSES,
            source,
            arguments: vec![as_instant(interval.from)?],
            filter: None,
            kpi_filter: None,
            time,
            order: vec![as_instant(to)?],
            empty_is_none: false,
        })
    }
}

/// A date as its start.
fn as_instant(node: Node) -> Option<Node> {
    let span = node.span;
    Some(Node::new(NodeKind::Call(scalar::find("instant")?, vec![node]), Type::Instant, span))
}

/// The end of an interval that includes the date of its end.
fn next_day(date: Node) -> Node {
    let (ty, span): (Type, Span) = (date.ty.clone(), date.span);
    let day = NodeKind::Literal(Literal::Duration(vec![("1".into(), DurationUnit::Day)]));
    let day = Box::new(Node::new(day, Type::Duration, span));
    Node::new(NodeKind::Binary(BinaryOp::Add, Box::new(date), day), ty, span)
}
