//! An open source: where its rows are read from and what its columns are.

use super::pushdown::Pushdown;
use crate::diag::Problem;
use crate::lang::Type;
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::TableProvider;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::Expr;
use std::path::PathBuf;
use std::sync::Arc;

/// A source that can be read.
#[derive(Clone, Debug)]
pub struct Table {
    /// The engine's table.
    pub provider: Arc<dyn TableProvider>,
    /// Columns that KPIs can use.
    pub columns: Vec<TableColumn>,
    /// Columns that are there and cannot be used, and why.
    pub unusable: Vec<Unusable>,
    /// The files that were found; none for tables in memory.
    pub files: Vec<PathBuf>,
    /// What is wrong in what the definition states of columns. With an error among them nothing can be computed, but
    /// the columns are there (without a type where it cannot be told), so that the rest can be checked.
    pub problems: Vec<Problem>,
}

/// A column as KPIs use it.
#[derive(Clone, Debug)]
pub struct TableColumn {
    /// The name that KPIs use.
    pub name: String,
    /// The name in the provider.
    pub raw: String,
    /// The type.
    pub ty: Type,
    /// From the provider's columns to a value held as `functions` says.
    pub expr: Expr,
    /// How a range of time is put to the provider's own column, if it can skip rows by it.
    pub pushdown: Option<Pushdown>,
    /// What could be stated of a column that was read as text, for the help of a type error.
    pub hint: Option<String>,
}

/// A column of a type that the language does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The name.
    pub name: String,
    /// Why, in one sentence.
    pub reason: String,
}

impl Table {
    /// The column that KPIs call `name`.
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl TableColumn {
    /// A column that the provider gives as it is needed.
    pub fn plain(name: &str, raw: &str, ty: Type) -> Self {
        let expr = if ty == Type::Null { no_value() } else { provider_column(raw) };
        Self { name: name.into(), raw: raw.into(), ty, expr, pushdown: None, hint: None }
    }

    /// A column without a value in any row.
    pub fn empty(name: &str, raw: &str) -> Self {
        Self::plain(name, raw, Type::Null)
    }
}

/// A column of the provider, whatever its letters.
pub fn provider_column(raw: &str) -> Expr {
    Expr::Column(Column::new_unqualified(raw))
}

/// The value of a column that has none.
pub fn no_value() -> Expr {
    Expr::Literal(ScalarValue::Null, None)
}

/// Whether a type of the engine is text in any of its forms.
pub fn is_text(ty: &DataType) -> bool {
    match ty {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}
