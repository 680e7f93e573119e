//! JSON has no dates: texts that are all dates or all instants are told by looking.

use super::provider::FilesTable;
use crate::sources::csv::Guess;
use crate::sources::table::is_text;
use crate::sources::text::NumberStyle;
use crate::sources::value::Kind;
use datafusion::arrow::array::{ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::physical_plan::execute_stream;
use futures::StreamExt;
use std::collections::HashMap;

/// The most bytes of texts that types are told from.
const LIMIT: usize = 64 * 1024 * 1024;

/// What is told of texts, by column: dates and instants only.
pub type Told = HashMap<String, Kind>;

/// Reads the texts of a table.
pub async fn look(table: &FilesTable, session: &dyn Session) -> Result<Told> {
    let schema = table.schema();
    let texts: Vec<usize> =
        (0..schema.fields().len()).filter(|at| is_text(schema.field(*at).data_type())).collect();
    let mut guesses: Vec<Guess> = texts.iter().map(|_| Guess::new(NumberStyle::default(), false)).collect();
    let plan = table.scan(session, Some(&texts), &[], None).await?;
    let mut batches = execute_stream(plan, session.task_ctx())?;
    let mut seen = 0;
    while let Some(batch) = batches.next().await.transpose()? {
        for (guess, array) in guesses.iter_mut().zip(batch.columns()) {
            look_at(guess, array)?;
        }
        seen += batch.get_array_memory_size();
        if seen > LIMIT {
            break;
        }
    }
    let kinds =
        texts.iter().zip(&guesses).map(|(at, guess)| (schema.field(*at).name().clone(), guess.kind().0));
    Ok(kinds.filter(|(_, kind)| matches!(kind, Kind::Date(_) | Kind::Instant(_))).collect())
}

fn look_at(guess: &mut Guess, array: &ArrayRef) -> Result<()> {
    let texts = cast(array, &DataType::Utf8View)?;
    for text in texts.as_string_view_opt().into_iter().flatten().flatten() {
        guess.look(text);
    }
    Ok(())
}
