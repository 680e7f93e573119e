//! Computed columns: their types and expressions, and what their records state.

use super::stated::{as_unit, column_type, unit_type};
use super::{Pending, Resolver, RowScope};
use crate::diag::{Code, Problem, Span};
use crate::lang::ast::{BinaryOp, DurationUnit, Literal};
use crate::lang::{Type, Unit};
use crate::model::node::{Node, NodeKind};
use crate::model::units::{article, noun};
use crate::spec;

impl Resolver<'_> {
    pub(super) fn computed_columns(&mut self, source: usize) {
        let spec = self.spec;
        for (name, column) in &spec.sources[source].columns {
            if column.expr.is_none() {
                continue;
            }
            let Some(number) = self.sources[source].columns.get_index_of(name) else { continue };
            if let Some(node) = self.computed(source, number, column.name.span) {
                let model = &mut self.sources[source].columns[number];
                model.ty = node.ty.clone();
                model.computed = Some(node);
            }
        }
    }

    /// The type of a column, which for a computed one is that of its expression.
    pub(super) fn column_type(&mut self, source: usize, column: usize, used_at: Span) -> Option<Type> {
        let (name, model) = self.sources[source].columns.get_index(column)?;
        let spec = &self.spec.sources[source];
        match spec.columns.get(name).and_then(|column| column.expr.as_ref()) {
            None => Some(model.ty.clone()),
            Some(_) => self.computed(source, column, used_at).map(|node| node.ty),
        }
    }

    fn computed(&mut self, source: usize, column: usize, used_at: Span) -> Option<Node> {
        if let Some(done) = self.columns.get(&(source, column)) {
            return done.clone();
        }
        let spec = self.spec;
        let (name, _) = self.sources[source].columns.get_index(column)?;
        let column_spec = spec.sources[source].columns.get(name)?;
        let expr = column_spec.expr.as_ref()?;
        let pending = Pending::Column(source, column);
        if !self.enter(pending, used_at) {
            return None;
        }
        let outer = std::mem::take(&mut self.outer);
        let node = self.row(expr, RowScope { source, placed: false, lenient: false });
        self.outer = outer;
        self.stack.pop();
        let node = node.and_then(|node| self.stated(node, column_spec));
        self.columns.insert((source, column), node.clone());
        node
    }

    /// A computed column whose record states a type or unit: the expression's value must be of it.
    fn stated(&mut self, node: Node, column: &spec::Column) -> Option<Node> {
        if let Some(node) = in_unit(&node, column) {
            return Some(node);
        }
        let Some(wanted) = self.stated_type(column, &node.ty) else { return Some(node) };
        match as_unit(&node.ty, &wanted).or_else(|| measured(&node.ty, &wanted)) {
            Some(ty) => Some(Node { ty, ..node }),
            None => {
                let span = column.unit.as_ref().map(|unit| unit.span);
                let span = span.or(column.kind.as_ref().map(|kind| kind.span)).unwrap_or(column.name.span);
                let message = format!(
                    "column `{}` is stated as {}, and its expression is {}",
                    column.name.value,
                    article(&noun(&wanted)),
                    article(&noun(&node.ty))
                );
                self.problem(
                    Problem::error(Code::WrongUnit, span, message)
                        .help(format!("state `{}`, or change the expression", node.ty.unit_name())),
                )
            }
        }
    }

    fn stated_type(&self, column: &spec::Column, ty: &Type) -> Option<Type> {
        if let Some(unit) = &column.unit {
            return unit_type(&unit.value, self.currency());
        }
        let kind = column.kind.as_ref()?;
        column_type(kind.value, ty)
    }
}

/// Numbers in a stated unit of time: `{ expr: minutes, type: duration, unit: min }`.
fn in_unit(node: &Node, column: &spec::Column) -> Option<Node> {
    let unit = duration_unit(&column.unit.as_ref()?.value)?;
    if !matches!(node.ty, Type::Number(_, Unit::Number | Unit::Ratio)) {
        return None;
    }
    let one = NodeKind::Literal(Literal::Duration(vec![("1".into(), unit)]));
    let one = Node::new(one, Type::Duration, node.span);
    let product = NodeKind::Binary(BinaryOp::Multiply, Box::new(node.clone()), Box::new(one));
    Some(Node::new(product, Type::Duration, node.span))
}

/// A bare number in the unit that its column states.
fn measured(ty: &Type, wanted: &Type) -> Option<Type> {
    match (ty, wanted) {
        (Type::Number(repr, Unit::Number), Type::Number(_, unit @ (Unit::Money(_) | Unit::Share))) => {
            Some(Type::Number(*repr, unit.clone()))
        }
        _ => None,
    }
}

fn duration_unit(name: &str) -> Option<DurationUnit> {
    Some(match name {
        "ms" => DurationUnit::Millisecond,
        "s" => DurationUnit::Second,
        "min" => DurationUnit::Minute,
        "h" => DurationUnit::Hour,
        "d" => DurationUnit::Day,
        "w" => DurationUnit::Week,
        _ => return None,
    })
}
