//! Checked expressions of either level as SQL.

use super::names::quoted;
use super::periods::{date, instant_literal};
use super::refusal::{COMPUTE, Written, refused};
use super::{Printer, literals};
use crate::calendar::day_of_date;
use crate::diag::Span;
use crate::lang::ast::{BinaryOp, Literal, MatchKind, UnaryOp};
use crate::lang::{Repr, Type};
use crate::model::{Aggregate, ColumnRef, InsidePart, Interval, Lasts, Node, NodeKind, PeriodPart};

/// What the names of an expression are in the place that it is written in.
pub(super) trait Scope {
    /// A column of the row.
    fn column(&self, column: &ColumnRef) -> Option<String>;
    /// The value of an aggregate.
    fn aggregate(&self, _printer: &Printer, _aggregate: &Aggregate, _node: &Node) -> Option<Written> {
        None
    }
    /// The value of a shape, or of an aggregate over keys.
    fn part(&self, _node: &Node) -> Option<String> {
        None
    }
    /// A bound or the length of the period.
    fn period(&self, printer: &Printer, part: PeriodPart) -> String;
    /// Whether an instant lies in the period.
    fn in_period(&self, printer: &Printer, instant: &str) -> String;
    /// What places the row in time.
    fn time(&self) -> Option<&Node>;
    /// A condition on the row's interval.
    fn lasts(&self, _printer: &Printer, _lasts: &Lasts, _at: Option<String>) -> Option<String> {
        None
    }
    /// The part of the row's interval inside the period.
    fn inside(&self, _printer: &Printer, _interval: &Interval, _part: InsidePart) -> Option<String> {
        None
    }
}

