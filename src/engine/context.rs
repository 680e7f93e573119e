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
        if std::env::var_os("TMP_EXPLAIN").is_some() {
            eprintln!("{}", plan.display_indent());
            let p = self.session.state().create_physical_plan(&plan).await?;
            eprintln!("{}", datafusion::physical_plan::displayable(p.as_ref()).indent(true));
        }
        let start = std::time::Instant::now();
        struct T(std::time::Instant);
        impl Drop for T {
            fn drop(&mut self) {
                if std::env::var_os("TMP_TIME").is_some() {
                    eprintln!("collect {:?}", self.0.elapsed());
                }
            }
        }
        let _t = T(start);
        let frame = self.session.execute_logical_plan(plan).await?;
        let schema = std::sync::Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await?;
        let schema = batches.first().map_or(schema, RecordBatch::schema);
        Ok(concat_batches(&schema, &batches)?)
    }
}
