//! Which columns an expression needs, in an order in which each can be computed from those before it.

use crate::model::{ColumnRef, Model, Node, NodeKind};

/// Columns in order: those of the data, computed ones, and those behind links after the columns of the link's key.
pub struct Needs<'m> {
    model: &'m Model,
    source: usize,
    /// The columns.
    pub columns: Vec<ColumnRef>,
}

impl<'m> Needs<'m> {
    /// Nothing yet, over the rows of a source.
    pub fn new(model: &'m Model, source: usize) -> Self {
        Self { model, source, columns: Vec::new() }
    }

    /// All columns of an expression.
    pub fn node(&mut self, node: &Node) {
        let mut found = Vec::new();
        node.walk(&mut |node| {
            if let NodeKind::Column(column) = &node.kind {
                found.push(column);
            }
        });
        found.into_iter().for_each(|column| self.column(column));
    }

    /// One column, and before it all that it is computed from.
    pub fn column(&mut self, column: &ColumnRef) {
        if self.columns.contains(column) {
            return;
        }
        let source = &self.model.sources[self.source];
        if let Some(link) = column.links.first() {
            let pairs = source.links.get_index(*link).map_or(&[][..], |(_, link)| &link.pairs);
            pairs.iter().for_each(|(mine, _)| self.column(mine));
        } else if let Some((_, model)) = source.columns.get_index(column.column)
            && let Some(node) = &model.computed
        {
            self.node(node);
        }
        self.columns.push(column.clone());
    }

    /// Whether a column is one of the source's data.
    pub fn is_data(&self, column: &ColumnRef) -> bool {
        let model = self.model.sources[self.source].columns.get_index(column.column);
        column.links.is_empty() && model.is_some_and(|(_, model)| model.computed.is_none())
    }
}
