//! Expressions over the bounds of periods alone, computed once per period.

use super::context::Run;
use super::lower::{Columns, lower};
use super::rows::named;
use crate::functions::Operand;
use crate::functions::evaluate::evaluate;
use crate::model::{Node, PeriodPart};
use crate::plan::AskedPeriods;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, RecordBatch, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;
use std::sync::Arc;

/// What an expression makes of each period, in microseconds.
pub fn each_period(
    run: &Run<'_>,
    asked: &AskedPeriods,
    node: &Node,
    then: impl FnOnce(Operand) -> Result<Expr>,
) -> Result<Vec<i64>> {
    let expr = then(lower(node, &Bounds, &run.lowering())?)?;
    let values = evaluate(expr, &batch(run, asked)?)?;
    let values = values.as_primitive_opt::<Int64Type>().filter(|values| values.null_count() == 0);
    let values = values.ok_or_else(|| DataFusionError::Internal("a period without its instant".into()))?;
    Ok(values.values().to_vec())
}

/// The bounds of periods by name.
struct Bounds;

impl Columns for Bounds {
    fn period(&self, part: PeriodPart) -> Result<Expr> {
        Ok(named(name(part)))
    }
}

fn name(part: PeriodPart) -> &'static str {
    match part {
        PeriodPart::Start => "start",
        PeriodPart::End => "end",
        PeriodPart::Length => "length",
    }
}

/// One row per period; one that is not complete ends now.
fn batch(run: &Run<'_>, asked: &AskedPeriods) -> Result<RecordBatch> {
    let bounds = (0..asked.periods.len()).filter_map(|index| asked.bounds(index));
    let bounds: Vec<_> = bounds.map(|(start, end)| (start, end.min(run.as_of).max(start))).collect();
    let instants = |of: fn(&(i64, i64)) -> i64| -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from_iter_values(bounds.iter().map(of)))
    };
    let lengths = bounds.iter().map(|(start, end)| end.saturating_sub(*start));
    let columns = [
        (name(PeriodPart::Start), instants(|(start, _)| *start)),
        (name(PeriodPart::End), instants(|(_, end)| *end)),
        (name(PeriodPart::Length), Arc::new(Int64Array::from_iter_values(lengths)) as ArrayRef),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}
