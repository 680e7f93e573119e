//! Results to verdicts, KPI by KPI.

use super::unavailable::without_data;
use super::{Assessment, Judged, KpiInfo, Outcome, PeriodInfo, Rule, Status, Verdict, judge, result_status};
use crate::diag::Problems;
use crate::engine::{Cell, Results, TaskResult};
use crate::lang::Value;
use crate::model::{KpiModel, Model, Query, Valid};
use crate::plan::AskedPeriods;
use crate::spec::Locale;

/// Judges the results of a run; problems of single KPIs are added, and their values are errors.
pub fn assess(
    model: &Valid<Model>,
    results: &Results,
    query: &Query,
    locale: Locale,
    problems: &mut Problems,
) -> Assessment {
    let mut assessment = Assessment {
        as_of: results.as_of,
        civil: model.civil.clone(),
        locale,
        judged: query.judge,
        kpis: Vec::new(),
        results: Vec::new(),
    };
    let mut unavailable = model.unavailable.iter().copied().peekable();
    for task in &results.tasks {
        while let Some(kpi) = unavailable.next_if(|kpi| *kpi < task.kpi) {
            without_data(model, kpi, query, &mut assessment);
        }
        let Some(kpi) = model.kpis.get(task.kpi).and_then(Option::as_ref) else { continue };
        let rules = if query.judge { super::rules(model, kpi, results.as_of, problems) } else { Vec::new() };
        let number = assessment.kpis.len();
        assessment.kpis.push(info(model, kpi, task, locale));
        let judging = Judging {
            model,
            task,
            rules: &rules,
            number,
            as_of: results.as_of,
            incomplete: query.incomplete,
        };
        problems.extend(task.warning.clone());
        match &task.cells {
            Ok(cells) => assessment.results.extend(cells.iter().map(|cell| judging.judged(cell))),
            Err(problem) => {
                problems.push((**problem).clone());
                assessment.results.extend(judging.errors());
            }
        }
    }
    unavailable.for_each(|kpi| without_data(model, kpi, query, &mut assessment));
    assessment
}

fn info(model: &Model, kpi: &KpiModel, task: &TaskResult, locale: Locale) -> KpiInfo {
    let name = model.kpi_name(task.kpi);
    let spec = model.spec.kpis.get(name);
    KpiInfo {
        name: name.to_owned(),
        title: spec.and_then(|spec| spec.title.get(locale)).unwrap_or(name).to_owned(),
        ty: kpi.shown.clone(),
        decimals: spec.and_then(|spec| spec.decimals),
        grain: task.grain,
        slices: task.slices.clone(),
        better: kpi.better,
    }
}

struct Judging<'a> {
    model: &'a Model,
    task: &'a TaskResult,
    rules: &'a [Rule],
    number: usize,
    as_of: i64,
    incomplete: bool,
}

impl Judging<'_> {
    fn judged(&self, cell: &Cell) -> Judged {
        let period = self.period(cell.period);
        let judges = period.complete || self.incomplete;
        let rules = self.rules.iter().filter(|_| judges);
        let verdicts: Vec<_> = rules.map(|rule| judge(rule, &cell.value, cell.has_rows)).collect();
        self.result(period, cell.slice.clone(), cell.value.clone(), cell.rows, verdicts)
    }

    /// One result per period for a KPI that could not be computed.
    fn errors(&self) -> Vec<Judged> {
        let slices = vec![None; self.task.slices.len()];
        let result = |index| {
            let verdicts = self.rules.iter().map(|rule| Verdict {
                status: Status::Error,
                outcome: Outcome::Error,
                ..judge(rule, &Value::Null, false)
            });
            self.result(self.period(index), slices.clone(), Value::Null, 0, verdicts.collect())
        };
        self.task.periods.indexes().map(result).collect()
    }

    fn result(
        &self,
        period: PeriodInfo,
        slice: Vec<Option<Value>>,
        value: Value,
        rows: u64,
        verdicts: Vec<Verdict>,
    ) -> Judged {
        Judged { kpi: self.number, period, slice, value, rows, status: result_status(&verdicts), verdicts }
    }

    fn period(&self, index: usize) -> PeriodInfo {
        period(self.model, &self.task.periods, index, self.as_of)
    }
}

/// A period as reports name it.
pub(super) fn period(model: &Model, asked: &AskedPeriods, index: usize, as_of: i64) -> PeriodInfo {
    let bounded = !asked.unbounded();
    let (start, end) = (asked.periods.start(index), asked.periods.end(index));
    PeriodInfo {
        label: asked.periods.label(&model.civil, index),
        start: start.filter(|_| bounded),
        end: end.filter(|_| bounded),
        complete: !bounded || end.is_some_and(|end| end <= as_of),
    }
}
