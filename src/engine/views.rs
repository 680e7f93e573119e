//! Sources over SQL: the engine's SQL over other sources, after their `where`, with their computed columns.

use super::catalog::{Catalog, keep};
use super::context::Run;
use super::lower::Columns;
use super::rows::rows;
use crate::diag::{Code, Problem, Problems};
use crate::lang::Type;
use crate::model::{ColumnRef, Model, Node, NodeKind, Query, Schema, Valid, check_sources};
use crate::sources::{self, OpenSettings};
use crate::spec::{Origin, Source, Spec, Text};
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::TableReference;
use datafusion::datasource::ViewTable;
use datafusion::error::Result;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::{Expr, LogicalPlan, cast};
use datafusion::prelude::SessionContext;
use indexmap::IndexMap;
use std::sync::Arc;

/// Opens every source over SQL, each after those that it reads.
pub(super) async fn open(
    spec: &Arc<Spec>,
    session: &SessionContext,
    settings: &OpenSettings,
    catalog: &mut Catalog,
    schemas: &mut IndexMap<String, Schema>,
    problems: &mut Problems,
) {
    let mut waiting: Vec<(usize, &Source, &Text)> = Vec::new();
    for (number, source) in spec.sources.values().enumerate() {
        if let Origin::Sql(sql) = &source.origin {
            waiting.push((number, source, sql));
        }
    }
    while !waiting.is_empty() {
        let before = waiting.len();
        for (number, source, sql) in std::mem::take(&mut waiting) {
            let tables = tables(session, spec, sql);
            let blocked = tables.iter().flatten().any(|name| waits(spec, schemas, name));
            if blocked {
                waiting.push((number, source, sql));
                continue;
            }
            let opened = match tables {
                Some(tables) => view(spec, session, settings, catalog, schemas, source, sql, &tables).await,
                None => Err(unplannable(sql, "it is not one SQL query")),
            };
            keep(opened, number, &source.name.value, catalog, schemas, problems);
            if schemas.get(&source.name.value).is_none() {
                schemas.shift_remove(&source.name.value);
                return;
            }
        }
        if waiting.len() == before {
            return waiting
                .first()
                .into_iter()
                .for_each(|(_, source, sql)| problems.push(circle(source, sql)));
        }
    }
}

/// A source over SQL that is not open yet.
fn waits(spec: &Spec, schemas: &IndexMap<String, Schema>, name: &str) -> bool {
    let over_sql = spec.sources.get(name).is_some_and(|source| matches!(source.origin, Origin::Sql(_)));
    over_sql && !schemas.contains_key(name)
}

fn circle(source: &Source, sql: &Text) -> Problem {
    let message =
        format!("the SQL of `{}` needs a source that cannot be opened, or itself", source.name.value);
    Problem::error(Code::Cycle, sql.span, message).help("let it read sources that do not read this one")
}

/// The sources that a query names.
fn tables(session: &SessionContext, spec: &Spec, sql: &Text) -> Option<Vec<String>> {
    let state = session.state();
    let statement = state.sql_to_statement(&sql.value, &state.config_options().sql_parser.dialect).ok()?;
    let references = state.resolve_table_references(&statement).ok()?;
    let names = references.iter().map(|reference| reference.table().to_owned());
    Some(names.filter(|name| spec.sources.contains_key(name)).collect())
}

#[allow(clippy::too_many_arguments)]
async fn view(
    spec: &Arc<Spec>,
    session: &SessionContext,
    settings: &OpenSettings,
    catalog: &Catalog,
    schemas: &IndexMap<String, Schema>,
    source: &Source,
    sql: &Text,
    tables: &[String],
) -> std::result::Result<sources::Table, Problem> {
    let model = check_sources(spec.clone(), schemas, &Query::default());
    for name in tables {
        let Some(number) = spec.sources.get_index_of(name) else { continue };
        if !schemas.contains_key(name) {
            let message = format!("the SQL reads `{name}`, which cannot be opened");
            return Err(Problem::error(Code::UnreadableData, sql.span, message));
        }
        let plan = source_plan(session, &model, catalog, number).await;
        let plan = plan.map_err(|error| super::failure::problem(&error))?;
        let registered =
            session.register_table(TableReference::bare(name.as_str()), Arc::new(ViewTable::new(plan, None)));
        registered.map_err(|error| super::failure::problem(&error))?;
    }
    let plan = query(session, sql).await.map_err(|error| unplannable(sql, &error.strip_backtrace()))?;
    let provider = Arc::new(ViewTable::new(plan, Some(sql.value.clone())));
    Ok(sources::from_provider(provider, source, settings))
}

