//! Aggregates over the values of keys, or of finer periods: the values become rows, which are aggregated again.

use super::Frames;
use super::columns::Columns;
use super::derived::Part;
use super::order::{Keys, Order};
use super::universe::moved;
use super::values::Computed;
use crate::engine::formula::{LeafColumns, aggregate_value};
use crate::engine::groups::Groups;
use crate::engine::placement::PERIOD;
use crate::engine::rows::named;
use crate::engine::scan::{rows_name, slice_name, value_name};
use crate::functions::aggregate::{Leaf, Parts, leaf_output, lower_leaf};
use crate::functions::evaluate::evaluate;
use crate::functions::physical::language_type;
use crate::lang::Type;
use crate::model::Per;
use crate::plan::{Derived, Frame, How, aggregate_parts};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int32Array, Int64Array, RecordBatch, UInt32Array};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::catalog::MemTable;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::Result;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::logical_expr::{Expr, ExprFunctionExt, LogicalPlanBuilder};
use std::sync::Arc;

const VALUE: &str = "value";
const KEPT: &str = "kept";
const ROWS: &str = "rows";

impl Frames<'_> {
    /// The aggregate over keys for these rows of the outer frame.
    pub(super) async fn per(
        &self,
        outer: &Frame,
        part: &Derived,
        frame: &Frame,
        per: &Per,
        order: &Order,
    ) -> Result<Part> {
        let inner = self.inner_rows(outer, &part.how, frame, order)?;
        let computed = self.values(frame, &inner).await?;
        let (inner, computed) = in_outer_periods(inner, computed, &part.how)?;
        let batch = batch(outer.keys.len(), per, &inner, computed)?;
        let leaves = leaves(per, &batch);
        let groups = Groups::new(self.aggregated(outer.keys.len(), &leaves, batch).await?, outer.keys.len())?;
        self.combined(part, per, &leaves, &groups, order)
    }

    /// The rows that are aggregated: every key that has rows, or every finer period.
    fn inner_rows(&self, outer: &Frame, how: &How, frame: &Frame, order: &Order) -> Result<Order> {
        if matches!(how, How::Finer(_)) && frame.keys.len() == outer.keys.len() {
            return Keys::sorted_or_none(order)?.in_periods(&frame.periods.indexes().collect::<Vec<_>>());
        }
        self.universe(frame)
    }

    /// One row per outer period and key.
    async fn aggregated(&self, keys: usize, leaves: &[LeafOver], batch: RecordBatch) -> Result<RecordBatch> {
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
        let plan = LogicalPlanBuilder::scan("values", provider_as_source(Arc::new(table)), None)?;
        let groups: Vec<Expr> =
            std::iter::once(named(PERIOD)).chain((0..keys).map(|key| named(&slice_name(key)))).collect();
        let mut aggregates = vec![sum(named(ROWS)).filter(named(KEPT)).build()?.alias(ROWS)];
        let mut columns = groups.clone();
        columns.push(named(ROWS));
        for (number, leaf) in leaves.iter().enumerate() {
            let name = format!("leaf{number}");
            aggregates.push(leaf.expr.clone().alias(&name));
            let (value, rows) = match leaf.leaf {
                Leaf::Count => (named(&name), named(&name)),
                _ => (get_field(named(&name), "value"), get_field(named(&name), "rows")),
            };
            columns.push(value.alias(value_name(number)));
            columns.push(rows.alias(rows_name(number)));
        }
        self.run.collect(plan.aggregate(groups, aggregates)?.project(columns)?.build()?).await
    }

    /// The aggregate's value from its leaves, for the rows of the outer frame.
    fn combined(
        &self,
        part: &Derived,
        per: &Per,
        leaves: &[LeafOver],
        groups: &Groups,
        order: &Order,
    ) -> Result<Part> {
        let rows = groups.places(&order.periods, &order.keys)?;
        let mut columns = Columns::default();
        for field in groups.batch.schema().fields().iter().skip(1) {
            columns.add(field.name().clone(), take(groups.column(field.name())?, &rows, None)?);
        }
        let batch = columns.batch(rows.len())?;
        let held = leaves.iter().enumerate().map(|(number, leaf)| LeafColumns {
            value: named(&value_name(number)),
            rows: named(&rows_name(number)),
            held: leaf_output(&leaf.leaf, &leaf.ty),
        });
        let parts = aggregate_parts(per.function, &per.arguments);
        let argument = per.arguments.first().map(|node| &node.ty);
        let value = aggregate_value(
            parts,
            &held.collect::<Vec<_>>(),
            argument,
            &part.part.ty,
            per.empty_is_none,
            &self.run.lowering(),
        )?;
        let behind = batch.column_by_name(ROWS).map(|rows| rows.as_primitive::<Int64Type>().clone());
        let behind = behind.iter().flat_map(|rows| rows.iter());
        let rows = behind.map(|rows| rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0)).collect();
        Ok(Part { values: evaluate(value, &batch)?, rows })
    }
}

