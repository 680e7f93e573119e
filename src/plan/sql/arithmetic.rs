//! `+ - * /` on numbers, durations and times.

use super::Printer;
use super::expressions::Scope;
use super::refusal::Written;
use crate::calendar::DAY;
use crate::diag::Span;
use crate::lang::ast::BinaryOp;
use crate::lang::{Repr, Type};
use crate::model::{Node, NodeKind};

impl Printer<'_> {
    pub(super) fn arithmetic(
        &self,
        op: BinaryOp,
        left: &Node,
        right: &Node,
        node: &Node,
        scope: &dyn Scope,
    ) -> Written {
        if left.ty == Type::Null || right.ty == Type::Null {
            return Ok("null".to_owned());
        }
        if in_time(&left.ty) && in_time(&right.ty) {
            return self.difference(left, right, scope);
        }
        if in_time(&left.ty) {
            return self.moved(left, right, op == BinaryOp::Subtract, &node.ty, scope);
        }
        if in_time(&right.ty) {
            return self.moved(right, left, false, &node.ty, scope);
        }
        let (a, b) = (self.expr(left, scope)?, self.expr(right, scope)?);
        let length = match (op, &node.ty) {
            (BinaryOp::Multiply, Type::Duration | Type::Step) if lasts(&right.ty) => Some(right),
            (BinaryOp::Multiply | BinaryOp::Divide, Type::Duration | Type::Step) => Some(left),
            _ => None,
        };
        let text = self.operated(op, (&a, left), (&b, right));
        // Whole microseconds stay whole.
        match length {
            Some(side) if self.is_whole(side) => {
                Ok(self.rounded(&text, [left, right].iter().all(|side| whole_number(side))))
            }
            _ => Ok(text),
        }
    }

    fn operated(&self, op: BinaryOp, (a, left): (&str, &Node), (b, right): (&str, &Node)) -> String {
        match op {
            BinaryOp::Divide => {
                format!("({} / nullif({}, 0))", self.dialect.float(a), self.dialect.float(b))
            }
            BinaryOp::Add => format!("({a} + {b})"),
            BinaryOp::Subtract => format!("({a} - {b})"),
            // A product of many digits is a float.
            _ if places(&left.ty) + places(&right.ty) > 18 => {
                format!("({} * {})", self.dialect.float(a), self.dialect.float(b))
            }
            _ => format!("({a} * {b})"),
        }
    }

    fn rounded(&self, text: &str, whole: bool) -> String {
        if whole && !text.contains(" / ") {
            text.to_owned()
        } else {
            format!("cast(round({text}) as bigint)")
        }
    }

    /// Whether a duration is held in whole microseconds, as it is in rows.
    fn is_whole(&self, node: &Node) -> bool {
        match &node.kind {
            NodeKind::Aggregate(aggregate) => {
                matches!(aggregate.function.name, "min" | "max" | "first" | "last" | "percentile_disc")
            }
            NodeKind::Per(per) => {
                matches!(per.function.name, "min" | "max" | "first" | "last" | "percentile_disc")
            }
            NodeKind::Shaped(shape) => self.is_whole(&shape.argument),
            NodeKind::Kpi(used) => self
                .model
                .kpis
                .get(*used)
                .and_then(Option::as_ref)
                .is_some_and(|kpi| self.is_whole(&kpi.node)),
            _ => {
                node.children().into_iter().filter(|child| lasts(&child.ty)).all(|child| self.is_whole(child))
            }
        }
    }

    /// Days of 24 hours between dates, elapsed time between instants, periods between periods.
    fn difference(&self, left: &Node, right: &Node, scope: &dyn Scope) -> Written {
        match (&left.ty, &right.ty) {
            (Type::Date, Type::Date) => {
                let days = |side| Written::Ok(self.dialect.days(&self.expr(side, scope)?));
                Ok(format!("(({} - {}) * {DAY})", days(left)?, days(right)?))
            }
            (Type::Period(_), _) => {
                Ok(format!("({} - {})", self.expr(left, scope)?, self.expr(right, scope)?))
            }
            _ => {
                let micros =
                    |side| Written::Ok(self.dialect.micros(&self.converted(side, &Type::Instant, scope)?));
                Ok(format!("({} - {})", micros(left)?, micros(right)?))
            }
        }
    }

    /// A date, instant or period moved by a duration, a step or a number of periods.
    fn moved(&self, time: &Node, by: &Node, back: bool, result: &Type, scope: &dyn Scope) -> Written {
        let (dialect, sign) = (self.dialect, if back { "-" } else { "+" });
        let text = self.expr(time, scope)?;
        let step = self.expr(by, scope)?;
        let step = if is_aggregated(by) { format!("cast(round({step}) as bigint)") } else { step };
        match (&time.ty, &by.ty) {
            (Type::Period(_), Type::Step) => self.refuse(by.span, "a period moved by a step"),
            (Type::Period(_), _) => Ok(format!("({text} {sign} {step})")),
            (Type::Date | Type::Instant, Type::Step) => {
                let months = if back { format!("(- {step})") } else { step };
                self.by_months(&text, &time.ty, &months, by.span)
            }
            (Type::Date, _) if *result == Type::Date => {
                let days = format!("floor({} {sign} {step} / {DAY}.0)", dialect.days(&text));
                Ok(dialect.date(&days))
            }
            _ => {
                let start = dialect.micros(&self.converted(time, &Type::Instant, scope)?);
                Ok(dialect.instant(&format!("({start} {sign} {step})")))
            }
        }
    }

    fn by_months(&self, text: &str, ty: &Type, months: &str, span: Span) -> Written {
        let refused = || self.refuse(span, "a calendar step");
        if *ty == Type::Date {
            return match self.dialect.plus_months(text, months) {
                Some(moved) => Ok(self.dialect.date_of(&moved)),
                None => refused(),
            };
        }
        let local = self.local(text, span)?;
        let moved = self.dialect.plus_months(&local, months);
        match moved.and_then(|moved| self.dialect.utc(&moved, &self.model.civil)) {
            Some(moved) => Ok(moved),
            None => refused(),
        }
    }
}

fn in_time(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Instant | Type::Period(_))
}

fn lasts(ty: &Type) -> bool {
    matches!(ty, Type::Duration | Type::Step)
}

fn places(ty: &Type) -> u32 {
    match ty {
        Type::Number(Repr::Decimal(scale), _) => u32::from(*scale),
        Type::Number(Repr::Float, _) => 0,
        _ => 0,
    }
}

fn whole_number(node: &Node) -> bool {
    matches!(node.ty, Type::Number(Repr::Integer, _) | Type::Duration | Type::Step)
}

/// Durations of aggregates may hold parts of a microsecond.
fn is_aggregated(node: &Node) -> bool {
    let mut aggregated = false;
    node.walk(&mut |node| {
        aggregated |= matches!(node.kind, NodeKind::Aggregate(_) | NodeKind::Per(_) | NodeKind::Kpi(_));
    });
    aggregated && node.ty == Type::Duration
}
