//! `parameters:`: named constants.

use super::literals::literal_text;
use super::node::{Kind, Node};
use super::reader::{Reader, unreadable};
use super::record::{Field, Keys};
use super::types::{Parameter, Text};
use super::words::{OTHER_PARAMETER_TYPES, PARAMETER_TYPES};
use crate::lang::ast::{Expr, ExprKind, Literal};

const KEYS: Keys = Keys {
    owner: "a parameter",
    known: &["type", "default", "title", "description", "owner", "tags"],
    synonyms: &[
        ("value", "default"),
        ("unit", "type"),
        ("kind", "type"),
        ("expr", "default"),
        ("name", "title"),
    ],
    ..Keys::NONE
};

impl Reader<'_> {
    /// Reads `parameters:`.
    pub fn parameters(&mut self, field: Field) -> Vec<Parameter> {
        let named = self.named(field, &KEYS, "`parameters:` with one `name: value` per line");
        named.into_iter().map(|(name, node)| self.parameter(name, node)).collect()
    }

    fn parameter(&mut self, name: Text, node: &Node) -> Parameter {
        let field = Field { name: "default", key: name.span, value: node };
        let Some(record) = self.record(node, &KEYS) else {
            return Parameter { default: Some(self.default(field, &name, false)), kind: None, name };
        };
        self.notes(&record);
        let kind = self.unit(record.get("type"), &PARAMETER_TYPES, OTHER_PARAMETER_TYPES);
        let is_text = kind.as_ref().is_some_and(|kind| kind.value == "text");
        let default = record.get("default").map(|field| self.default(field, &name, is_text));
        Parameter { default, kind, name }
    }

    fn default(&mut self, field: Field, name: &Text, is_text: bool) -> Expr {
        self.constant(field, name, is_text).unwrap_or_else(|| unreadable(field.value.span))
    }

    fn constant(&mut self, field: Field, name: &Text, is_text: bool) -> Option<Expr> {
        let span = field.value.span;
        let scalar = match &field.value.kind {
            Kind::Scalar(scalar) if scalar.is_null() && !scalar.is_absent() => return Some(unreadable(span)),
            Kind::Scalar(scalar) if !scalar.is_absent() => scalar,
            _ => {
                self.misfit_named(field, name, "one value", format!("write `{}: 24h`", name.value));
                return None;
            }
        };
        if is_text {
            let text = self.substituted(field.value)?;
            return Some(Expr { kind: ExprKind::Literal(Literal::Text(text)), span });
        }
        if !scalar.text.contains("${") {
            return self.literal(field.value);
        }
        let literal = literal_text(&self.substituted(field.value)?, &self.unmapped(span));
        self.problems.keep(literal)
    }
}
