//! `json`: one object of the schema `jauge.report/1`.

use super::scalar::{Scalar, unit_name};
use super::{Report, unwritable};
use crate::calendar::Civil;
use crate::diag::{Problem, json_line};
use crate::targets::{Assessment, Judged, KpiInfo, PeriodInfo, Status, Verdict};
use indexmap::IndexMap;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    as_of: String,
    summary: IndexMap<&'static str, usize>,
    results: Vec<Entry<'a>>,
    problems: Vec<serde_json::Value>,
}

/// One result.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    kpi: &'a str,
    title: &'a str,
    unit: String,
    grain: String,
    period: Period<'a>,
    slice: IndexMap<&'a str, Scalar>,
    value: Scalar,
    rows: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Option<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    targets: Option<Vec<Target<'a>>>,
}

#[derive(Serialize)]
struct Period<'a> {
    label: &'a str,
    start: Option<String>,
    end: Option<String>,
    complete: bool,
}

#[derive(Serialize)]
struct Target<'a> {
    name: &'a str,
    pass: &'a str,
    warn: Option<&'a str>,
    limit: Scalar,
    status: &'static str,
    outcome: &'static str,
    severity: &'a str,
    budget_used: Option<f64>,
}

/// Writes the whole document, indented.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, Problem> {
    let document = Document {
        schema: "jauge.report/1",
        as_of: report.assessment.civil.format_instant(report.assessment.as_of),
        summary: summary(report.assessment),
        results: entries(report.assessment).collect(),
        problems: problems(report)?,
    };
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(unwritable)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Every result whose KPI is known.
pub(super) fn entries(assessment: &Assessment) -> impl Iterator<Item = Entry<'_>> {
    assessment
        .results
        .iter()
        .filter_map(|result| Some(entry(assessment, assessment.kpis.get(result.kpi)?, result)))
}

fn summary(assessment: &Assessment) -> IndexMap<&'static str, usize> {
    let count = |status| assessment.results.iter().filter(|result| result.status == Some(status)).count();
    Status::ALL.into_iter().map(|status| (status.as_str(), count(status))).collect()
}

fn problems(report: &Report) -> Result<Vec<serde_json::Value>, Problem> {
    let lines = report.problems.sorted().into_iter().map(|problem| json_line(problem, report.texts));
    lines.map(|line| serde_json::from_str(&line).map_err(unwritable)).collect()
}

fn entry<'a>(assessment: &'a Assessment, info: &'a KpiInfo, result: &'a Judged) -> Entry<'a> {
    let civil = &assessment.civil;
    Entry {
        kpi: &info.name,
        title: &info.title,
        unit: unit_name(&info.ty),
        grain: info.grain.map_or("all".into(), |grain| grain.to_string()),
        period: period(&result.period, civil),
        slice: slice(info, result, civil),
        value: Scalar::new(&result.value, civil),
        rows: result.rows,
        status: assessment.judged.then(|| result.status.map(Status::as_str)),
        targets: assessment
            .judged
            .then(|| result.verdicts.iter().map(|verdict| target(verdict, civil)).collect()),
    }
}

fn period<'a>(period: &'a PeriodInfo, civil: &Civil) -> Period<'a> {
    Period {
        label: &period.label,
        start: period.start.map(|at| civil.format_instant(at)),
        end: period.end.map(|at| civil.format_instant(at)),
        complete: period.complete,
    }
}

fn slice<'a>(info: &'a KpiInfo, result: &Judged, civil: &Civil) -> IndexMap<&'a str, Scalar> {
    let pairs = info.slices.iter().zip(&result.slice);
    pairs.filter_map(|(name, value)| Some((name.as_str(), Scalar::new(value.as_ref()?, civil)))).collect()
}

fn target<'a>(verdict: &'a Verdict, civil: &Civil) -> Target<'a> {
    Target {
        name: &verdict.name,
        pass: &verdict.pass,
        warn: verdict.warn.as_deref(),
        limit: verdict.limit.as_ref().map_or(Scalar::Null, |limit| Scalar::new(limit, civil)),
        status: verdict.status.as_str(),
        outcome: verdict.outcome.as_str(),
        severity: &verdict.severity,
        budget_used: verdict.budget_used,
    }
}
