//! An expression of the engine over rows in memory, outside any plan.

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::create_physical_expr;
use std::sync::Arc;

/// The values of an expression, one per row.
pub fn evaluate(expr: Expr, rows: &RecordBatch) -> Result<ArrayRef> {
    let schema = Arc::new(DFSchema::try_from(rows.schema().as_ref().clone())?);
    // Some of the engine's functions, such as `coalesce`, exist only in their simplified form.
    let simplifier = ExprSimplifier::new(SimplifyContext::builder().with_schema(schema.clone()).build());
    let expr = simplifier.simplify(simplifier.coerce(expr, &schema)?)?;
    let expr =
        create_physical_expr(&expr, &schema, &ExecutionProps::new(), &PhysicalPlanningContext::default())?;
    expr.evaluate(rows)?.into_array(rows.num_rows())
}
