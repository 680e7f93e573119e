//! The formula of a KPI over the values of its aggregates.

use super::frame::{derived_name, frame_rows, frame_value, period_name};
use super::lower::Columns;
use super::rows::named;
use crate::functions::aggregate::{Leaf, Parts, leaf_output};
use crate::functions::physical::arrow_type;
use crate::functions::{Lowering, Operand, operator};
use crate::lang::ast::BinaryOp;
use crate::lang::{Repr, Type};
use crate::model::{Aggregate, Model, Node, PeriodPart};
use crate::plan::{Frame, LeafCall, LeafRef, Plan, aggregate_parts};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, cast, lit, when};

/// What the names of a formula stand for in its frame.
pub struct Formula<'a> {
    pub model: &'a Model,
    pub frame: &'a Frame,
    pub plan: &'a Plan,
}

impl Columns for Formula<'_> {
    fn aggregate(&self, aggregate: &Aggregate, ty: &Type) -> Result<Expr> {
        let input = self.frame.inputs.iter().find(|input| input.aggregate == *aggregate);
        let input =
            input.ok_or_else(|| DataFusionError::Internal("an aggregate that is not planned".into()))?;
        let leaves: Vec<_> = input.leaves.iter().map(|leaf| self.leaf(*leaf)).collect();
        let lowering = Lowering { civil: &self.model.civil, as_of: self.plan.as_of };
        value_of(aggregate, &leaves, ty, &lowering)
    }

    fn derived(&self, node: &Node) -> Result<Expr> {
        let part = self.frame.derived.iter().position(|part| part.part == *node);
        let part = part.ok_or_else(|| DataFusionError::Internal("a part that is not planned".into()))?;
        Ok(named(&derived_name(part)))
    }

    fn kpi(&self, kpi: usize) -> Result<&Node> {
        let kpi = self.model.kpis.get(kpi).and_then(Option::as_ref);
        kpi.map(|kpi| &kpi.node).ok_or_else(|| DataFusionError::Internal("a KPI that is not valid".into()))
    }

    fn period(&self, part: PeriodPart) -> Result<Expr> {
        Ok(named(&period_name(part)))
    }
}

impl Formula<'_> {
    fn leaf(&self, leaf: LeafRef) -> LeafColumns {
        let call = &self.plan.scans[leaf.scan].leaves[leaf.leaf];
        LeafColumns::of(call, named(&frame_value(leaf)), named(&frame_rows(leaf)))
    }
}

/// Where a leaf's value and rows are found, and how the value is held.
pub struct LeafColumns {
    pub value: Expr,
    pub rows: Expr,
    pub held: DataType,
}

impl LeafColumns {
    /// A leaf that was computed.
    pub fn of(call: &LeafCall, value: Expr, rows: Expr) -> Self {
        let ty = call.argument.as_ref().map_or(Type::INTEGER, |argument| argument.ty.clone());
        Self { value, rows, held: leaf_output(&call.leaf, &ty) }
    }
}

/// The value of an aggregate from its leaves.
pub fn value_of(
    aggregate: &Aggregate,
    leaves: &[LeafColumns],
    ty: &Type,
    lowering: &Lowering,
) -> Result<Expr> {
    let parts = aggregate_parts(aggregate.function, &aggregate.arguments);
    let argument = aggregate.arguments.first().map(|node| &node.ty);
    aggregate_value(parts, leaves, argument, ty, aggregate.empty_is_none, lowering)
}

/// The value of an aggregate from its leaves; `argument` is the type of what is aggregated, `ty` that of the result.
pub fn aggregate_value(
    parts: Parts,
    leaves: &[LeafColumns],
    argument: Option<&Type>,
    ty: &Type,
    empty_is_none: bool,
    lowering: &Lowering,
) -> Result<Expr> {
    match (parts, leaves) {
        (Parts::One(leaf), [only]) => single(only, &leaf, empty_is_none),
        (Parts::Mean, [sum]) => mean(sum, argument, ty, lowering),
        (Parts::Share, [kept, all]) => divided(counted(kept)?, counted(all)?, ty, lowering),
        _ => Err(DataFusionError::Internal("an aggregate with leaves missing".into())),
    }
}

/// A sum or count over no rows is zero, unless the KPI says that it is no value.
fn single(leaf: &LeafColumns, kind: &Leaf, empty_is_none: bool) -> Result<Expr> {
    let value = leaf.value.clone();
    match kind {
        kind if starts_at_zero(kind) && empty_is_none => when(leaf.rows.clone().gt(lit(0_i64)), value).end(),
        kind if starts_at_zero(kind) => or_zero(value, cast(lit(0_i64), leaf.held.clone())),
        _ => Ok(value),
    }
}

/// Whether the value over no rows is zero.
fn starts_at_zero(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Count | Leaf::Sum | Leaf::Distinct | Leaf::ApproxDistinct | Leaf::Covered)
}

/// The sum over the number of values; of instants, the instant between them.
fn mean(sum: &LeafColumns, argument: Option<&Type>, ty: &Type, lowering: &Lowering) -> Result<Expr> {
    let of_time = matches!(argument, Some(Type::Date | Type::Instant));
    let sum_type = match ty {
        Type::Number(_, unit) => Type::Number(Repr::Float, unit.clone()),
        Type::Instant | Type::Date => Type::FLOAT,
        other => other.clone(),
    };
    let rows = or_zero(sum.rows.clone(), lit(0_i64))?;
    let rows = Operand { expr: rows, ty: Type::INTEGER, literal: None };
    let total = Operand { expr: sum.value.clone(), ty: sum_type.clone(), literal: None };
    let result = if of_time { Type::FLOAT } else { sum_type };
    let mean = divided(total, rows, &result, lowering)?;
    let instant = arrow_type(&Type::Instant);
    Ok(if of_time { cast(cast(mean, DataType::Int64), instant) } else { mean })
}

fn divided(left: Operand, right: Operand, ty: &Type, lowering: &Lowering) -> Result<Expr> {
    operator::binary(BinaryOp::Divide, &left, &right, ty, lowering)
}

/// A count: zero where there is no such group.
fn counted(leaf: &LeafColumns) -> Result<Operand> {
    Ok(Operand { expr: or_zero(leaf.value.clone(), lit(0_i64))?, ty: Type::INTEGER, literal: None })
}

/// Zero where there is no such group. The engine's `coalesce` cannot be computed without its optimizer.
pub fn or_zero(value: Expr, zero: Expr) -> Result<Expr> {
    when(value.clone().is_null(), zero).otherwise(value)
}
