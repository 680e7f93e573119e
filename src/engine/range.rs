//! The first and last instants in the data.

use super::context::Run;
use super::lower::lower;
use super::rows::{named, rows};
use crate::calendar::DAY;
use crate::functions::operator;
use crate::functions::value::value_at;
use crate::lang::{Type, Value};
use crate::model::{Aggregate, Model, Node, NodeKind};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{max, min};

/// What places rows in time, each pair of source and time once.
pub fn times(model: &Model, kpis: impl Iterator<Item = usize>) -> Vec<(usize, Node)> {
    let mut found: Vec<(usize, Node)> = Vec::new();
    for kpi in kpis {
        aggregates(model, kpi, &mut |aggregate| {
            let Some(time) = &aggregate.time else { return };
            let pair = (aggregate.source, time.clone());
            if !found.contains(&pair) {
                found.push(pair);
            }
        });
    }
    found
}

fn aggregates(model: &Model, kpi: usize, visit: &mut impl FnMut(&Aggregate)) {
    let Some(kpi) = &model.kpis[kpi] else { return };
    let mut used = Vec::new();
    kpi.node.walk(&mut |node| match &node.kind {
        NodeKind::Aggregate(aggregate) => visit(aggregate),
        NodeKind::Kpi(kpi) => used.push(*kpi),
        _ => {}
    });
    used.into_iter().for_each(|kpi| aggregates(model, kpi, visit));
}

/// The first and last instants of the rows of sources; the last instant of a date is the end of its day.
pub async fn range(run: &Run<'_>, times: &[(usize, Node)]) -> Result<Option<(i64, i64)>> {
    let mut whole: Option<(i64, i64)> = None;
    for (source, time) in times {
        if let Some((first, last)) = one(run, *source, time).await? {
            whole = Some(whole.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
        }
    }
    Ok(whole)
}

/// The first and last instants of one time of a source.
pub async fn one(run: &Run<'_>, source: usize, time: &Node) -> Result<Option<(i64, i64)>> {
    let rows = rows(run, source, &[time], &[], None, 0).await?;
    let lowering = run.lowering();
    let operand = lower(time, &rows.names, &lowering)?;
    let instant = operator::convert(&operand, &Type::Instant, &lowering)?;
    let plan = rows.plan.project(vec![instant.alias("time")])?;
    let plan = plan.aggregate(
        Vec::<datafusion::logical_expr::Expr>::new(),
        vec![min(named("time")).alias("first"), max(named("time")).alias("last")],
    )?;
    let batch = run.collect(plan.build()?).await?;
    let at = |column: usize| match value_at(batch.column(column), 0, &Type::Instant) {
        Value::Instant(micros) => Some(micros),
        _ => None,
    };
    let day = if time.ty == Type::Date { DAY } else { 0 };
    Ok(at(0).zip(at(1)).map(|(first, last)| (first, last.saturating_add(day))))
}
