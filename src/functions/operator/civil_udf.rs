//! Functions of the engine that need the project's civil time.

use super::numbers::integers;
use crate::calendar::{Civil, Grain, add_months, date_of_day, day_of_date};
use crate::functions::physical::instant;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Task {
    /// The first instant of a date.
    DateStart,
    /// The number of the period of this grain that has a label.
    PeriodOfLabel(Grain),
    /// A date that many months later.
    DatePlusMonths,
    /// An instant that many months later, at the same local time.
    InstantPlusMonths,
    /// The period of this grain that holds a period's start that many months later.
    PeriodPlusMonths(Grain),
}

/// A task in the civil time of a project.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CivilUdf {
    task: Task,
    civil: Civil,
    signature: Signature,
}

impl CivilUdf {
    /// The task on expressions.
    pub(super) fn call(task: Task, civil: &Civil, arguments: Vec<Expr>) -> Expr {
        let signature = Signature::any(arguments.len(), Volatility::Immutable);
        ScalarUDF::new_from_impl(Self { task, civil: civil.clone(), signature }).call(arguments)
    }

    fn output(&self) -> DataType {
        match self.task {
            Task::DateStart | Task::InstantPlusMonths => instant(),
            Task::DatePlusMonths => DataType::Date32,
            Task::PeriodOfLabel(_) | Task::PeriodPlusMonths(_) => DataType::Int64,
        }
    }

    fn of_one(&self, value: i64) -> i64 {
        self.civil.date_instant(date_of_day(value))
    }

    fn of_two(&self, value: i64, months: i64) -> i64 {
        match self.task {
            Task::DatePlusMonths => day_of_date(add_months(date_of_day(value), months)),
            Task::PeriodPlusMonths(grain) => {
                let start = self.civil.start(grain, value);
                self.civil.number(grain, self.civil.add_months(start, months))
            }
            _ => self.civil.add_months(value, months),
        }
    }
}

impl ScalarUDFImpl for CivilUdf {
    fn name(&self) -> &str {
        match self.task {
            Task::DateStart => "date_start",
            Task::PeriodOfLabel(_) => "period_of_label",
            _ => "plus_months",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.output())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let result: Int64Array = match (self.task, arrays.as_slice()) {
            (Task::PeriodOfLabel(grain), [labels]) => {
                let labels = cast(labels, &DataType::Utf8View)?;
                let number = |label: Option<&str>| self.civil.parse_label(grain, label?);
                labels.as_string_view().iter().map(number).collect()
            }
            (_, [values]) => whole(values)?.iter().map(|value| Some(self.of_one(value?))).collect(),
            (_, [values, months]) => {
                let pairs = whole(values)?.into_iter().zip(&whole(months)?).collect::<Vec<_>>();
                pairs.into_iter().map(|(value, months)| Some(self.of_two(value?, months?))).collect()
            }
            _ => Int64Array::new_null(args.number_rows),
        };
        finished(&result, &self.output())
    }
}

/// Dates, instants and numbers as their whole number of days or microseconds.
fn whole(array: &ArrayRef) -> Result<Int64Array> {
    match array.data_type() {
        DataType::Date32 => integers(&cast(array, &DataType::Int32)?),
        _ => integers(array),
    }
}

fn finished(result: &Int64Array, output: &DataType) -> Result<ColumnarValue> {
    let array = match output {
        DataType::Date32 => cast(&cast(result, &DataType::Int32)?, output)?,
        _ => cast(result, output)?,
    };
    Ok(ColumnarValue::Array(array))
}
