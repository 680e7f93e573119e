//! Sources with their columns typed and their links resolved.

use super::node::{ColumnRef, Node};
use crate::diag::Span;
use crate::lang::Type;
use indexmap::IndexMap;

/// A source as KPIs see it.
#[derive(Clone, Debug)]
pub struct SourceModel {
    /// Its name.
    pub name: String,
    /// Where it is defined.
    pub span: Span,
    /// Its columns by name: those of the data, then the computed ones.
    pub columns: IndexMap<String, ColumnModel>,
    /// Columns of the data that cannot be used, with the reason.
    pub unusable: IndexMap<String, String>,
    /// Its links by name.
    pub links: IndexMap<String, LinkModel>,
    /// The numbers of its key columns.
    pub key: Vec<usize>,
    /// The number of the column that places its rows in time.
    pub time: Option<usize>,
    /// The columns in which its rows begin and end.
    pub interval: Option<IntervalModel>,
    /// Rows that exist.
    pub filter: Option<Node>,
    /// Whether periods without rows are normal.
    pub sparse: bool,
    /// Whether its data could be opened; what rests on it is not checked otherwise.
    pub open: bool,
}

/// The columns in which rows that last begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntervalModel {
    /// The number of the column of the beginning.
    pub from: usize,
    /// The number of the column of the end.
    pub to: usize,
    /// Whether the date of the end is included.
    pub closed: bool,
}

/// A column: of the data, or computed.
#[derive(Clone, Debug)]
pub struct ColumnModel {
    /// Its type.
    pub ty: Type,
    /// What computes it; none for a column of the data.
    pub computed: Option<Node>,
}

/// A many-to-one link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkModel {
    /// The number of the source that it leads to.
    pub to: usize,
    /// My column and theirs, pair by pair.
    pub pairs: Vec<(ColumnRef, usize)>,
    /// The instant at which the other row must be in force; its key need not be unique then.
    pub as_of: Option<ColumnRef>,
}

/// The columns of the data of one source, or why there are none.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Names as KPIs use them, and types.
    pub columns: Vec<(String, Type)>,
    /// Columns that cannot be used, with the reason.
    pub unusable: Vec<(String, String)>,
}
