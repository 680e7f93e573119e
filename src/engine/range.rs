//! The first and last instants in the data.

use super::context::Run;
use super::lower::lower;
use super::rows::{named, rows};
use crate::calendar::DAY;
use crate::functions::operator;
use crate::functions::value::value_at;
use crate::lang::{Type, Value};
use crate::model::{Aggregate, Interval, Model, Node, NodeKind};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{max, min};

/// What places rows in time, by source and each once.
#[derive(Debug, Default)]
pub struct Times {
    /// The times of events.
    pub events: Vec<(usize, Node)>,
    /// The intervals of rows that last.
    pub lasting: Vec<(usize, Interval)>,
}

/// What places the rows of KPIs in time.
pub fn times(model: &Model, kpis: impl Iterator<Item = usize>) -> Times {
    let mut found = Times::default();
    for kpi in kpis {
        aggregates(model, kpi, &mut |aggregate| {
            let interval = aggregate.nodes().find_map(Node::interval).cloned();
            if !aggregate.lasts() {
                add(&mut found.events, aggregate.time.clone().map(|time| (aggregate.source, time)));
            }
            add(&mut found.lasting, interval.map(|interval| (aggregate.source, interval)));
        });
    }
    found
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: Option<T>) {
    list.extend(item.filter(|item| !list.contains(item)));
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
pub async fn range(run: &Run<'_>, times: &Times) -> Result<Option<(i64, i64)>> {
    let mut whole: Option<(i64, i64)> = None;
    let mut include = |(first, last): (i64, i64)| {
        whole = Some(whole.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
    };
    for (source, time) in &times.events {
        one(run, *source, time, None).await?.into_iter().for_each(&mut include);
    }
    for (source, interval) in &times.lasting {
        one(run, *source, &interval.from, None).await?.into_iter().for_each(&mut include);
        // An end that the clock has not reached is a plan, or stands for rows that are open.
        let ends = one(run, *source, &interval.to, Some(crate::calendar::now())).await?;
        ends.into_iter().for_each(|(_, last)| include((last, last)));
    }
    Ok(whole)
}

/// The first and last instants of one time of a source, later ones than `upto` left aside.
pub async fn one(run: &Run<'_>, source: usize, time: &Node, upto: Option<i64>) -> Result<Option<(i64, i64)>> {
    let rows = rows(run, source, &[time], &[], None, 0).await?;
    let lowering = run.lowering();
    let operand = lower(time, &rows.names, &lowering)?;
    let instant = operator::convert(&operand, &Type::Instant, &lowering)?;
    let mut plan = rows.plan.project(vec![instant.alias("time")])?;
    if let Some(upto) = upto {
        plan = plan.filter(named("time").lt_eq(super::lower::instant(upto)))?;
    }
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
