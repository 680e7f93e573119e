//! Tables that are computed when they are read.

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{MemTable, Session, TableProvider};
use datafusion::datasource::TableType;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::ExecutionPlan;
use std::sync::{Arc, OnceLock};
use tokio::sync::OnceCell;

/// What computes the rows of a table.
#[async_trait]
pub trait Compute: Send + Sync {
    /// All rows; `as_of` is none before now is known.
    async fn rows(&self, as_of: Option<i64>) -> Result<RecordBatch>;
}

/// A table that is computed when it is read for the first time.
pub struct Lazy<C> {
    compute: C,
    schema: SchemaRef,
    clock: Arc<OnceLock<i64>>,
    kept: OnceCell<Arc<MemTable>>,
}

impl<C: Compute> Lazy<C> {
    /// A table of this schema; `clock` tells now once it is known.
    pub fn new(compute: C, schema: SchemaRef, clock: Arc<OnceLock<i64>>) -> Self {
        Self { compute, schema, clock, kept: OnceCell::new() }
    }

    async fn table(&self, as_of: Option<i64>) -> Result<Arc<MemTable>> {
        let batch = self.compute.rows(as_of).await?;
        Ok(Arc::new(MemTable::try_new(self.schema.clone(), vec![vec![batch]])?))
    }
}

impl<C> std::fmt::Debug for Lazy<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lazy").field("schema", &self.schema).finish_non_exhaustive()
    }
}

#[async_trait]
impl<C: Compute + 'static> TableProvider for Lazy<C> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        // Now may be looked for in this very table: what is computed before it is known is not kept.
        let table = match self.clock.get().copied() {
            Some(now) => self.kept.get_or_try_init(|| self.table(Some(now))).await?.clone(),
            None => self.table(None).await?,
        };
        table.scan(state, projection, filters, limit).await
    }
}
