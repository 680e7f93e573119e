//! Opens a source: finds its files, tells the types of its columns, and gives the engine a table to read.
//!
//! CSV is read by our own streaming table, which tells types from the values and names file, line and column in every
//! error. Parquet, JSON and Arrow files are read by the engine; their types are brought to those of the language.

mod arrow;
mod csv;
mod failure;
mod format;
mod glob;
mod hive;
mod json;
mod layout;
mod money;
mod nearby;
mod outside;
mod paths;
mod pushdown;
mod reading;
mod stated;
mod table;
pub mod text;
mod value;

pub use failure::{Failure, Place};
pub use outside::{Held, Outside, OutsideColumn, outside};
pub use pushdown::Pushdown;
pub use table::{Table, TableColumn, Unusable};

use crate::calendar::Civil;
use crate::diag::{Code, Problem};
use crate::spec::{FileOrigin, Format, Source};
use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::{MemTable, Session, TableProvider};
use std::sync::Arc;

/// What opening needs to know of the project.
#[derive(Clone, Debug, Default)]
pub struct OpenSettings {
    /// Where naive instants are read.
    pub civil: Civil,
    /// The currency of `unit: money`.
    pub currency: Option<String>,
}

/// Opens the files of a source. Reads what is needed to tell types, and computes nothing.
pub async fn open(
    source: &Source,
    origin: &FileOrigin,
    settings: &OpenSettings,
    session: &dyn Session,
) -> Result<Table, Failure> {
    let files = paths::find(origin)?;
    let Some(format) = files.first().map(|file| file.format) else {
        let message = format!("source `{}` names no file", source.name.value);
        return Err(Problem::error(Code::MissingKey, source.name.span, message)
            .help("state its `path:`")
            .into());
    };
    if format != Format::Csv {
        return arrow::open(files, source, settings, session).await;
    }
    let (options, source, settings) = (origin.csv.clone(), source.clone(), settings.clone());
    let name = source.name.clone();
    let opened = tokio::task::spawn_blocking(move || csv::open(files, &options, &source, &settings)).await;
    opened.unwrap_or_else(|error| {
        let message = format!("source `{}` could not be opened", name.value);
        Err(Failure::from(Problem::error(Code::EngineFailure, name.span, message)).because(error))
    })
}

/// The table of a provider that the embedding program gives.
pub fn from_provider(provider: Arc<dyn TableProvider>, source: &Source, settings: &OpenSettings) -> Table {
    arrow::describe(provider, source, settings, &arrow::Told::new())
}

/// The table of rows in memory, which are all of one schema.
pub fn from_batches(
    batches: Vec<RecordBatch>,
    source: &Source,
    settings: &OpenSettings,
) -> Result<Table, Failure> {
    let unfit =
        |message: String| Failure::from(Problem::error(Code::SchemaConflict, source.name.span, message));
    let Some(schema) = batches.first().map(RecordBatch::schema) else {
        return Err(unfit(format!("no rows were given for source `{}`", source.name.value)));
    };
    let table = MemTable::try_new(schema, vec![batches]).map_err(|error| {
        unfit(format!("the batches of source `{}` differ in their columns", source.name.value)).because(error)
    })?;
    Ok(from_provider(Arc::new(table), source, settings))
}
