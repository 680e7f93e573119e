//! Parts of local times as numbers: `weekday(x)`, `part(x, 'year')`.

use super::udf::{Kernel, Times, call, each, one_time, time};
use crate::calendar::{Civil, DAY, HOUR, MINUTE, SECOND, date_of_day};
use crate::diag::did_you_mean;
use crate::functions::scalar::ScalarFunction;
use crate::functions::{Argument, Lowering, Misuse, Operand, misuse};
use crate::lang::Type;
use crate::lang::ast::Literal;
use chrono::Datelike;
use datafusion::arrow::array::{ArrayRef, Int64Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use std::sync::Arc;

macro_rules! part {
    ($name:literal, $part:expr, $docs:literal) => {
        ScalarFunction {
            name: $name,
            signature: concat!($name, "(date or instant)"),
            docs: $docs,
            example: concat!($name, "(opened_at)"),
            check: |arguments| one_time($name, arguments).map(|()| Type::INTEGER),
            lower: |operands, lowering| Ok(lower($part, operands, lowering)),
        }
    };
}

/// `hour_of_day weekday day_of_month month_of_year part`.
pub static PARTS: [ScalarFunction; 5] = [
    part!("hour_of_day", Part::Hour, "The hour that local clocks show, 0 to 23; of a date 0."),
    part!("weekday", Part::IsoWeekday, "The day of the week, 1 for Monday to 7 for Sunday."),
    part!("day_of_month", Part::Day, "The day of the month, 1 to 31."),
    part!("month_of_year", Part::Month, "The month of the calendar year, 1 to 12."),
    ScalarFunction {
        name: "part",
        signature: "part(date or instant, 'name')",
        docs: "A part of the local time as a number, of the calendar year and not the fiscal one: `year`, `quarter`, \
               `month`, `week` (ISO, 1 to 53), `isoyear` (that of the week), `day`, `dow` (0 for Sunday), `isodow` (1 for \
               Monday to 7), `doy` (day of the year), `hour`, `minute`, `second`.",
        example: "part(opened_at, 'dow')",
        check: |arguments| {
            let [_, name] = arguments else {
                return Err(misuse::count("part", "a time and the name of a part", arguments.len()));
            };
            time("part", arguments, 0)?;
            named(name).map(|_| Type::INTEGER)
        },
        lower: |operands, lowering| {
            let part = operands.get(1).and_then(|name| part_of(name.literal.as_ref()?));
            Ok(lower(part.unwrap_or(Part::Year), operands, lowering))
        },
    },
];

/// A part of a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Year,
    IsoYear,
    Quarter,
    Month,
    IsoWeek,
    Day,
    Weekday,
    IsoWeekday,
    DayOfYear,
    Hour,
    Minute,
    Second,
}

const NAMES: [(&str, Part); 12] = [
    ("year", Part::Year),
    ("quarter", Part::Quarter),
    ("month", Part::Month),
    ("week", Part::IsoWeek),
    ("isoyear", Part::IsoYear),
    ("day", Part::Day),
    ("dow", Part::Weekday),
    ("isodow", Part::IsoWeekday),
    ("doy", Part::DayOfYear),
    ("hour", Part::Hour),
    ("minute", Part::Minute),
    ("second", Part::Second),
];

fn lower(part: Part, operands: &[Operand], lowering: &Lowering) -> Expr {
    let time = operands.iter().take(1).map(|operand| operand.expr.clone()).collect();
    call(part, lowering.civil, time)
}

fn part_of(name: &Literal) -> Option<Part> {
    let Literal::Text(name) = name else { return None };
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, part)| *part)
}

/// The part that a text literal names.
fn named(name: &Argument) -> Result<Part, Misuse> {
    let names = || NAMES.iter().map(|(name, _)| *name);
    let Some(Literal::Text(text)) = name.literal else {
        let help = Some("such as `part(x, 'dow')`".to_owned());
        return Err(misuse::of_literal(1, "the name of a part must be a text literal".to_owned(), help));
    };
    part_of(&Literal::Text(text.clone())).ok_or_else(|| {
        let list = || {
            format!("there are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        };
        let help = did_you_mean(text, names()).unwrap_or_else(list);
        misuse::of_literal(1, format!("no part of a time is named `{text}`"), Some(help))
    })
}

impl Kernel for Part {
    fn name(&self) -> String {
        format!("part_{self:?}").to_lowercase()
    }

    fn output(&self) -> DataType {
        DataType::Int64
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let Some(times) = arguments.first() else { return Ok(Arc::new(Int64Array::new_null(0))) };
        let mut localizer = civil.localizer();
        let parts: Int64Array = match Times::of(times)? {
            Times::Days(days) => each(&days, |day| self.of(day.into(), 0)),
            Times::Instants(instants) => each(&instants, |instant| {
                let local = localizer.to_local_micros(instant);
                self.of(local.div_euclid(DAY), local.rem_euclid(DAY))
            }),
        };
        Ok(Arc::new(parts))
    }
}

impl Part {
    /// The part of the time `micros` after the start of a day since 1970, as clocks show it.
    fn of(self, day: i64, micros: i64) -> i64 {
        let date = || date_of_day(day);
        match self {
            Part::Year => date().year().into(),
            Part::IsoYear => date().iso_week().year().into(),
            Part::Quarter => i64::from(date().month0()) / 3 + 1,
            Part::Month => date().month().into(),
            Part::IsoWeek => date().iso_week().week().into(),
            Part::Day => date().day().into(),
            Part::DayOfYear => date().ordinal().into(),
            // 1970-01-01 was a Thursday.
            Part::Weekday => (day + 4).rem_euclid(7),
            Part::IsoWeekday => (day + 3).rem_euclid(7) + 1,
            Part::Hour => micros / HOUR,
            Part::Minute => micros / MINUTE % 60,
            Part::Second => micros / SECOND % 60,
        }
    }
}
