//! What expressions need besides the columns of the data, in an order in which each can be computed from those before it.

use crate::model::{ColumnRef, Model, Node, NodeKind};

/// Something that becomes a column of the rows.
#[derive(Clone, Debug)]
pub enum Need {
    /// A column of the data, a computed one, or one behind links.
    Column(ColumnRef),
    /// A value of another row of the source.
    Neighbour(Node),
    /// An aggregate over linked rows.
    Nested(Node),
}

/// Needs in order: columns behind links after those of the link's key, neighbours and nested aggregates after what
/// they are computed from.
pub struct Needs<'m> {
    model: &'m Model,
    source: usize,
    placed: bool,
    /// The needs.
    pub steps: Vec<Need>,
}

impl<'m> Needs<'m> {
    /// Nothing yet, over the rows of a source, which are `placed` in periods or not. What needs placed rows is left out
    /// before.
    pub fn new(model: &'m Model, source: usize, placed: bool) -> Self {
        Self { model, source, placed, steps: Vec::new() }
    }

    /// All that an expression needs.
    pub fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Column(column) => self.column(column),
            NodeKind::Neighbour(_) => {
                self.below(node);
                self.key();
                self.step(Need::Neighbour(node.clone()));
            }
            NodeKind::Nested(nested) => {
                let keys = nested.keys(&self.model.sources);
                keys.iter().flat_map(|keys| &keys.outer).for_each(|column| self.column(column));
                self.below(node);
                if self.placed || !nested.is_late() {
                    self.step(Need::Nested(node.clone()));
                }
            }
            _ => self.below(node),
        }
    }

    fn below(&mut self, node: &Node) {
        node.children().into_iter().for_each(|child| self.node(child));
    }

    /// The source's key, which tells rows apart that tie in all else.
    fn key(&mut self) {
        for column in &self.model.sources[self.source].key {
            self.column(&ColumnRef { links: Vec::new(), source: self.source, column: *column });
        }
    }

    fn step(&mut self, need: Need) {
        let same = |other: &Need| match (other, &need) {
            (Need::Neighbour(one), Need::Neighbour(other)) | (Need::Nested(one), Need::Nested(other)) => {
                one == other
            }
            _ => false,
        };
        if !self.steps.iter().any(same) {
            self.steps.push(need);
        }
    }

    /// One column, and before it all that it is computed from.
    pub fn column(&mut self, column: &ColumnRef) {
        if self.columns().any(|other| other == column) {
            return;
        }
        let source = &self.model.sources[self.source];
        if let Some(link) = column.links.first() {
            let link = source.links.get_index(*link).map(|(_, link)| link);
            link.iter().flat_map(|link| &link.pairs).for_each(|(mine, _)| self.column(mine));
            link.iter().filter_map(|link| link.as_of.as_ref()).for_each(|at| self.column(at));
        } else if let Some((_, model)) = source.columns.get_index(column.column)
            && let Some(node) = &model.computed
        {
            self.node(node);
        }
        self.steps.push(Need::Column(column.clone()));
    }

    /// The columns among them.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnRef> {
        self.steps.iter().filter_map(|step| match step {
            Need::Column(column) => Some(column),
            _ => None,
        })
    }

    /// Whether a column is one of the source's data.
    pub fn is_data(&self, column: &ColumnRef) -> bool {
        let model = self.model.sources[self.source].columns.get_index(column.column);
        column.links.is_empty() && model.is_some_and(|(_, model)| model.computed.is_none())
    }

    /// Whether a row's values rest on other rows of the source, so that none may be left out.
    pub fn sees_other_rows(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Need::Neighbour(_)))
    }
}
