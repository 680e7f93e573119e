//! Files that definitions name besides those of sources: holidays of calendars, boundaries of grains.

use super::catalog::{at_path, settings};
use super::failure;
use crate::calendar::{Civil, GrainTable};
use crate::diag::{Code, Problem, Problems, did_you_mean};
use crate::lang::Type;
use crate::sources::{self, OpenSettings, TableColumn};
use crate::spec::{Column, ColumnType, FileOrigin, GrainSpec, HolidayFile, Source, Spec, Text};
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::Result as Computed;
use datafusion::logical_expr::LogicalPlanBuilder;
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// The definitions with what those files hold. What cannot be read is told, and missing from them.
pub async fn read(spec: Arc<Spec>, session: &SessionContext, problems: &mut Problems) -> Arc<Spec> {
    let named = spec.calendars.values().any(|calendar| !calendar.holiday_files.is_empty());
    if !named && spec.grains.is_empty() {
        return spec;
    }
    let mut spec = (*spec).clone();
    let settings = settings(&spec);
    let reading = Reading { session, settings: &settings };
    for calendar in spec.calendars.values_mut() {
        for file in std::mem::take(&mut calendar.holiday_files) {
            match problems.keep(reading.holidays(&calendar.name, &file).await) {
                Some(days) => calendar.hours.holidays.extend(days),
                None => calendar.broken = true,
            }
        }
    }
    for grain in spec.grains.values_mut() {
        grain.table = problems.keep(reading.grain(grain).await).map(Arc::new);
    }
    Arc::new(spec)
}

struct Reading<'a> {
    session: &'a SessionContext,
    settings: &'a OpenSettings,
}

impl Reading<'_> {
    /// The dates of a column, counted from 1970-01-01.
    async fn holidays(&self, calendar: &Text, file: &HolidayFile) -> Result<Vec<i64>, Problem> {
        let mut source = Source::named(calendar.clone());
        if file.format.is_some() {
            let kind = Some(crate::diag::Spanned::new(ColumnType::Date, file.column.span));
            let column = Column {
                name: file.column.clone(),
                column: None,
                kind,
                unit: None,
                format: file.format.clone(),
                nulls: None,
                expr: None,
            };
            source.columns.insert(file.column.value.clone(), column);
        }
        let values = self.columns(&source, &file.origin, &[&file.column]).await?;
        let help = "say how its dates are written, such as `format: \"%d/%m/%Y\"`";
        let starts = instants(&values, 0, &file.column, &self.settings.civil, help)?;
        let mut localizer = self.settings.civil.localizer();
        Ok(starts.into_iter().flatten().map(|start| localizer.day(start)).collect())
    }

    async fn grain(&self, grain: &GrainSpec) -> Result<GrainTable, Problem> {
        let source = Source::named(grain.name.clone());
        let columns: Vec<&Text> = std::iter::once(&grain.start).chain(&grain.label).collect();
        let values = self.columns(&source, &grain.origin, &columns).await?;
        let civil = &self.settings.civil;
        let starts = instants(&values, 0, &grain.start, civil, "write its dates as `2024-01-31`")?;
        let labels = values.get(1).and_then(|(labels, _)| cast(labels, &DataType::Utf8View).ok());
        let label = |row: usize, start: i64| match &labels {
            Some(labels) if labels.is_valid(row) => labels.as_string_view().value(row).to_owned(),
            _ => civil.to_local(start).date().to_string(),
        };
        let rows = starts.iter().enumerate().map(|(row, start)| {
            let start = start
                .ok_or_else(|| wrong(grain, format!("row {} has no `{}`", row + 1, grain.start.value)))?;
            Ok((start, label(row, start)))
        });
        let rows = rows.collect::<Result<Vec<_>, Problem>>()?;
        rising(grain, &rows, civil)?;
        GrainTable::new(rows).ok_or_else(|| {
            wrong(grain, "its table has fewer than two rows".into())
                .help("the last row only ends the period before it, so that one period takes two")
        })
    }

    /// The values of some columns, with their types.
    async fn columns(
        &self,
        source: &Source,
        origin: &FileOrigin,
        names: &[&Text],
    ) -> Result<Vec<(ArrayRef, Type)>, Problem> {
        let opened = sources::open(source, origin, self.settings, &self.session.state()).await;
        let table = opened.map_err(|failure| at_path(*failure.problem, origin))?;
        if let Some(problem) = table.problems.first() {
            return Err(problem.clone());
        }
        let mut columns: Vec<&TableColumn> = Vec::new();
        for name in names {
            columns.push(table.column(&name.value).ok_or_else(|| no_column(&table, name, origin))?);
        }
        let values = self.values(&table, &columns).await;
        let values = values.map_err(|error| at_path(failure::problem(&error), origin))?;
        Ok(values.into_iter().zip(columns).map(|(values, column)| (values, column.ty.clone())).collect())
    }

    async fn values(&self, table: &sources::Table, columns: &[&TableColumn]) -> Computed<Vec<ArrayRef>> {
        let exprs = columns
            .iter()
            .enumerate()
            .map(|(number, column)| column.expr.clone().alias(format!("c{number}")));
        let plan = LogicalPlanBuilder::scan("rows", provider_as_source(table.provider.clone()), None)?;
        let frame = self.session.execute_logical_plan(plan.project(exprs)?.build()?).await?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await?;
        let schema = batches.first().map_or(schema, |batch| batch.schema());
        Ok(concat_batches(&schema, &batches)?.columns().to_vec())
    }
}

