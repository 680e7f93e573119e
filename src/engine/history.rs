//! What a link with `as_of` leads to: the rows of a history, sorted, so that the one in force is found by search.

use super::context::Run;
use super::lookup::{Lookup, columns_as, shown_key};
use super::lower::lower;
use super::nested::column_type;
use super::rows::{named, rows};
use crate::diag::{Code, Problem};
use crate::functions::scalar::{History, OPEN};
use crate::functions::{Lowering, operator};
use crate::lang::Type;
use crate::model::{ColumnRef, Node, NodeKind};
use crate::sources::Failure;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, UInt32Array};
use datafusion::arrow::compute::{SortOptions, take_record_batch};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema};
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::catalog::MemTable;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{cast, lit};
use std::sync::Arc;

/// The rows of a history up to now: the only key is a row's number, which the history finds.
pub async fn lookup(
    run: &Run<'_>,
    target: usize,
    keys: &[usize],
    wanted: &[ColumnRef],
    depth: usize,
) -> Result<Lookup> {
    let batch = read(run, target, keys, wanted, depth).await?;
    let columns = |prefix: &str| numbered(&batch, prefix);
    let (key_columns, order, values) = (columns("key"), columns("order"), columns("value"));
    let starts = int64(&batch, "start")?;
    let ends = int64(&batch, "end")?;
    let sorted = sorted(&batch, &key_columns, &order, &values)?;
    let encoded = History::encode(&key_columns)?;
    let lasts = run.model.sources[target].interval.is_some();
    let mut kept: Vec<u32> = Vec::with_capacity(sorted.len());
    for &row in &sorted {
        let at = row as usize;
        let before =
            kept.last().map(|last| *last as usize).filter(|last| encoded.row(*last) == encoded.row(at));
        match before {
            Some(before) if lasts && ends.value(before) > starts.value(at) => {
                let both = (starts.value(at), shown_key(run, target, keys, &key_columns, at)?);
                return Err(overlap(run, target, both).into());
            }
            // Of several events at one instant the last by key is in force.
            Some(before) if !lasts && starts.value(before) == starts.value(at) => {
                kept.pop();
            }
            _ => {}
        }
        kept.push(row);
    }
    table(&batch, &key_columns, kept, values.len())
}

/// Keys, times, the order of events at one instant, and the wanted columns of all rows that are there now.
async fn read(
    run: &Run<'_>,
    target: usize,
    keys: &[usize],
    wanted: &[ColumnRef],
    depth: usize,
) -> Result<RecordBatch> {
    let own = |column: &usize| ColumnRef { links: Vec::new(), source: target, column: *column };
    let keys: Vec<ColumnRef> = keys.iter().map(own).collect();
    let model = &run.model.sources[target];
    let order: Vec<ColumnRef> = model.key.iter().map(own).collect();
    let interval = run.model.interval(target);
    let time = model.time.map(|column| time_node(run, &own(&column)));
    let bounds: Vec<&Node> = match &interval {
        Some(interval) => vec![&interval.from, &interval.to],
        None => time.iter().collect(),
    };
    let columns: Vec<ColumnRef> = keys.iter().chain(&order).chain(wanted).cloned().collect();
    let rows = Box::pin(rows(run, target, &bounds, &columns, None, depth)).await?;
    // Ends are taken as they are: that one lies after now is no reason to look beyond it.
    let lowering = Lowering { civil: &run.model.civil, as_of: i64::MAX };
    let (start, end) = match (&interval, &time) {
        (Some(interval), _) => super::lasting::bounds(interval, &rows.names, &lowering)?,
        (None, Some(time)) => {
            let time = lower(time, &rows.names, &lowering)?;
            let time = operator::convert(&time, &Type::Instant, &lowering)?;
            (cast(time, DataType::Int64), lit(OPEN))
        }
        (None, None) => return Err(DataFusionError::Internal("a history without a time".into())),
    };
    let mut exprs = vec![start.alias("start"), end.alias("end")];
    exprs.extend(columns_as(run, &rows, &keys, "key")?);
    exprs.extend(columns_as(run, &rows, &order, "order")?);
    exprs.extend(columns_as(run, &rows, wanted, "value")?);
    let plan = rows.plan.project(exprs)?;
    let there = named("start").lt_eq(lit(run.as_of)).and(named("start").lt(named("end")));
    let plan = (0..keys.len())
        .try_fold(plan.filter(there)?, |plan, key| plan.filter(named(&format!("key{key}")).is_not_null()))?;
    run.collect(plan.build()?).await
}

