//! One pass over a source: rows placed, grouped and aggregated, all leaves of all KPIs together.

use super::context::Run;
use super::lower::lower;
use super::parts::{Parted, take_out};
use super::placement::{PERIOD, Placed, range};
use super::range::one;
use super::rows::{Names, Rows, complete, extend, named, rows};
use super::{running, runs};
use crate::calendar::Periods;
use crate::functions::aggregate::{Leaf, leaf_argument, lower_leaf, lower_mergeable};
use crate::functions::operator;
use crate::functions::physical::arrow_type;
use crate::lang::Type;
use crate::model::{ColumnRef, Node, NodeKind};
use crate::plan::{AskedPeriods, LeafCall, Placement, Scan};
use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, ExprFunctionExt, LogicalPlanBuilder, cast, lit};
use std::sync::Arc;

/// The groups of a scan, one row each: the period's index, the slices, a count per presence, and per leaf its value,
/// its rows and, if `mergeable`, the state that coarser groups are made from.
pub async fn scan(run: &Run<'_>, scan: &Scan, mergeable: bool) -> Result<Vec<RecordBatch>> {
    let nodes: Vec<&Node> = nodes(scan);
    let asked = asked(run, scan).await?;
    let prune = prune(run, scan, range(&asked, run.as_of))?;
    let rows = rows(run, scan.source, &nodes, &[], prune, 0).await?;
    let rows = place(run, scan, &asked, rows)?;
    let rows = complete(run, scan.source, rows, &nodes, 0).await?;
    if scan.placement == Placement::Runs {
        return Ok(vec![running::scan(run, scan, &asked, rows, mergeable).await?]);
    }
    // States may be large: they are not copied into one batch.
    run.batches(aggregate(run, scan, rows, mergeable)?.build()?).await
}

/// The name of a slice's column.
pub fn slice_name(slice: usize) -> String {
    format!("slice{slice}")
}

/// The name of the count of a presence.
pub fn presence_name(presence: usize) -> String {
    format!("present{presence}")
}

/// The name of a leaf's value.
pub fn value_name(leaf: usize) -> String {
    format!("value{leaf}")
}

/// The name of the count of the rows behind a leaf's value.
pub fn rows_name(leaf: usize) -> String {
    format!("rows{leaf}")
}

/// The name of the column that says whether rows tie for a first or last place.
pub fn tied_name(leaf: usize) -> String {
    format!("tied{leaf}")
}

/// The name of the state of a leaf, from which coarser groups are made.
pub fn state_name(leaf: usize) -> String {
    format!("state{leaf}")
}

/// The periods of a scan: for rows that last all of the time begins with the first of them.
async fn asked(run: &Run<'_>, scan: &Scan) -> Result<Arc<AskedPeriods>> {
    let Some(interval) = scan.interval.as_ref().filter(|_| scan.periods.unbounded()) else {
        return Ok(scan.periods.clone());
    };
    let first =
        one(run, scan.source, &interval.from, Some(run.as_of)).await?.map_or(run.as_of, |(first, _)| first);
    Ok(Arc::new(AskedPeriods { periods: Periods::all(first, run.as_of), ..(*scan.periods).clone() }))
}

/// Every expression of a scan.
fn nodes(scan: &Scan) -> Vec<&Node> {
    let leaves =
        scan.leaves.iter().flat_map(|leaf| leaf.argument.iter().chain(&leaf.order).chain(&leaf.filters));
    let presences = scan.presences.iter().flatten();
    let bounds = scan.interval.iter().flat_map(|interval| [&interval.from, &interval.to]);
    let slices = scan.slices.iter().map(|(node, _)| node);
    scan.time.iter().chain(bounds).chain(slices).chain(leaves).chain(presences).collect()
}

