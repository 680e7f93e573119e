//! `min`, `max`, `first` and `last`.

use super::rules::single;
use super::{AggregateFunction, Leaf, Parts};

pub(super) static MIN: AggregateFunction = AggregateFunction {
    name: "min",
    signature: "min(x) -> the type of x",
    docs: "The smallest value: the earliest time, the first text by code point, false before true.",
    example: "min(orders.ordered_at)",
    check: |arguments| single("min", arguments).cloned(),
    parts: |_| Ok(Parts::One(Leaf::Min)),
};

pub(super) static MAX: AggregateFunction = AggregateFunction {
    name: "max",
    signature: "max(x) -> the type of x",
    docs: "The largest value: the latest time, the last text by code point, true after false.",
    example: "max(orders.amount)",
    check: |arguments| single("max", arguments).cloned(),
    parts: |_| Ok(Parts::One(Leaf::Max)),
};

pub(super) static FIRST: AggregateFunction = AggregateFunction {
    name: "first",
    signature: "first(x [order by …]) -> the type of x",
    docs: "The value of the first row that has one, by `order by`, else by time, then by key. A tie goes to the smaller value and is reported.",
    example: "first(price order by quoted_at)",
    check: |arguments| single("first", arguments).cloned(),
    parts: |_| Ok(Parts::One(Leaf::First)),
};

pub(super) static LAST: AggregateFunction = AggregateFunction {
    name: "last",
    signature: "last(x [order by …]) -> the type of x",
    docs: "The value of the last row that has one, by `order by`, else by time, then by key. A tie goes to the smaller value and is reported.",
    example: "last(balance)",
    check: |arguments| single("last", arguments).cloned(),
    parts: |_| Ok(Parts::One(Leaf::Last)),
};
