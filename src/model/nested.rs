//! Aggregates over the linked rows of another source, for each row of this one.

use super::node::{Aggregate, ColumnRef, Node, NodeKind};
use super::source::SourceModel;

/// An aggregate over the rows of another source that are linked to a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// The links from the row to its parent; empty: the row is the parent.
    pub up: Vec<usize>,
    /// The source of the parent.
    pub parent: usize,
    /// The links from the aggregated rows to the same parent.
    pub down: Vec<usize>,
    /// The aggregate; its expressions are about the rows of its own source.
    pub aggregate: Aggregate,
}

/// The columns by which a row and the rows linked to it are found.
pub struct NestedKeys {
    /// Seen from the row.
    pub outer: Vec<ColumnRef>,
    /// Seen from the linked rows, in the same order.
    pub inner: Vec<ColumnRef>,
    /// The source that has the last link down, and its number there.
    pub last: (usize, usize),
}

impl Nested {
    /// The expressions about the outer row, in the order they are written.
    pub fn outer(&self) -> Vec<&Node> {
        let mut found = Vec::new();
        for node in self.aggregate.nodes() {
            node.walk(&mut |node| {
                if let NodeKind::Outer(inner) = &node.kind {
                    found.push(&**inner);
                }
            });
        }
        found
    }

    /// Whether it asks for the period of the outer row.
    pub fn asks_period(&self) -> bool {
        let mut asks = false;
        for node in self.aggregate.nodes() {
            node.walk(&mut |node| {
                asks |= match &node.kind {
                    NodeKind::Period(_)
                    | NodeKind::InPeriod(_)
                    | NodeKind::Lasts(_)
                    | NodeKind::Inside(..) => true,
                    NodeKind::Nested(nested) => nested.asks_period(),
                    _ => false,
                }
            });
        }
        asks
    }

    /// Whether it can be computed only once the outer row is placed, or known itself.
    pub fn is_late(&self) -> bool {
        let of_outer = |node: &&Node| {
            let mut found = false;
            node.walk(&mut |node| found |= matches!(node.kind, NodeKind::Outer(_)));
            found
        };
        self.asks_period() || self.outer().iter().any(of_outer)
    }

    /// The columns of the keys; none where a link is not there.
    pub fn keys(&self, sources: &[SourceModel]) -> Option<NestedKeys> {
        let (last, before) = self.down.split_last()?;
        let mut at = self.aggregate.source;
        for link in before {
            at = sources.get(at)?.links.get_index(*link)?.1.to;
        }
        let (_, link) = sources.get(at)?.links.get_index(*last)?;
        let outer = |column: usize| ColumnRef { links: self.up.clone(), source: self.parent, column };
        let inner = |mine: &ColumnRef| ColumnRef { links: [before, &mine.links].concat(), ..mine.clone() };
        Some(NestedKeys {
            outer: link.pairs.iter().map(|(_, theirs)| outer(*theirs)).collect(),
            inner: link.pairs.iter().map(|(mine, _)| inner(mine)).collect(),
            last: (at, *last),
        })
    }
}
