//! Derived sources: one row per key of another source, and per period, computed when they are read.

use super::catalog::Catalog;
use super::context::Run;
use super::frame::Frames;
use super::lazy::{Compute, Lazy};
use super::over::Opening;
use super::range;
use crate::calendar::Civil;
use crate::diag::{Code, Problem, Span, Spanned};
use crate::functions::physical::arrow_type;
use crate::lang::Type;
use crate::lang::ast::{ExprKind, PeriodItem};
use crate::lang::walk::walk;
use crate::model::{KpiGrain, Model, Query, Task, Valid, check_values};
use crate::plan::{Asked, Frame, asked, build_table};
use crate::sources::{Failure, Table, TableColumn};
use crate::spec::{Derived, Kpi, Localized, PERIOD_START, Source, Spec};
use async_trait::async_trait;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, TimestampMicrosecondArray};
use datafusion::arrow::compute::{cast, take};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// The sources that a derived one reads, as far as its definition names them.
pub fn read(spec: &Spec, derived: &Derived) -> Vec<String> {
    let mut names = vec![derived.from.value.clone()];
    for expr in derived.values.values().filter_map(|column| column.expr.as_ref()) {
        walk(expr, &mut |expr| {
            if let ExprKind::Path(path) = &expr.kind
                && let Some(first) = path.first().filter(|first| spec.sources.contains_key(&first.value))
            {
                names.push(first.value.clone());
            }
        });
    }
    names
}

/// The table of a derived source; nothing is computed yet.
pub async fn table(
    opening: &Opening<'_>,
    source: &Source,
    derived: &Derived,
) -> std::result::Result<Table, Vec<Problem>> {
    if let Some(problem) = unknown_from(opening, derived) {
        return Err(problem.into_iter().collect());
    }
    let columns: Vec<(String, Kpi)> = kpis(source, derived);
    let mut spec = (**opening.spec).clone();
    let first = spec.kpis.len();
    let names = columns.iter().map(|(_, kpi)| kpi.name.clone()).collect();
    let grain = derived.grain.clone().unwrap_or_else(|| Spanned::new("all".to_owned(), derived.from.span));
    let stated = derived.grain.is_none().then(|| grain.clone());
    let stated = |kpi: &Kpi| Kpi { grain: stated.clone(), ..kpi.clone() };
    spec.kpis.extend(columns.iter().map(|(_, kpi)| (kpi.name.value.clone(), stated(kpi))));
    let query = Query { kpis: names, by: Some(derived.keys.clone()), grain: Some(grain), ..Query::default() };
    let (model, problems) = check_values(Arc::new(spec), opening.schemas, &query);
    let own: Vec<Problem> = problems.into_iter().filter(|problem| concerns(derived, problem)).collect();
    let complete = model.tasks.len() == columns.len() && model.tasks.iter().all(|task| task.kpi >= first);
    if !complete {
        return Err(if own.is_empty() { vec![unreadable(source, derived)] } else { own });
    }
    let names: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
    let columns = columns_of(&model, &names);
    let schema = Arc::new(Schema::new(
        columns.iter().map(|(name, ty)| Field::new(name, arrow_type(ty), true)).collect::<Vec<_>>(),
    ));
    let clock = opening.catalog.clock.clone();
    let rows = Rows {
        session: opening.session.clone(),
        model,
        catalog: opening.catalog.clone(),
        schema: schema.clone(),
    };
    let provider = Arc::new(Lazy::new(rows, schema, clock));
    let columns = columns.into_iter().map(|(name, ty)| TableColumn::plain(&name, &name, ty)).collect();
    Ok(Table { provider, columns, unusable: Vec::new(), files: Vec::new(), problems: own })
}

/// Some if the source that it is derived from cannot be used: its problem, unless that is told already.
fn unknown_from(opening: &Opening<'_>, derived: &Derived) -> Option<Option<Problem>> {
    let from = &derived.from;
    if opening.schemas.contains_key(&from.value) {
        return None;
    }
    if opening.spec.sources.contains_key(&from.value) {
        return Some(None);
    }
    let known = opening.spec.sources.keys().map(String::as_str);
    let help =
        crate::diag::did_you_mean(&from.value, known).unwrap_or_else(|| "define it below `sources:`".into());
    let message = format!("there is no source `{}`", from.value);
    Some(Some(Problem::error(Code::UnknownSource, from.span, message).help(help)))
}

/// Whether a problem is about what is computed per key; the rest of the definition is checked with all others.
fn concerns(derived: &Derived, problem: &Problem) -> bool {
    let values = derived.values.values().filter_map(|column| column.expr.as_ref()).map(|expr| expr.span);
    let keys = derived.keys.iter().flat_map(|key| [key.span, key.expr.span]);
    let places =
        values.chain(keys).chain(derived.grain.iter().map(|grain| grain.span)).chain([derived.from.span]);
    let Some(at) = problem.span else { return false };
    places.into_iter().any(|place| place.holds(at))
}

fn unreadable(source: &Source, derived: &Derived) -> Problem {
    let message =
        format!("`{}` cannot be derived: it needs itself, or what cannot be read", source.name.value);
    Problem::error(Code::Cycle, derived.from.span, message)
        .help("let it read sources that do not read this one")
}

