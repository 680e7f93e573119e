//! Which rows make a key exist in a period, and say that their source has rows in it.

use super::Builder;
use super::context::Context;
use crate::diag::Span;
use crate::functions::aggregate::Leaf;
use crate::lang::Type;
use crate::lang::ast::Literal;
use crate::model::{Aggregate, Interval, LastsTest, Node, NodeKind};
use crate::plan::placement::{Conditions, placement, stays_inside};
use crate::plan::{LeafCall, Placement, Presence};

impl Builder<'_> {
    /// What is counted to know which keys exist for a leaf of an aggregate and which periods have rows; nothing new
    /// where the presences that are `known` say it.
    pub(super) fn presences_of(
        &mut self,
        context: &Context,
        aggregate: &Aggregate,
        mut leaf: LeafCall,
        known: &[Presence],
    ) -> Vec<Presence> {
        let conditions = self.conditions(context, aggregate);
        leaf.filters.extend(conditions.iter().cloned());
        let placed = placement(&leaf, &context.periods);
        if let Some(interval) = placed.interval.or_else(|| self.outlasts(aggregate)) {
            return self.lasting_presences(context, aggregate, &leaf.filters, &interval, conditions);
        }
        if placed.placement != Placement::Point {
            return vec![self.placed_presence(context, aggregate, conditions)];
        }
        if known.iter().any(|presence| self.says(context, presence, aggregate)) {
            return Vec::new();
        }
        let scan = self.counting_scan(context, aggregate);
        vec![self.presence(aggregate.source, scan, conditions)]
    }

    /// The interval of rows that only conditions around the aggregate place.
    pub(super) fn outlasts(&self, aggregate: &Aggregate) -> Option<Interval> {
        self.model.interval(aggregate.source).filter(|_| aggregate.time.is_none())
    }

    /// The rows that meet conditions, in the scan that places them by these.
    fn placed_presence(
        &mut self,
        context: &Context,
        aggregate: &Aggregate,
        conditions: Vec<Node>,
    ) -> Presence {
        let filters = conditions.clone();
        let leaf = LeafCall { leaf: Leaf::Count, argument: None, order: Vec::new(), filters };
        let scan = self.scan(context, aggregate, &leaf);
        self.presence(aggregate.source, scan, conditions)
    }

    /// A row that lasts makes its key exist in the periods that it touches and in those that it is placed in.
    fn lasting_presences(
        &mut self,
        context: &Context,
        aggregate: &Aggregate,
        filters: &[Node],
        interval: &Interval,
        conditions: Vec<Node>,
    ) -> Vec<Presence> {
        let with = |more: Vec<Node>| more.into_iter().chain(conditions.iter().cloned()).collect::<Vec<_>>();
        let touching = with(vec![Node::lasts(LastsTest::Touches, interval)]);
        let begun = vec![Node::lasts(LastsTest::Begun, interval), never()];
        let mut presences = vec![
            self.placed_presence(context, aggregate, touching),
            // No key exists by this one: its scan sees all rows that have begun, which says where there are rows.
            self.placed_presence(context, aggregate, begun),
        ];
        let placing = placing(&Conditions::of(filters, &context.periods));
        if !placing.is_empty() && !placing.iter().any(stays_inside) {
            presences.push(self.placed_presence(context, aggregate, with(placing)));
        }
        presences
    }
}

/// The conditions that place rows.
fn placing(conditions: &Conditions) -> Vec<Node> {
    let all = conditions.runs.iter().chain(&conditions.tested).chain(&conditions.fixed);
    all.filter(|condition| condition.interval().is_some()).cloned().collect()
}

fn never() -> Node {
    Node::new(NodeKind::Literal(Literal::Boolean(false)), Type::Boolean, Span::default())
}
