//! Aggregates over keys: `avg(sum(amount) per customer_id)`, and over finer periods: `avg(backlog per day)`.

use super::kpi::SliceModel;
use super::node::Node;
use crate::calendar::Grain;
use crate::functions::aggregate::AggregateFunction;

/// An aggregate over values that are themselves aggregated, per key or finer period.
#[derive(Clone, Debug, PartialEq)]
pub struct Per {
    /// Which.
    pub function: &'static AggregateFunction,
    /// KPI-level arguments, the first computed per key.
    pub arguments: Vec<Node>,
    /// Rows to keep, by source.
    pub filters: Vec<(usize, Node)>,
    /// What values are computed per, for each source that the arguments read; null is a key.
    pub keys: Vec<SliceModel>,
    /// The finer periods that values are computed in.
    pub grain: Option<Grain>,
    /// Keys to keep.
    pub having: Option<Node>,
    /// What `first` and `last` go by.
    pub order: Vec<Node>,
    /// Whether the rows behind its value are the keys.
    pub counts_keys: bool,
    /// Whether no keys are no value, for sums and counts.
    pub empty_is_none: bool,
}

impl Per {
    /// Every KPI-level expression that it holds.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.arguments.iter().chain(&self.having).chain(&self.order)
    }

    /// The same, to be changed.
    pub fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.arguments.iter_mut().chain(&mut self.having).chain(&mut self.order)
    }
}
