//! From definitions to a plan: opens sources, checks the model, settles now and the periods.

use super::catalog::{self, Catalog, Given};
use super::context::Run;
use super::{EngineOptions, failure, range, session};
use crate::diag::{Code, Problem, Problems};
use crate::lang::ast::PeriodItem;
use crate::model::{Model, Query, Task, Valid, check, spare};
use crate::plan::{Asked, Plan, asked, bound_instant, build, looks_back, reuse};
use crate::spec::{AsOf, Spec};
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// A run that is ready to compute.
pub struct Prepared {
    session: SessionContext,
    catalog: Catalog,
    /// The checked definitions.
    pub model: Valid<Model>,
    /// What is computed.
    pub plan: Plan,
    /// Now, in microseconds since 1970 UTC.
    pub as_of: i64,
}

impl Prepared {
    pub(super) fn run(&self) -> Run<'_> {
        Run {
            session: &self.session,
            model: &self.model,
            catalog: &self.catalog,
            as_of: self.as_of,
            lookups: Default::default(),
        }
    }
}

/// Prepares a run. `problems` holds what reading the definitions found; none is returned where an error among them, or
/// among those found here, leaves nothing to compute. Sources that cannot be opened are told, and the KPIs that need
/// them are left out.
pub async fn prepare(
    spec: Arc<Spec>,
    query: &Query,
    options: &EngineOptions,
    given: &Given,
    problems: &mut Problems,
) -> Option<Prepared> {
    let session = match session::session(options) {
        Ok(session) => session,
        Err(error) => {
            problems.push(failure::problem(&error));
            return None;
        }
    };
    let mut of_data = Problems::default();
    let spec = super::tables::read(spec, &session, &mut of_data).await;
    let (catalog, schemas) = catalog::open(&spec, &session, given, &mut of_data).await;
    // What stands in the definitions stops the run; what stands in the data only stops what needs it.
    let (of_definitions, of_data): (Vec<_>, Vec<_>) =
        of_data.into_iter().partition(|problem| !is_of_data(problem));
    problems.extend(of_definitions);
    let checked = check(spec, &schemas, query, problems);
    let mut unopened = Problems::default();
    unopened.extend(of_data);
    spare(checked.as_deref().unwrap_or_else(|model| model), query, &mut unopened);
    problems.extend(unopened);
    let model = checked.ok()?;
    let (as_of, periods) = {
        let run = Run {
            session: &session,
            model: &model,
            catalog: &catalog,
            as_of: i64::MAX,
            lookups: Default::default(),
        };
        match settle(&run, query).await {
            Ok(settled) => settled,
            Err(problem) => {
                problems.push(*problem);
                return None;
            }
        }
    };
    let _ = catalog.clock.set(as_of);
    let mut plan = build(&model, as_of, &periods);
    // Where memory is short, groups are not made finer than they need to be.
    if options.memory_limit.is_none() {
        reuse(&mut plan);
    }
    Some(Prepared { session, catalog, model, plan, as_of })
}

fn is_of_data(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::UnreadableData
            | Code::InvalidData
            | Code::SchemaConflict
            | Code::EngineFailure
            | Code::OutOfMemory
    )
}

/// Now, and the periods of each task.
async fn settle(run: &Run<'_>, query: &Query) -> Result<(i64, Vec<Asked>), Box<Problem>> {
    let as_of = now(run, query).await?;
    let mut periods = Vec::new();
    for task in &run.model.tasks {
        periods.push(task_periods(run, query, task, as_of).await?);
    }
    Ok((as_of, periods))
}

async fn now(run: &Run<'_>, query: &Query) -> Result<i64, Box<Problem>> {
    let stated = query.as_of.as_ref().or(run.model.spec.project.as_of.as_ref());
    match stated.map(|stated| (stated.value, stated.span)) {
        None => Ok(crate::calendar::now()),
        Some((AsOf::At(bound), _)) => Ok(bound_instant(&run.model.civil, &bound)),
        Some((AsOf::Latest, span)) => {
            let times = range::times(run.model, run.model.tasks.iter().map(|task| task.kpi));
            let found =
                range::range(run, &times).await.map_err(|error| Box::new(failure::problem(&error)))?;
            found.map(|(_, newest)| newest).ok_or_else(|| {
                Box::new(
                    Problem::error(Code::InvalidInstant, span, "there is no time in the data to take as now")
                        .help("state a date, such as `2024-01-31`"),
                )
            })
        }
    }
}

async fn task_periods(run: &Run<'_>, query: &Query, task: &Task, as_of: i64) -> Result<Asked, Box<Problem>> {
    let items = query.periods.as_deref();
    let all = items.is_some_and(|items| items.iter().any(|(item, _)| *item == PeriodItem::All));
    let data = match all || looks_back(run.model, task.kpi) {
        false => None,
        true => {
            let times = range::times(run.model, std::iter::once(task.kpi));
            range::range(run, &times).await.map_err(|error| Box::new(failure::problem(&error)))?
        }
    };
    let periods = asked(&run.model.civil, task.grain, items, as_of, query.judge, data).map_err(Box::new)?;
    Ok(Asked { periods, first: data.map(|(first, _)| first) })
}
