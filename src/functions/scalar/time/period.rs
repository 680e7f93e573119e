//! Civil periods that hold a time: `month(x)`, `bucket(x, 15min)`.

use super::udf::{Kernel, Times, call, each, one_time, time};
use crate::calendar::{Civil, DAY, Grain, HOUR, MINUTE};
use crate::functions::scalar::ScalarFunction;
use crate::functions::{Argument, Lowering, Misuse, Operand, misuse, operator};
use crate::lang::Type;
use crate::lang::ast::{Literal, StepUnit};
use datafusion::arrow::array::{ArrayRef, Int64Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use std::sync::Arc;

macro_rules! period {
    ($name:literal, $grain:expr, $docs:literal) => {
        ScalarFunction {
            name: $name,
            signature: concat!($name, "(date or instant)"),
            docs: $docs,
            example: concat!($name, "(opened_at)"),
            check: |arguments| one_time($name, arguments).map(|()| Type::Period($grain)),
            lower: |operands, lowering| Ok(lower($grain, operands, lowering)),
        }
    };
}

/// `year quarter month week day hour bucket`.
pub static PERIODS: [ScalarFunction; 7] = [
    period!("year", Grain::Year, "The year that holds a time; a fiscal year if the project has one."),
    period!(
        "quarter",
        Grain::Quarter,
        "The quarter that holds a time, counted from the start of the fiscal year."
    ),
    period!(
        "month",
        Grain::Month,
        "The month that holds a time; compares with its label, as in `month(x) = '2024-01'`."
    ),
    period!("week", Grain::Week, "The week that holds a time, from the project's `week_start`."),
    period!("day", Grain::Day, "The day that holds a time, in the project's zone."),
    period!(
        "hour",
        Grain::Hour,
        "The hour that holds a time, cut in local time; the day that clocks change has 23 or 25."
    ),
    ScalarFunction {
        name: "bucket",
        signature: "bucket(date or instant, length)",
        docs: "The period of this length that holds a time, cut in local time. The length is a literal: minutes that \
               divide an hour, `1h`, `1d`, `1w`, `1 month`, `1 quarter` or `1 year`.",
        example: "bucket(opened_at, 15min)",
        check: |arguments| {
            let [_, length] = arguments else {
                return Err(misuse::count("bucket", "a time and a length", arguments.len()));
            };
            time("bucket", arguments, 0)?;
            grain(length).map(Type::Period)
        },
        lower: |operands, lowering| {
            let length = operands.get(1).and_then(|length| length.literal.as_ref()).and_then(grain_of);
            Ok(lower(length.unwrap_or(Grain::Hour), operands, lowering))
        },
    },
];

/// The period of a grain of the project's own: called by the grain's name, which the last operand is as a text.
pub static CUSTOM_PERIOD: ScalarFunction = ScalarFunction {
    name: "custom period",
    signature: "grain(date or instant)",
    docs: "The period of the project's own grain that holds a time; no value where its table has none.",
    example: "retail_week(opened_at)",
    check: |arguments| {
        let (grain, times) = match arguments.split_last() {
            Some((Argument { literal: Some(Literal::Text(name)), .. }, times)) => (name, times),
            _ => return Err(misuse::count("grain", "a date or an instant", arguments.len())),
        };
        let like = || Some(format!("write it like `{grain}(opened_at)`"));
        one_time(grain, times)
            .map_err(|misuse| Misuse { help: misuse.help.clone().or_else(like), ..misuse })?;
        Ok(Type::Period(Grain::custom(grain)))
    },
    lower: |operands, lowering| {
        let grain = match operands.last().and_then(|grain| grain.literal.as_ref()) {
            Some(Literal::Text(name)) => Grain::custom(name),
            _ => Grain::Day,
        };
        Ok(lower(grain, operands, lowering))
    },
};

fn lower(grain: Grain, operands: &[Operand], lowering: &Lowering) -> Expr {
    let time = operands.iter().take(1).map(|operand| operand.expr.clone()).collect();
    call(PeriodOf(grain), lowering.civil, time)
}

/// The grain that the length of a bucket stands for.
fn grain(length: &Argument) -> Result<Grain, Misuse> {
    let Some(literal) = length.literal else {
        let help = Some("such as `bucket(x, 15min)`".to_owned());
        return Err(misuse::of_literal(1, "the length of a bucket must be a literal".to_owned(), help));
    };
    grain_of(literal).ok_or_else(|| {
        let help = "use minutes that divide an hour, `1h`, `1d`, `1w`, `1 month`, `1 quarter` or `1 year`";
        misuse::of_literal(
            1,
            "time cannot be cut into buckets of this length".to_owned(),
            Some(help.to_owned()),
        )
    })
}

fn grain_of(literal: &Literal) -> Option<Grain> {
    match literal {
        Literal::Step(1, StepUnit::Month) => Some(Grain::Month),
        Literal::Step(1, StepUnit::Quarter) => Some(Grain::Quarter),
        Literal::Step(1, StepUnit::Year) => Some(Grain::Year),
        Literal::Duration(_) => match micros(literal)? {
            HOUR => Some(Grain::Hour),
            DAY => Some(Grain::Day),
            length if length == 7 * DAY => Some(Grain::Week),
            length if length >= MINUTE && length % MINUTE == 0 && HOUR % length == 0 => {
                u32::try_from(length / MINUTE).ok().map(Grain::Minutes)
            }
            _ => None,
        },
        _ => None,
    }
}

fn micros(literal: &Literal) -> Option<i64> {
    match operator::literal(literal, &Civil::default())?.expr {
        Expr::Literal(ScalarValue::Int64(length), _) => length,
        _ => None,
    }
}

/// The number of the period that holds each time.
#[derive(Debug, PartialEq, Eq, Hash)]
struct PeriodOf(Grain);

impl Kernel for PeriodOf {
    fn name(&self) -> String {
        format!("period_{}", self.0)
    }

    fn output(&self) -> DataType {
        DataType::Int64
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let Some(times) = arguments.first() else { return Ok(Arc::new(Int64Array::new_null(0))) };
        let mut numbering = civil.numbering(self.0);
        let numbers: Int64Array = match Times::of(times)? {
            Times::Days(days) => each(&days, |day| numbering.number_of_day(day.into())),
            Times::Instants(instants) => each(&instants, |instant| numbering.number(instant)),
        };
        Ok(match civil.numbers(self.0) {
            None => Arc::new(numbers),
            Some(all) => {
                let within = numbers.iter().map(|number| number.filter(|number| all.contains(number)));
                Arc::new(within.collect::<Int64Array>())
            }
        })
    }
}
