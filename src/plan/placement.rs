//! How the rows behind a leaf find their periods.

use super::{AskedPeriods, LeafCall};
use crate::calendar::Grain;
use crate::functions::aggregate::Leaf;
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Literal};
use crate::model::{Interval, LastsTest, Node, NodeKind, PeriodPart};

/// How a scan's rows find their periods.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Placement {
    /// An event: the one period that holds its time.
    #[default]
    Point,
    /// Each leaf adds a row to a run of periods of its own; rows are grouped by slices alone.
    Runs,
    /// A row stands once in each period of the run in which these conditions hold, and of its event's run.
    Each(Vec<Node>),
}

/// The conditions on the rows of a leaf, by what they do.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// Those that hold over one run of periods.
    pub runs: Vec<Node>,
    /// Those that do not depend on the period.
    pub fixed: Vec<Node>,
    /// Those that must be tested for each row and period.
    pub tested: Vec<Node>,
}

impl Conditions {
    /// The parts, joined by `and`, of filters.
    pub fn of(filters: &[Node], periods: &AskedPeriods) -> Self {
        let mut all = Self::default();
        for part in filters.iter().flat_map(Node::conjuncts) {
            let list = match part {
                part if !part.varies() => &mut all.fixed,
                part if is_run(part, periods.periods.grain) => &mut all.runs,
                _ => &mut all.tested,
            };
            list.push(part.clone());
        }
        all
    }
}

/// How rows find their periods, and where they begin and end if conditions on that place them.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    pub placement: Placement,
    pub interval: Option<Interval>,
}

/// The condition under which a row says that its source has rows in a period: none for an event, which lies in it.
/// A row that lasts says so of the period in which it begins and of all later ones.
pub(super) fn rows_of_source(interval: Option<&Interval>) -> Vec<Node> {
    interval.map(|interval| Node::lasts(LastsTest::Begun, interval)).into_iter().collect()
}

/// How the rows of a leaf find their periods.
pub(super) fn placement(leaf: &LeafCall, periods: &AskedPeriods) -> Placed {
    let interval = leaf.filters.iter().find_map(Node::interval).cloned();
    if interval.is_none() && periods.windows.is_none() {
        return Placed::default();
    }
    let conditions = Conditions::of(&leaf.filters, periods);
    let values = leaf.argument.iter().chain(&leaf.order);
    let adds = matches!(leaf.leaf, Leaf::Count | Leaf::Sum);
    let placement = match adds && conditions.tested.is_empty() && !values.clone().any(Node::varies) {
        true => Placement::Runs,
        false => Placement::Each(conditions.runs),
    };
    Placed { placement, interval }
}

/// Whether a condition on an interval holds over one contiguous run of periods.
fn is_run(node: &Node, grain: Option<Grain>) -> bool {
    let NodeKind::Lasts(lasts) = &node.kind else { return false };
    match (lasts.test, &lasts.at) {
        (LastsTest::ActiveAt | LastsTest::ActiveOn, Some(at)) => moves_forward(at, grain),
        (LastsTest::ActiveAt | LastsTest::ActiveOn, None) => false,
        _ => true,
    }
}

/// Whether an instant never lies before that of an earlier period.
fn moves_forward(at: &Node, grain: Option<Grain>) -> bool {
    // A month after an hour in the gap of a change of clocks may lie after that of the next hour.
    let whole_days = grain.is_none_or(|grain| grain >= Grain::Day && grain <= Grain::Year);
    match &at.kind {
        NodeKind::Period(PeriodPart::Start | PeriodPart::End) => true,
        NodeKind::Literal(literal) => *literal != Literal::Null,
        NodeKind::Call(function, arguments) if function.name == "date" => {
            arguments.iter().all(|argument| moves_forward(argument, grain))
        }
        NodeKind::Binary(BinaryOp::Add | BinaryOp::Subtract, left, right) => {
            let step = match right.ty {
                Type::Duration => true,
                Type::Step => whole_days,
                _ => false,
            };
            step && matches!(right.kind, NodeKind::Literal(_)) && moves_forward(left, grain)
        }
        _ => false,
    }
}

/// Whether a condition only holds in periods that the row's interval touches.
pub(super) fn stays_inside(node: &Node) -> bool {
    let NodeKind::Lasts(lasts) = &node.kind else { return false };
    match &lasts.at {
        Some(at) => {
            lasts.test == LastsTest::ActiveAt
                && matches!(at.kind, NodeKind::Period(PeriodPart::Start | PeriodPart::End))
        }
        None => lasts.test != LastsTest::Begun,
    }
}
