//! Columns behind a link, joined to the rows.

use super::context::Run;
use super::lookup::Lookup;
use super::lower::Columns;
use super::needs::Needs;
use super::nested::column_type;
use super::rows::Rows;
use crate::functions::scalar::row_in_force;
use crate::functions::{Operand, operator};
use crate::lang::Type;
use crate::model::{ColumnRef, LinkModel};
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::{Column, JoinType};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, cast};

/// Joins what a link leads to: at most one row each, so that no row is multiplied.
pub async fn join(
    run: &Run<'_>,
    source: usize,
    mut rows: Rows,
    link: usize,
    needs: &Needs<'_>,
    depth: usize,
) -> Result<Rows> {
    let model = &run.model.sources[source];
    let Some((_, link_model)) = model.links.get_index(link) else {
        return Err(DataFusionError::Internal("a link that is not there".into()));
    };
    let wanted: Vec<&ColumnRef> =
        needs.columns().filter(|column| column.links.first() == Some(&link)).collect();
    let beyond: Vec<ColumnRef> = wanted
        .iter()
        .map(|column| ColumnRef { links: column.links[1..].to_vec(), ..(*column).clone() })
        .collect();
    let lookup = super::lookup::lookup(run, source, link, &beyond, depth + 1).await?;
    let alias = format!("link{link}");
    let theirs = LogicalPlanBuilder::scan(alias.as_str(), provider_as_source(lookup.table.clone()), None)?;
    let mine = mine(run, &rows, link_model, &lookup)?;
    let keys: Vec<Expr> = (0..mine.len()).map(|key| theirs_column(&alias, &format!("key{key}"))).collect();
    let on = mine.into_iter().zip(keys).map(|(mine, theirs)| theirs.eq(mine));
    let own: Vec<Expr> = rows.plan.schema().columns().into_iter().map(Expr::Column).collect();
    // The looked-up side stands first, so that the engine holds it in memory and streams the rows past it.
    let joined = theirs.join_on(rows.plan.build()?, JoinType::Right, on)?;
    let found = wanted.iter().enumerate().map(|(number, column)| {
        theirs_column(&alias, &format!("value{number}")).alias(rows.names.add(column))
    });
    let columns: Vec<Expr> = own.into_iter().chain(found).collect();
    rows.plan = joined.project(columns)?;
    Ok(rows)
}

/// The row's side of the keys: its columns, or the number of the row that is in force.
fn mine(run: &Run<'_>, rows: &Rows, link: &LinkModel, lookup: &Lookup) -> Result<Vec<Expr>> {
    let keys = link.pairs.iter().zip(&lookup.key_types);
    let keys = keys.map(|((column, _), ty)| Ok(cast(rows.names.column(column)?, ty.clone())));
    let keys: Vec<Expr> = keys.collect::<Result<_>>()?;
    let (Some(history), Some(at)) = (&lookup.history, &link.as_of) else { return Ok(keys) };
    let ty = column_type(run, at).unwrap_or(Type::Null);
    let at = Operand { expr: rows.names.column(at)?, ty, literal: None };
    let at = operator::convert(&at, &Type::Instant, &run.lowering())?;
    Ok(vec![row_in_force(history.clone(), keys, cast(at, DataType::Int64))])
}

fn theirs_column(alias: &str, name: &str) -> Expr {
    Expr::Column(Column::new(Some(alias), name))
}
