//! Rows that a KPI does not see, and values that it skips, counted: for `explain` and `--verbose`.

use super::context::Run;
use super::lower::lower;
use super::prepare::Prepared;
use super::range::times;
use super::rows::{named, rows};
use crate::functions::value::value_at;
use crate::functions::{Operand, operator};
use crate::lang::ast::BinaryOp;
use crate::lang::{Repr, Type, Value};
use crate::model::{Interval, Node, NodeKind};
use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, ExprFunctionExt, LogicalPlanBuilder, lit, not};

/// What is left out of a KPI, one sentence each; nothing where nothing is, or where it cannot be counted.
pub async fn left_out(prepared: &Prepared, kpi: usize) -> Vec<String> {
    let run = prepared.run();
    let mut told = Vec::new();
    let times = times(&prepared.model, std::iter::once(kpi));
    for (source, time) in &times.events {
        told.extend(misplaced(&run, *source, time).await.unwrap_or_default());
    }
    for (source, interval) in &times.lasting {
        told.extend(without_interval(&run, *source, interval).await.unwrap_or_default());
    }
    let sources = prepared.model.kpis.get(kpi).and_then(Option::as_ref).map(|kpi| kpi.sources.clone());
    for source in sources.unwrap_or_default() {
        told.extend(unusable(&run, source).await.unwrap_or_default());
    }
    told
}

/// Rows without a time lie in no period; rows after now do not count yet.
async fn misplaced(run: &Run<'_>, source: usize, time: &Node) -> Result<Vec<String>> {
    let rows = rows(run, source, &[time], &[], None, 0).await?;
    let lowering = run.lowering();
    let operand = lower(time, &rows.names, &lowering)?;
    let now = Operand { expr: super::lower::instant(run.as_of), ty: Type::Instant, literal: None };
    let later = operator::binary(BinaryOp::Greater, &operand, &now, &Type::Boolean, &lowering)?;
    let found = count_each(run, rows.plan, vec![operand.expr.is_null(), later]).await?;
    let name = &run.model.sources[source].name;
    let time = time_name(run, time);
    let said = [format!("of `{name}` without {time}, in no period"), format!("of `{name}` after now")];
    Ok(counted(&found, "row", &said))
}

/// Rows that do not begin or end before they do are data errors; those that begin after now do not exist yet.
async fn without_interval(run: &Run<'_>, source: usize, interval: &Interval) -> Result<Vec<String>> {
    let rows = rows(run, source, &[&interval.from, &interval.to], &[], None, 0).await?;
    let lowering = run.lowering();
    let from = lower(&interval.from, &rows.names, &lowering)?;
    let now = Operand { expr: super::lower::instant(run.as_of), ty: Type::Instant, literal: None };
    let later = operator::binary(BinaryOp::Greater, &from, &now, &Type::Boolean, &lowering)?;
    let exists = from.expr.clone().is_not_null().and(not(later.clone()));
    let (start, _) = super::lasting::bounds(interval, &rows.names, &lowering)?;
    let conditions = vec![from.expr.is_null(), exists.and(start.is_null()), later];
    let found = count_each(run, rows.plan, conditions).await?;
    let name = &run.model.sources[source].name;
    let (from, to) = (time_name(run, &interval.from), time_name(run, &interval.to));
    let said = [
        format!("of `{name}` without {from}, left out"),
        format!("of `{name}` with {to} before {from}, left out"),
        format!("of `{name}` with {from} after now"),
    ];
    Ok(counted(&found, "row", &said))
}

/// How many rows meet each condition.
async fn count_each(run: &Run<'_>, plan: LogicalPlanBuilder, conditions: Vec<Expr>) -> Result<RecordBatch> {
    let names: Vec<String> = (0..conditions.len()).map(|number| format!("condition{number}")).collect();
    let columns = conditions.into_iter().zip(&names).map(|(condition, name)| condition.alias(name));
    let plan = plan.project(columns)?;
    let counts = names.iter().map(|name| count(lit(1_i64)).filter(named(name)).build());
    let plan = plan.aggregate(Vec::<Expr>::new(), counts.collect::<Result<Vec<_>>>()?)?;
    run.collect(plan.build()?).await
}

fn time_name(run: &Run<'_>, time: &Node) -> String {
    let NodeKind::Column(column) = &time.kind else { return "time".into() };
    let model = run.model.sources[column.source].columns.get_index(column.column);
    model.map_or("time".into(), |(name, _)| format!("`{name}`"))
}

/// Values of float columns that are NaN or infinite are skipped like null.
async fn unusable(run: &Run<'_>, source: usize) -> Result<Vec<String>> {
    let table = run.catalog.table(source)?;
    let schema = table.provider.schema();
    let floats = table.columns.iter().filter(|column| {
        let raw = schema.field_with_name(&column.raw).is_ok_and(|field| field.data_type().is_floating());
        raw && matches!(column.ty, Type::Number(Repr::Float, _))
    });
    let (mut columns, mut counts, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for (number, column) in floats.enumerate() {
        let name = format!("unusable{number}");
        let raw = Expr::Column(datafusion::common::Column::new_unqualified(&column.raw));
        columns.push(raw.is_not_null().and(column.expr.clone().is_null()).alias(&name));
        counts.push(count(lit(1_i64)).filter(named(&name)).build()?);
        said.push(format!(
            "of `{}.{}` not finite, skipped like null",
            run.model.sources[source].name, column.name
        ));
    }
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let plan = LogicalPlanBuilder::scan("rows", provider_as_source(table.provider.clone()), None)?;
    let plan = plan.project(columns)?.aggregate(Vec::<Expr>::new(), counts)?;
    Ok(counted(&run.collect(plan.build()?).await?, "value", &said))
}

/// What is said of each count that is not zero.
fn counted(found: &RecordBatch, thing: &str, said: &[String]) -> Vec<String> {
    let counts = found.columns().iter().map(|column| value_at(column, 0, &Type::INTEGER));
    let told = counts.zip(said).filter_map(|(count, said)| match count {
        Value::Integer(1) => Some(format!("1 {thing} {said}")),
        Value::Integer(count) if count > 1 => Some(format!("{count} {thing}s {said}")),
        _ => None,
    });
    told.collect()
}
