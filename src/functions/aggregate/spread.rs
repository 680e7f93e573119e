//! `stddev` and `variance`, of a sample (divided by n - 1), as in SQL.

use super::rules::{no_number, single};
use super::{AggregateFunction, Leaf, Parts};
use crate::functions::{Argument, Misuse, misuse};
use crate::lang::{Repr, Type, Unit};

pub(super) static STDDEV: AggregateFunction = AggregateFunction {
    name: "stddev",
    signature: "stddev(x) -> the unit of x",
    docs: "The standard deviation of a sample (n - 1). No value over fewer than two rows.",
    example: "stddev(calls.waited)",
    check: |arguments| match single("stddev", arguments)? {
        Type::Number(_, unit) => Ok(Type::Number(Repr::Float, unit.clone())),
        Type::Duration => Ok(Type::Duration),
        Type::Null => Ok(Type::FLOAT),
        other => Err(no_number("stddev", other)),
    },
    parts: |_| Ok(Parts::One(Leaf::StdDev)),
};

pub(super) static VARIANCE: AggregateFunction = AggregateFunction {
    name: "variance",
    signature: "variance(x) -> number",
    docs: "The variance of a sample (n - 1), as a bare number: its unit is the square of the unit of x. No value over fewer than two rows.",
    example: "variance(orders.amount)",
    check: variance,
    parts: |_| Ok(Parts::One(Leaf::Variance)),
};

fn variance(arguments: &[Argument]) -> Result<Type, Misuse> {
    match single("variance", arguments)? {
        Type::Number(_, _) | Type::Null => Ok(Type::Number(Repr::Float, Unit::Number)),
        Type::Duration => {
            let message = "the variance of a duration has no unit that can be written".to_owned();
            Err(misuse::of_type(0, message, Some("use `stddev`, which is a duration".to_owned())))
        }
        other => Err(no_number("variance", other)),
    }
}
