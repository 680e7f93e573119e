//! Formulas over periods and keys, and what their parts are computed from.

use super::{AskedPeriods, Input, LeafRef, Presence};
use crate::lang::Type;
use crate::model::Node;
use std::ops::Range;
use std::sync::Arc;

/// Formulas that are computed for periods and keys. Keys are the slices that are told apart, and inside an aggregate
/// `per` also what it is per.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The formulas: that of the KPI, or all that an aggregate `per` needs of each key.
    pub nodes: Vec<Node>,
    /// Their periods.
    pub periods: Arc<AskedPeriods>,
    /// The types of the keys.
    pub keys: Vec<Type>,
    /// Their aggregates and those of the KPIs that they use, with the leaves that give their values.
    pub inputs: Vec<Input>,
    /// For each source, the scan and the presence that say which keys exist and which periods have rows.
    pub presences: Vec<Presence>,
    /// Parts of them that are computed over other periods or keys.
    pub derived: Vec<Derived>,
}

/// A part of a formula that is computed in a frame of its own.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The part, as the formula holds it.
    pub part: Node,
    /// How its frame is related to the one it is part of.
    pub how: How,
    /// What is computed there; none where there is no value at all.
    pub frame: Option<Frame>,
}

/// How a frame is related to the one that it is part of.
#[derive(Clone, Debug)]
pub enum How {
    /// For each period, the one whose value is taken.
    Moved(Vec<Option<usize>>),
    /// The same keys and as many periods, some of which have no value.
    Windows(Vec<bool>),
    /// The same periods; only these keys are told apart.
    Total(Vec<usize>),
    /// More keys, after those of the outer frame: an aggregate over them.
    Keys,
    /// Finer periods: those that lie in each period; and maybe more keys.
    Finer(Vec<Range<usize>>),
}

impl Frame {
    /// Its leaves and those of its parts.
    pub fn leaves(&self) -> Vec<LeafRef> {
        let own = self.inputs.iter().flat_map(|input| input.leaves.iter().copied());
        let parts = self.derived.iter().filter_map(|part| part.frame.as_ref());
        own.chain(parts.flat_map(Frame::leaves)).collect()
    }

    /// The scans that it needs, those of its parts included.
    pub fn scans(&self) -> Vec<usize> {
        let mut scans: Vec<usize> = self.leaves().iter().map(|leaf| leaf.scan).collect();
        scans.extend(self.counted_scans());
        scans.sort_unstable();
        scans.dedup();
        scans
    }

    fn counted_scans(&self) -> Vec<usize> {
        let own = self.presences.iter().map(|presence| presence.scan);
        let parts = self.derived.iter().filter_map(|part| part.frame.as_ref());
        own.chain(parts.flat_map(Frame::counted_scans)).collect()
    }
}
