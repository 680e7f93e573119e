//! A table that remembers how it was read, and with which settings.

use super::support::{batch, engine, limits, query, values};
use datafusion::arrow::array::{
    ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{MemTable, Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use std::sync::{Arc, Mutex};

/// One reading of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The columns that were read.
    pub columns: Vec<String>,
    /// The conditions that were handed to the table.
    pub filters: Vec<String>,
    dynamic_filters: bool,
    lower_case: bool,
    cached_lists: bool,
    lanes: usize,
}

/// A table that remembers its readings.
#[derive(Debug)]
pub struct Probe {
    table: MemTable,
    readings: Mutex<Vec<Reading>>,
}

impl Probe {
    pub fn new(batch: RecordBatch) -> Arc<Self> {
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap();
        Arc::new(Self { table, readings: Mutex::default() })
    }

    /// All readings so far.
    pub fn readings(&self) -> Vec<Reading> {
        self.readings.lock().unwrap().clone()
    }
}

#[async_trait::async_trait]
impl TableProvider for Probe {
    fn schema(&self) -> SchemaRef {
        self.table.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = self.schema();
        let name = |column: usize| schema.field(column).name().clone();
        let all = (0..schema.fields().len()).collect();
        let options = state.config_options();
        self.readings.lock().unwrap().push(Reading {
            columns: projection.unwrap_or(&all).iter().map(|column| name(*column)).collect(),
            filters: filters.iter().map(ToString::to_string).collect(),
            dynamic_filters: options.optimizer.enable_aggregate_dynamic_filter_pushdown,
            lower_case: options.sql_parser.enable_ident_normalization,
            cached_lists: state.runtime_env().cache_manager.get_list_files_cache_limit() > 0,
            lanes: state.config().target_partitions(),
        });
        self.table.scan(state, projection, &[], limit).await
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}

/// Sales of four days in January and February 2024, at noon.
pub fn sales() -> Arc<Probe> {
    let day = 86_400_000_000_i64;
    let noon = 1_704_110_400_000_000; // 2024-01-01T12:00Z
    let at = TimestampMicrosecondArray::from(vec![noon, noon + day, noon + 31 * day, noon + 32 * day]);
    Probe::new(batch(vec![
        ("at", Arc::new(at) as ArrayRef),
        ("amount", Arc::new(Int64Array::from(vec![1, 2, 4, 8]))),
        ("cost", Arc::new(Float64Array::from(vec![0.5, 0.25, 0.125, 1.0]))),
        ("shop", Arc::new(StringArray::from(vec!["north", "south", "north", "south"]))),
        ("note", Arc::new(StringArray::from(vec!["a", "b", "c", "d"]))),
    ]))
}

#[test]
fn settings_that_keep_numbers_right() {
    let sales = sales();
    let yaml = "sources:\n  sales: { time: at }\nkpis:\n  revenue: { expr: sum(sales.amount) }\n";
    values(&engine(&[("sales", sales.clone())], limits(3, None)), yaml, &query("2024-01"));
    let [reading] = sales.readings().try_into().unwrap();
    let told = (reading.dynamic_filters, reading.lower_case, reading.cached_lists, reading.lanes);
    assert_eq!(told, (false, false, false, 3));
}

#[test]
fn only_needed_columns_are_read_and_the_period_reaches_the_table() {
    let sales = sales();
    let yaml = "sources:\n  sales: { time: at }\nkpis:\n  revenue: { expr: sum(sales.amount where shop = 'north') }\n";
    let cells = values(&engine(&[("sales", sales.clone())], limits(1, None)), yaml, &query("2024-02"));
    assert_eq!(cells.len(), 1);
    let [reading] = sales.readings().try_into().unwrap();
    assert_eq!(reading.columns, ["at", "amount", "shop"]);
    let filters = reading.filters.join(" ");
    // 2024-02-01 and 2024-03-01, in microseconds.
    assert!(filters.contains("at >= TimestampMicrosecond(1706745600000000"), "{filters}");
    assert!(filters.contains("at <= TimestampMicrosecond(1709251200000000"), "{filters}");
    // An aggregate's own condition stays out: its rows still make periods and slices exist.
    assert!(!filters.contains("north"), "{filters}");
}
