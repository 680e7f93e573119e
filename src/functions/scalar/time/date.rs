//! `date(x)`: the date that local clocks show.

use super::udf::{Kernel, Times, call, each, one_time};
use crate::calendar::{Civil, DAY};
use crate::functions::scalar::ScalarFunction;
use crate::lang::Type;
use datafusion::arrow::array::{ArrayRef, Date32Array, Int32Array, new_null_array};
use datafusion::arrow::datatypes::{DataType, Date32Type, Int32Type};
use datafusion::error::Result;
use std::sync::Arc;

/// `date`.
pub static DATE: [ScalarFunction; 1] = [ScalarFunction {
    name: "date",
    signature: "date(date or instant)",
    docs: "The date of an instant in the project's zone.",
    example: "date(opened_at)",
    check: |arguments| one_time("date", arguments).map(|()| Type::Date),
    lower: |operands, lowering| {
        let time = operands.iter().map(|operand| operand.expr.clone()).collect();
        Ok(call(LocalDate, lowering.civil, time))
    },
}];

/// The date of each time.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LocalDate;

impl Kernel for LocalDate {
    fn name(&self) -> String {
        "local_date".to_owned()
    }

    fn output(&self) -> DataType {
        DataType::Date32
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let Some(times) = arguments.first() else { return Ok(new_null_array(&DataType::Date32, 0)) };
        let mut localizer = civil.localizer();
        let days: Int32Array = match Times::of(times)? {
            Times::Days(days) => days,
            Times::Instants(instants) => each::<_, Int32Type>(&instants, |instant| {
                // Instants are kept within what 32 bits of days can count.
                i32::try_from(localizer.to_local_micros(instant).div_euclid(DAY)).unwrap_or_default()
            }),
        };
        let dates: Date32Array = days.reinterpret_cast::<Date32Type>();
        Ok(Arc::new(dates))
    }
}
