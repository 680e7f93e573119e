//! `next` and `prior`: one sorted pass over all rows of a source, held in memory.

mod inputs;
mod sequence;

use super::context::Run;
use super::formula::{LeafColumns, value_of};
use super::rows::{Names, Rows, extend, named};
use crate::model::{NeighbourValue, Node, NodeKind};
use crate::plan::aggregate_leaves;
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::catalog::MemTable;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, lit, when};
use inputs::{Columns, Inputs};
use std::sync::Arc;

/// The rows with a value of their neighbours.
pub async fn add(run: &Run<'_>, rows: Rows, node: &Node) -> Result<Rows> {
    let NodeKind::Neighbour(neighbour) = &node.kind else {
        return Err(DataFusionError::Internal("no neighbour".into()));
    };
    let own = rows.plan.schema().columns();
    let mut inputs = Inputs { run, names: &rows.names, exprs: Vec::new() };
    let view = inputs.view(neighbour)?;
    let more = inputs.exprs.iter().enumerate().map(|(number, expr)| expr.clone().alias(input(number)));
    let batch = run.collect(extend(rows.plan, more.collect())?.build()?).await?;
    let found = view.find(&Columns(&batch), neighbour.side)?;
    if found.tied {
        run.lookups.tied.set(node, ());
    }
    let names: Vec<String> = own.into_iter().map(|column| column.name).collect();
    held(run, rows.names, node, &batch, &names, found.columns)
}

/// The rows as they were and what was found, held in memory.
fn held(
    run: &Run<'_>,
    mut names: Names,
    node: &Node,
    batch: &RecordBatch,
    own: &[String],
    found: Vec<ArrayRef>,
) -> Result<Rows> {
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for name in own {
        let column = batch.column_by_name(name).ok_or_else(|| missing(name))?;
        fields.push(Field::new(name, column.data_type().clone(), true));
        columns.push(column.clone());
    }
    for (number, column) in found.into_iter().enumerate() {
        fields.push(Field::new(found_name(number), column.data_type().clone(), true));
        columns.push(column);
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), columns)?;
    let table = Arc::new(MemTable::try_new(schema, vec![vec![batch]])?);
    let plan = LogicalPlanBuilder::scan("held", provider_as_source(table), None)?;
    let name = names.next_derived();
    let value = value(run, node)?.alias(&name);
    let plan = plan.project(own.iter().map(|name| named(name).alias(name)).chain([value]))?;
    names.add_derived(node, name);
    Ok(Rows { plan, names })
}

/// The value of a neighbour over what was found.
fn value(run: &Run<'_>, node: &Node) -> Result<Expr> {
    match &node.kind {
        NodeKind::Neighbour(neighbour) => match &neighbour.value {
            NeighbourValue::Nearest(_) => Ok(named(&found_name(0))),
            NeighbourValue::All(aggregate) => {
                let (calls, own) = (inputs::calls(aggregate), aggregate_leaves(aggregate));
                let counted = |number: usize| match calls.len() > own.len() {
                    true => named(&found_name(own.len() + number)),
                    false => lit(1_i64),
                };
                let leaf =
                    |(number, call)| LeafColumns::of(call, named(&found_name(number)), counted(number));
                let leaves: Vec<LeafColumns> = own.iter().enumerate().map(leaf).collect();
                let value = value_of(aggregate, &leaves, &node.ty, &run.lowering())?;
                // A row that has no place in the order has no neighbours, and not none.
                when(named(&found_name(calls.len())), value).end()
            }
        },
        _ => Err(DataFusionError::Internal("no neighbour".into())),
    }
}

fn found_name(number: usize) -> String {
    format!("found{number}")
}

fn input(number: usize) -> String {
    format!("input{number}")
}

fn missing(name: &str) -> DataFusionError {
    DataFusionError::Internal(format!("rows without `{name}`"))
}
