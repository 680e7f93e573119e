//! `coalesce`, `nullif`, `min_of` and `max_of`: one of several values of one unit.

use super::ScalarFunction;
use super::rules::{alike, exactly, one_type};
use crate::functions::{Argument, Misuse, misuse};
use crate::lang::Type;
use datafusion::functions::core::expr_fn::{coalesce, greatest, least, nullif};

/// `coalesce nullif min_of max_of`.
pub(super) static CHOICE: [ScalarFunction; 4] = [
    ScalarFunction {
        name: "coalesce",
        signature: "coalesce(x, y, …) -> their common type",
        docs: "The first argument that has a value.",
        example: "coalesce(closed_at, as_of)",
        check: |arguments| some("coalesce", arguments),
        lower: |operands, lowering| Ok(coalesce(alike(operands, lowering)?)),
    },
    ScalarFunction {
        name: "nullif",
        signature: "nullif(x, y) -> the type of x",
        docs: "No value where x equals y, else x.",
        example: "nullif(agent, 'unknown')",
        check: |arguments| {
            exactly::<2>("nullif", "two arguments", arguments)?;
            one_type("nullif", arguments)
        },
        lower: |operands, lowering| {
            let mut alike = alike(operands, lowering)?.into_iter();
            let missing = || datafusion::logical_expr::lit(datafusion::common::ScalarValue::Null);
            Ok(nullif(alike.next().unwrap_or_else(missing), alike.next().unwrap_or_else(missing)))
        },
    },
    ScalarFunction {
        name: "min_of",
        signature: "min_of(x, y, …) -> their common type",
        docs: "The smallest of the arguments that have a value.",
        example: "min_of(resolved_at, as_of)",
        check: |arguments| some("min_of", arguments),
        lower: |operands, lowering| Ok(least(alike(operands, lowering)?)),
    },
    ScalarFunction {
        name: "max_of",
        signature: "max_of(x, y, …) -> their common type",
        docs: "The largest of the arguments that have a value.",
        example: "max_of(delay, 0min)",
        check: |arguments| some("max_of", arguments),
        lower: |operands, lowering| Ok(greatest(alike(operands, lowering)?)),
    },
];

fn some(name: &str, arguments: &[Argument]) -> Result<Type, Misuse> {
    match arguments {
        [] => Err(misuse::count(name, "one argument or more", 0)),
        arguments => one_type(name, arguments),
    }
}
