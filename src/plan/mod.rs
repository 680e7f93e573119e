//! A checked model and a query to a plan: placements, slices, shared scans, the order of computing. Plain data.

mod build;
mod explain;
mod frame;
mod periods;
mod placement;
mod reuse;
pub mod sql;
mod steps;

pub use build::{Asked, build, build_one, build_table, leaves as aggregate_leaves, parts as aggregate_parts};
pub use explain::explain;
pub use frame::{Derived, Frame, How};
pub use periods::{AskedPeriods, DataRange, asked, bound_instant};
pub use placement::{Conditions, Placement};
pub use reuse::reuse;
pub use steps::looks_back;

use crate::functions::aggregate::Leaf;
use crate::lang::Type;
use crate::model::{Aggregate, Interval, Node};
use std::sync::Arc;

/// What is computed in one run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Now, in microseconds since 1970 UTC.
    pub as_of: i64,
    /// The passes over sources; several KPIs share one.
    pub scans: Vec<Scan>,
    /// The KPIs, in order of definition.
    pub tasks: Vec<TaskPlan>,
}

impl Plan {
    /// The scans that are rolled up from this one.
    pub fn coarser(&self, finer: usize) -> impl Iterator<Item = (usize, &RollUp)> {
        let rolled = self.scans.iter().enumerate();
        let rolled = rolled.filter_map(|(number, scan)| Some((number, scan.rolled_up_from.as_ref()?)));
        rolled.filter(move |(_, from)| from.scan == finer)
    }
}

/// One pass over one source: rows are placed in periods, grouped by slices and aggregated.
#[derive(Clone, Debug)]
pub struct Scan {
    /// The source.
    pub source: usize,
    /// What places its rows in time; none: all rows lie in the one period.
    pub time: Option<Node>,
    /// Where its rows begin and end, if conditions on that place them.
    pub interval: Option<Interval>,
    /// How rows find their periods.
    pub placement: Placement,
    /// The periods.
    pub periods: Arc<AskedPeriods>,
    /// What rows are grouped by besides the period, each brought to the type that it has in the KPIs.
    pub slices: Vec<(Node, Type)>,
    /// Whether that may be very many groups, as where an aggregate is `per` customer.
    pub keyed: bool,
    /// What is computed per group.
    pub leaves: Vec<LeafCall>,
    /// Conditions under which a row makes its slice exist for a KPI; none: always.
    pub presences: Vec<Vec<Node>>,
    /// A finer scan whose groups make up this one's, so that the source is not read again.
    pub rolled_up_from: Option<RollUp>,
}

/// Where a scan's groups come from if not from the source.
#[derive(Clone, Debug, PartialEq)]
pub struct RollUp {
    /// The number of the finer scan.
    pub scan: usize,
    /// Which of its slices are kept.
    pub slices: Vec<usize>,
    /// The kept slice along which groups are cumulated: each holds those of all smaller values too.
    pub running: Option<usize>,
}

/// One leaf over the rows of a scan.
#[derive(Clone, Debug, PartialEq)]
pub struct LeafCall {
    /// What is computed.
    pub leaf: Leaf,
    /// Of which value.
    pub argument: Option<Node>,
    /// The order of rows, for first and last.
    pub order: Vec<Node>,
    /// The conditions that rows must meet.
    pub filters: Vec<Node>,
}

/// A leaf of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeafRef {
    /// The number of the scan.
    pub scan: usize,
    /// The number of the leaf in it.
    pub leaf: usize,
}

/// One KPI of a run.
#[derive(Clone, Debug)]
pub struct TaskPlan {
    /// The number of the KPI.
    pub kpi: usize,
    /// The periods that it is computed for.
    pub periods: Arc<AskedPeriods>,
    /// The first instant in its data, where its formula looks back.
    pub first: Option<i64>,
    /// Its slices: name and type.
    pub slices: Vec<(String, Type)>,
    /// The total, the slices, and sub-totals between them.
    pub levels: Vec<Level>,
}

/// A KPI grouped by some of its slices.
#[derive(Clone, Debug)]
pub struct Level {
    /// The numbers of the slices that are told apart; empty is the total.
    pub slices: Vec<usize>,
    /// The formula.
    pub frame: Frame,
}

/// The rows of one source behind a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The source.
    pub source: usize,
    /// The scan that counts its rows.
    pub scan: usize,
    /// The condition, by its number in the scan.
    pub presence: usize,
}

/// An aggregate and its leaves: one, or for `share` what is divided and by what.
#[derive(Clone, Debug)]
pub struct Input {
    /// The aggregate.
    pub aggregate: Aggregate,
    /// Its leaves.
    pub leaves: Vec<LeafRef>,
}
