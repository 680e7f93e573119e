//! A CSV source as a table of the engine that parses only the columns that are asked for.

use super::dialect::CsvFile;
use super::guess::Guess;
use super::infer::{Suspect, infer};
use super::stream::{CsvPartition, Field};
use crate::lang::Unit;
use crate::sources::OpenSettings;
use crate::sources::failure::Failure;
use crate::sources::layout::{Slot, layout};
use crate::sources::money;
use crate::sources::paths::DataFile;
use crate::sources::stated::{Stated, Want};
use crate::sources::table::{Table, TableColumn};
use crate::sources::text::NumberStyle;
use crate::sources::value::{Kind, Reading};
use crate::spec::{CsvOptions, Source};
use datafusion::arrow::datatypes::{Field as ArrowField, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result as EngineResult;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use std::sync::Arc;

/// A table over CSV files.
#[derive(Debug)]
struct CsvTable {
    schema: SchemaRef,
    fields: Vec<Arc<Field>>,
    files: Vec<Arc<CsvFile>>,
}

/// Opens CSV files: reads headers, tells types. Blocking.
pub fn open(
    files: Vec<DataFile>,
    options: &CsvOptions,
    source: &Source,
    settings: &OpenSettings,
) -> Result<Table, Failure> {
    let paths = files.iter().map(|file| file.path.clone()).collect();
    let files: Vec<CsvFile> =
        files.into_iter().map(|file| CsvFile::open(file, options)).collect::<Result<_, _>>()?;
    let (slots, problems) = layout(source, &names(&files), settings.currency.as_deref());
    let mut suspects: Vec<Suspect> = slots.iter().map(|slot| suspect(slot, options)).collect();
    infer(&files, &mut suspects)?;
    let mut fields = Vec::new();
    let mut columns = Vec::new();
    for (slot, suspect) in slots.iter().zip(&suspects) {
        let (field, column) = finish(slot, suspect, settings);
        columns.push(column);
        fields.extend(field.map(Arc::new));
    }
    let provider = Arc::new(CsvTable::new(fields, files));
    Ok(Table { provider, columns, unusable: Vec::new(), files: paths, problems })
}

/// The names of all columns, in the order in which they first appear; folders last.
fn names(files: &[CsvFile]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let in_files = files.iter().flat_map(|file| &file.names);
    let in_folders = files.iter().flat_map(|file| file.file.partitions.iter().map(|(key, _)| key));
    for name in in_files.chain(in_folders) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn suspect(slot: &Slot, options: &CsvOptions) -> Suspect {
    let style = style(slot, options);
    let number = slot.stated.as_ref().is_some_and(|stated| match &stated.want {
        Want::Inferred => false,
        Want::Number => true,
        Want::Exactly(kind) => kind.is_number(),
    });
    let own = slot.column.and_then(|column| column.nulls.clone()).unwrap_or_default();
    let nulls = options.nulls.iter().cloned().chain(own).collect();
    Suspect { raw: slot.raw.clone(), nulls, guess: Guess::new(style, number) }
}

/// How numbers may be written: marks between thousands and signs of currency only where numbers are stated.
fn style(slot: &Slot, options: &CsvOptions) -> NumberStyle {
    let stated = slot.stated.clone().unwrap_or_default();
    let number = stated.want != Want::Inferred;
    NumberStyle {
        decimal: options.decimal,
        grouping: number || options.decimal == ',',
        currency: if number { money::signs(&stated.unit) } else { Vec::new() },
        percent: !number || stated.unit == Unit::Share,
    }
}

fn finish(slot: &Slot, suspect: &Suspect, settings: &OpenSettings) -> (Option<Field>, TableColumn) {
    let Some(stated) = &slot.stated else { return (None, TableColumn::empty(&slot.name, &slot.raw)) };
    let (kind, unit) = kind(stated, &suspect.guess);
    let ty = kind.language_type(unit);
    let hint =
        (kind == Kind::Text && slot.column.is_none()).then(|| suspect.guess.hint(&slot.name)).flatten();
    let column = TableColumn { hint, ..TableColumn::plain(&slot.name, &slot.name, ty) };
    let style = suspect.guess.style().clone();
    let reading = Reading { kind, style, nulls: suspect.nulls.clone(), zone: settings.civil.zone };
    let place = slot.column.map(|column| column.name.span);
    (Some(Field { name: slot.name.clone(), raw: slot.raw.clone(), reading, place }), column)
}

/// What the values of a column are, and what its numbers count.
fn kind(stated: &Stated, guess: &Guess) -> (Kind, Unit) {
    let (guessed, share) = guess.kind();
    match &stated.want {
        Want::Exactly(Kind::Decimal(_)) => (Kind::Decimal(guess.places()), stated.unit.clone()),
        Want::Exactly(kind) => (kind.clone(), stated.unit.clone()),
        Want::Inferred if share => (guessed, Unit::Share),
        Want::Inferred => (guessed, stated.unit.clone()),
        Want::Number if guessed.is_number() || guessed == Kind::Empty => (guessed, stated.unit.clone()),
        Want::Number => (guess.decimal_or_float(), stated.unit.clone()),
    }
}

impl CsvTable {
    fn new(fields: Vec<Arc<Field>>, files: Vec<CsvFile>) -> Self {
        let schema = Arc::new(schema(&fields));
        Self { schema, fields, files: files.into_iter().map(Arc::new).collect() }
    }
}

fn schema(fields: &[Arc<Field>]) -> Schema {
    let field = |field: &Arc<Field>| ArrowField::new(&field.name, field.reading.kind.data_type(), true);
    Schema::new(fields.iter().map(field).collect::<Vec<_>>())
}

#[async_trait::async_trait]
impl TableProvider for CsvTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> EngineResult<Arc<dyn ExecutionPlan>> {
        let fields: Vec<Arc<Field>> = match projection {
            Some(wanted) => wanted.iter().filter_map(|at| self.fields.get(*at).cloned()).collect(),
            None => self.fields.clone(),
        };
        let schema = Arc::new(schema(&fields));
        let lanes = state.config().target_partitions().clamp(1, self.files.len().max(1));
        let partitions = (0..lanes).map(|lane| {
            let files = self.files.iter().skip(lane).step_by(lanes).cloned().collect();
            Arc::new(CsvPartition::new(schema.clone(), fields.clone(), files)) as Arc<dyn PartitionStream>
        });
        Ok(Arc::new(StreamingTableExec::try_new(
            schema.clone(),
            partitions.collect(),
            None,
            [],
            false,
            limit,
        )?))
    }
}