impl Printer<'_> {
    /// The problem of something that this dialect has no SQL for.
    pub(super) fn refuse<T>(&self, span: Span, what: &str) -> Written<T> {
        Err(refused(span, what, self.dialect, COMPUTE))
    }

    /// The expression, in parentheses where it is made of several parts.
    pub(super) fn expr(&self, node: &Node, scope: &dyn Scope) -> Written {
        let dialect = self.dialect;
        Ok(match &node.kind {
            NodeKind::Literal(literal) => self.literal(literal, node.span)?,
            NodeKind::PeriodLiteral(_, number) => number.to_string(),
            NodeKind::Column(column) => match scope.column(column) {
                Some(name) => name,
                None => self.refuse(node.span, "this column")?,
            },
            NodeKind::Aggregate(aggregate) => match scope.aggregate(self, aggregate, node) {
                Some(value) => value?,
                None => self.refuse(node.span, "this aggregate")?,
            },
            NodeKind::Shaped(_) | NodeKind::Per(_) => match scope.part(node) {
                Some(name) => name,
                None => self.refuse(node.span, "this part of the formula")?,
            },
            NodeKind::Kpi(used) => match self.model.kpis.get(*used).and_then(Option::as_ref) {
                Some(kpi) => self.expr(&kpi.node, scope)?,
                None => self.refuse(node.span, "this KPI")?,
            },
            NodeKind::Period(part) => scope.period(self, *part),
            NodeKind::AsOf => self.now(),
            NodeKind::Unary(UnaryOp::Not, inner) => format!("(not {})", self.expr(inner, scope)?),
            NodeKind::Unary(UnaryOp::Minus, inner) => format!("(- {})", self.expr(inner, scope)?),
            NodeKind::Binary(op, left, right) => self.binary(*op, left, right, node, scope)?,
            NodeKind::In { value, list, negated } => self.in_list(value, list, *negated, scope)?,
            NodeKind::Between { value, low, high, negated } => {
                let above = self.compare(BinaryOp::GreaterEqual, value, low, scope)?;
                let below = self.compare(BinaryOp::LessEqual, value, high, scope)?;
                format!("({}({above} and {below}))", not(*negated))
            }
            NodeKind::IsNull { value, negated } => {
                format!("({} is {}null)", self.expr(value, scope)?, not(*negated))
            }
            NodeKind::Match { value, pattern, kind, negated } => {
                let matched = self.pattern(*kind, value, pattern, scope)?;
                format!("({}{matched})", not(*negated))
            }
            NodeKind::Case { arms, otherwise } => {
                let mut text = String::from("case");
                for (condition, value) in arms {
                    text += &format!(" when {}", self.expr(condition, scope)?);
                    text += &format!(" then {}", self.converted(value, &node.ty, scope)?);
                }
                if let Some(value) = otherwise {
                    text += &format!(" else {}", self.converted(value, &node.ty, scope)?);
                }
                text + " end"
            }
            NodeKind::Call(function, arguments) => self.call(function, arguments, node, scope)?,
            NodeKind::InPeriod(inner) => {
                scope.in_period(self, &self.converted(inner, &Type::Instant, scope)?)
            }
            NodeKind::Mature(length) => match scope.time() {
                Some(time) => {
                    let time = dialect.micros(&self.converted(time, &Type::Instant, scope)?);
                    format!("({time} + {} <= {})", self.expr(length, scope)?, self.as_of)
                }
                None => self.refuse(node.span, "`mature`")?,
            },
            NodeKind::Lasts(lasts) => {
                let ty = if lasts.at.as_ref().is_some_and(|at| at.ty == Type::Date) {
                    Type::Date
                } else {
                    Type::Instant
                };
                let at = lasts.at.as_ref().map(|at| self.converted(at, &ty, scope)).transpose()?;
                match scope.lasts(self, lasts, at) {
                    Some(condition) => condition,
                    None => self.refuse(node.span, "this condition on an interval")?,
                }
            }
            NodeKind::Inside(interval, part) => match scope.inside(self, interval, *part) {
                Some(value) => value,
                None => self.refuse(node.span, "this part of an interval")?,
            },
            NodeKind::EngineCall(..) => self.refuse(node.span, "a function of the engine")?,
            NodeKind::Neighbour(_) => self.refuse(node.span, "a value of the row before or after")?,
            NodeKind::Nested(_) | NodeKind::Outer(_) => {
                self.refuse(node.span, "an aggregate over linked rows")?
            }
        })
    }

    /// Now, as a literal.
    pub(super) fn now(&self) -> String {
        instant_literal(self.as_of)
    }

    fn literal(&self, literal: &Literal, span: Span) -> Written {
        let number = |text: Option<String>| match text {
            Some(text) => Ok(text),
            None => self.refuse(span, "a literal of this size"),
        };
        match literal {
            Literal::Number(digits) => Ok(digits.clone()),
            Literal::Percent(digits) => number(literals::percent(digits)),
            Literal::Text(text) => Ok(quoted(text)),
            Literal::Boolean(value) => Ok(value.to_string()),
            Literal::Null => Ok("null".to_owned()),
            Literal::Duration(parts) => number(literals::micros(parts).map(|micros| micros.to_string())),
            Literal::Step(count, unit) => {
                number(literals::months(*count, *unit).map(|months| months.to_string()))
            }
            Literal::Date(day) => Ok(date(day_of_date(*day))),
            Literal::Instant(local, offset) => {
                let bound = crate::lang::ast::Bound::Instant(*local, *offset);
                Ok(instant_literal(crate::plan::bound_instant(&self.model.civil, &bound)))
            }
        }
    }

    fn binary(&self, op: BinaryOp, left: &Node, right: &Node, node: &Node, scope: &dyn Scope) -> Written {
        use BinaryOp::*;
        match op {
            Or | And => {
                let word = if op == Or { "or" } else { "and" };
                Ok(format!("({} {word} {})", self.expr(left, scope)?, self.expr(right, scope)?))
            }
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => {
                self.compare(op, left, right, scope)
            }
            Add | Subtract | Multiply | Divide => self.arithmetic(op, left, right, node, scope),
        }
    }

    /// A comparison, both sides in one type; null with null.
    pub(super) fn compare(&self, op: BinaryOp, left: &Node, right: &Node, scope: &dyn Scope) -> Written {
        let word = match op {
            BinaryOp::NotEqual => "<>",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            _ => "=",
        };
        let ty = match (&left.ty, &right.ty) {
            (Type::Null, _) | (_, Type::Null) => return Ok("cast(null as boolean)".to_owned()),
            (Type::Date, Type::Instant) | (Type::Instant, Type::Date) => Type::Instant,
            (Type::Text, period @ Type::Period(_)) | (period @ Type::Period(_), Type::Text) => period.clone(),
            (Type::Number(a, _), Type::Number(Repr::Float, unit)) if *a != Repr::Float => {
                Type::Number(Repr::Float, unit.clone())
            }
            (left, _) => left.clone(),
        };
        let as_type = |side: &Node| match (&side.ty, &ty) {
            (Type::Number(..), Type::Number(Repr::Integer | Repr::Decimal(_), _)) => self.expr(side, scope),
            _ => self.converted(side, &ty, scope),
        };
        Ok(format!("({} {word} {})", as_type(left)?, as_type(right)?))
    }

    fn in_list(&self, value: &Node, list: &[Node], negated: bool, scope: &dyn Scope) -> Written {
        let same = list.iter().all(|item| item.ty == value.ty);
        if same && !list.is_empty() {
            let items: Vec<String> =
                list.iter().map(|item| self.expr(item, scope)).collect::<Written<_>>()?;
            return Ok(format!("({} {}in ({}))", self.expr(value, scope)?, not(negated), items.join(", ")));
        }
        let equal = list.iter().map(|item| self.compare(BinaryOp::Equal, value, item, scope));
        let equal: Vec<String> = equal.collect::<Written<_>>()?;
        let any = if equal.is_empty() { "false".to_owned() } else { equal.join(" or ") };
        Ok(format!("({}({any}))", not(negated)))
    }

    fn pattern(&self, kind: MatchKind, value: &Node, pattern: &Node, scope: &dyn Scope) -> Written {
        let (text, written) = (self.expr(value, scope)?, self.expr(pattern, scope)?);
        match kind {
            MatchKind::Like if written.contains('\\') => Ok(format!("({text} like {written} escape '\\')")),
            MatchKind::Like => Ok(format!("({text} like {written})")),
            MatchKind::Regex => match self.dialect.matches(&text, &written) {
                Some(matched) => Ok(matched),
                None => self.refuse(pattern.span, "`matches`, whose patterns are written otherwise there,"),
            },
        }
    }

    /// The expression brought to a type: numbers to floats, dates to their first instant, labels to periods.
    pub(super) fn converted(&self, node: &Node, to: &Type, scope: &dyn Scope) -> Written {
        let text = self.expr(node, scope)?;
        match (&node.ty, to) {
            (Type::Number(from, _), Type::Number(Repr::Float, _)) if *from != Repr::Float => {
                Ok(self.dialect.float(&text))
            }
            (Type::Date, Type::Instant) => self.midnight(&text, node.span),
            (Type::Text, Type::Period(grain)) => match node.literal() {
                Some(Literal::Text(label)) => {
                    let number = self.model.civil.parse_label(*grain, &label);
                    Ok(number.map_or("cast(null as bigint)".to_owned(), |number| number.to_string()))
                }
                _ => self.refuse(node.span, "a label of a period that is not a literal"),
            },
            _ => Ok(text),
        }
    }
}

/// `not ` where something is negated.
fn not(negated: bool) -> &'static str {
    if negated { "not " } else { "" }
}
