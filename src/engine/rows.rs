//! The rows of a source as a plan: its columns, what links lead to, computed columns, its `where`.

use super::context::Run;
use super::lower::{Columns, lower};
use super::needs::{Need, Needs};
use crate::functions::{Lowering, Operand};
use crate::model::{ColumnRef, InsidePart, Interval, Lasts, Node, NodeKind, PeriodPart};
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::Column;
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
    derived: Vec<(NodeKind, String)>,
    /// The period that a row falls in, where rows are placed.
    pub placed: Option<super::placement::Placed>,
    /// Whether the plan has columns that say where rows begin and end.
    pub bounded: bool,
    /// What places a row in time, where it is not the time of its period.
    pub time: Option<Operand>,
}

/// The name of the column that says where a row begins, in microseconds.
pub const STARTS: &str = "starts";
/// The name of the column that says where a row ends, in microseconds.
pub const ENDS: &str = "ends";

impl Names {
    fn of(&self, column: &ColumnRef) -> Option<Expr> {
        self.names.get(column).map(|name| named(name))
    }

    /// A name for a column that is added to the plan.
    pub fn add(&mut self, column: &ColumnRef) -> String {
        let name = format!("c{}", self.names.len());
        self.names.insert(column.clone(), name.clone());
        name
    }

    /// The columns of a source's key that are at hand; without a key, all columns at hand.
    pub fn data(&self, source: usize, key: &[usize]) -> Vec<Expr> {
        let own = self.names.iter().filter(|(column, _)| column.source == source && column.links.is_empty());
        let mut found: Vec<_> = own
            .filter(|(column, _)| key.is_empty() || key.contains(&column.column))
            .map(|(column, name)| (column.column, name))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| named(name)).collect()
    }

    /// A name for a value that is computed from other rows.
    pub fn next_derived(&self) -> String {
        format!("d{}", self.derived.len())
    }

    /// Where such a value is found.
    pub fn add_derived(&mut self, node: &Node, name: String) {
        self.derived.push((node.kind.clone(), name));
    }
}

impl Columns for Names {
    fn column(&self, column: &ColumnRef) -> Result<Expr> {
        self.of(column).ok_or_else(|| DataFusionError::Internal(format!("no column {column:?} in the plan")))
    }

    fn derived(&self, node: &Node) -> Result<Expr> {
        let found = self.derived.iter().find(|(kind, _)| *kind == node.kind);
        let missing = || DataFusionError::Internal("a value of other rows that is not computed".into());
        found.map(|(_, name)| named(name)).ok_or_else(missing)
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
        if let Some(time) = &self.time {
            return Ok(time.clone());
        }
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

/// The rows of a source after its `where`, with all that `nodes` need and the columns asked for; `prune` may leave out
/// rows that the caller leaves out anyway.
pub async fn rows(
    run: &Run<'_>,
    source: usize,
    nodes: &[&Node],
    columns: &[ColumnRef],
    prune: Option<Expr>,
    depth: usize,
) -> Result<Rows> {
    let filter = run.model.sources[source].filter.as_ref();
    let mut needs = Needs::new(run.model, source, false);
    filter.into_iter().for_each(|node| needs.node(node));
    let before = needs.steps.len();
    nodes.iter().for_each(|node| needs.node(node));
    columns.iter().for_each(|column| needs.column(column));
    let prune = prune.filter(|_| !needs.sees_other_rows());
    let mut rows = scan(run, source, &needs, prune)?;
    let (early, late) = needs.steps.split_at(before);
    rows = add(run, source, rows, early, &needs, depth).await?;
    if let Some(filter) = filter {
        let condition = lower(filter, &rows.names, &run.lowering())?.expr;
        rows.plan = rows.plan.filter(condition)?;
    }
    let rows = add(run, source, rows, late, &needs, depth).await?;
    let verified = if depth == 0 { &needs.steps } else { late };
    super::nested::verify(run, verified, depth).await?;
    Ok(rows)
}

/// Adds what nodes need of rows that are placed.
pub async fn complete(
    run: &Run<'_>,
    source: usize,
    rows: Rows,
    nodes: &[&Node],
    depth: usize,
) -> Result<Rows> {
    let mut needs = Needs::new(run.model, source, true);
    nodes.iter().for_each(|node| needs.node(node));
    let rows = add(run, source, rows, &needs.steps, &needs, depth).await?;
    super::nested::verify(run, &needs.steps, depth).await?;
    Ok(rows)
}

async fn add(
    run: &Run<'_>,
    source: usize,
    mut rows: Rows,
    steps: &[Need],
    needs: &Needs<'_>,
    depth: usize,
) -> Result<Rows> {
    for step in steps {
        rows = match step {
            Need::Column(column) if rows.names.of(column).is_some() => rows,
            Need::Column(column) => match column.links.first() {
                Some(link) => super::link::join(run, source, rows, *link, needs, depth).await?,
                None => compute(run, rows, column)?,
            },
            Need::Neighbour(node) | Need::Nested(node) if rows.names.derived(node).is_ok() => rows,
            Need::Neighbour(node) => super::neighbours::add(run, rows, node).await?,
            Need::Nested(node) => super::nested::add(run, rows, node, depth).await?,
        };
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
    for column in needs.columns().filter(|column| needs.is_data(column)) {
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
