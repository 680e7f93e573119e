//! Business time over arrays, with one calendar or one named per row.

use super::udf::{Kernel, instants};
use crate::calendar::{BusinessReader, Calendars, Civil, Pauses};
use crate::functions::Failure;
use crate::functions::physical::instant;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, LargeListArray, StringViewArray, new_null_array,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use datafusion::error::Result;
use std::sync::Arc;

/// What is asked of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Question {
    /// The open time from one instant to another.
    Time,
    /// The instant so much open time after another.
    Add,
    /// The dates with opening hours from one date to another.
    Days,
}

/// A question to a calendar.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Business {
    pub question: Question,
    /// The calendar's name; none: the third argument names one per row.
    pub calendar: Option<String>,
    /// Whether the last argument holds the pauses of each row, as lists of bounds.
    pub except: bool,
}

impl Kernel for Business {
    fn name(&self) -> String {
        let name = format!("business_{:?}", self.question).to_lowercase();
        let name = if self.except { format!("{name}_except") } else { name };
        self.calendar.as_ref().map_or_else(|| name.clone(), |calendar| format!("{name}[{calendar}]"))
    }

    fn output(&self) -> DataType {
        match self.question {
            Question::Time | Question::Days => DataType::Int64,
            Question::Add => instant(),
        }
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let [first, second, names @ ..] = arguments else { return Ok(new_null_array(&self.output(), 0)) };
        let pauses =
            arguments.last().filter(|_| self.except).and_then(|lists| lists.as_list_opt::<i64>()).cloned();
        let rows =
            Rows { question: self.question, first: Side::of(first)?, second: Side::of(second)?, pauses };
        let answers = match (&self.calendar, names) {
            (Some(name), _) => {
                let mut reader = reader(&civil.calendars, name)?;
                (0..first.len()).map(|row| rows.answer(row, &mut reader)).collect()
            }
            (None, [names, ..]) => {
                let names = cast(names, &DataType::Utf8View)?;
                rows.answers(names.as_string_view(), &civil.calendars)?
            }
            (None, []) => Int64Array::new_null(first.len()),
        };
        Ok(match self.question {
            Question::Add => Arc::new(answers.reinterpret_cast::<TimestampMicrosecondType>()),
            Question::Time | Question::Days => Arc::new(answers),
        })
    }
}

/// An argument as whole numbers: days, instants or a length.
struct Side {
    values: Int64Array,
    are_days: bool,
}

impl Side {
    fn of(array: &ArrayRef) -> Result<Side> {
        let are_days = array.data_type() == &DataType::Date32;
        let values = match array.data_type() {
            DataType::Timestamp(_, _) => instants(array)?,
            DataType::Date32 => whole(&cast(array, &DataType::Int32)?)?,
            _ => whole(array)?,
        };
        Ok(Side { values, are_days })
    }

    fn get(&self, row: usize) -> Option<i64> {
        self.values.is_valid(row).then(|| self.values.value(row))
    }
}

/// Whole numbers; lengths that an average left with a fraction are cut to microseconds.
fn whole(array: &ArrayRef) -> Result<Int64Array> {
    Ok(cast(array, &DataType::Int64)?.as_primitive().clone())
}

struct Rows {
    question: Question,
    first: Side,
    second: Side,
    pauses: Option<LargeListArray>,
}

impl Rows {
    fn answer(&self, row: usize, reader: &mut BusinessReader) -> Option<i64> {
        let (first, second) = (self.first.get(row)?, self.second.get(row)?);
        let pauses = self.pauses.as_ref().filter(|pauses| pauses.is_valid(row));
        let pauses = pauses.map(|pauses| pauses_of(&pauses.value(row)));
        match (self.question, &pauses) {
            (Question::Time, None) => Some(reader.time_between(first, second)),
            (Question::Time, Some(pauses)) => Some(reader.time_between_except(first, second, pauses)),
            (Question::Add, None) => reader.add(first, second),
            (Question::Add, Some(pauses)) => reader.add_except(first, second, pauses),
            (Question::Days, _) => {
                let mut day = |side: &Side, value| if side.are_days { value } else { reader.day(value) };
                let (first, second) = (day(&self.first, first), day(&self.second, second));
                Some(reader.days_between(first, second))
            }
        }
    }

    /// The answers of the calendars that the rows name; null where none is named.
    fn answers(&self, names: &StringViewArray, calendars: &Calendars) -> Result<Int64Array> {
        let mut readers: Vec<(&str, BusinessReader)> = Vec::new();
        let mut current = 0;
        let mut answers = Int64Array::builder(names.len());
        for (row, name) in names.iter().enumerate() {
            let Some(name) = name else {
                answers.append_null();
                continue;
            };
            if readers.get(current).is_none_or(|(known, _)| *known != name) {
                current = match readers.iter().position(|(known, _)| *known == name) {
                    Some(known) => known,
                    None => {
                        readers.push((name, reader(calendars, name)?));
                        readers.len() - 1
                    }
                };
            }
            let answer = readers.get_mut(current).and_then(|(_, reader)| self.answer(row, reader));
            answers.append_option(answer);
        }
        Ok(answers.finish())
    }
}

/// The pauses whose bounds follow each other in a list.
fn pauses_of(bounds: &ArrayRef) -> Pauses {
    let bounds = bounds.as_primitive_opt::<Int64Type>().map_or(&[][..], |bounds| bounds.values());
    Pauses::new(bounds.as_chunks::<2>().0.iter().map(|[from, to]| *from..*to).collect())
}

fn reader<'c>(calendars: &'c Calendars, name: &str) -> Result<BusinessReader<'c>, Failure> {
    let calendar = calendars.get(name).ok_or_else(|| Failure::Calendar {
        name: name.to_owned(),
        known: calendars.names().map(str::to_owned).collect(),
    })?;
    Ok(calendar.reader())
}