/// A condition on a column of the files, by which whole row groups can be skipped.
fn prune(run: &Run<'_>, scan: &Scan, range: (Option<i64>, Option<i64>)) -> Result<Option<Expr>> {
    let Some(Node { kind: NodeKind::Column(ColumnRef { links, source, column }), .. }) = &scan.time else {
        return Ok(None);
    };
    if !links.is_empty() || range == (None, None) || scan.interval.is_some() {
        return Ok(None);
    }
    let name = run.model.sources[*source].columns.get_index(*column).map_or("", |(name, _)| name);
    let pushdown = run.catalog.table(*source)?.column(name).and_then(|column| column.pushdown.as_ref());
    Ok(pushdown.and_then(|pushdown| pushdown.between(range.0, range.1)))
}

/// Gives each row its period and leaves out rows that lie in none.
fn place(run: &Run<'_>, scan: &Scan, asked: &AskedPeriods, mut rows: Rows) -> Result<Rows> {
    let lowering = run.lowering();
    let time = scan.time.as_ref().map(|time| lower(time, &rows.names, &lowering)).transpose()?;
    let placed = Placed::new(time, asked, &scan.placement, &lowering);
    if scan.placement != Placement::Point {
        rows = runs::bounded(run, scan, rows)?;
        rows.names.placed = Some(placed);
        return match &scan.placement {
            Placement::Each(conditions) => runs::repeated(run, scan, asked, rows, conditions),
            _ => Ok(rows),
        };
    }
    let Rows { plan, mut names } = rows;
    let plan = match placed.counted()? {
        Some(condition) => plan.filter(condition)?,
        None => plan,
    };
    let plan = extend(plan, vec![placed.index().alias(PERIOD)])?;
    let plan = plan.filter(named(PERIOD).is_not_null())?;
    names.placed = Some(placed);
    Ok(Rows { plan, names })
}

/// Filters and arguments as columns, each once, then one grouped aggregation, then flat columns.
fn aggregate(run: &Run<'_>, scan: &Scan, rows: Rows, mergeable: bool) -> Result<LogicalPlanBuilder> {
    let Rows { plan, names } = rows;
    let mut inputs = Inputs::new(run, &names);
    let mut groups = vec![named(PERIOD)];
    for (number, (node, ty)) in scan.slices.iter().enumerate() {
        inputs.slice(number, node, ty)?;
        groups.push(named(&slice_name(number)));
    }
    let mut aggregates = Vec::new();
    for (number, conditions) in scan.presences.iter().enumerate() {
        let rows = count(lit(1_i64));
        let rows = match inputs.all(conditions)? {
            Some(condition) => rows.filter(condition).build()?,
            None => rows,
        };
        aggregates.push(rows.alias(presence_name(number)));
    }
    for (number, leaf) in scan.leaves.iter().enumerate() {
        aggregates.push(inputs.leaf(leaf, mergeable)?.alias(format!("leaf{number}")));
    }
    let plan = project(plan, &[named(PERIOD)], inputs.exprs)?.aggregate(groups, aggregates)?;
    flatten(plan, scan, mergeable)
}

/// What is kept and these columns; what they have in common is computed before them.
pub fn project(
    plan: LogicalPlanBuilder,
    kept: &[Expr],
    columns: Vec<(String, Expr)>,
) -> Result<LogicalPlanBuilder> {
    let (names, exprs): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let Parted { parts, exprs } = take_out(exprs)?;
    let plan = if parts.is_empty() { plan } else { extend(plan, parts)? };
    let columns = exprs.into_iter().zip(names).map(|(expr, name)| expr.alias(name));
    plan.project(kept.iter().cloned().chain(columns))
}

