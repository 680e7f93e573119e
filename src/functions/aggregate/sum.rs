//! `sum` and `avg`.

use super::rules::{between, no_number, single, summed};
use super::{AggregateFunction, Leaf, Parts};
use crate::functions::{Argument, Misuse};
use crate::lang::Type;

pub(super) static SUM: AggregateFunction = AggregateFunction {
    name: "sum",
    signature: "sum(x) -> the unit of x",
    docs: "The sum: exact for integers, decimals and durations (an error beyond 38 digits, never a wrong number), compensated for floats. 0 over no rows.",
    example: "sum(orders.amount)",
    check: sum,
    parts: |_| Ok(Parts::One(Leaf::Sum)),
};

pub(super) static AVG: AggregateFunction = AggregateFunction {
    name: "avg",
    signature: "avg(x) -> the unit of x",
    docs: "The mean of the rows with a value: the exact sum over their count. Of dates and instants, an instant.",
    example: "avg(tickets.resolved_at - tickets.opened_at)",
    check: |arguments| between("avg", single("avg", arguments)?),
    parts: |_| Ok(Parts::Mean),
};

fn sum(arguments: &[Argument]) -> Result<Type, Misuse> {
    match single("sum", arguments)? {
        Type::Number(repr, unit) => Ok(Type::Number(*repr, summed(unit))),
        Type::Duration => Ok(Type::Duration),
        Type::Null => Ok(Type::INTEGER),
        other => Err(no_number("sum", other)),
    }
}
