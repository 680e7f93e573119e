//! `covered_time`.

use super::{AggregateFunction, Leaf, Parts};
use crate::functions::misuse;
use crate::lang::Type;

pub(super) static COVERED_TIME: AggregateFunction = AggregateFunction {
    name: "covered_time",
    signature: "covered_time(source) -> duration",
    docs: "The time in the period during which a row of a source that lasts holds; where several overlap it counts once. 0 over no rows.",
    example: "covered_time(outages where severity = 'full')",
    check: |arguments| match arguments.len() {
        0 => Ok(Type::Duration),
        _ => Err(misuse::count("covered_time", "a source", arguments.len() + 1)),
    },
    parts: |_| Ok(Parts::One(Leaf::Covered)),
};
