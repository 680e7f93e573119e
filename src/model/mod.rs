//! Spec and schemas to a checked model: names, links, units, levels, cycles. [`Valid`] is the only way on.

mod civil;
mod interval;
mod kpi;
mod neighbour;
mod nested;
mod node;
mod per;
mod query;
mod relevant;
mod resolve;
mod select;
mod shape;
mod source;
mod units;

pub use civil::civil;
pub use interval::{InsidePart, Interval, Lasts, LastsTest};
pub use kpi::{KpiGrain, KpiModel, SliceModel, TargetModel, TestModel, ZoneModel};
pub use neighbour::{Neighbour, NeighbourValue, Side};
pub use nested::{Nested, NestedKeys};
pub use node::{Aggregate, ColumnRef, Node, NodeKind, PeriodPart};
pub use per::Per;
pub use query::Query;
pub use select::Task;
pub use shape::{Shape, ShapeKind, Step, finer};
pub use source::{ColumnModel, IntervalModel, LinkModel, Schema, SourceModel};

use crate::calendar::Civil;
use crate::diag::Problems;
use crate::lang::walk;
use crate::spec::Spec;
use indexmap::IndexMap;
use std::sync::Arc;

/// A project whose names are resolved, and what a query asks of it.
#[derive(Clone, Debug)]
pub struct Model {
    /// The definitions.
    pub spec: Arc<Spec>,
    /// Civil time of the project.
    pub civil: Civil,
    /// Sources, in order of definition.
    pub sources: Vec<SourceModel>,
    /// KPIs, in order of definition; none where one has a problem.
    pub kpis: Vec<Option<KpiModel>>,
    /// What the query asks for, in order of definition.
    pub tasks: Vec<Task>,
    /// KPIs that it asks for and that rest on data that cannot be read.
    pub unavailable: Vec<usize>,
}

/// A model without errors in anything that the query needs.
#[derive(Clone, Debug)]
pub struct Valid<T>(T);

impl<T> std::ops::Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Checks a project against the schemas of its sources and a query. `problems` holds what reading it found already;
/// everything found here is added, and what the query does not need becomes a warning.
///
/// A source that is missing from `schemas` could not be opened: what rests on it is left unchecked.
pub fn check(
    spec: Arc<Spec>,
    schemas: &IndexMap<String, Schema>,
    query: &Query,
    problems: &mut Problems,
) -> Result<Valid<Model>, Model> {
    let (model, found) = resolved(spec, schemas, query);
    problems.extend(found);
    spare(&model, query, problems);
    if problems.has_errors() { Err(model) } else { Ok(Valid(model)) }
}

fn resolved(spec: Arc<Spec>, schemas: &IndexMap<String, Schema>, query: &Query) -> (Model, Problems) {
    let civil = civil(&spec);
    let mut resolver = resolve::Resolver::new(&spec, &civil);
    // Of definitions that were read in part only, any name may be missing.
    let (tasks, unavailable) = match spec.incomplete {
        true => (Vec::new(), Vec::new()),
        false => {
            resolver.project(schemas);
            select::tasks(&mut resolver, query)
        }
    };
    let problems = std::mem::take(&mut resolver.problems);
    let (sources, kpis) = (resolver.sources, resolver.kpis);
    (Model { civil: civil.clone(), sources, kpis, tasks, unavailable, spec: spec.clone() }, problems)
}

/// With a selection, errors in what it does not need become warnings.
pub fn spare(model: &Model, query: &Query, problems: &mut Problems) {
    if !query.kpis.is_empty() || !query.tags.is_empty() {
        let relevant = relevant::spans(model, query);
        problems.demote(|problem| relevant.contains(problem));
    }
}

impl Model {
    /// The name of a KPI.
    pub fn kpi_name(&self, kpi: usize) -> &str {
        self.spec.kpis.get_index(kpi).map_or("", |(name, _)| name)
    }
}

/// The sources of a project alone, before all of them are open: what rests on others is left out.
pub fn check_sources(spec: Arc<Spec>, schemas: &IndexMap<String, Schema>, query: &Query) -> Valid<Model> {
    let mut ignored = Problems::default();
    match check(spec, schemas, query, &mut ignored) {
        Ok(model) => model,
        Err(model) => Valid(Model { tasks: Vec::new(), ..model }),
    }
}

/// KPIs that stand for the columns of a derived source, with all problems found; its tasks are those without any.
pub fn check_values(
    spec: Arc<Spec>,
    schemas: &IndexMap<String, Schema>,
    query: &Query,
) -> (Valid<Model>, Problems) {
    let (model, problems) = resolved(spec, schemas, query);
    (Valid(model), problems)
}
