//! `columns:` of a source: computed columns and records.

use super::node::Node;
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Column, Text};
use super::words::{COLUMN_TYPES, COLUMN_UNITS, OTHER_COLUMN_TYPES, OTHER_COLUMN_UNITS};
use crate::diag::Code;
use indexmap::IndexMap;

const KEYS: Keys = Keys {
    owner: "a column",
    known: &["column", "type", "unit", "format", "nulls", "expr", "title", "description", "owner", "tags"],
    synonyms: &[
        ("name", "column"),
        ("from", "column"),
        ("source", "column"),
        ("rename", "column"),
        ("field", "column"),
        ("kind", "type"),
        ("dtype", "type"),
        ("datatype", "type"),
        ("currency", "unit"),
        ("units", "unit"),
        ("null", "nulls"),
        ("expression", "expr"),
        ("formula", "expr"),
        ("date_format", "format"),
        ("label", "title"),
    ],
    hints: &[("decimal", "write `csv: { decimal: \",\" }` below the source")],
    ..Keys::NONE
};

impl Reader<'_> {
    /// Reads `columns:`.
    pub fn columns(&mut self, field: Field) -> IndexMap<String, Column> {
        let named = self.named(field, &KEYS, "`columns:` with one `name: …` per line");
        named.into_iter().map(|(name, node)| (name.value.clone(), self.column(name, node))).collect()
    }

    fn column(&mut self, name: Text, node: &Node) -> Column {
        let empty =
            Column { name, column: None, kind: None, unit: None, format: None, nulls: None, expr: None };
        if let Some(record) = self.record(node, &KEYS) {
            return self.column_record(empty, &record);
        }
        let field = Field { name: "column", key: empty.name.span, value: node };
        if node.scalar().is_none() {
            let help = "write an expression, or a record such as `{ type: date }`";
            self.misfit_named(field, &empty.name, "an expression or a mapping", help.into());
            return Column { expr: Some(super::reader::unreadable(node.span)), ..empty };
        }
        Column { expr: Some(self.computed(field)), ..empty }
    }

    /// A text is an expression; one that is none may be meant as the name in the file.
    fn computed(&mut self, field: Field) -> crate::lang::ast::Expr {
        let written = field.value.scalar().map(|scalar| scalar.text.trim()).unwrap_or("");
        let words = written.contains(' ')
            && written.chars().all(|char| char.is_alphanumeric() || " _-.".contains(char));
        let help = format!("a text is a computed column: to rename one, write `{{ column: {written} }}`");
        let mut found = crate::diag::Problems::default();
        std::mem::swap(self.problems, &mut found);
        let expr = self.required_expression(field);
        std::mem::swap(self.problems, &mut found);
        for problem in found {
            let rename = words && problem.code == Code::Syntax;
            self.problems.push(if rename { problem.help(help.clone()) } else { problem });
        }
        expr
    }

    fn column_record(&mut self, empty: Column, record: &Record) -> Column {
        if let (Some(first), Some(second)) = (record.get("column"), record.get("expr")) {
            self.conflict(first, second, "keep `column` to rename a column, or `expr` to compute one");
        }
        self.notes(record);
        let kind = self.choice(record.get("type"), COLUMN_TYPES, OTHER_COLUMN_TYPES);
        Column {
            column: self.text(record.get("column")),
            unit: self.column_unit(record.get("unit")),
            format: self.time_format(record.get("format")),
            nulls: self.nulls(record.get("nulls")),
            expr: record.get("expr").map(|field| self.required_expression(field)),
            kind,
            ..empty
        }
    }

    fn column_unit(&mut self, field: Option<Field>) -> Option<Text> {
        self.unit(field, &COLUMN_UNITS, OTHER_COLUMN_UNITS)
    }
}
