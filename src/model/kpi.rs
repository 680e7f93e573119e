//! KPIs as the planner sees them.

use super::node::Node;
use crate::calendar::Grain;
use crate::diag::Span;
use crate::lang::Type;
use crate::lang::ast::BinaryOp;
use crate::spec::Direction;

/// A checked KPI.
#[derive(Clone, Debug)]
pub struct KpiModel {
    /// Its number in the model, which is that of its definition.
    pub number: usize,
    /// Its formula.
    pub node: Node,
    /// The type of its values, as its `unit` and targets say: a ratio may be a share.
    pub shown: Type,
    /// The grain that it is computed at unless another is asked for.
    pub grain: KpiGrain,
    /// The sources that it and the KPIs it uses read.
    pub sources: Vec<usize>,
    /// The KPIs that it uses, also by way of others.
    pub uses: Vec<usize>,
    /// Its default slices.
    pub slices: Vec<SliceModel>,
    /// What judges it.
    pub targets: Vec<TargetModel>,
    /// Which way is better: as stated, else by the first target's operator.
    pub better: Option<Direction>,
}

/// The grain of a KPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KpiGrain {
    /// Civil periods.
    Periods(Grain),
    /// One value over everything.
    All,
}

impl KpiGrain {
    /// The grain of periods; none is `all`.
    pub fn periods(self) -> Option<Grain> {
        match self {
            KpiGrain::Periods(grain) => Some(grain),
            KpiGrain::All => None,
        }
    }
}

/// A slice of a KPI over its sources.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceModel {
    /// The name in results.
    pub name: String,
    /// What is sliced by, for each source that the KPI reads.
    pub nodes: Vec<(usize, Node)>,
    /// The common type of the values.
    pub ty: Type,
}

impl SliceModel {
    /// The expression over one source.
    pub fn node(&self, source: usize) -> Option<&Node> {
        self.nodes.iter().find(|(number, _)| *number == source).map(|(_, node)| node)
    }
}

/// A checked target.
#[derive(Clone, Debug)]
pub struct TargetModel {
    /// Its name; the KPI's where it has none.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// How grave a miss is: `normal` unless stated.
    pub severity: String,
    /// Values that pass.
    pub pass: ZoneModel,
    /// Values that are worth a warning.
    pub warn: Option<ZoneModel>,
}

/// A checked zone.
#[derive(Clone, Debug)]
pub struct ZoneModel {
    /// Its tests, joined by `and`.
    pub tests: Vec<TestModel>,
    /// As written.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// One test of a zone. Its limits are constants.
#[derive(Clone, Debug)]
pub enum TestModel {
    /// `>= limit`.
    Compare(BinaryOp, Node),
    /// `between low and high`, both ends included.
    Between(Node, Node),
    /// `in (a, b)`.
    In(Vec<Node>, bool),
}