/// A leaf over the values of keys.
struct LeafOver {
    leaf: Leaf,
    /// The type of its argument.
    ty: Type,
    expr: Expr,
}

/// Rows of finer periods belong to the period that they lie in.
fn in_outer_periods(inner: Order, computed: Computed, how: &How) -> Result<(Order, Computed)> {
    let How::Finer(inside) = how else { return Ok((inner, computed)) };
    let numbers: Vec<usize> = (0..inner.periods.len()).collect();
    let holding =
        |period: usize| (0..inside.len()).filter(|outer| inside[*outer].contains(&period)).collect();
    let mut numbered = inner.clone();
    numbered
        .columns
        .push(Arc::new(UInt32Array::from_iter(numbers.iter().map(|row| u32::try_from(*row).ok()))));
    let mut outer = moved(&numbered, holding)?;
    let Some(rows) = outer.columns.pop() else { return Ok((inner, computed)) };
    let rows = rows.as_primitive::<datafusion::arrow::datatypes::UInt32Type>().clone();
    let columns: Vec<ArrayRef> =
        computed.columns.iter().map(|column| Ok(take(column, &rows, None)?)).collect::<Result<_>>()?;
    let behind =
        rows.values().iter().map(|row| computed.rows.get(*row as usize).copied().unwrap_or(0)).collect();
    Ok((outer, Computed { columns, rows: behind }))
}

/// The values of keys as rows to aggregate: arguments, what `having` says, and the order.
fn batch(keys: usize, per: &Per, inner: &Order, computed: Computed) -> Result<RecordBatch> {
    let mut columns = Columns::default();
    let period = |period: &usize| i32::try_from(*period).ok();
    columns.add(PERIOD.to_owned(), Arc::new(inner.periods.iter().map(period).collect::<Int32Array>()));
    for (key, column) in inner.columns.iter().take(keys).enumerate() {
        columns.add(slice_name(key), column.clone());
    }
    let arguments = per.arguments.len();
    let having = per.having.as_ref().and_then(|_| computed.columns.get(arguments));
    let kept: ArrayRef = match having {
        Some(kept) => kept.clone(),
        None => Arc::new(datafusion::arrow::array::BooleanArray::from(vec![true; inner.periods.len()])),
    };
    columns.add(KEPT.to_owned(), kept);
    columns.add(VALUE.to_owned(), computed.columns[0].clone());
    let order = computed.columns.iter().skip(arguments + usize::from(per.having.is_some()));
    for (number, column) in order.enumerate() {
        columns.add(order_name(number), column.clone());
    }
    let rows =
        computed.rows.iter().map(|rows| if per.counts_keys { Some(1) } else { i64::try_from(*rows).ok() });
    columns.add(ROWS.to_owned(), Arc::new(rows.collect::<Int64Array>()));
    columns.batch(inner.periods.len())
}

/// The leaves of the aggregate over the values.
fn leaves(per: &Per, batch: &RecordBatch) -> Vec<LeafOver> {
    let given = per.arguments.first().map_or(Type::Null, |node| node.ty.clone());
    // Values may be held wider than their type says.
    let held = batch.column_by_name(VALUE).and_then(|column| language_type(column.data_type()));
    let ty = match (&given, held) {
        (Type::Number(..) | Type::Duration, Some(held)) => held,
        _ => given.clone(),
    };
    let order: Vec<Expr> = (0..per.order.len()).map(|number| named(&order_name(number))).collect();
    let kept = named(KEPT);
    let over = |leaf: Leaf, filter: Expr, argument: Option<Expr>| LeafOver {
        leaf,
        ty: if argument.is_some() { ty.clone() } else { Type::INTEGER },
        expr: lower_leaf(&leaf, &ty, argument, order.clone(), Some(filter)),
    };
    let value = || Some(named(VALUE));
    match aggregate_parts(per.function, &per.arguments) {
        Parts::Mean => vec![over(Leaf::Sum, kept, value())],
        Parts::Share => {
            vec![over(Leaf::Count, kept.clone().and(named(VALUE)), None), over(Leaf::Count, kept, None)]
        }
        Parts::One(Leaf::Count) if given == Type::Boolean => {
            vec![over(Leaf::Count, kept.and(named(VALUE)), None)]
        }
        Parts::One(leaf) => vec![over(leaf, kept, value())],
    }
}

fn order_name(number: usize) -> String {
    format!("order{number}")
}
