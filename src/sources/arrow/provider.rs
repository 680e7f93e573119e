//! Files of one format as a table of the engine. The list of files is fixed when the source is opened.

use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::ScalarValue;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::union::UnionExec;
use std::sync::Arc;

/// Files that one reader reads.
#[derive(Debug)]
pub struct Part {
    /// The reader.
    pub format: Arc<dyn FileFormat>,
    /// The files, with the values of their folders.
    pub files: Vec<PartitionedFile>,
}

/// A table over files.
#[derive(Debug)]
pub struct FilesTable {
    columns: TableSchema,
    parts: Vec<Part>,
}

impl FilesTable {
    /// The columns of `file_schema`, then those of the folders.
    pub fn new(file_schema: Schema, folders: Vec<Field>, parts: Vec<Part>) -> Self {
        let folders: Vec<_> = folders.into_iter().map(Arc::new).collect();
        let columns = TableSchema::builder(Arc::new(file_schema)).with_table_partition_cols(folders).build();
        Self { columns, parts }
    }

    async fn scan_part(
        &self,
        part: &Part,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let source = part.format.file_source(self.columns.clone());
        let lanes = state.config().target_partitions().max(1);
        let groups = FileGroup::new(part.files.clone()).split_files(lanes);
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file_groups(groups)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        part.format.create_physical_plan(state, config).await
    }
}

#[async_trait::async_trait]
impl TableProvider for FilesTable {
    fn schema(&self) -> SchemaRef {
        self.columns.table_schema().clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut plans = Vec::new();
        for part in &self.parts {
            plans.push(self.scan_part(part, state, projection, limit).await?);
        }
        match plans.len() {
            0 => Ok(Arc::new(EmptyExec::new(self.schema()))),
            1 => Ok(plans.remove(0)),
            _ => UnionExec::try_new(plans),
        }
    }

    /// The filter stays above the scan, from where the engine hands it to readers that can skip by it.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}

/// A value of a folder as its column holds it.
pub fn folder_value(text: Option<&str>, field: &Field) -> ScalarValue {
    let none = || ScalarValue::try_from(field.data_type()).unwrap_or(ScalarValue::Null);
    let Some(text) = text.filter(|text| !text.is_empty()) else { return none() };
    ScalarValue::try_from_string(text.to_owned(), field.data_type()).unwrap_or_else(|_| none())
}