/// A leaf's struct of value and rows becomes two columns, its state a third.
fn flatten(plan: LogicalPlanBuilder, scan: &Scan, mergeable: bool) -> Result<LogicalPlanBuilder> {
    let slices = (0..scan.slices.len()).map(|slice| named(&slice_name(slice)));
    let presences = (0..scan.presences.len()).map(|presence| named(&presence_name(presence)));
    let mut columns: Vec<Expr> = std::iter::once(named(PERIOD)).chain(slices).chain(presences).collect();
    for (number, leaf) in scan.leaves.iter().enumerate() {
        let value = named(&format!("leaf{number}"));
        let (value, rows) = match leaf.leaf {
            Leaf::Count => (value.clone(), value),
            _ => (get_field(value.clone(), "value"), get_field(value, "rows")),
        };
        columns.push(value.alias(value_name(number)));
        columns.push(rows.alias(rows_name(number)));
        if matches!(leaf.leaf, Leaf::First | Leaf::Last) {
            columns.push(get_field(named(&format!("leaf{number}")), "tied").alias(tied_name(number)));
        }
        if mergeable && leaf.leaf != Leaf::Count {
            columns.push(get_field(named(&format!("leaf{number}")), "state").alias(state_name(number)));
        }
    }
    plan.project(columns)
}

/// The columns that an aggregation reads, each expression once.
pub(super) struct Inputs<'a> {
    pub run: &'a Run<'a>,
    pub names: &'a Names,
    /// The columns by their names.
    pub exprs: Vec<(String, Expr)>,
}

impl<'a> Inputs<'a> {
    /// None yet.
    pub fn new(run: &'a Run<'a>, names: &'a Names) -> Self {
        Self { run, names, exprs: Vec::new() }
    }

    /// A column that holds an expression, named by this and a number.
    pub fn named(&mut self, expr: Expr, prefix: &str) -> Expr {
        if let Some((name, _)) = self.exprs.iter().find(|(_, other)| *other == expr) {
            return named(name);
        }
        let name = format!("{prefix}{}", self.exprs.len());
        self.exprs.push((name.clone(), expr));
        named(&name)
    }

    /// The column of a slice.
    pub fn slice(&mut self, number: usize, node: &Node, ty: &Type) -> Result<()> {
        let lowering = self.run.lowering();
        let operand = lower(node, self.names, &lowering)?;
        let held = match ty {
            // A column without values still needs a type to group by.
            Type::Null => cast(operand.expr, arrow_type(&Type::Text)),
            ty => cast(operator::convert(&operand, ty, &lowering)?, arrow_type(ty)),
        };
        self.exprs.push((slice_name(number), held));
        Ok(())
    }

    /// What is true where all conditions are. Each is a column of its own, since others may have it too.
    pub fn all(&mut self, conditions: &[Node]) -> Result<Option<Expr>> {
        let lowering = self.run.lowering();
        let mut all: Option<Expr> = None;
        for condition in conditions {
            let held = cast(lower(condition, self.names, &lowering)?.expr, arrow_type(&Type::Boolean));
            let column = self.named(held, "filter");
            all = Some(all.map_or(column.clone(), |all| all.and(column)));
        }
        Ok(all)
    }

    /// The type of a leaf's argument and the column of its values, if it has one.
    pub fn argument(&mut self, leaf: &LeafCall) -> Result<(Type, Option<Expr>)> {
        let lowering = self.run.lowering();
        let ty = leaf.argument.as_ref().map_or(Type::INTEGER, |argument| argument.ty.clone());
        let argument = leaf.argument.as_ref().map(|node| -> Result<Expr> {
            let operand = lower(node, self.names, &lowering)?;
            let expr = operator::convert(&operand, &leaf_argument(&leaf.leaf, &ty), &lowering)?;
            Ok(self.named(expr, "argument"))
        });
        Ok((ty, argument.transpose()?))
    }

    /// A leaf over the columns.
    pub fn leaf(&mut self, leaf: &LeafCall, mergeable: bool) -> Result<Expr> {
        let lowering = self.run.lowering();
        let filter = self.all(&leaf.filters)?;
        let (ty, argument) = self.argument(leaf)?;
        let mut order = Vec::new();
        for node in &leaf.order {
            let expr = lower(node, self.names, &lowering)?.expr;
            order.push(self.named(expr, "order"));
        }
        let lower = if mergeable { lower_mergeable } else { lower_leaf };
        Ok(lower(&leaf.leaf, &ty, argument, order, filter))
    }
}