/// Dates and instants as instants; none where a row has none.
fn instants(
    values: &[(ArrayRef, Type)],
    column: usize,
    name: &Text,
    civil: &Civil,
    help: &str,
) -> Result<Vec<Option<i64>>, Problem> {
    let Some((values, ty)) = values.get(column) else { return Ok(Vec::new()) };
    let number = |values: &ArrayRef| cast(values, &DataType::Int64);
    let numbers = match ty {
        Type::Date => cast(values, &DataType::Int32).and_then(|days| number(&days)),
        Type::Instant => number(values),
        _ => {
            let message = format!("`{}` holds {}s, not dates", name.value, ty.unit_name());
            return Err(Problem::error(Code::TypeMismatch, name.span, message).help(help));
        }
    };
    let numbers = numbers.map_err(|error| failure::problem(&error.into()))?;
    let mut localizer = civil.localizer();
    let mut start = |number: i64| match ty {
        Type::Date => localizer.to_utc_micros(number.saturating_mul(crate::calendar::DAY)),
        _ => number,
    };
    Ok(numbers.as_primitive::<Int64Type>().iter().map(|number| number.map(&mut start)).collect())
}

/// Each boundary must lie after the one before.
fn rising(grain: &GrainSpec, rows: &[(i64, String)], civil: &Civil) -> Result<(), Problem> {
    let starts = || rows.iter().map(|(start, _)| *start);
    let fall = starts().zip(starts().skip(1)).find(|(before, after)| before >= after);
    let Some((before, after)) = fall else { return Ok(()) };
    let same = before == after;
    let [before, after] = [before, after].map(|start| civil.to_local(start).date());
    Err(match same {
        true => wrong(grain, format!("two of its periods start on {after}")).help("keep one row per period"),
        false => wrong(grain, format!("{after} comes after {before} in its table"))
            .help(format!("sort the rows by `{}`", grain.start.value)),
    })
}

fn wrong(grain: &GrainSpec, what: String) -> Problem {
    let message = format!("grain `{}`: {what}", grain.name.value);
    Problem::error(Code::InvalidData, grain.start.span, message)
        .help(format!("give each row a date in `{}`", grain.start.value))
}

fn no_column(table: &sources::Table, name: &Text, origin: &FileOrigin) -> Problem {
    let file = origin.paths.first().map_or("", |path| path.value.as_str());
    let names = || table.columns.iter().map(|column| column.name.as_str());
    let help = did_you_mean(&name.value, names())
        .unwrap_or_else(|| format!("its columns are `{}`", names().collect::<Vec<_>>().join("`, `")));
    Problem::error(Code::UnknownColumn, name.span, format!("`{file}` has no column `{}`", name.value))
        .help(help)
}
