//! What the stages of one run share.

use super::catalog::Catalog;
use super::lookup::Lookups;
use crate::functions::Lowering;
use crate::model::{Model, Valid};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;

/// One run: the model, the open sources and the session.
pub struct Run<'a> {
    pub session: &'a SessionContext,
    pub model: &'a Valid<Model>,
    pub catalog: &'a Catalog,
    pub as_of: i64,
    pub lookups: Lookups,
}

impl Run<'_> {
    /// What lowering needs to know.
    pub fn lowering(&self) -> Lowering<'_> {
        Lowering { civil: &self.model.civil, as_of: self.as_of }
    }

    /// All rows of a plan as one batch.
    pub async fn collect(&self, plan: LogicalPlan) -> Result<RecordBatch> {
        let frame = self.session.execute_logical_plan(plan).await?;
        let schema = std::sync::Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await?;
        let schema = batches.first().map_or(schema, RecordBatch::schema);
        Ok(concat_batches(&schema, &batches)?)
    }
}
