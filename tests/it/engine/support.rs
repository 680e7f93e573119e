//! Runs definitions over tables in memory and reads the values.

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::catalog::{MemTable, TableProvider};
use jauge::diag::{Problems, Severity, SourceMap, TextMap};
use jauge::engine::EngineOptions;
use jauge::lang::Value;
use jauge::model::Query;
use jauge::targets::Assessment;
use jauge::{Engine, Project};
use std::path::Path;
use std::sync::Arc;

/// Tables by the names of their sources.
pub type Tables<'a> = &'a [(&'a str, Arc<dyn TableProvider>)];

/// One value of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub kpi: String,
    pub period: String,
    pub slice: Vec<Option<Value>>,
    pub value: Value,
    pub rows: u64,
}

/// Definitions in a text; paths in it start at the root.
pub fn project(yaml: &str) -> Project {
    let mut texts = SourceMap::default();
    let (spec, problems) = jauge::spec::load_text("test.yaml", yaml, Path::new("/"), &|_| None, &mut texts);
    Project { spec, texts, problems }
}

/// A query for these periods, the default ones without a text.
pub fn query(periods: &str) -> Query {
    let mut texts = SourceMap::default();
    let map = TextMap::whole(texts.add("--period", periods));
    let periods = (!periods.is_empty()).then(|| jauge::lang::periods(periods, &map).expect("periods"));
    Query { periods, ..Query::default() }
}

/// Threads, and bytes of memory.
pub fn limits(threads: usize, memory_limit: Option<usize>) -> EngineOptions {
    EngineOptions { threads: Some(threads), memory_limit }
}

/// An engine over these tables.
pub fn engine(tables: Tables, options: EngineOptions) -> Engine {
    let mut engine = Engine::new(options);
    tables.iter().for_each(|(name, table)| engine.give(*name, table.clone()));
    engine
}

/// What a run found and the problems that it told.
pub fn assess(engine: &Engine, yaml: &str, query: &Query) -> (Option<Assessment>, Problems) {
    let mut project = project(yaml);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match runtime.block_on(engine.run(&mut project, query)) {
        Ok(assessment) => (Some(assessment), project.problems),
        Err(problems) => (None, problems),
    }
}

/// The values of a run without errors.
pub fn values(engine: &Engine, yaml: &str, query: &Query) -> Vec<Cell> {
    let (assessment, problems) = assess(engine, yaml, query);
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning), "{problems:?}\n{yaml}");
    cells(&assessment.expect("values"))
}

/// The values of one KPI each without periods and slices.
pub fn totals(tables: Tables, yaml: &str) -> Vec<Value> {
    let cells = values(&engine(tables, limits(2, None)), yaml, &Query::default());
    cells.into_iter().map(|cell| cell.value).collect()
}

fn cells(assessment: &Assessment) -> Vec<Cell> {
    let cell = |judged: &jauge::targets::Judged| Cell {
        kpi: assessment.kpis[judged.kpi].name.clone(),
        period: judged.period.label.clone(),
        slice: judged.slice.clone(),
        value: judged.value.clone(),
        rows: judged.rows,
    };
    assessment.results.iter().map(cell).collect()
}

/// A table of one batch.
pub fn table(columns: Vec<(&str, ArrayRef)>) -> Arc<dyn TableProvider> {
    let batch = batch(columns);
    Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap())
}

/// A batch whose columns may all hold nulls.
pub fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}
