//! `count`, `count_distinct`, `approx_count_distinct` and `share`.

use super::rules::single;
use super::{AggregateFunction, Leaf, Parts};
use crate::functions::{Argument, Misuse, misuse};
use crate::lang::{Repr, Type, Unit};

pub(super) static COUNT: AggregateFunction = AggregateFunction {
    name: "count",
    signature: "count([x]) -> integer",
    docs: "The number of rows. With a column, of rows where it has a value; with a condition, of rows where it is true. 0 over no rows.",
    example: "count(tickets where channel = 'mail')",
    check: |arguments| match arguments.len() {
        0 | 1 => Ok(Type::INTEGER),
        given => Err(misuse::count("count", "at most one argument", given)),
    },
    parts: |_| Ok(Parts::One(Leaf::Count)),
};

pub(super) static COUNT_DISTINCT: AggregateFunction = AggregateFunction {
    name: "count_distinct",
    signature: "count_distinct(x) -> integer",
    docs: "The exact number of different values. 0 over no rows.",
    example: "count_distinct(orders.customer_id)",
    check: |arguments| single("count_distinct", arguments).map(|_| Type::INTEGER),
    parts: |_| Ok(Parts::One(Leaf::Distinct)),
};

pub(super) static APPROX_COUNT_DISTINCT: AggregateFunction = AggregateFunction {
    name: "approx_count_distinct",
    signature: "approx_count_distinct(x) -> integer",
    docs: "The number of different values in bounded memory: exact up to 8,192, above that typically within 1 %.",
    example: "approx_count_distinct(visits.visitor_id)",
    check: |arguments| single("approx_count_distinct", arguments).map(|_| Type::INTEGER),
    parts: |_| Ok(Parts::One(Leaf::ApproxDistinct)),
};

pub(super) static SHARE: AggregateFunction = AggregateFunction {
    name: "share",
    signature: "share(condition) -> share",
    docs: "The share of rows where the condition is true among the rows that `where` keeps; a condition without a value is not satisfied.",
    example: "share(contacts = 1 where resolved_at is not null)",
    check: share,
    parts: |_| Ok(Parts::Share),
};

fn share(arguments: &[Argument]) -> Result<Type, Misuse> {
    match single("share", arguments)? {
        Type::Boolean | Type::Null => Ok(Type::Number(Repr::Float, Unit::Share)),
        other => {
            let message = format!("`share` needs a condition, not a {}", other.unit_name());
            Err(misuse::of_type(0, message, Some("compare it, such as `share(x >= 9)`".to_owned())))
        }
    }
}
