//! Aggregates over linked rows that look at the row they are computed for, or at its period: computed for each
//! different key and set of values that rows ask about, then joined back.

use super::{column_type, form, found, grouped, key, keys, linked, nested};
use crate::engine::context::Run;
use crate::engine::lower::{Columns, lower};
use crate::engine::placement::PERIOD;
use crate::engine::rows::{Rows, complete, extend, named};
use crate::lang::Type;
use crate::model::{ColumnRef, Nested, Node, NodeKind};
use datafusion::catalog::MemTable;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::{Column, JoinType, NullEquality};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, cast};
use std::sync::Arc;

/// What rows ask about: the columns of their keys and of the values that are compared.
struct Question {
    keys: Vec<(String, Expr)>,
    values: Vec<(String, Expr, Option<Node>)>,
}

/// The rows with the value of such an aggregate.
pub async fn add(run: &Run<'_>, rows: Rows, node: &Node, depth: usize) -> Result<Rows> {
    let nested = nested(node)?;
    let keys = keys(run, nested)?;
    let question = question(run, &rows, nested, &keys.outer, depth)?;
    let own: Vec<String> = rows.plan.schema().columns().into_iter().map(|column| column.name).collect();
    let more = question.keys.iter().map(|(name, expr)| expr.clone().alias(name));
    let more = more.chain(question.values.iter().map(|(name, expr, _)| expr.clone().alias(name))).collect();
    let batch = run.collect(extend(rows.plan, more)?.build()?).await?;
    let held = Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?);
    let placed = rows.names.placed.clone();
    let answers = answers(run, node, &question, scan(&held)?, placed, depth).await?;
    let mut names = rows.names;
    let name = names.next_derived();
    let plan = join(nested, &question, answers, scan(&held)?, &own, &name)?;
    names.add_derived(node, name);
    Ok(Rows { plan, names })
}

/// Held rows, all columns by their bare names.
fn scan(held: &Arc<MemTable>) -> Result<LogicalPlanBuilder> {
    let plan = LogicalPlanBuilder::scan("held", provider_as_source(held.clone()), None)?;
    let columns: Vec<Expr> = plan
        .schema()
        .columns()
        .into_iter()
        .map(|column| {
            let name = column.name.clone();
            Expr::Column(column).alias(name)
        })
        .collect();
    plan.project(columns)
}

fn question(
    run: &Run<'_>,
    rows: &Rows,
    nested: &Nested,
    keys: &[ColumnRef],
    depth: usize,
) -> Result<Question> {
    let mut question = Question { keys: Vec::new(), values: Vec::new() };
    for (number, column) in keys.iter().enumerate() {
        let key = rows.names.column(column)?;
        let ty = column_type(run, column).unwrap_or(Type::Null);
        let key = if ty == Type::Null { cast(key, form(&ty)) } else { key };
        question.keys.push((format!("key{depth}_{number}"), key));
    }
    for node in nested.outer() {
        let known = question.values.iter().any(|(_, _, other)| other.as_ref() == Some(node));
        if !known {
            let value = lower(node, &rows.names, &run.lowering())?.expr;
            let value = if node.ty == Type::Null { cast(value, form(&node.ty)) } else { value };
            let name = format!("asked{depth}_{}", question.values.len());
            question.values.push((name, value, Some(node.clone())));
        }
    }
    if nested.asks_period() {
        let index = rows.names.placed.as_ref().map_or_else(|| named(PERIOD), |placed| placed.index());
        question.values.push((format!("period{depth}"), index, None));
    }
    Ok(question)
}

/// The value for each different question: the columns asked about, then `value`.
async fn answers(
    run: &Run<'_>,
    node: &Node,
    question: &Question,
    held: LogicalPlanBuilder,
    placed: Option<crate::engine::placement::Placed>,
    depth: usize,
) -> Result<LogicalPlanBuilder> {
    let nested = nested(node)?;
    let keys = keys(run, nested)?;
    let asked: Vec<Expr> = question.names().map(|name| named(name)).collect();
    let known = question.keys.iter().map(|(name, _)| named(name).is_not_null());
    let questions = known.into_iter().try_fold(held.project(asked)?, |plan, known| plan.filter(known))?;
    let questions = questions.distinct()?;
    let mut rows = linked(run, nested, &keys.inner, depth).await?;
    let mut on = Vec::new();
    let pairs = keys.inner.iter().zip(&keys.outer).zip(&question.keys);
    for ((inner, outer), (name, _)) in pairs {
        on.push(named(name).eq(key(run, &rows, inner, outer)?));
    }
    rows.plan = questions.join_on(rows.plan.build()?, JoinType::Inner, on)?;
    for (name, _, node) in &question.values {
        match node {
            Some(node) => {
                let outer = NodeKind::Outer(Box::new(node.clone()));
                rows.names.add_derived(&Node::new(outer, node.ty.clone(), node.span), name.clone());
            }
            None => rows.names.placed = placed.as_ref().map(|placed| placed.known(named(name))),
        }
    }
    let nodes: Vec<&Node> = nested.aggregate.nodes().collect();
    let rows = Box::pin(complete(run, nested.aggregate.source, rows, &nodes, depth + 1)).await?;
    let groups = question.names().map(|name| (name.clone(), named(name))).collect();
    grouped(run, rows, nested, &node.ty, groups)
}

/// The answer to each row's question beside the row; null asks like null.
fn join(
    nested: &Nested,
    question: &Question,
    answers: LogicalPlanBuilder,
    held: LogicalPlanBuilder,
    own: &[String],
    name: &str,
) -> Result<LogicalPlanBuilder> {
    let mut renamed: Vec<Expr> = question.names().map(|name| named(name).alias(answer(name))).collect();
    renamed.push(named("value"));
    let answers = answers.project(renamed)?.alias("linked")?;
    let value = found(&nested.aggregate, answers.schema().field_with_unqualified_name("value")?.data_type())?;
    let theirs = question.names().map(|name| Column::new(Some("linked"), answer(name))).collect::<Vec<_>>();
    let mine = question.names().map(Column::new_unqualified).collect::<Vec<_>>();
    let own = own.iter().map(|name| named(name));
    answers
        .join_detailed_with_options(
            held.build()?,
            JoinType::Right,
            (theirs, mine),
            None,
            NullEquality::NullEqualsNull,
            false,
        )?
        .project(own.chain([value.alias(name)]))
}

fn answer(name: &str) -> String {
    format!("answer_{name}")
}

impl Question {
    /// The names of all columns.
    fn names(&self) -> impl Iterator<Item = &String> {
        self.keys.iter().map(|(name, _)| name).chain(self.values.iter().map(|(name, _, _)| name))
    }
}
