//! Coarser groups from finer ones, in memory: what adds up is not read again.

use super::context::Run;
use super::placement::PERIOD;
use super::rows::named;
use super::scan::{presence_name, rows_name, slice_name, value_name};
use crate::functions::aggregate::{Leaf, lower_leaf};
use crate::functions::physical::language_type;
use crate::lang::Type;
use crate::plan::{LeafCall, RollUp, Scan};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::MemTable;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, cast};
use std::sync::Arc;

/// The groups of `scan` from those of the finer scan that it names.
pub async fn roll_up(
    run: &Run<'_>,
    scan: &Scan,
    from: &RollUp,
    finer: &Scan,
    groups: RecordBatch,
) -> Result<RecordBatch> {
    let types: Vec<DataType> =
        groups.schema().fields().iter().map(|field| field.data_type().clone()).collect();
    let names: Vec<String> = groups.schema().fields().iter().map(|field| field.name().clone()).collect();
    let type_of = |name: &str| {
        let at = names.iter().position(|other| other == name);
        at.map(|at| types[at].clone()).ok_or_else(|| missing(name))
    };
    let mut keys = vec![named(PERIOD)];
    keys.extend(from.slices.iter().map(|slice| named(&slice_name(*slice))));
    let mut sums = Vec::new();
    let mut columns = vec![named(PERIOD)];
    columns.extend(
        from.slices
            .iter()
            .enumerate()
            .map(|(number, slice)| named(&slice_name(*slice)).alias(slice_name(number))),
    );
    for (number, conditions) in scan.presences.iter().enumerate() {
        let theirs = position(&finer.presences, conditions)?;
        sums.push(
            total(&Leaf::Sum, &presence_name(theirs), DataType::Int64)?
                .alias(format!("sum_of_{}", presence_name(number))),
        );
        columns.push(whole(&format!("sum_of_{}", presence_name(number)), presence_name(number)));
    }
    for (number, leaf) in scan.leaves.iter().enumerate() {
        let theirs = position(&finer.leaves, leaf)?;
        let held = type_of(&value_name(theirs))?;
        sums.push(total(&combining(leaf), &value_name(theirs), held.clone())?.alias(format!("leaf{number}")));
        sums.push(
            total(&Leaf::Sum, &rows_name(theirs), DataType::Int64)?
                .alias(format!("sum_of_{}", rows_name(number))),
        );
        let value = cast(get_field(named(&format!("leaf{number}")), "value"), held);
        columns.push(value.alias(value_name(number)));
        columns.push(whole(&format!("sum_of_{}", rows_name(number)), rows_name(number)));
    }
    let table = MemTable::try_new(groups.schema(), vec![vec![groups]])?;
    let plan = LogicalPlanBuilder::scan("groups", provider_as_source(Arc::new(table)), None)?;
    run.collect(plan.aggregate(keys, sums)?.project(columns)?.build()?).await
}

/// Counts are added up, extremes compared.
fn combining(leaf: &LeafCall) -> Leaf {
    match leaf.leaf {
        Leaf::Min | Leaf::Max => leaf.leaf,
        _ => Leaf::Sum,
    }
}

fn total(leaf: &Leaf, column: &str, held: DataType) -> Result<Expr> {
    let ty = language_type(&held).unwrap_or(Type::Null);
    Ok(lower_leaf(leaf, &ty, Some(named(column)), Vec::new(), None))
}

fn whole(sum: &str, name: String) -> Expr {
    cast(get_field(named(sum), "value"), DataType::Int64).alias(name)
}

fn position<T: PartialEq>(list: &[T], item: &T) -> Result<usize> {
    list.iter().position(|other| other == item).ok_or_else(|| missing("a part"))
}

fn missing(what: &str) -> DataFusionError {
    DataFusionError::Internal(format!("the finer scan lacks {what}"))
}