async fn query(session: &SessionContext, sql: &Text) -> Result<LogicalPlan> {
    let plan = session.state().create_logical_plan(&sql.value).await?;
    let reading_only =
        SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reading_only.verify_plan(&plan)?;
    Ok(plan)
}

fn unplannable(sql: &Text, reason: &str) -> Problem {
    let kinds = ["Error during planning: ", "Schema error: ", "SQL error: "];
    let plain = kinds.iter().fold(reason, |reason, kind| reason.trim_start_matches(kind));
    let reason: String = plain.lines().next().unwrap_or_default().chars().take(300).collect();
    let reason = reason.replace("datafusion.public.", "");
    Problem::error(Code::Syntax, sql.span, format!("the SQL cannot be used: {reason}"))
        .help("one `select` over the project's sources; names with capitals need no quotes")
}

/// A source as SQL sees it.
async fn source_plan(
    session: &SessionContext,
    model: &Valid<Model>,
    catalog: &Catalog,
    source: usize,
) -> Result<LogicalPlan> {
    let run = Run { session, model, catalog, as_of: i64::MAX, lookups: Default::default() };
    let columns: Vec<(ColumnRef, &str, &Type)> = model.sources[source]
        .columns
        .iter()
        .enumerate()
        .filter(|(_, (_, column))| column.computed.as_ref().is_none_or(|node| !follows_link(model, node)))
        .map(|(number, (name, column))| {
            (ColumnRef { links: Vec::new(), source, column: number }, name.as_str(), &column.ty)
        })
        .collect();
    let wanted: Vec<ColumnRef> = columns.iter().map(|(column, _, _)| column.clone()).collect();
    let rows = rows(&run, source, &[], &wanted, None, 0).await?;
    let exprs: Vec<Expr> = columns
        .iter()
        .map(|(column, name, ty)| Ok(outward(rows.names.column(column)?, ty, model).alias(*name)))
        .collect::<Result<_>>()?;
    rows.plan.project(exprs)?.build()
}

fn follows_link(model: &Model, node: &Node) -> bool {
    let mut follows = false;
    node.walk(&mut |node| {
        if let NodeKind::Column(column) = &node.kind {
            let model = model.sources[column.source].columns.get_index(column.column);
            let computed = model.and_then(|(_, model)| model.computed.as_ref());
            follows |= !column.links.is_empty();
            follows |= computed.is_some_and(follows_link_of);
        }
    });
    follows
}

/// One level below is enough: a computed column over another has its own columns listed there.
fn follows_link_of(node: &Node) -> bool {
    let mut follows = false;
    node.walk(&mut |node| {
        follows |= matches!(&node.kind, NodeKind::Column(column) if !column.links.is_empty())
    });
    follows
}

/// Instants as local times of the project's zone and durations as the engine's own, so that SQL's functions fit.
fn outward(expr: Expr, ty: &Type, model: &Model) -> Expr {
    let zoned = |zone: &str| DataType::Timestamp(TimeUnit::Microsecond, Some(zone.into()));
    match ty {
        Type::Instant if model.civil.zone.name() != "UTC" => {
            cast(cast(expr, zoned("UTC")), zoned(model.civil.zone.name()))
        }
        Type::Duration => cast(expr, DataType::Duration(TimeUnit::Microsecond)),
        Type::Null => cast(expr, DataType::Utf8View),
        _ => expr,
    }
}
