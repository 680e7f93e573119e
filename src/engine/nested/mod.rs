//! Aggregates over linked rows: computed per key first, then joined to the rows, so that no row is multiplied.

mod per_row;

use super::context::Run;
use super::formula::{LeafColumns, or_zero, value_of};
use super::lower::{Columns, instant, lower};
use super::needs::Need;
use super::rows::{Rows, named, rows};
use super::scan::Inputs;
use crate::functions::aggregate::{Leaf, Parts};
use crate::functions::physical::arrow_type;
use crate::functions::{Operand, operator};
use crate::lang::Type;
use crate::lang::ast::BinaryOp;
use crate::model::{Aggregate, ColumnRef, Nested, NestedKeys, Node, NodeKind};
use crate::plan::{aggregate_leaves, aggregate_parts};
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::MemTable;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::{Column, JoinType};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, cast, lit};
use std::sync::Arc;

/// The rows with the value of an aggregate over linked rows.
pub async fn add(run: &Run<'_>, rows: Rows, node: &Node, depth: usize) -> Result<Rows> {
    let nested = nested(node)?;
    if nested.asks_period() || !nested.outer().is_empty() {
        return per_row::add(run, rows, node, depth).await;
    }
    let table = match run.lookups.nested.get(node) {
        Some(table) => table,
        None => {
            let table = table(run, node, depth).await?;
            run.lookups.nested.set(node, table.clone());
            table
        }
    };
    join(run, rows, node, &table)
}

/// That the keys of parents are unique is seen where the rows themselves are the parents.
pub async fn verify(run: &Run<'_>, steps: &[Need], depth: usize) -> Result<()> {
    for step in steps {
        let Need::Nested(node) = step else { continue };
        let nested = nested(node)?;
        if nested.up.is_empty() {
            let (source, link) = keys(run, nested)?.last;
            Box::pin(super::lookup::lookup(run, source, link, &[], depth + 1)).await?;
        }
    }
    Ok(())
}

/// The aggregate of a node.
pub fn nested(node: &Node) -> Result<&Nested> {
    match &node.kind {
        NodeKind::Nested(nested) => Ok(nested),
        _ => Err(DataFusionError::Internal("no aggregate over linked rows".into())),
    }
}

/// The columns by which rows find each other.
pub fn keys(run: &Run<'_>, nested: &Nested) -> Result<NestedKeys> {
    let keys = nested.keys(&run.model.sources);
    keys.ok_or_else(|| DataFusionError::Internal("a link that is not there".into()))
}

/// The value of every key.
async fn table(run: &Run<'_>, node: &Node, depth: usize) -> Result<Arc<MemTable>> {
    let nested = nested(node)?;
    let keys = keys(run, nested)?;
    let linked = linked(run, nested, &keys.inner, depth).await?;
    let mut columns = Vec::new();
    let mut found = Vec::new();
    for (number, (inner, outer)) in keys.inner.iter().zip(&keys.outer).enumerate() {
        let key = key(run, &linked, inner, outer)?;
        found.push(key.clone().is_not_null());
        columns.push((format!("key{number}"), key));
    }
    let plan = found.into_iter().try_fold(linked.plan, |plan, condition| plan.filter(condition))?;
    let plan = grouped(run, Rows { plan, names: linked.names }, nested, &node.ty, columns)?;
    let batch = run.collect(plan.build()?).await?;
    Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
}

/// The rows of the linked source up to now.
pub async fn linked(run: &Run<'_>, nested: &Nested, keys: &[ColumnRef], depth: usize) -> Result<Rows> {
    let aggregate = &nested.aggregate;
    let nodes: Vec<&Node> = aggregate.nodes().collect();
    let mut rows = Box::pin(rows(run, aggregate.source, &nodes, keys, None, depth + 1)).await?;
    if let Some(time) = &aggregate.time {
        let lowering = run.lowering();
        let time = lower(time, &rows.names, &lowering)?;
        let now = Operand { expr: instant(run.as_of), ty: Type::Instant, literal: None };
        let not_after = operator::binary(BinaryOp::LessEqual, &time, &now, &Type::Boolean, &lowering)?;
        rows.plan = rows.plan.filter(time.expr.clone().is_null().or(not_after))?;
        rows.names.time = Some(time);
    }
    Ok(rows)
}

