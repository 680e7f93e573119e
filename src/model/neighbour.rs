//! Values of the row before or after a row.

use super::node::{Aggregate, Node};

/// A value of the next or the prior row of the same source, or an aggregate over all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Which way it looks.
    pub side: Side,
    /// The source of both rows.
    pub source: usize,
    /// What is taken of them.
    pub value: NeighbourValue,
    /// The rows that it may be; none: every row.
    pub filter: Option<Node>,
    /// What both rows must have in common; null is a value like others.
    pub per: Vec<Node>,
    /// The order of the rows.
    pub order: Vec<Node>,
    /// What says which rows are later than now.
    pub time: Option<Node>,
    /// Whether the time gives the order, so that rows without one have no place in it.
    pub by_time: bool,
}

/// Which way a neighbour lies in the order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// After the row.
    Next,
    /// Before it.
    Prior,
}

/// What is taken of neighbours.
#[derive(Clone, Debug, PartialEq)]
pub enum NeighbourValue {
    /// The value of the nearest one.
    Nearest(Node),
    /// An aggregate over all of them.
    All(Box<Aggregate>),
}

impl Neighbour {
    /// Every expression that it holds, all about rows of its source.
    pub fn nodes(&self) -> Vec<&Node> {
        let own: Vec<&Node> = match &self.value {
            NeighbourValue::Nearest(node) => vec![node],
            NeighbourValue::All(aggregate) => aggregate.nodes().collect(),
        };
        let clauses = self.filter.iter().chain(&self.per).chain(&self.order).chain(&self.time);
        own.into_iter().chain(clauses).collect()
    }
}
