//! `abs`, `round`, `floor`, `ceil` and `mod`: numbers and durations keep their unit, decimals stay exact.

use super::ScalarFunction;
use super::number_kernel::Rounding;
use super::number_udf::Task;
use super::rules::{exactly, expression, quantity, whole_literal};
use crate::functions::operator::result_repr;
use crate::functions::{Argument, Misuse, misuse};
use crate::lang::ast::BinaryOp;
use crate::lang::{Repr, Type, Unit};

/// `abs round floor ceil mod`.
pub(super) static ROUNDING: [ScalarFunction; 5] = [
    ScalarFunction {
        name: "abs",
        signature: "abs(x) -> the type of x",
        docs: "The value without its sign.",
        example: "abs(delay)",
        check: |arguments| {
            exactly::<1>("abs", "one number", arguments)?;
            quantity("abs", arguments, 0).cloned()
        },
        lower: |operands, _| Ok(Task::Abs.call(vec![expression(operands, 0)])),
    },
    ScalarFunction {
        name: "round",
        signature: "round(x [, digits]) -> the unit of x",
        docs: "Rounded half away from zero, to a whole number or to a literal number of digits after the point, 0 to 18. A duration is rounded to seconds.",
        example: "round(amount, 2)",
        check: |arguments| match arguments {
            [_] => rounded("round", arguments),
            [x, digits] => digits_of(digits)
                .and_then(|places| Ok(to_places(quantity("round", std::slice::from_ref(x), 0)?, places))),
            _ => Err(misuse::count("round", "a number and perhaps a number of digits", arguments.len())),
        },
        lower: |operands, _| {
            let digits = operands.get(1).and_then(|digits| whole_literal(digits.literal.as_ref()));
            let places = digits.and_then(|digits| u8::try_from(digits).ok()).unwrap_or(0);
            Ok(rounding(Rounding::HalfAway, places, operands))
        },
    },
    ScalarFunction {
        name: "floor",
        signature: "floor(x) -> the unit of x",
        docs: "The largest whole number that is not above x; of a duration, whole seconds.",
        example: "floor(score)",
        check: |arguments| rounded("floor", arguments),
        lower: |operands, _| Ok(rounding(Rounding::Down, 0, operands)),
    },
    ScalarFunction {
        name: "ceil",
        signature: "ceil(x) -> the unit of x",
        docs: "The smallest whole number that is not below x; of a duration, whole seconds.",
        example: "ceil(score)",
        check: |arguments| rounded("ceil", arguments),
        lower: |operands, _| Ok(rounding(Rounding::Up, 0, operands)),
    },
    ScalarFunction {
        name: "mod",
        signature: "mod(x, y) -> number",
        docs: "What remains of x after division by y, with the sign of x; no value where y is 0.",
        example: "mod(order_id, 10)",
        check: remainder,
        lower: |operands, _| Ok(Task::Mod.call(vec![expression(operands, 0), expression(operands, 1)])),
    },
];

fn rounding(
    how: Rounding,
    places: u8,
    operands: &[crate::functions::Operand],
) -> datafusion::logical_expr::Expr {
    let duration = operands.first().is_some_and(|operand| operand.ty == Type::Duration);
    Task::Round { how, places, seconds: duration }.call(vec![expression(operands, 0)])
}

fn rounded(name: &str, arguments: &[Argument]) -> Result<Type, Misuse> {
    exactly::<1>(name, "one number", arguments)?;
    quantity(name, arguments, 0).map(|ty| to_places(ty, 0))
}

/// A decimal rounded to fewer digits has those digits; all else keeps its form.
fn to_places(ty: &Type, places: u8) -> Type {
    match ty {
        Type::Number(Repr::Decimal(scale), unit) => {
            Type::Number(Repr::Decimal((*scale).min(places)), unit.clone())
        }
        other => other.clone(),
    }
}

fn digits_of(argument: &Argument) -> Result<u8, Misuse> {
    let digits = whole_literal(argument.literal).and_then(|digits| u8::try_from(digits).ok());
    digits.filter(|digits| *digits <= 18).ok_or_else(|| {
        let message = "the digits of `round` must be a literal from 0 to 18".to_owned();
        misuse::of_literal(1, message, Some("such as `round(x, 2)`".to_owned()))
    })
}

fn remainder(arguments: &[Argument]) -> Result<Type, Misuse> {
    exactly::<2>("mod", "two numbers", arguments)?;
    match (quantity("mod", arguments, 0)?, quantity("mod", arguments, 1)?) {
        (Type::Duration, Type::Duration) => Ok(Type::Duration),
        (Type::Number(a, unit), Type::Number(b, Unit::Number)) => {
            // The remainder has the digits of the finer number, as a sum has.
            Ok(Type::Number(result_repr(BinaryOp::Subtract, *a, *b), unit.clone()))
        }
        (Type::Null, other) | (other, Type::Null) => Ok(other.clone()),
        (_, other) => {
            let message = format!("the divisor of `mod` must be a bare number, not a {}", other.unit_name());
            Err(misuse::of_unit(1, message, None))
        }
    }
}
