//! Sources over SQL: the engine's SQL over other sources, after their `where`, with their computed columns.

use super::catalog::Catalog;
use super::context::Run;
use super::lower::Columns;
use super::over::Opening;
use super::rows::rows;
use crate::diag::{Code, Problem};
use crate::lang::Type;
use crate::model::{ColumnRef, Model, Node, NodeKind, Query, Valid, check_sources};
use crate::sources;
use crate::spec::{Source, Spec, Text};
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::TableReference;
use datafusion::datasource::ViewTable;
use datafusion::error::Result;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::{Expr, LogicalPlan, cast};
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// The sources that a query names.
pub(super) fn tables(session: &SessionContext, spec: &Spec, sql: &Text) -> Option<Vec<String>> {
    let state = session.state();
    let statement = state.sql_to_statement(&sql.value, &state.config_options().sql_parser.dialect).ok()?;
    let references = state.resolve_table_references(&statement).ok()?;
    let names = references.iter().map(|reference| reference.table().to_owned());
    Some(names.filter(|name| spec.sources.contains_key(name)).collect())
}

/// The table of a source over SQL that reads these sources.
pub(super) async fn view(
    opening: &Opening<'_>,
    source: &Source,
    sql: &Text,
    tables: Option<Vec<String>>,
) -> std::result::Result<sources::Table, Problem> {
    let Opening { spec, session, settings, catalog, schemas } = opening;
    let Some(tables) = tables else { return Err(unplannable(sql, "it is not one SQL query")) };
    let model = check_sources((*spec).clone(), schemas, &Query::default());
    for name in &tables {
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
        follows |= matches!(node.kind, NodeKind::Nested(_));
    });
    follows
}

/// One level below is enough: a computed column over another has its own columns listed there.
fn follows_link_of(node: &Node) -> bool {
    let mut follows = false;
    node.walk(&mut |node| {
        follows |= matches!(&node.kind, NodeKind::Column(column) if !column.links.is_empty())
            || matches!(node.kind, NodeKind::Nested(_))
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
