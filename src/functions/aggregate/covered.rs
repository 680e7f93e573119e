//! `covered_time`, and the pauses of business time.

use super::{AggregateFunction, Leaf, Parts};
use crate::functions::misuse;
use crate::lang::Type;

pub(super) static COVERED_TIME: AggregateFunction = AggregateFunction {
    name: "covered_time",
    signature: "covered_time(source [, calendar]) -> duration",
    docs: "The time in the period during which a row of a source that lasts holds; where several overlap it counts once. With a calendar, its open time only. 0 over no rows.",
    example: "covered_time(outages where severity = 'full')",
    check: |arguments| match arguments.len() {
        0 => Ok(Type::Duration),
        _ => Err(misuse::count("covered_time", "a source", arguments.len() + 1)),
    },
    parts: |_| Ok(Parts::One(Leaf::Covered)),
};

/// The intervals of linked rows, as business time takes them out; it has no name in the language.
pub static PAUSES: AggregateFunction = AggregateFunction {
    name: "pauses",
    signature: "except source",
    docs: "The union of the intervals of the linked rows.",
    example: "business_time(opened_at, resolved_at except pauses)",
    check: |_| Ok(Type::Null),
    parts: |_| Ok(Parts::One(Leaf::Pauses)),
};
