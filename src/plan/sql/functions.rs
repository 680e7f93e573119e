//! Calls of scalar functions.

use super::Printer;
use super::expressions::Scope;
use super::names::quoted;
use super::refusal::Written;
use crate::calendar::Grain;
use crate::functions::scalar::{ScalarFunction, band_labels};
use crate::lang::ast::{BinaryOp, Literal};
use crate::lang::{Repr, Type};
use crate::model::Node;

impl Printer<'_> {
    pub(super) fn call(
        &self,
        function: &ScalarFunction,
        arguments: &[Node],
        node: &Node,
        scope: &dyn Scope,
    ) -> Written {
        let name = function.name;
        match (name, arguments) {
            ("coalesce" | "nullif" | "min_of" | "max_of", _) => self.choice(name, arguments, node, scope),
            ("abs", [x]) => Ok(format!("abs({})", self.expr(x, scope)?)),
            ("round" | "floor" | "ceil", [x, ..]) => self.rounding(name, x, arguments.get(1), node, scope),
            ("mod", [x, y]) => {
                let (x, y) = (self.expr(x, scope)?, self.expr(y, scope)?);
                if self.dialect == super::Dialect::Postgres && is_float(&node.ty) {
                    return self.refuse(node.span, "`mod` of floats");
                }
                Ok(format!("({x} % nullif({y}, 0))"))
            }
            ("lower" | "upper" | "trim" | "length" | "starts_with", _) if texts(arguments) => {
                self.plain(name, arguments, scope)
            }
            ("concat", _) if texts(arguments) => self.plain(name, arguments, scope),
            ("contains", [text, part]) if texts(arguments) => {
                Ok(self.dialect.contains(&self.expr(text, scope)?, &self.expr(part, scope)?))
            }
            ("band", [x, bounds @ ..]) => self.band(x, bounds, scope),
            ("number" | "duration" | "instant", [x, ..]) if x.ty == node.ty && x.ty != Type::Text => {
                self.expr(x, scope)
            }
            ("year", [x]) => self.civil_period(Grain::Year, x, scope),
            ("quarter", [x]) => self.civil_period(Grain::Quarter, x, scope),
            ("month", [x]) => self.civil_period(Grain::Month, x, scope),
            ("week", [x]) => self.civil_period(Grain::Week, x, scope),
            ("day", [x]) => self.civil_period(Grain::Day, x, scope),
            ("bucket", [x, _]) => match node.ty {
                Type::Period(grain) if grain >= Grain::Day => self.civil_period(grain, x, scope),
                _ => self.refuse(node.span, "periods shorter than a day"),
            },
            ("hour", _) => self.refuse(node.span, "periods shorter than a day"),
            ("date", [x]) => self.local_date(x, scope),
            ("hour_of_day", [x]) => self.clock_part("hour", x, scope),
            ("weekday", [x]) => self.clock_part("isodow", x, scope),
            ("day_of_month", [x]) => self.clock_part("day", x, scope),
            ("month_of_year", [x]) => self.clock_part("month", x, scope),
            ("part", [x, part]) => match part.literal() {
                Some(Literal::Text(part)) => self.clock_part(&part.to_lowercase(), x, scope),
                _ => self.refuse(part.span, "a part that is not a literal"),
            },
            (name, [a, b]) if name.ends_with("s_between") => self.between(name, a, b, node, scope),
            _ => self.refuse(node.span, &format!("`{name}`")),
        }
    }

    fn plain(&self, name: &str, arguments: &[Node], scope: &dyn Scope) -> Written {
        let arguments: Vec<String> = arguments.iter().map(|x| self.expr(x, scope)).collect::<Written<_>>()?;
        Ok(format!("{name}({})", arguments.join(", ")))
    }

    fn choice(&self, name: &str, arguments: &[Node], node: &Node, scope: &dyn Scope) -> Written {
        let function = match name {
            "min_of" => "least",
            "max_of" => "greatest",
            other => other,
        };
        let arguments = arguments.iter().map(|x| self.converted(x, &node.ty, scope));
        Ok(format!("{function}({})", arguments.collect::<Written<Vec<_>>>()?.join(", ")))
    }

    /// Half away from zero; durations to whole seconds.
    fn rounding(
        &self,
        name: &str,
        x: &Node,
        digits: Option<&Node>,
        node: &Node,
        scope: &dyn Scope,
    ) -> Written {
        let text = self.expr(x, scope)?;
        let duckdb = self.dialect == super::Dialect::DuckDb;
        if name == "round" && !duckdb && is_float(&x.ty) {
            return self.refuse(node.span, "`round` of a float, which rounds halves otherwise there,");
        }
        match (&x.ty, digits) {
            (Type::Number(Repr::Integer, _), _) => Ok(text),
            (Type::Duration, _) => {
                let seconds = format!("{name}({text} / 1000000.0)");
                Ok(format!("cast({seconds} * 1000000 as bigint)"))
            }
            (_, None) => Ok(format!("{name}({text})")),
            (_, Some(digits)) => Ok(format!("{name}({text}, {})", self.expr(digits, scope)?)),
        }
    }

    /// The labelled range, each arm a comparison.
    fn band(&self, x: &Node, bounds: &[Node], scope: &dyn Scope) -> Written {
        let text = self.expr(x, scope)?;
        let literals: Vec<Literal> = bounds.iter().filter_map(Node::literal).collect();
        let Some(labels) = band_labels(&x.ty, &literals) else { return self.refuse(x.span, "`band`") };
        let mut case =
            format!("case when {text} is null then null when {text} < 0 then {}", quoted(&labels.below));
        for (bound, label) in bounds.iter().zip(&labels.ranges) {
            let within = self.compare(BinaryOp::LessEqual, x, bound, scope)?;
            case += &format!(" when {within} then {}", quoted(label));
        }
        Ok(format!("{case} else {} end", quoted(&labels.above)))
    }
}

fn texts(arguments: &[Node]) -> bool {
    arguments.iter().all(|argument| argument.ty == Type::Text)
}

fn is_float(ty: &Type) -> bool {
    matches!(ty, Type::Number(Repr::Float, _))
}
