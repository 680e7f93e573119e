//! Constants as text.

use crate::lang::ast::{DurationUnit, Literal, StepUnit};
use chrono::{NaiveDateTime, Timelike};
use std::fmt::{Display, Formatter, Result};

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Literal::Number(digits) => f.write_str(digits),
            Literal::Percent(digits) => write!(f, "{digits}%"),
            Literal::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Literal::Boolean(value) => value.fmt(f),
            Literal::Null => f.write_str("null"),
            Literal::Duration(parts) => {
                let parts: Vec<String> =
                    parts.iter().map(|(digits, unit)| format!("{digits}{unit}")).collect();
                f.write_str(&parts.join(" "))
            }
            Literal::Step(count, unit) => {
                write!(f, "{count} {unit}{}", if count.abs() == 1 { "" } else { "s" })
            }
            Literal::Date(date) => write!(f, "@{date}"),
            Literal::Instant(at, offset) => write!(f, "@{}", Moment(*at, *offset)),
        }
    }
}

/// An instant without the `@`: seconds and fractions only where there are some.
pub(super) struct Moment(pub NaiveDateTime, pub Option<i32>);

impl Display for Moment {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M"))?;
        if self.0.second() != 0 || self.0.nanosecond() != 0 {
            write!(f, "{}", self.0.format(":%S"))?;
        }
        if self.0.nanosecond() != 0 {
            write!(f, ".{}", format!("{:09}", self.0.nanosecond()).trim_end_matches('0'))?;
        }
        match self.1 {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(seconds) => {
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl Display for DurationUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            DurationUnit::Millisecond => "ms",
            DurationUnit::Second => "s",
            DurationUnit::Minute => "min",
            DurationUnit::Hour => "h",
            DurationUnit::Day => "d",
            DurationUnit::Week => "w",
        })
    }
}

impl Display for StepUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            StepUnit::Month => "month",
            StepUnit::Quarter => "quarter",
            StepUnit::Year => "year",
        })
    }
}
