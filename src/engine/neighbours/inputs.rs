//! What a pass over neighbours reads, and what it takes of them.

use super::sequence::{Order, Sequences, sequences};
use super::{input, missing};
use crate::engine::context::Run;
use crate::engine::lower::{instant, lower};
use crate::engine::rows::Names;
use crate::functions::aggregate::{Leaf, Parts, leaf_argument, running};
use crate::functions::{Operand, operator};
use crate::lang::Type;
use crate::lang::ast::BinaryOp;
use crate::model::{Aggregate, Neighbour, NeighbourValue, Node, Side};
use crate::plan::{LeafCall, aggregate_leaves, aggregate_parts};
use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch, UInt32Array};
use datafusion::arrow::compute::{and, take};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, cast, lit};
use std::sync::Arc;

/// The expressions that a pass reads, each once.
pub struct Inputs<'a> {
    pub run: &'a Run<'a>,
    pub names: &'a Names,
    /// The expressions.
    pub exprs: Vec<Expr>,
}

/// Where the inputs of a neighbour are found, by their numbers.
pub struct View {
    per: Vec<usize>,
    keys: Vec<usize>,
    ties: Vec<usize>,
    seen: usize,
    kept: Option<usize>,
    taken: Taken,
}

/// What is taken of neighbours.
enum Taken {
    Nearest(usize),
    Leaves(Vec<TakenLeaf>),
}

/// A leaf of an aggregate over neighbours.
struct TakenLeaf {
    leaf: Leaf,
    argument: Option<usize>,
    order: Vec<usize>,
    filters: Vec<usize>,
}

impl Inputs<'_> {
    fn add(&mut self, expr: Expr) -> usize {
        match self.exprs.iter().position(|other| *other == expr) {
            Some(number) => number,
            None => {
                self.exprs.push(expr);
                self.exprs.len() - 1
            }
        }
    }

    fn node(&mut self, node: &Node) -> Result<usize> {
        let expr = lower(node, self.names, &self.run.lowering())?.expr;
        Ok(self.add(expr))
    }

    fn nodes(&mut self, nodes: &[Node]) -> Result<Vec<usize>> {
        nodes.iter().map(|node| self.node(node)).collect()
    }

    fn condition(&mut self, node: &Node) -> Result<usize> {
        let expr = lower(node, self.names, &self.run.lowering())?.expr;
        Ok(self.add(cast(expr, DataType::Boolean)))
    }

    /// All that a neighbour reads.
    pub fn view(&mut self, neighbour: &Neighbour) -> Result<View> {
        let taken = match &neighbour.value {
            NeighbourValue::Nearest(node) => Taken::Nearest(self.node(node)?),
            NeighbourValue::All(aggregate) => Taken::Leaves(self.leaves(aggregate)?),
        };
        let mut ties = match &taken {
            Taken::Nearest(value) => vec![*value],
            Taken::Leaves(leaves) => leaves.iter().filter_map(|leaf| leaf.argument).collect(),
        };
        ties.extend(self.identity(neighbour.source)?);
        Ok(View {
            per: self.nodes(&neighbour.per)?,
            keys: self.nodes(&neighbour.order)?,
            ties,
            seen: self.seen(neighbour)?,
            kept: neighbour.filter.as_ref().map(|filter| self.condition(filter)).transpose()?,
            taken,
        })
    }

    /// What tells rows apart that tie in all else, so that the order of the rows in the files decides nothing.
    fn identity(&mut self, source: usize) -> Result<Vec<usize>> {
        let known: Vec<Expr> = self.names.data(source, &self.run.model.sources[source].key);
        Ok(known.into_iter().map(|expr| self.add(expr)).collect())
    }

    /// Rows up to now. Those without a time have no place in an order by time.
    fn seen(&mut self, neighbour: &Neighbour) -> Result<usize> {
        let Some(time) = &neighbour.time else { return Ok(self.add(lit(true))) };
        let lowering = self.run.lowering();
        let time = lower(time, self.names, &lowering)?;
        let now = Operand { expr: instant(self.run.as_of), ty: Type::Instant, literal: None };
        let not_after = operator::binary(BinaryOp::LessEqual, &time, &now, &Type::Boolean, &lowering)?;
        let dated = if neighbour.by_time { not_after } else { time.expr.is_null().or(not_after) };
        Ok(self.add(cast(dated, DataType::Boolean)))
    }

    fn leaves(&mut self, aggregate: &Aggregate) -> Result<Vec<TakenLeaf>> {
        let lowering = self.run.lowering();
        let mut leaves = Vec::new();
        for call in calls(aggregate) {
            let argument = call.argument.as_ref().map(|node| -> Result<usize> {
                let operand = lower(node, self.names, &lowering)?;
                let expr = operator::convert(&operand, &leaf_argument(&call.leaf, &node.ty), &lowering)?;
                let expr = if node.ty == Type::Null { cast(expr, DataType::Int64) } else { expr };
                Ok(self.add(expr))
            });
            let argument = argument.transpose()?;
            let order = self.nodes(&call.order)?;
            let filters = call.filters.iter().map(|filter| self.condition(filter)).collect::<Result<_>>()?;
            leaves.push(TakenLeaf { leaf: call.leaf, argument, order, filters });
        }
        Ok(leaves)
    }
}

