//! The formula of a KPI over the values of its aggregates.

use super::frame::{frame_rows, frame_value, period_name};
use super::lower::Columns;
use super::rows::named;
use crate::functions::aggregate::{Leaf, Parts, leaf_output};
use crate::functions::physical::arrow_type;
use crate::functions::{Lowering, Operand, operator};
use crate::lang::ast::BinaryOp;
use crate::lang::{Repr, Type};
use crate::model::{Aggregate, Model, Node, PeriodPart};
use crate::plan::{LeafRef, Level, Plan, aggregate_parts};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, cast, lit, when};

/// What the names of a formula stand for in its frame.
pub struct Formula<'a> {
    pub model: &'a Model,
    pub level: &'a Level,
    pub plan: &'a Plan,
}

impl Columns for Formula<'_> {
    fn aggregate(&self, aggregate: &Aggregate, ty: &Type) -> Result<Expr> {
        let input = self.level.inputs.iter().find(|input| input.aggregate == *aggregate);
        let input =
            input.ok_or_else(|| DataFusionError::Internal("an aggregate that is not planned".into()))?;
        match (aggregate_parts(aggregate), input.leaves.as_slice()) {
            (Parts::One(leaf), [only]) => self.single(*only, &leaf, aggregate),
            (Parts::Mean, [sum, count]) => self.mean(*sum, *count, aggregate, ty),
            (Parts::Share, [kept, all]) => self.divided(counted(*kept)?, counted(*all)?, ty),
            _ => Err(DataFusionError::Internal("an aggregate with leaves missing".into())),
        }
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
    /// A sum or count over no rows is zero, unless the KPI says that it is no value.
    fn single(&self, leaf: LeafRef, kind: &Leaf, aggregate: &Aggregate) -> Result<Expr> {
        let value = named(&frame_value(leaf));
        let held = self.held(leaf);
        match kind {
            Leaf::Count | Leaf::Sum | Leaf::Distinct | Leaf::ApproxDistinct if aggregate.empty_is_none => {
                let rows = named(&frame_rows(leaf));
                when(rows.gt(lit(0_i64)), value).end()
            }
            Leaf::Count | Leaf::Sum | Leaf::Distinct | Leaf::ApproxDistinct => {
                or_zero(value, cast(lit(0_i64), held))
            }
            _ => Ok(value),
        }
    }

    fn held(&self, leaf: LeafRef) -> DataType {
        let call = &self.plan.scans[leaf.scan].leaves[leaf.leaf];
        let ty = call.argument.as_ref().map_or(Type::INTEGER, |argument| argument.ty.clone());
        leaf_output(&call.leaf, &ty).0
    }

    /// The sum over the number of values; of instants, the instant between them.
    fn mean(&self, sum: LeafRef, count: LeafRef, aggregate: &Aggregate, ty: &Type) -> Result<Expr> {
        let of_time =
            matches!(aggregate.arguments.first().map(|node| &node.ty), Some(Type::Date | Type::Instant));
        let sum_type = match ty {
            Type::Number(_, unit) => Type::Number(Repr::Float, unit.clone()),
            Type::Instant | Type::Date => Type::FLOAT,
            other => other.clone(),
        };
        let sum = Operand { expr: named(&frame_value(sum)), ty: sum_type.clone(), literal: None };
        let result = if of_time { Type::FLOAT } else { sum_type };
        let mean = self.divided(sum, counted(count)?, &result)?;
        let instant = arrow_type(&Type::Instant);
        Ok(if of_time { cast(cast(mean, DataType::Int64), instant) } else { mean })
    }

    fn divided(&self, left: Operand, right: Operand, ty: &Type) -> Result<Expr> {
        let lowering = Lowering { civil: &self.model.civil, as_of: self.plan.as_of };
        operator::binary(BinaryOp::Divide, &left, &right, ty, &lowering)
    }
}

/// A count: zero where there is no such group.
fn counted(leaf: LeafRef) -> Result<Operand> {
    let value = named(&frame_value(leaf));
    Ok(Operand { expr: or_zero(value, lit(0_i64))?, ty: Type::INTEGER, literal: None })
}

/// Zero where there is no such group. The engine's `coalesce` cannot be computed without its optimizer.
fn or_zero(value: Expr, zero: Expr) -> Result<Expr> {
    when(value.clone().is_null(), zero).otherwise(value)
}
