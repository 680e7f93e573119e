//! Lengths in civil units: `months_between(a, b)` and `full_months_between(a, b)` and their kin.

use super::udf::{Kernel, call, each, instants, time};
use crate::calendar::{Civil, Grain, full_between};
use crate::functions::scalar::ScalarFunction;
use crate::functions::{Argument, Lowering, Misuse, Operand, misuse, operator};
use crate::lang::Type;
use chrono::{DateTime, NaiveDateTime};
use datafusion::arrow::array::{ArrayRef, Int64Array};
use datafusion::arrow::compute::binary;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use std::sync::Arc;

macro_rules! between {
    ($name:literal, $count:expr, $docs:literal) => {
        ScalarFunction {
            name: $name,
            signature: concat!($name, "(date or instant, date or instant)"),
            docs: $docs,
            example: concat!($name, "(signed_up_at, ordered_at)"),
            check: |arguments| check($name, arguments),
            lower: |operands, lowering| lower($count, operands, lowering),
        }
    };
}

/// `days_between full_days_between` and the same for weeks, months, quarters and years.
pub static BETWEEN: [ScalarFunction; 10] = [
    between!("days_between", Count::Crossed(Grain::Day), "How many midnights lie between two times."),
    between!("weeks_between", Count::Crossed(Grain::Week), "How many starts of weeks lie between two times."),
    between!(
        "months_between",
        Count::Crossed(Grain::Month),
        "How many starts of months lie between two times."
    ),
    between!(
        "quarters_between",
        Count::Crossed(Grain::Quarter),
        "How many starts of quarters lie between two times."
    ),
    between!(
        "years_between",
        Count::Crossed(Grain::Year),
        "How many starts of (fiscal) years lie between two times."
    ),
    between!(
        "full_days_between",
        Count::Full(Grain::Day),
        "How many days have passed up to the same time of day."
    ),
    between!("full_weeks_between", Count::Full(Grain::Week), "How many times 7 days have passed."),
    between!(
        "full_months_between",
        Count::Full(Grain::Month),
        "How many months have passed up to the same day and time; from 31 January to 29 February is one month."
    ),
    between!("full_quarters_between", Count::Full(Grain::Quarter), "How many times 3 months have passed."),
    between!(
        "full_years_between",
        Count::Full(Grain::Year),
        "How many times 12 months have passed, as for an age."
    ),
];

fn check(name: &str, arguments: &[Argument]) -> Result<Type, Misuse> {
    if arguments.len() != 2 {
        return Err(misuse::count(name, "two times", arguments.len()));
    }
    time(name, arguments, 0)?;
    time(name, arguments, 1)?;
    Ok(Type::INTEGER)
}

fn lower(count: Count, operands: &[Operand], lowering: &Lowering) -> Result<Expr> {
    let times = operands.iter().map(|operand| operator::convert(operand, &Type::Instant, lowering));
    Ok(call(count, lowering.civil, times.collect::<Result<_>>()?))
}

/// What is counted from one time to another; negative where the second is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Count {
    /// Boundaries of periods.
    Crossed(Grain),
    /// Complete units.
    Full(Grain),
}

impl Kernel for Count {
    fn name(&self) -> String {
        match self {
            Count::Crossed(grain) => format!("{grain}s_between"),
            Count::Full(grain) => format!("full_{grain}s_between"),
        }
    }

    fn output(&self) -> DataType {
        DataType::Int64
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let [from, to] = arguments else { return Ok(Arc::new(Int64Array::new_null(0))) };
        let (from, to) = (instants(from)?, instants(to)?);
        let counts: Int64Array = match self {
            Count::Crossed(grain) => {
                let mut numbering = civil.numbering(*grain);
                let mut numbers = |times| each::<_, Int64Type>(times, |instant| numbering.number(instant));
                binary(&numbers(&from), &numbers(&to), |from, to| to - from)?
            }
            Count::Full(unit) => {
                let mut localizer = civil.localizer();
                let mut locals =
                    |times| each::<_, Int64Type>(times, |instant| localizer.to_local_micros(instant));
                binary(&locals(&from), &locals(&to), |from, to| full_between(*unit, naive(from), naive(to)))?
            }
        };
        Ok(Arc::new(counts))
    }
}

fn naive(micros: i64) -> NaiveDateTime {
    DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc()
}
