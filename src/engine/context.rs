//! What the stages of one run share.

use super::catalog::Catalog;
use super::lookup::Lookups;
use crate::functions::Lowering;
use crate::model::{Model, Valid};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::Schema;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use std::sync::Arc;

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
        one(&self.batches(plan).await?)
    }

    /// All rows of a plan in batches, of which there is at least one.
    pub async fn batches(&self, plan: LogicalPlan) -> Result<Vec<RecordBatch>> {
        let frame = self.session.execute_logical_plan(plan).await?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await?;
        Ok(if batches.is_empty() { vec![RecordBatch::new_empty(schema)] } else { batches })
    }

    /// How many threads may compute at once.
    pub fn threads(&self) -> usize {
        self.session.copied_config().target_partitions()
    }
}

/// Batches of one form as one.
pub fn one(batches: &[RecordBatch]) -> Result<RecordBatch> {
    match batches {
        [] => Ok(RecordBatch::new_empty(Arc::new(Schema::empty()))),
        [first, ..] => Ok(concat_batches(first.schema_ref(), batches)?),
    }
}
