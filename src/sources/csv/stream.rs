//! Files to batches, on a thread that may block.

use super::dialect::CsvFile;
use super::records::Records;
use crate::diag::{Code, Span};
use crate::sources::failure::{Failure, Place};
use crate::sources::value::{ColumnBuilder, Reading, help_for, wanted};
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::streaming::PartitionStream;
use std::sync::Arc;

const ROWS: usize = 8192;

/// One column of the table.
#[derive(Debug)]
pub struct Field {
    /// The name that KPIs use.
    pub name: String,
    /// The name in the files.
    pub raw: String,
    /// How its texts are read.
    pub reading: Reading,
    /// Where it is defined, if it is.
    pub place: Option<Span>,
}

/// Some files of the table, read one after the other.
#[derive(Debug)]
pub struct CsvPartition {
    schema: SchemaRef,
    fields: Vec<Arc<Field>>,
    files: Vec<Arc<CsvFile>>,
}

impl CsvPartition {
    /// The columns `fields` of `files`, as `schema` says.
    pub fn new(schema: SchemaRef, fields: Vec<Arc<Field>>, files: Vec<Arc<CsvFile>>) -> Self {
        Self { schema, fields, files }
    }
}

impl PartitionStream for CsvPartition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let mut stream = RecordBatchReceiverStreamBuilder::new(self.schema.clone(), 2);
        let sender = stream.tx();
        let (schema, fields, files) = (self.schema.clone(), self.fields.clone(), self.files.clone());
        stream.spawn_blocking(move || {
            // A send fails when nobody reads any more: that is the end, not an error.
            let mut send = |batch| sender.blocking_send(Ok(batch)).is_ok();
            for file in files {
                if !read(&file, &fields, &schema, &mut send)? {
                    break;
                }
            }
            Ok(())
        });
        stream.build()
    }
}

/// Where a column's values come from in one file.
enum Origin<'a> {
    Field(usize),
    Folder(&'a str),
    Absent,
}

fn origin<'a>(file: &'a CsvFile, field: &Field) -> Origin<'a> {
    if let Some(at) = file.names.iter().position(|name| *name == field.raw) {
        return Origin::Field(at);
    }
    let folder = file.file.partitions.iter().find(|(key, _)| *key == field.raw);
    folder.map_or(Origin::Absent, |(_, value)| Origin::Folder(value))
}

/// Reads a file in batches; false once nobody wants more.
fn read(
    file: &CsvFile,
    fields: &[Arc<Field>],
    schema: &SchemaRef,
    send: &mut impl FnMut(RecordBatch) -> bool,
) -> Result<bool, DataFusionError> {
    let mut columns: Vec<(Origin, &Field, ColumnBuilder)> = fields
        .iter()
        .map(|field| (origin(file, field), field.as_ref(), ColumnBuilder::new(&field.reading, ROWS)))
        .collect();
    let mut records = Records::rows(file)?;
    loop {
        let rows = fill(&mut records, &mut columns)?;
        if rows == 0 {
            return Ok(true);
        }
        let arrays = columns.iter_mut().map(|(_, _, builder)| builder.finish()).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        if !send(RecordBatch::try_new_with_options(schema.clone(), arrays, &options)?) {
            return Ok(false);
        }
    }
}

/// Adds up to a batch of rows to the columns and counts them.
fn fill(records: &mut Records, columns: &mut [(Origin, &Field, ColumnBuilder)]) -> Result<usize, Failure> {
    let mut rows = 0;
    while rows < ROWS && records.next_row()? {
        for (origin, field, builder) in columns.iter_mut() {
            let text = match origin {
                Origin::Field(at) => records.text(*at)?,
                Origin::Folder(text) => text,
                Origin::Absent => {
                    builder.append_null();
                    continue;
                }
            };
            builder.append(text).map_err(|_| misfit(records.place(), field, text))?;
        }
        rows += 1;
    }
    Ok(rows)
}

fn misfit(place: Place, field: &Field, text: &str) -> Failure {
    let kind = &field.reading.kind;
    let shown = shortened(text);
    let message = format!(
        "{}, column `{}`: `{shown}` is not {}",
        place.in_words(),
        field.raw,
        wanted(&field.reading, text)
    );
    let place = Place { column: Some(field.raw.clone()), text: Some(text.to_owned()), ..place };
    let failure = Failure::at(place, Code::InvalidData, message, help_for(kind, &field.name, &shown));
    match field.place {
        Some(span) => failure.shown_at(span),
        None => failure,
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