/// Each column as a KPI, under a name that no KPI can have.
fn kpis(source: &Source, derived: &Derived) -> Vec<(String, Kpi)> {
    let kpi = |(name, column): (&String, &crate::spec::Column)| {
        let unique = format!("{}`{name}", source.name.value);
        let kpi = Kpi {
            name: Spanned::new(unique, column.name.span),
            from: Some(derived.from.clone()),
            expr: column.expr.clone()?,
            unit: column.unit.clone(),
            ..empty(column.name.span)
        };
        Some((name.clone(), kpi))
    };
    derived.values.iter().filter_map(kpi).collect()
}

pub(super) fn empty(span: Span) -> Kpi {
    let expr = crate::lang::ast::Expr { kind: ExprKind::Literal(crate::lang::ast::Literal::Null), span };
    Kpi {
        name: Spanned::new(String::new(), span),
        title: Localized::default(),
        description: Localized::default(),
        owner: None,
        tags: Vec::new(),
        from: None,
        expr,
        filter: None,
        time: None,
        unit: None,
        funnel: None,
        decimals: None,
        grain: None,
        by: Vec::new(),
        totals: false,
        empty_is_none: false,
        better: None,
        targets: Vec::new(),
    }
}

/// Keys, the start of the period, values.
fn columns_of(model: &Model, names: &[String]) -> Vec<(String, Type)> {
    let mut columns: Vec<(String, Type)> = Vec::new();
    if let Some(task) = model.tasks.first() {
        columns.extend(task.slices.iter().map(|key| (key.name.clone(), key.ty.clone())));
        if task.grain != KpiGrain::All {
            columns.push((PERIOD_START.to_owned(), Type::Instant));
        }
    }
    let values = model.tasks.iter().zip(names).filter_map(|(task, name)| {
        let kpi = model.kpis.get(task.kpi)?.as_ref()?;
        Some((name.clone(), kpi.shown.clone()))
    });
    columns.extend(values);
    columns
}

/// What the rows are computed from.
struct Rows {
    session: SessionContext,
    model: Valid<Model>,
    catalog: Catalog,
    schema: SchemaRef,
}

#[async_trait]
impl Compute for Rows {
    /// All rows. Before now is known, everything in the data counts.
    async fn rows(&self, known: Option<i64>) -> Result<RecordBatch> {
        let mut run = Run {
            session: &self.session,
            model: &self.model,
            catalog: &self.catalog,
            as_of: known.unwrap_or(i64::MAX),
            lookups: Default::default(),
        };
        let times = range::times(&self.model, self.model.tasks.iter().map(|task| task.kpi));
        let data = range::range(&run, &times).await?;
        run.as_of = known.or(data.map(|(_, last)| last)).unwrap_or(i64::MAX);
        let Some(task) = self.model.tasks.first() else {
            return Ok(RecordBatch::new_empty(self.schema.clone()));
        };
        let asked = periods(&self.model.civil, task, run.as_of, data)?;
        let first = data.map(|(first, _)| first);
        let (plan, frame) = build_table(&self.model, run.as_of, Asked { periods: asked, first });
        let groups = super::scans(&run, &plan).await;
        if let Some(problem) = groups.iter().find_map(|groups| groups.as_ref().err()) {
            return Err(Failure::from((**problem).clone()).into());
        }
        let frames = Frames { run: &run, plan: &plan, groups: &groups };
        rows(&frames, &frame, task, self.model.tasks.len(), self.schema.clone()).await
    }
}

/// All periods with data, up to now.
fn periods(
    civil: &Civil,
    task: &Task,
    as_of: i64,
    data: Option<(i64, i64)>,
) -> Result<crate::plan::AskedPeriods> {
    let data = data.map(|(first, _)| (first, as_of));
    let items = [(PeriodItem::All, Span::default())];
    asked(civil, task.grain, Some(&items), as_of, false, data)
        .map_err(|problem| Failure::from(problem).into())
}

/// The keys and periods in which an aggregate has a row, with their values.
async fn rows(
    frames: &Frames<'_>,
    frame: &Frame,
    task: &Task,
    values: usize,
    schema: SchemaRef,
) -> Result<RecordBatch> {
    let order = frames.universe(frame)?;
    let computed = frames.values(frame, &order).await?;
    let counts: Vec<ArrayRef> = computed
        .columns
        .iter()
        .skip(values)
        .map(|counts| Ok(cast(counts, &DataType::Int64)?))
        .collect::<Result<_>>()?;
    let counted = |row: usize| {
        counts.iter().any(|counts| counts.is_valid(row) && counts.as_primitive::<Int64Type>().value(row) > 0)
    };
    let kept: Vec<usize> = (0..order.periods.len()).filter(|row| counted(*row)).collect();
    let mut columns = order.columns.clone();
    if task.grain != KpiGrain::All {
        let starts = order.periods.iter().map(|period| frame.periods.periods.start(*period));
        columns.push(Arc::new(starts.collect::<TimestampMicrosecondArray>()));
    }
    columns.extend(computed.columns.iter().take(values).cloned());
    let places = super::frame::places(&kept)?;
    let columns = columns
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| Ok(cast(&take(column, &places, None)?, field.data_type())?));
    Ok(RecordBatch::try_new(schema.clone(), columns.collect::<Result<_>>()?)?)
}
