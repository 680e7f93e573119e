//! A table in memory and aggregates over it.

use datafusion::arrow::array::{
    ArrayRef, AsArray, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type, Schema};
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, ident};
use datafusion::prelude::{SessionConfig, SessionContext};
use jauge::functions::aggregate::{Leaf, lower_leaf};
use jauge::lang::{Repr, Type, Unit};
use std::sync::Arc;

pub const DECIMAL: Type = Type::Number(Repr::Decimal(2), Unit::Number);

/// 1,000 rows: `g` = i % 3, `v` a number without pattern or null, `f` = v / 7, `d` = v / 100, `keep` = i % 5 ≠ 0.
pub fn rows() -> Vec<(&'static str, ArrayRef)> {
    let numbers = || (0..1000_i64).map(|i| (i % 11 != 0).then_some((i * i * 31 + 17 * i) % 1009 - 500));
    let decimals = numbers().map(|v| v.map(i128::from)).collect::<Decimal128Array>();
    let texts =
        numbers().map(|v| v.map(|v| format!("n{v}"))).collect::<datafusion::arrow::array::StringViewArray>();
    vec![
        ("g", Arc::new((0..1000_i64).map(|i| Some(i % 3)).collect::<Int64Array>()) as ArrayRef),
        ("i", Arc::new((0..1000_i64).map(|i| Some(i * 37 % 1000)).collect::<Int64Array>())),
        ("v", Arc::new(numbers().collect::<Int64Array>())),
        ("f", Arc::new(numbers().map(|v| v.map(|v| v as f64 / 7.0)).collect::<Float64Array>())),
        ("d", Arc::new(decimals.with_precision_and_scale(38, 2).unwrap())),
        ("t", Arc::new(texts)),
        ("keep", Arc::new((0..1000_i64).map(|i| Some(i % 5 != 0)).collect::<BooleanArray>())),
    ]
}

/// The columns as a table `t` of small batches in this many partitions.
pub fn context(columns: Vec<(&str, ArrayRef)>, partitions: usize, memory: Option<usize>) -> SessionContext {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)).collect::<Vec<_>>(),
    )
    .unwrap();
    let size = (batch.num_rows() / (partitions * 3)).max(1);
    let mut parts = vec![Vec::new(); partitions];
    for (index, start) in (0..batch.num_rows()).step_by(size).enumerate() {
        parts[index % partitions].push(batch.slice(start, size.min(batch.num_rows() - start)));
    }
    let mut config = SessionConfig::new().with_target_partitions(partitions).with_batch_size(1024);
    config.options_mut().optimizer.enable_aggregate_dynamic_filter_pushdown = false;
    let mut runtime = RuntimeEnvBuilder::new();
    if let Some(memory) = memory {
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(memory)));
    }
    let context = SessionContext::new_with_config_rt(config, runtime.build_arc().unwrap());
    let schema: Arc<Schema> = batch.schema();
    context.register_table("t", Arc::new(MemTable::try_new(schema, parts).unwrap())).unwrap();
    context
}

/// One row per group in order of the group, one column per aggregate after those of the groups.
pub async fn aggregate(context: &SessionContext, by: &[&str], leaves: Vec<Expr>) -> Result<RecordBatch> {
    let groups = by.iter().map(|name| ident(*name)).collect::<Vec<_>>();
    let leaves =
        leaves.into_iter().enumerate().map(|(index, leaf)| leaf.alias(format!("a{index}"))).collect();
    let order = groups.iter().map(|group| group.clone().sort(true, false)).collect::<Vec<_>>();
    let frame = context.table("t").await?.aggregate(groups, leaves)?;
    let frame = if order.is_empty() { frame } else { frame.sort(order)? };
    let schema = Arc::new(frame.schema().as_arrow().clone());
    let batches = frame.collect().await?;
    Ok(datafusion::arrow::compute::concat_batches(&schema, &batches)?)
}

/// A leaf over a column of `rows`.
pub fn leaf(leaf: Leaf, column: &str, filter: Option<Expr>) -> Expr {
    let ty = match column {
        "f" => Type::FLOAT,
        "d" => DECIMAL,
        "t" => Type::Text,
        "keep" => Type::Boolean,
        _ => Type::INTEGER,
    };
    lower_leaf(&leaf, &ty, Some(ident(column)), vec![], filter)
}

/// A field of a column of structs, as floats.
pub fn field(batch: &RecordBatch, column: usize, name: &str) -> Vec<Option<f64>> {
    let column = batch.column(column);
    let array = match column.as_struct_opt() {
        Some(parts) => Arc::clone(parts.column_by_name(name).unwrap()),
        None => Arc::clone(column),
    };
    let floats = cast(&array, &DataType::Float64).unwrap();
    floats.as_primitive::<Float64Type>().iter().collect()
}

/// The rows behind each value.
pub fn rows_of(batch: &RecordBatch, column: usize) -> Vec<i64> {
    let parts = batch.column(column).as_struct();
    parts.column_by_name("rows").unwrap().as_primitive::<Int64Type>().values().to_vec()
}

/// Whether two floats agree to 12 digits.
pub fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * a.abs().max(b.abs()),
        (a, b) => a == b,
    }
}
