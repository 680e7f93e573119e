//! The open sources of a run.

use super::over;
use crate::diag::{Code, Problem, Problems};
use crate::model::{Schema, civil};
use crate::sources::{self, OpenSettings, Table};
use crate::spec::{FileOrigin, Origin, Source, Spec};
use datafusion::catalog::TableProvider;
use datafusion::error::{DataFusionError, Result};
use datafusion::prelude::SessionContext;
use indexmap::IndexMap;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Tables that the embedding program gives, by source.
pub type Given = HashMap<String, Arc<dyn TableProvider>>;

/// The tables of all sources, in order of definition.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    tables: Vec<Option<Table>>,
    /// Now, once it is known: derived sources look at it when they are read.
    pub clock: Arc<OnceLock<i64>>,
}

impl Catalog {
    /// The table of a source.
    pub fn table(&self, source: usize) -> Result<&Table> {
        let table = self.tables.get(source).and_then(Option::as_ref);
        table.ok_or_else(|| DataFusionError::Internal("a source that is not open".into()))
    }
}

/// Opens all sources; those over SQL after those that they read. What cannot be opened is told and left out.
pub async fn open(
    spec: &Arc<Spec>,
    session: &SessionContext,
    given: &Given,
    problems: &mut Problems,
) -> (Catalog, IndexMap<String, Schema>) {
    let settings = settings(spec);
    let mut catalog = Catalog { tables: vec![None; spec.sources.len()], ..Catalog::default() };
    let mut schemas = IndexMap::new();
    for (number, (name, source)) in spec.sources.iter().enumerate() {
        let opened = match (given.get(name), &source.origin) {
            (Some(provider), _) => Ok(sources::from_provider(provider.clone(), source, &settings)),
            (None, Origin::Files(origin)) => sources::open(source, origin, &settings, &session.state())
                .await
                .map_err(|failure| at_path(*failure.problem, origin)),
            // What is missing may be in the part that could not be read.
            (None, Origin::Given) if source.broken => continue,
            (None, Origin::Given) => Err(not_given(source)),
            (None, Origin::Sql(_) | Origin::Derived(_) | Origin::Funnel(_)) => continue,
        };
        keep(opened, number, name, &mut catalog, &mut schemas, problems);
    }
    over::open(spec, session, &settings, &mut catalog, &mut schemas, problems).await;
    (catalog, schemas)
}

/// Keeps an open table and its schema, or its problem.
pub(super) fn keep(
    opened: std::result::Result<Table, Problem>,
    number: usize,
    name: &str,
    catalog: &mut Catalog,
    schemas: &mut IndexMap<String, Schema>,
    problems: &mut Problems,
) {
    if let Some(table) = problems.keep(opened) {
        problems.extend(table.problems.iter().cloned());
        schemas.insert(name.to_owned(), schema(&table));
        catalog.tables[number] = Some(table);
    }
}

/// A problem in a file is shown where the definitions name the file.
pub(super) fn at_path(problem: Problem, origin: &FileOrigin) -> Problem {
    let span = problem.span.or_else(|| origin.paths.first().map(|path| path.span));
    Problem { span, ..problem }
}

fn schema(table: &Table) -> Schema {
    Schema {
        columns: table.columns.iter().map(|column| (column.name.clone(), column.ty.clone())).collect(),
        unusable: table.unusable.iter().map(|column| (column.name.clone(), column.reason.clone())).collect(),
    }
}

/// What opening sources needs to know of the project.
pub(super) fn settings(spec: &Spec) -> OpenSettings {
    let currency = spec.project.currency.as_ref().map(|currency| currency.value.clone());
    OpenSettings { civil: civil(spec), currency }
}

fn not_given(source: &Source) -> Problem {
    let name = &source.name.value;
    let message = format!("source `{name}` has no data");
    Problem::error(Code::UnreadableData, source.name.span, message)
        .help(format!("add `path:` to it, or pass `--set-source {name}=FILE`"))
}