fn time_node(run: &Run<'_>, column: &ColumnRef) -> Node {
    let ty = column_type(run, column).unwrap_or(Type::Null);
    Node::new(NodeKind::Column(column.clone()), ty, run.model.sources[column.source].span)
}

fn numbered(batch: &RecordBatch, prefix: &str) -> Vec<ArrayRef> {
    (0..).map_while(|number| batch.column_by_name(&format!("{prefix}{number}")).cloned()).collect()
}

fn int64(batch: &RecordBatch, name: &str) -> Result<Int64Array> {
    let column = batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
    column.cloned().ok_or_else(|| DataFusionError::Internal(format!("no times `{name}`")))
}

/// The rows by key, time and order; of those that tie in all of it, the one with the smaller values comes last.
fn sorted(
    batch: &RecordBatch,
    keys: &[ArrayRef],
    order: &[ArrayRef],
    values: &[ArrayRef],
) -> Result<Vec<u32>> {
    let rising = SortOptions { descending: false, nulls_first: true };
    let falling = SortOptions { descending: true, nulls_first: true };
    let start = batch.column_by_name("start").cloned();
    let up = keys.iter().chain(&start).chain(order).map(|column| (column, rising));
    let (columns, fields): (Vec<ArrayRef>, Vec<SortField>) = up
        .chain(values.iter().map(|column| (column, falling)))
        .map(|(column, options)| {
            (column.clone(), SortField::new_with_options(column.data_type().clone(), options))
        })
        .unzip();
    let encoded = RowConverter::new(fields)?.convert_columns(&columns)?;
    let rows = u32::try_from(batch.num_rows());
    let rows = rows.map_err(|_| DataFusionError::Execution("too many rows behind a link".into()))?;
    let mut sorted: Vec<u32> = (0..rows).collect();
    sorted.sort_unstable_by(|a, b| encoded.row(*a as usize).cmp(&encoded.row(*b as usize)));
    Ok(sorted)
}

fn table(batch: &RecordBatch, keys: &[ArrayRef], kept: Vec<u32>, values: usize) -> Result<Lookup> {
    let key_types = keys.iter().map(|key| key.data_type().clone()).collect();
    let rows = take_record_batch(batch, &UInt32Array::from(kept))?;
    let history = History::new(&numbered(&rows, "key"), &int64(&rows, "start")?, &int64(&rows, "end")?)?;
    let numbers: Int64Array = (0..rows.num_rows()).map(|row| i64::try_from(row).ok()).collect();
    let mut fields = vec![Field::new("key0", DataType::Int64, true)];
    let mut columns: Vec<ArrayRef> = vec![Arc::new(numbers)];
    for (number, value) in numbered(&rows, "value").into_iter().take(values).enumerate() {
        fields.push(Field::new(format!("value{number}"), value.data_type().clone(), true));
        columns.push(value);
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), columns)?;
    let table = Arc::new(MemTable::try_new(schema, vec![vec![batch]])?);
    Ok(Lookup { table, key_types, history: Some(Arc::new(history)) })
}

fn overlap(run: &Run<'_>, target: usize, (at, key): (i64, String)) -> Failure {
    let model = &run.model.sources[target];
    let at = run.model.civil.format_instant(at);
    let message = format!("two rows of `{}` are in force at {at}: {key}", model.name);
    let problem = Problem::error(Code::DuplicateKey, model.span, message)
        .help("a row ends where the next one of its key begins: mend the data, or keep one row with the source's `where`");
    Failure::from(problem)
}
