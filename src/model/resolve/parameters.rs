//! Parameters: named constants, each of the type that it states.

use super::expressions::side;
use super::stated::{UNITS, as_unit, column_type, unit_type};
use super::{Resolver, Scope};
use crate::diag::{Code, Problem, Spanned, did_you_mean};
use crate::lang::{Type, Unit};
use crate::model::node::Node;
use crate::model::units::{self, article, noun};
use crate::spec::{self, ColumnType};

impl Resolver<'_> {
    pub(super) fn parameters(&mut self) {
        let spec = self.spec;
        for (name, parameter) in &spec.parameters {
            let node = self.parameter_value(parameter);
            self.parameters.insert(name.clone(), node);
        }
    }

    fn parameter_value(&mut self, parameter: &spec::Parameter) -> Option<Node> {
        let Some(default) = &parameter.default else {
            let message = format!("parameter `{}` has no value", parameter.name.value);
            let help = format!("give it a default, or pass `--param {}=…`", parameter.name.value);
            return self.problem(Problem::error(Code::MissingKey, parameter.name.span, message).help(help));
        };
        let node = self.node(default, Scope::Constant)?;
        let Some(kind) = &parameter.kind else { return Some(node) };
        let Some(wanted) = self.parameter_type(kind, &node.ty) else {
            let message = format!("there is no type `{}`", kind.value);
            let help = did_you_mean(&kind.value, UNITS)
                .unwrap_or_else(|| format!("the types are {}", UNITS.join(", ")));
            return self.problem(Problem::error(Code::InvalidValue, kind.span, message).help(help));
        };
        match as_unit(&node.ty, &wanted).or_else(|| measured(&node, &wanted)) {
            Some(ty) => Some(Node { ty, ..node }),
            None => {
                let message = format!(
                    "parameter `{}` is {}, and this is {}",
                    parameter.name.value,
                    article(&noun(&wanted)),
                    article(&noun(&node.ty))
                );
                self.problem(Problem::error(Code::TypeMismatch, default.span, message).help(units::remedy(
                    None,
                    side(&node),
                    &wanted,
                )))
            }
        }
    }

    fn parameter_type(&self, kind: &Spanned<String>, ty: &Type) -> Option<Type> {
        unit_type(&kind.value, self.currency()).or_else(|| match kind.value.as_str() {
            "integer" => column_type(ColumnType::Integer, ty),
            "float" | "decimal" => column_type(ColumnType::Decimal, ty),
            _ => None,
        })
    }
}

/// A bare number in the unit that its parameter states: an amount of a currency, or a share from 0 to 1.
fn measured(node: &Node, wanted: &Type) -> Option<Type> {
    match (&node.ty, wanted) {
        (Type::Number(repr, Unit::Number), Type::Number(_, unit @ Unit::Money(_))) => {
            Some(Type::Number(*repr, unit.clone()))
        }
        (Type::Number(repr, Unit::Number), Type::Number(_, Unit::Share))
            if units::is_fraction(side(node).literal) =>
        {
            Some(Type::Number(*repr, Unit::Share))
        }
        _ => None,
    }
}
