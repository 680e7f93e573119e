//! Funnels: the first steps of a source's events, each with every step and whether it led there.

use super::catalog::Catalog;
use super::context::Run;
use super::derive::empty;
use super::groups::{SliceKey, keys};
use super::lazy::{Compute, Lazy};
use super::lower::{Columns, lower};
use super::over::Opening;
use super::rows::rows;
use crate::diag::{Problem, Span, Spanned};
use crate::functions::operator;
use crate::functions::physical::arrow_type;
use crate::lang::Type;
use crate::lang::ast::{Call, Expr, ExprKind, Literal};
use crate::model::{ColumnRef, Model, Node, NodeKind, Query, Valid, check_values};
use crate::sources::{Table, TableColumn};
use crate::spec::{FIRST_AT, Funnel, Kpi, REACHED, STEP, SliceSpec, key_name};
use async_trait::async_trait;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringViewArray, UInt32Array,
};
use datafusion::arrow::compute::{cast, take};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimestampMicrosecondType};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::cast as cast_expr;
use datafusion::prelude::SessionContext;
use std::collections::HashMap;
use std::sync::Arc;

/// The table of a funnel's steps; nothing is computed yet.
pub fn table(opening: &Opening<'_>, kpi: &Kpi) -> std::result::Result<Table, Vec<Problem>> {
    let Some(funnel) = kpi.funnel.as_ref().filter(|funnel| opening.schemas.contains_key(&funnel.from.value))
    else {
        return Err(Vec::new());
    };
    let (model, problems) =
        check_values(Arc::new(probe(opening, kpi, funnel)), opening.schemas, &query(funnel));
    let (Some(parts), Some(from)) =
        (Parts::of(&model, funnel), opening.spec.sources.get_index_of(&funnel.from.value))
    else {
        return Err(problems.into_iter().filter(|problem| concerns(kpi, funnel, problem)).collect());
    };
    let own = own_columns(&model, from);
    let keys = parts.keys.iter().enumerate().map(|(key, node)| (key_name(key), node.ty.clone()));
    let ends = [
        (FIRST_AT.to_owned(), Type::Instant),
        (STEP.to_owned(), Type::Text),
        (REACHED.to_owned(), Type::Boolean),
    ];
    let mine: Vec<(String, Type)> =
        own.iter().map(|(name, _, ty)| (name.clone(), ty.clone())).chain(keys).chain(ends).collect();
    let fields = mine.iter().map(|(name, ty)| Field::new(name, arrow_type(ty), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let steps = Steps {
        session: opening.session.clone(),
        model,
        catalog: opening.catalog.clone(),
        schema: schema.clone(),
        from,
        own: own.into_iter().map(|(_, column, _)| column).collect(),
        parts,
        rule: Rule::of(funnel),
    };
    let provider = Arc::new(Lazy::new(steps, schema, opening.catalog.clock.clone()));
    let columns = mine.into_iter().map(|(name, ty)| TableColumn::plain(&name, &name, ty)).collect();
    Ok(Table { provider, columns, unusable: Vec::new(), files: Vec::new(), problems: Vec::new() })
}

/// The project with a KPI that counts the funnel's events, by its keys and steps.
fn probe(opening: &Opening<'_>, kpi: &Kpi, funnel: &Funnel) -> crate::spec::Spec {
    let mut spec = (**opening.spec).clone();
    let count = Call::new(Spanned::new("count".to_owned(), funnel.span), Vec::new());
    let counted = Kpi {
        name: Spanned::new(NAME.to_owned(), funnel.span),
        from: Some(funnel.from.clone()),
        expr: Expr { kind: ExprKind::Call(count), span: funnel.span },
        filter: kpi.filter.clone(),
        time: kpi.time.clone(),
        ..empty(funnel.span)
    };
    spec.kpis.insert(NAME.to_owned(), counted);
    spec
}

/// A name that no KPI can have.
const NAME: &str = "`events";

fn query(funnel: &Funnel) -> Query {
    let step = SliceSpec { name: STEP.to_owned(), expr: funnel.step.clone(), span: funnel.step.span };
    Query {
        kpis: vec![Spanned::new(NAME.to_owned(), funnel.span)],
        by: Some(funnel.keys.iter().cloned().chain([step]).collect()),
        grain: Some(Spanned::new("all".to_owned(), Span::default())),
        ..Query::default()
    }
}

fn concerns(kpi: &Kpi, funnel: &Funnel, problem: &Problem) -> bool {
    let keys = funnel.keys.iter().map(|key| key.expr.span);
    let others = kpi.filter.iter().chain(&kpi.time).chain([&funnel.step]).map(|expr| expr.span);
    let Some(at) = problem.span else { return false };
    keys.chain(others).any(|place| place.holds(at))
}

/// Columns of the events themselves, for slices by them.
fn own_columns(model: &Model, from: usize) -> Vec<(String, ColumnRef, Type)> {
    let taken = |name: &str| [STEP, REACHED, FIRST_AT].contains(&name);
    let columns = model.sources[from].columns.iter().enumerate();
    let columns = columns.filter(|(_, (name, column))| column.ty != Type::Null && !taken(name));
    let column = |(number, (name, column)): (usize, (&String, &crate::model::ColumnModel))| {
        (name.clone(), ColumnRef { links: Vec::new(), source: from, column: number }, column.ty.clone())
    };
    columns.map(column).collect()
}

/// What is looked at in each event.
struct Parts {
    keys: Vec<Node>,
    step: Node,
    time: Option<Node>,
    filter: Option<Node>,
}

impl Parts {
    fn of(model: &Model, funnel: &Funnel) -> Option<Self> {
        let task = model.tasks.first()?;
        let kpi = model.kpis.get(task.kpi)?.as_ref()?;
        let NodeKind::Aggregate(events) = &kpi.node.kind else { return None };
        let nodes: Option<Vec<Node>> =
            task.slices.iter().map(|slice| slice.node(events.source).cloned()).collect();
        let mut keys = nodes?;
        let step = keys.pop()?;
        (keys.len() == funnel.keys.len()).then_some(())?;
        Some(Self { keys, step, time: events.time.clone(), filter: events.kpi_filter.clone() })
    }
}

/// When a step counts as reached.
struct Rule {
    order: Vec<String>,
    /// Microseconds from the first step.
    within: Option<i64>,
    ordered: bool,
}

impl Rule {
    fn of(funnel: &Funnel) -> Self {
        let within = funnel.within.as_ref().and_then(|within| match &within.kind {
            ExprKind::Literal(Literal::Duration(parts)) => operator::duration(parts),
            _ => None,
        });
        let order = funnel.order.iter().map(|step| step.value.clone()).collect();
        Self { order, within, ordered: funnel.ordered }
    }

    /// Which steps a key reaches from a first step at `start`; `times` are the sorted times of each step.
    fn reached(&self, start: i64, times: &[Vec<i64>]) -> Vec<bool> {
        let latest = self.within.map_or(i64::MAX, |within| start.saturating_add(within));
        let mut at = Some(start);
        let mut step = |times: &Vec<i64>| {
            if !self.ordered {
                return times.first().is_some_and(|first| *first <= latest);
            }
            let from = at.map_or(times.len(), |at| times.partition_point(|time| *time < at));
            at = times.get(from).copied().filter(|time| *time <= latest);
            at.is_some()
        };
        let later = times.iter().skip(1).map(&mut step).collect::<Vec<bool>>();
        std::iter::once(true).chain(later).collect()
    }
}

/// What the rows are computed from.
struct Steps {
    session: SessionContext,
    model: Valid<Model>,
    catalog: Catalog,
    schema: SchemaRef,
    from: usize,
    own: Vec<ColumnRef>,
    parts: Parts,
    rule: Rule,
}

#[async_trait]
impl Compute for Steps {
    async fn rows(&self, as_of: Option<i64>) -> Result<RecordBatch> {
        let run = Run {
            session: &self.session,
            model: &self.model,
            catalog: &self.catalog,
            as_of: as_of.unwrap_or(i64::MAX),
            lookups: Default::default(),
        };
        let events = self.events(&run).await?;
        let count = self.own.len() + self.parts.keys.len();
        let (rows, steps, reached) = self.steps(&events, count, run.as_of)?;
        let mut columns: Vec<ArrayRef> =
            (0..=count).map(|column| Ok(take(events.column(column), &rows, None)?)).collect::<Result<_>>()?;
        columns.push(Arc::new(steps));
        columns.push(Arc::new(reached));
        let columns = columns.iter().zip(self.schema.fields());
        let columns = columns.map(|(column, field)| Ok(cast(column, field.data_type())?));
        Ok(RecordBatch::try_new(self.schema.clone(), columns.collect::<Result<_>>()?)?)
    }
}

impl Steps {
    /// The events: their own columns, the keys, the time, the step as text.
    async fn events(&self, run: &Run<'_>) -> Result<RecordBatch> {
        let Parts { keys, step, time, filter } = &self.parts;
        let nodes: Vec<&Node> = keys.iter().chain([step]).chain(time).chain(filter).collect();
        let rows = rows(run, self.from, &nodes, &self.own, None, 0).await?;
        let lowering = run.lowering();
        let mut columns = Vec::new();
        for column in &self.own {
            columns.push(rows.names.column(column)?);
        }
        for key in keys {
            columns.push(cast_expr(lower(key, &rows.names, &lowering)?.expr, arrow_type(&key.ty)));
        }
        columns.push(match time {
            Some(time) => {
                operator::convert(&lower(time, &rows.names, &lowering)?, &Type::Instant, &lowering)?
            }
            None => operator::null(&Type::Instant).expr,
        });
        columns.push(cast_expr(lower(step, &rows.names, &lowering)?.expr, DataType::Utf8View));
        let columns =
            columns.into_iter().enumerate().map(|(number, column)| column.alias(format!("e{number}")));
        let plan = match filter {
            Some(filter) => rows.plan.filter(lower(filter, &rows.names, &lowering)?.expr)?,
            None => rows.plan,
        };
        run.collect(plan.project(columns)?.build()?).await
    }

    /// For each first step and each step: the event of the first one, the step's name, whether it was reached.
    fn steps(
        &self,
        events: &RecordBatch,
        count: usize,
        as_of: i64,
    ) -> Result<(UInt32Array, StringViewArray, BooleanArray)> {
        let keys = keys(events.columns()[self.own.len()..count].to_vec(), events.num_rows())?;
        let times = events.column(count).as_primitive::<TimestampMicrosecondType>();
        let named = events.column(count + 1).as_string_view();
        let undated = self.parts.time.is_none();
        let mut seen: HashMap<&SliceKey, Vec<Vec<i64>>> = HashMap::new();
        let mut firsts = Vec::new();
        for (row, key) in keys.iter().enumerate() {
            let dated = (times.is_valid(row) && times.value(row) <= as_of) || undated;
            let name = named.is_valid(row).then(|| named.value(row));
            let of_name = |step: &(usize, &String)| name == Some(step.1.as_str());
            for (step, _) in self.rule.order.iter().enumerate().filter(of_name).filter(|_| dated) {
                let at = if undated { 0 } else { times.value(row) };
                seen.entry(key).or_insert_with(|| vec![Vec::new(); self.rule.order.len()])[step].push(at);
                if step == 0 {
                    firsts.push((row, key, at));
                }
            }
        }
        seen.values_mut().flatten().for_each(|times| times.sort_unstable());
        let (mut rows, mut steps, mut reached) = (Vec::new(), Vec::new(), Vec::new());
        for (row, key, at) in firsts {
            let through = seen.get(key).map(|times| self.rule.reached(at, times)).unwrap_or_default();
            for (step, through) in self.rule.order.iter().zip(through) {
                rows.push(
                    u32::try_from(row).map_err(|_| DataFusionError::Execution("too many events".into()))?,
                );
                steps.push(Some(step.as_str()));
                reached.push(through);
            }
        }
        Ok((rows.into(), steps.into_iter().collect(), reached.into()))
    }
}
