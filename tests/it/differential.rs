//! Generated definitions over generated rows, computed by jauge and, independently, by DuckDB: by the SQL that
//! `jauge sql` prints, and by naive SQL that the generator writes beside each construct.

mod bugs;
mod cells;
mod coverage;
mod definitions;
mod formulas;
mod others;
mod random;
mod tables;

use crate::duckdb::{Answer, answers, python};
use cells::{Cell, cells, of_naive, of_sql};
use coverage::Coverage;
use definitions::{Definition, Run, runs};
use jauge::Engine;
use jauge::diag::{Code, Problem, Severity};
use jauge::plan::sql::Dialect;
use random::Random;
use std::collections::BTreeMap;
use tables::Tables;

/// What jauge makes of a run: the values of each KPI, and its SQL.
struct Computed {
    cells: BTreeMap<String, Vec<Cell>>,
    statements: BTreeMap<String, String>,
}

fn computed(tables: &Tables, run: &Run, dialect: Dialect) -> Computed {
    let yaml = run.yaml(tables);
    let query = crate::engine::support::query(run.periods());
    let engine = Engine::default();
    let values = crate::engine::support::values(&engine, &yaml, &query);
    let mut project = crate::engine::support::project(&yaml);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let statements = runtime.block_on(engine.sql(&mut project, &query, dialect)).expect("SQL");
    let refused =
        |problem: &&Problem| problem.severity == Severity::Error && problem.code != Code::NotExportable;
    let mistake = project.problems.iter().find(refused);
    assert!(mistake.is_none(), "{mistake:?}\n{yaml}");
    // The first line of a statement names its KPI.
    let name = |sql: &str| sql["-- ".len()..].split(':').next().expect("a name").to_owned();
    let statements = statements.into_iter().map(|sql| (name(&sql), sql)).collect();
    Computed { cells: cells(values), statements }
}

/// The first cell in which two answers to a definition differ.
fn difference(definition: &Definition, ours: &[Cell], theirs: &[Cell]) -> Option<String> {
    if let Some(cell) = theirs.iter().find(|cell| !ours.iter().any(|other| other.is_at(cell))) {
        return Some(format!("{definition}\nonly there: {cell:?}"));
    }
    let differ = |cell: &&Cell| !theirs.iter().any(|other| other.agrees(cell));
    let cell = ours.iter().find(differ)?;
    let other = theirs.iter().find(|other| other.is_at(cell));
    Some(format!("{definition}\njauge: {cell:?}\nthere: {other:?}"))
}

fn seed() -> u64 {
    std::env::var("JAUGE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_240_331)
}

#[test]
fn duckdb_agrees() {
    let Some(python) = python() else { return };
    let mut random = Random::new(seed());
    let tables = Tables::write(&mut random);
    let runs = runs(&mut random);
    let computed: Vec<Computed> = runs.iter().map(|run| computed(&tables, run, Dialect::DuckDb)).collect();
    let mut wrong = Vec::new();
    let mut coverage = Coverage::default();
    let mut exported = Vec::new();
    for (run, computed) in runs.iter().zip(&computed) {
        let statements =
            |of: &dyn Fn(&Definition) -> String| run.definitions.iter().map(of).collect::<Vec<_>>();
        let printed = statements(&|definition| {
            let found = computed.statements.get(&definition.name);
            found.unwrap_or_else(|| panic!("refused: {definition}")).clone()
        });
        let naive =
            statements(&|definition| definition.naive(run, &tables, &computed.cells[&definition.name]));
        let table = [definitions::rows(&tables)];
        let told = answers(python, &[&table, printed.as_slice(), naive.as_slice()].concat());
        let (of_printed, of_naives) = told[1..].split_at(printed.len());
        for (at, definition) in run.definitions.iter().enumerate() {
            let ours = &computed.cells[&definition.name];
            wrong.extend(compared(definition, ours, &of_printed[at], of_sql));
            wrong.extend(compared(definition, ours, &of_naives[at], |rows| of_naive(rows, ours)));
            coverage.note(definition, run, &tables, ours);
        }
        exported.push((run, &computed.cells, printed));
    }
    assert!(wrong.is_empty(), "seed {}, {} differences:\n{}", seed(), wrong.len(), wrong.join("\n\n"));
    coverage.check();
    bugs::all_are_caught(python, &exported);
}

/// Where an answer differs from our values.
fn compared(
    definition: &Definition,
    ours: &[Cell],
    answer: &Answer,
    read: impl Fn(&[Vec<serde_json::Value>]) -> Vec<Cell>,
) -> Option<String> {
    match answer {
        Ok(rows) => difference(definition, ours, &read(rows)),
        Err(error) => Some(format!("{definition}\n{error}")),
    }
}
