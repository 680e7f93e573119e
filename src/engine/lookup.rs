//! What a link leads to, read once: each key with the columns wanted, the key verified to be unique.

use super::context::Run;
use super::lower::Columns;
use super::nested::{column_type, form};
use super::rows::{Rows, rows};
use crate::diag::{Code, Problem};
use crate::functions::scalar::History;
use crate::lang::Type;
use crate::model::{ColumnRef, Node, NodeKind};
use crate::sources::Failure;
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::catalog::MemTable;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, cast};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// A table of unique keys: columns `key0`, `key1`, … and `value0`, `value1`, ….
#[derive(Clone, Debug)]
pub struct Lookup {
    /// The rows, in memory.
    pub table: Arc<MemTable>,
    /// The types of the keys.
    pub key_types: Vec<DataType>,
    /// Of a history: how the only key, a row's number, is found by key and instant.
    pub history: Option<Arc<History>>,
}

/// What a run reads once: lookups by target, its key columns and the columns wanted; aggregates of linked rows; and the
/// neighbours whose order leaves ties.
#[derive(Default)]
pub struct Lookups {
    tables: Mutex<HashMap<LookupKey, Lookup>>,
    /// The values of aggregates over linked rows, by key.
    pub nested: Kept<Arc<MemTable>>,
    /// Neighbours that another row ties with.
    pub tied: Kept<()>,
}

/// What is kept by the expression that it was computed for.
pub struct Kept<T>(Mutex<Vec<(NodeKind, T)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T: Clone> Kept<T> {
    /// What was kept for an expression.
    pub fn get(&self, node: &Node) -> Option<T> {
        let kept = self.0.lock().ok()?;
        kept.iter().find(|(kind, _)| *kind == node.kind).map(|(_, value)| value.clone())
    }

    /// Keeps something for an expression.
    pub fn set(&self, node: &Node, value: T) {
        if let Ok(mut kept) = self.0.lock() {
            kept.push((node.kind.clone(), value));
        }
    }
}

type LookupKey = (usize, Vec<usize>, Vec<ColumnRef>, bool);

/// Sources whose `where` needs each other by way of links would be read for ever.
const MAX_DEPTH: usize = 12;

/// The table behind a link of `source`.
pub async fn lookup(
    run: &Run<'_>,
    source: usize,
    link: usize,
    wanted: &[ColumnRef],
    depth: usize,
) -> Result<Lookup> {
    let Some((name, model)) = run.model.sources[source].links.get_index(link) else {
        return Err(DataFusionError::Internal("a link that is not there".into()));
    };
    if depth > MAX_DEPTH {
        let message =
            format!("the link `{name}` leads in a circle: sources need each other's rows in their `where`");
        let problem = Problem::error(Code::Cycle, run.model.sources[source].span, message);
        return Err(Failure::from(problem).into());
    }
    let keys: Vec<usize> = model.pairs.iter().map(|(_, theirs)| *theirs).collect();
    let cache_key = (model.to, keys.clone(), wanted.to_vec(), model.as_of.is_some());
    if let Some(known) = run.lookups.get(&cache_key) {
        return Ok(known);
    }
    let lookup = match model.as_of {
        Some(_) => super::history::lookup(run, model.to, &keys, wanted, depth).await?,
        None => by_key(run, model.to, &keys, wanted, depth).await?,
    };
    run.lookups.set(cache_key, lookup.clone());
    Ok(lookup)
}

async fn by_key(
    run: &Run<'_>,
    target: usize,
    keys: &[usize],
    wanted: &[ColumnRef],
    depth: usize,
) -> Result<Lookup> {
    let batch = read(run, target, keys, wanted, depth).await?;
    let batch = unique(run, target, keys, batch)?;
    let key_types = (0..keys.len()).map(|key| batch.column(key).data_type().clone()).collect();
    let table = Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?);
    Ok(Lookup { table, key_types, history: None })
}

impl Lookups {
    fn get(&self, key: &LookupKey) -> Option<Lookup> {
        self.tables.lock().ok()?.get(key).cloned()
    }

    fn set(&self, key: LookupKey, lookup: Lookup) {
        if let Ok(mut known) = self.tables.lock() {
            known.insert(key, lookup);
        }
    }
}

/// The keys and the wanted columns of all rows of the target.
async fn read(
    run: &Run<'_>,
    target: usize,
    keys: &[usize],
    wanted: &[ColumnRef],
    depth: usize,
) -> Result<RecordBatch> {
    let keys: Vec<ColumnRef> =
        keys.iter().map(|column| ColumnRef { links: Vec::new(), source: target, column: *column }).collect();
    let columns: Vec<ColumnRef> = keys.iter().chain(wanted).cloned().collect();
    let rows = Box::pin(rows(run, target, &[], &columns, None, depth)).await?;
    let mut exprs = columns_as(run, &rows, &keys, "key")?;
    exprs.extend(columns_as(run, &rows, wanted, "value")?);
    run.collect(rows.plan.project(exprs)?.build()?).await
}

/// Columns under the names `key0`, `value1`, …; a key without values is a text, as it needs a type to be compared.
pub(super) fn columns_as(
    run: &Run<'_>,
    rows: &Rows,
    columns: &[ColumnRef],
    prefix: &str,
) -> Result<Vec<Expr>> {
    let held = columns.iter().enumerate().map(|(number, column)| {
        let expr = rows.names.column(column)?;
        let expr = match column_type(run, column) {
            Some(Type::Null) if prefix == "key" => cast(expr, form(&Type::Null)),
            _ => expr,
        };
        Ok(expr.alias(format!("{prefix}{number}")))
    });
    held.collect()
}

/// The batch without rows whose key is null; a failure that names the key if one is there twice.
fn unique(run: &Run<'_>, target: usize, keys: &[usize], batch: RecordBatch) -> Result<RecordBatch> {
    let columns = &batch.columns()[..keys.len()];
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone())).collect();
    let converter = RowConverter::new(fields)?;
    let encoded = converter.convert_columns(columns)?;
    let mut seen = std::collections::HashSet::with_capacity(batch.num_rows());
    let mut kept = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        if columns.iter().any(|column| column.is_null(row)) {
            continue;
        }
        if !seen.insert(encoded.row(row)) {
            return Err(duplicate(run, target, keys, columns, row)?.into());
        }
        kept.push(
            u32::try_from(row)
                .map_err(|_| DataFusionError::Execution("too many rows behind a link".into()))?,
        );
    }
    Ok(take_record_batch(&batch, &UInt32Array::from(kept))?)
}

fn duplicate(
    run: &Run<'_>,
    target: usize,
    keys: &[usize],
    columns: &[ArrayRef],
    row: usize,
) -> Result<Failure> {
    let model = &run.model.sources[target];
    let message = format!(
        "the key of `{}` is not unique: {} is there more than once",
        model.name,
        shown_key(run, target, keys, columns, row)?
    );
    let problem = Problem::error(Code::DuplicateKey, model.span, message)
        .help("a link leads to one row: remove the duplicate, or keep one row with the source's `where`");
    Ok(Failure::from(problem))
}

/// A key as it is named in messages.
pub fn shown_key(
    run: &Run<'_>,
    target: usize,
    keys: &[usize],
    columns: &[ArrayRef],
    row: usize,
) -> Result<String> {
    let model = &run.model.sources[target];
    let mut parts = Vec::new();
    for (key, column) in keys.iter().zip(columns) {
        let name = model.columns.get_index(*key).map_or("", |(name, _)| name);
        parts.push(format!("`{name}` = {}", array_value_to_string(column, row)?));
    }
    Ok(parts.join(", "))
}