/// The inputs as they were read.
pub struct Columns<'a>(pub &'a RecordBatch);

impl Columns<'_> {
    fn array(&self, number: usize) -> Result<ArrayRef> {
        let name = input(number);
        self.0.column_by_name(&name).cloned().ok_or_else(|| missing(&name))
    }

    fn arrays(&self, numbers: &[usize]) -> Result<Vec<ArrayRef>> {
        numbers.iter().map(|number| self.array(*number)).collect()
    }

    /// Where a condition is true; null is not.
    fn truth(&self, number: usize) -> Result<BooleanArray> {
        let array = self.array(number)?;
        let truth = array.as_boolean_opt().ok_or_else(|| missing("a condition"))?;
        Ok(truth.iter().map(|value| Some(value == Some(true))).collect())
    }
}

/// What was found, and whether a tie decides it.
pub struct Found {
    /// The value or the leaves, then whether the row has a place in a sequence.
    pub columns: Vec<ArrayRef>,
    /// Whether rows tie that could be taken.
    pub tied: bool,
}

impl View {
    /// Walks the sequences.
    pub fn find(&self, columns: &Columns, side: Side) -> Result<Found> {
        let seen = columns.truth(self.seen)?;
        let all = || Ok(BooleanArray::from(vec![true; columns.0.num_rows()]));
        let kept = self.kept.map_or_else(all, |kept| columns.truth(kept))?;
        let sequences = sequences(&Order {
            per: &columns.arrays(&self.per)?,
            keys: &columns.arrays(&self.keys)?,
            ties: &columns.arrays(&self.ties)?,
            seen: &seen,
            backward: side == Side::Prior,
        })?;
        let taken = |row: &u32| kept.value(*row as usize);
        let tied = sequences.ties.iter().any(|tie| sequences.rows[tie.clone()].iter().any(taken));
        let mut found = self.values(columns, &sequences, &kept)?;
        found.push(Arc::new(seen));
        Ok(Found { columns: found, tied })
    }

    fn values(&self, columns: &Columns, sequences: &Sequences, kept: &BooleanArray) -> Result<Vec<ArrayRef>> {
        match &self.taken {
            Taken::Nearest(value) => {
                let nearest = nearest(sequences, kept);
                Ok(vec![take(&columns.array(*value)?, &nearest, None)?])
            }
            Taken::Leaves(leaves) => {
                leaves.iter().map(|leaf| leaf.values(columns, sequences, kept)).collect()
            }
        }
    }
}

impl TakenLeaf {
    fn values(&self, columns: &Columns, sequences: &Sequences, kept: &BooleanArray) -> Result<ArrayRef> {
        let mut all = kept.clone();
        for filter in &self.filters {
            all = and(&all, &columns.truth(*filter)?)?;
        }
        let argument = self.argument.map(|number| columns.array(number)).transpose()?;
        let order = columns.arrays(&self.order)?;
        running(&self.leaf, argument.as_ref(), &order, &all, &sequences.rows, &sequences.runs)
    }
}

/// The row nearest to each row, further along its sequence, that is kept.
fn nearest(sequences: &Sequences, kept: &BooleanArray) -> UInt32Array {
    let mut found: Vec<Option<u32>> = vec![None; kept.len()];
    for run in &sequences.runs {
        let mut nearest = None;
        for &row in sequences.rows[run.clone()].iter().rev() {
            found[row as usize] = nearest;
            if kept.value(row as usize) {
                nearest = Some(row);
            }
        }
    }
    found.into_iter().collect()
}

/// The leaves of an aggregate over earlier or later rows: those found keep no count of their rows, so that a mean
/// needs one more.
pub fn calls(aggregate: &Aggregate) -> Vec<LeafCall> {
    let mut calls = aggregate_leaves(aggregate);
    if aggregate_parts(aggregate.function, &aggregate.arguments) == Parts::Mean {
        let counts = calls.iter().map(|call| LeafCall { leaf: Leaf::Count, ..call.clone() });
        calls.extend(counts.collect::<Vec<_>>());
    }
    calls
}
