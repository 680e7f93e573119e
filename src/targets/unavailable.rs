//! KPIs whose data cannot be read: in the report as errors, never silently absent.

use super::assess::period;
use super::{Assessment, Judged, KpiInfo, Outcome, Status, Verdict, result_status};
use crate::calendar::Grain;
use crate::lang::{Type, Value};
use crate::model::{KpiGrain, Model, Query};
use crate::plan::asked;
use crate::spec::{Kpi, Target};

/// One error per period that is asked for.
pub(super) fn without_data(model: &Model, kpi: usize, query: &Query, assessment: &mut Assessment) {
    let Some((name, spec)) = model.spec.kpis.get_index(kpi) else { return };
    let grain = grain(model, spec, query);
    let items = query.periods.as_deref();
    let Ok(asked) = asked(&model.civil, grain, items, assessment.as_of, query.judge, None) else { return };
    let number = assessment.kpis.len();
    assessment.kpis.push(KpiInfo {
        name: name.clone(),
        title: spec.title.get(assessment.locale).unwrap_or(name).to_owned(),
        ty: Type::Null,
        decimals: None,
        grain: grain.periods(),
        slices: Vec::new(),
        better: None,
    });
    let targets = spec.targets.iter().filter(|_| query.judge);
    let verdicts: Vec<_> = targets.map(|target| failed(name, target)).collect();
    let results = asked.indexes().map(|index| Judged {
        kpi: number,
        period: period(model, &asked, index, assessment.as_of),
        slice: Vec::new(),
        value: Value::Null,
        rows: 0,
        status: result_status(&verdicts),
        verdicts: verdicts.clone(),
    });
    let results: Vec<_> = results.collect();
    assessment.results.extend(results);
}

fn grain(model: &Model, spec: &Kpi, query: &Query) -> KpiGrain {
    let stated = query.grain.as_ref().or(spec.grain.as_ref()).map(|grain| grain.value.as_str());
    match stated {
        Some("all") => KpiGrain::All,
        stated => KpiGrain::Periods(stated.and_then(|name| model.civil.grain(name)).unwrap_or(Grain::Month)),
    }
}

fn failed(kpi: &str, target: &Target) -> Verdict {
    Verdict {
        name: target.name.as_ref().map_or(kpi, |name| &name.value).to_owned(),
        pass: target.pass.text.clone(),
        warn: target.warn.as_ref().map(|warn| warn.text.clone()),
        limit: None,
        status: Status::Error,
        outcome: Outcome::Error,
        severity: target.severity.as_ref().map_or("normal", |severity| &severity.value).to_owned(),
        budget_used: None,
    }
}
