//! `by:` of a KPI: names, paths and named expressions.

use super::entries::twice;
use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::Field;
use super::types::SliceSpec;
use crate::lang::ast::ExprKind;

impl Reader<'_> {
    /// Reads `by:`; the first of two slices with one name stays.
    pub fn slices(&mut self, field: Field) -> Vec<SliceSpec> {
        let all = match &field.value.kind {
            Kind::Map(_) => self.named_slices(field, field.value),
            Kind::List(items) => items.iter().flat_map(|item| self.listed_slice(field, item)).collect(),
            Kind::Scalar(_) | Kind::Broken => self.bare_slice(field).into_iter().collect(),
        };
        let mut slices: Vec<SliceSpec> = Vec::new();
        for slice in all {
            match slices.iter().find(|other| other.name == slice.name) {
                Some(first) => self.problems.push(twice(&slice.name, slice.span, first.span)),
                None => slices.push(slice),
            }
        }
        slices
    }

    fn listed_slice(&mut self, field: Field, item: &Node) -> Vec<SliceSpec> {
        let field = Field { value: item, ..field };
        match &item.kind {
            Kind::Map(_) => self.named_slices(field, item),
            _ => self.bare_slice(field).into_iter().collect(),
        }
    }

    /// A name or path, which names the slice as well.
    fn bare_slice(&mut self, field: Field) -> Option<SliceSpec> {
        let span = field.value.span;
        if field.value.scalar().is_none() {
            self.misfit(
                field,
                "a name, a list of names, or names with an expression each",
                "write `by: [channel]`",
            );
            return None;
        }
        let written = field.value.scalar().map(|scalar| scalar.text.trim()).unwrap_or("…");
        if written.contains(',') && !written.contains('(') {
            self.invalid(span, "a text names one slice only", format!("write `by: [{written}]`"));
            return None;
        }
        let expr = self.expression(Some(field))?;
        let ExprKind::Path(path) = &expr.kind else {
            let help = format!(
                "write `by:` and on the next line, indented, a name and the expression: `slice: {written}`"
            );
            self.invalid(span, "a slice that is an expression needs a name", help);
            return None;
        };
        let name = path.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".");
        Some(SliceSpec { name, expr, span })
    }

    fn named_slices(&mut self, field: Field, node: &Node) -> Vec<SliceSpec> {
        let Kind::Map(entries) = &node.kind else { return Vec::new() };
        let mut slices = Vec::new();
        for entry in entries {
            let Some(name) = self.name(&entry.key) else { continue };
            let value = Field { key: name.span, value: &entry.value, ..field };
            if entry.value.is_null() {
                let help =
                    format!("write `{}: {}`, or a list: `by: [{}]`", name.value, name.value, name.value);
                self.misfit_named(value, &name, "an expression", help);
                continue;
            }
            let expr = self.expression(Some(value));
            slices.extend(expr.map(|expr| SliceSpec { name: name.value, expr, span: name.span }));
        }
        slices
    }
}
