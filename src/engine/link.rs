//! Columns behind a link, joined to the rows.

use super::context::Run;
use super::lower::Columns;
use super::needs::Needs;
use super::rows::Rows;
use crate::model::ColumnRef;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::{Column, JoinType};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder};

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
    let mine: Vec<Expr> = link_model
        .pairs
        .iter()
        .zip(&lookup.key_types)
        .map(|((column, _), ty)| Ok(datafusion::logical_expr::cast(rows.names.column(column)?, ty.clone())))
        .collect::<Result<_>>()?;
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

fn theirs_column(alias: &str, name: &str) -> Expr {
    Expr::Column(Column::new(Some(alias), name))
}