/// A key of linked rows, in a form that compares with the parent's.
pub fn key(run: &Run<'_>, linked: &Rows, inner: &ColumnRef, outer: &ColumnRef) -> Result<Expr> {
    let key = linked.names.column(inner)?;
    Ok(match (column_type(run, inner), column_type(run, outer)) {
        (Some(Type::Null), Some(other)) => cast(key, form(&other)),
        _ => key,
    })
}

/// A column without values still needs a type to compare by.
pub fn form(ty: &Type) -> DataType {
    arrow_type(if *ty == Type::Null { &Type::Text } else { ty })
}

/// The type of a column.
pub fn column_type(run: &Run<'_>, column: &ColumnRef) -> Option<Type> {
    let (_, model) = run.model.sources[column.source].columns.get_index(column.column)?;
    Some(model.ty.clone())
}

/// The aggregate by groups: the columns of the groups, then `value`.
pub fn grouped(
    run: &Run<'_>,
    rows: Rows,
    nested: &Nested,
    ty: &Type,
    groups: Vec<(String, Expr)>,
) -> Result<LogicalPlanBuilder> {
    let aggregate = &nested.aggregate;
    let kept: Vec<Expr> = groups.iter().map(|(name, _)| named(name)).collect();
    let mut inputs = Inputs { run, names: &rows.names, exprs: groups };
    let calls = aggregate_leaves(aggregate);
    let mut leaves = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        leaves.push(inputs.leaf(call, false)?.alias(format!("leaf{number}")));
    }
    let columns = inputs.exprs.into_iter().map(|(name, expr)| expr.alias(name));
    let plan = rows.plan.project(columns)?.aggregate(kept.clone(), leaves)?;
    let values: Vec<LeafColumns> = calls
        .iter()
        .enumerate()
        .map(|(number, call)| {
            let leaf = named(&format!("leaf{number}"));
            match call.leaf {
                Leaf::Count => LeafColumns::of(call, leaf.clone(), leaf),
                _ => LeafColumns::of(call, get_field(leaf.clone(), "value"), get_field(leaf, "rows")),
            }
        })
        .collect();
    let value = value_of(aggregate, &values, ty, &run.lowering())?;
    plan.project(kept.into_iter().chain([value.alias("value")]))
}

/// The value of each row's key beside the row; of a key that no linked row has, what the aggregate is over no rows.
fn join(run: &Run<'_>, mut rows: Rows, node: &Node, table: &Arc<MemTable>) -> Result<Rows> {
    let nested = nested(node)?;
    let theirs = LogicalPlanBuilder::scan("linked", provider_as_source(table.clone()), None)?;
    let mut on = Vec::new();
    for (number, outer) in keys(run, nested)?.outer.iter().enumerate() {
        let key = rows.names.column(outer)?;
        let key = match column_type(run, outer) {
            Some(Type::Null) => cast(key, form(&Type::Null)),
            _ => key,
        };
        on.push(theirs_column(&format!("key{number}")).eq(key));
    }
    let own: Vec<Expr> = rows.plan.schema().columns().into_iter().map(Expr::Column).collect();
    let value = found(&nested.aggregate, theirs.schema().field_with_unqualified_name("value")?.data_type())?;
    let joined = theirs.join_on(rows.plan.build()?, JoinType::Right, on)?;
    let name = rows.names.next_derived();
    rows.plan = joined.project(own.into_iter().chain([value.alias(&name)]))?;
    rows.names.add_derived(node, name);
    Ok(rows)
}

/// The value behind a join.
pub fn found(aggregate: &Aggregate, held: &DataType) -> Result<Expr> {
    let value = theirs_column("value");
    if zero_of_none(aggregate) { or_zero(value, cast(lit(0_i64), held.clone())) } else { Ok(value) }
}

/// Whether an aggregate over no rows is zero.
fn zero_of_none(aggregate: &Aggregate) -> bool {
    let counts = |leaf| matches!(leaf, Leaf::Count | Leaf::Sum | Leaf::Distinct | Leaf::ApproxDistinct);
    matches!(aggregate_parts(aggregate.function, &aggregate.arguments), Parts::One(leaf) if counts(leaf))
}

fn theirs_column(name: &str) -> Expr {
    Expr::Column(Column::new(Some("linked"), name))
}
