//! The rows of a source as a plan: its columns, what links lead to, computed columns, its `where`.

use super::context::Run;
use super::lower::{Columns, lower};
use super::needs::Needs;
use crate::functions::{Lowering, Operand};
use crate::model::{ColumnRef, InsidePart, Interval, Lasts, Node, PeriodPart};
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::{Column, JoinType};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder};
use std::collections::HashMap;

/// Rows with the columns that were asked for, under names of our own.
pub struct Rows {
    /// The plan.
    pub plan: LogicalPlanBuilder,
    /// The name of each column in it.
    pub names: Names,
}

/// Where the columns of a source are found in a plan.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: HashMap<ColumnRef, String>,
    /// The period that a row falls in, where rows are placed.
    pub placed: Option<super::placement::Placed>,
    /// Whether the plan has columns that say where rows begin and end.
    pub bounded: bool,
}

/// The name of the column that says where a row begins, in microseconds.
pub const STARTS: &str = "starts";
/// The name of the column that says where a row ends, in microseconds.
pub const ENDS: &str = "ends";

impl Names {
    fn of(&self, column: &ColumnRef) -> Option<Expr> {
        self.names.get(column).map(|name| named(name))
    }

    fn add(&mut self, column: &ColumnRef) -> String {
        let name = format!("c{}", self.names.len());
        self.names.insert(column.clone(), name.clone());
        name
    }
}

impl Columns for Names {
    fn column(&self, column: &ColumnRef) -> Result<Expr> {
        self.of(column).ok_or_else(|| DataFusionError::Internal(format!("no column {column:?} in the plan")))
    }

    fn period(&self, part: PeriodPart) -> Result<Expr> {
        Ok(self.placed()?.part(part))
    }

    fn in_period(&self, instant: Operand) -> Result<Expr> {
        self.placed()?.holds(instant)
    }

    fn lasts(&self, lasts: &Lasts, at: Option<Operand>, lowering: &Lowering) -> Result<Expr> {
        let row = self.bounds(&lasts.interval, lowering)?;
        super::lasting::test(lasts.test, row, at, self.placed()?, lowering)
    }

    fn inside(&self, interval: &Interval, part: InsidePart, lowering: &Lowering) -> Result<Expr> {
        super::lasting::inside(part, self.bounds(interval, lowering)?, self.placed()?)
    }

    fn time(&self) -> Result<Operand> {
        let time = self.placed()?.time.clone();
        time.ok_or_else(|| DataFusionError::Internal("rows without a time".into()))
    }
}

impl Names {
    fn bounds(&self, interval: &Interval, lowering: &Lowering) -> Result<(Expr, Expr)> {
        match self.bounded {
            true => Ok((named(STARTS), named(ENDS))),
            false => super::lasting::bounds(interval, self, lowering),
        }
    }

    fn placed(&self) -> Result<&super::placement::Placed> {
        self.placed.as_ref().ok_or_else(|| DataFusionError::Internal("rows that are not placed".into()))
    }
}

/// A column of a plan by one of our names.
pub fn named(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

/// The rows of a source after its `where`, with all columns that `nodes` name; `prune` may leave out rows that the
/// caller leaves out anyway.
pub async fn rows(
    run: &Run<'_>,
    source: usize,
    nodes: &[&Node],
    columns: &[ColumnRef],
    prune: Option<Expr>,
    depth: usize,
) -> Result<Rows> {
    let filter = run.model.sources[source].filter.as_ref();
    let mut needs = Needs::new(run.model, source);
    nodes.iter().copied().chain(filter).for_each(|node| needs.node(node));
    columns.iter().for_each(|column| needs.column(column));
    let mut rows = scan(run, source, &needs, prune)?;
    for column in &needs.columns {
        if !rows.names.names.contains_key(column) {
            rows = match column.links.first() {
                Some(link) => join(run, source, rows, *link, &needs, depth).await?,
                None => compute(run, rows, column)?,
            };
        }
    }
    if let Some(filter) = filter {
        let condition = lower(filter, &rows.names, &run.lowering())?.expr;
        rows.plan = rows.plan.filter(condition)?;
    }
    Ok(rows)
}

/// The columns of the data, in the form that values are held in.
fn scan(run: &Run<'_>, source: usize, needs: &Needs, prune: Option<Expr>) -> Result<Rows> {
    let table = run.catalog.table(source)?;
    let mut plan = LogicalPlanBuilder::scan("rows", provider_as_source(table.provider.clone()), None)?;
    if let Some(prune) = prune {
        plan = plan.filter(prune)?;
    }
    let mut names = Names::default();
    let mut exprs = Vec::new();
    for column in needs.columns.iter().filter(|column| needs.is_data(column)) {
        let Some((name, _)) = run.model.sources[source].columns.get_index(column.column) else { continue };
        let Some(found) = table.column(name) else { continue };
        exprs.push(found.expr.clone().alias(names.add(column)));
    }
    if exprs.is_empty() {
        // Rows are counted even where no column is looked at.
        exprs.push(datafusion::logical_expr::lit(true).alias("row"));
    }
    Ok(Rows { plan: plan.project(exprs)?, names })
}

fn compute(run: &Run<'_>, mut rows: Rows, column: &ColumnRef) -> Result<Rows> {
    let source = &run.model.sources[column.source];
    let node = source.columns.get_index(column.column).and_then(|(_, model)| model.computed.as_ref());
    let Some(node) = node else {
        return Err(DataFusionError::Internal("a column that nothing computes".into()));
    };
    let expr = lower(node, &rows.names, &run.lowering())?.expr;
    let name = rows.names.add(column);
    rows.plan = extend(rows.plan, vec![expr.alias(name)])?;
    Ok(rows)
}

/// The plan with more columns.
pub fn extend(plan: LogicalPlanBuilder, more: Vec<Expr>) -> Result<LogicalPlanBuilder> {
    let columns: Vec<Expr> = plan.schema().columns().into_iter().map(Expr::Column).collect();
    plan.project(columns.into_iter().chain(more))
}

/// Joins what a link leads to: at most one row each, so that no row is multiplied.
async fn join(
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
        needs.columns.iter().filter(|column| column.links.first() == Some(&link)).collect();
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
