//! Rows that last: where they begin and end, and the conditions on that.

use super::Model;
use super::node::{Aggregate, ColumnRef, Node, NodeKind};
use super::source::IntervalModel;
use crate::lang::ast::BinaryOp;

/// Where a row begins and ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// A date or an instant; rows without it are left out.
    pub from: Node,
    /// A date or an instant, up to which the row lasts; without it the row is open.
    pub to: Node,
    /// Whether the date of the end is included.
    pub closed: bool,
}

/// A condition on a row's interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Lasts {
    /// Which.
    pub test: LastsTest,
    /// The row's interval.
    pub interval: Interval,
    /// The instant of `ActiveAt`, the date of `ActiveOn`.
    pub at: Option<Node>,
}

/// The conditions on an interval. Those without an instant or date are about the period that the row is placed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LastsTest {
    /// It holds just before an instant.
    ActiveAt,
    /// It has a part inside the period.
    ActiveIn,
    /// It has a part inside a day.
    ActiveOn,
    /// It begins inside the period.
    StartedIn,
    /// It ends inside the period.
    EndedIn,
    /// It begins before the period's end: the source has rows then.
    Begun,
    /// It begins before the period's end and does not end before its start: the row's slice exists then.
    Touches,
}

/// What is asked of the part of an interval that lies inside the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InsidePart {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
    /// How long it is.
    Length,
}

impl Model {
    /// Where the rows of a source begin and end, if they last.
    pub fn interval(&self, source: usize) -> Option<Interval> {
        let IntervalModel { from, to, closed } = self.sources.get(source)?.interval?;
        let node = |column: usize| {
            let (_, model) = self.sources[source].columns.get_index(column)?;
            let kind = NodeKind::Column(ColumnRef { links: Vec::new(), source, column });
            Some(Node::new(kind, model.ty.clone(), self.sources[source].span))
        };
        Some(Interval { from: node(from)?, to: node(to)?, closed })
    }
}

impl Aggregate {
    /// Whether conditions on their interval place all of its rows.
    pub fn lasts(&self) -> bool {
        let counted = self.arguments.first().filter(|_| self.function.name == "count");
        let conditions = self.filter.iter().chain(&self.kpi_filter).chain(counted);
        conditions.into_iter().any(Node::tests_interval)
    }
}

impl Node {
    /// Whether it holds a condition on the interval of the rows.
    pub fn tests_interval(&self) -> bool {
        let mut found = false;
        self.walk(&mut |node| found |= matches!(node.kind, NodeKind::Lasts(_)));
        found
    }

    /// Whether it asks which part of the rows' intervals lies inside the period.
    pub fn asks_part(&self) -> bool {
        let mut found = false;
        self.walk(&mut |node| found |= matches!(node.kind, NodeKind::Inside(..)));
        found
    }

    /// A condition on the interval of the rows, about the period.
    pub fn lasts(test: LastsTest, interval: &Interval) -> Node {
        let span = interval.from.span;
        let lasts = Lasts { test, interval: interval.clone(), at: None };
        Node::new(NodeKind::Lasts(Box::new(lasts)), crate::lang::Type::Boolean, span)
    }

    /// The interval that this expression asks about, if it asks about one.
    pub fn interval(&self) -> Option<&Interval> {
        let mut found = None;
        self.walk(&mut |node| match &node.kind {
            NodeKind::Lasts(lasts) => found = found.or(Some(&lasts.interval)),
            NodeKind::Inside(interval, _) => found = found.or(Some(&**interval)),
            _ => {}
        });
        found
    }

    /// Whether its value for a row depends on the period that the row is placed in.
    pub fn varies(&self) -> bool {
        let mut varies = false;
        self.walk(&mut |node| {
            varies |= match &node.kind {
                NodeKind::Period(_) | NodeKind::InPeriod(_) | NodeKind::Inside(..) => true,
                NodeKind::Lasts(lasts) => !matches!(lasts.test, LastsTest::ActiveAt | LastsTest::ActiveOn),
                NodeKind::Nested(nested) => nested.asks_period(),
                _ => false,
            };
        });
        varies
    }

    /// The conditions that are joined by `and`.
    pub fn conjuncts(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Binary(BinaryOp::And, left, right) => {
                left.conjuncts().into_iter().chain(right.conjuncts()).collect()
            }
            _ => vec![self],
        }
    }
}
