//! `number(text)` and `duration(text)`.

use super::ScalarFunction;
use super::rules::{exactly, expression};
use crate::functions::text::{Reading, read};
use crate::functions::{Argument, Misuse, misuse};
use crate::lang::{Repr, Type, Unit};

/// `number duration`.
pub(super) static CONVERSION: [ScalarFunction; 2] = [
    ScalarFunction {
        name: "number",
        signature: "number(text) -> number",
        docs: "The number that a text holds, `94.01%` as 0.9401; no value for an empty text, an error for any other.",
        example: "number(nullif(score, 'n/a'))",
        check: |arguments| converted("number", arguments, Type::FLOAT),
        lower: |operands, _| match operands.first().map(|operand| &operand.ty) {
            Some(Type::Text) => Ok(read(Reading::Number, expression(operands, 0))),
            _ => Ok(expression(operands, 0)),
        },
    },
    ScalarFunction {
        name: "duration",
        signature: "duration(text) -> duration",
        docs: "The length of time that a text such as `1:05:30`, `1:05` (hours and minutes) or `0:00:02.5` holds; no value for an empty text, an error for any other.",
        example: "duration(talk_time)",
        check: |arguments| converted("duration", arguments, Type::Duration),
        lower: |operands, _| match operands.first().map(|operand| &operand.ty) {
            Some(Type::Text) => Ok(read(Reading::Duration, expression(operands, 0))),
            _ => Ok(expression(operands, 0)),
        },
    },
];

fn converted(name: &str, arguments: &[Argument], result: Type) -> Result<Type, Misuse> {
    let [argument] = exactly::<1>(name, "one text", arguments)?;
    match (argument.ty, &result) {
        (Type::Text | Type::Null, _) => Ok(result),
        (Type::Duration, Type::Duration) => Ok(result),
        (Type::Number(repr, _), Type::Number(_, _)) => Ok(Type::Number(*repr, Unit::Number)),
        (Type::Number(Repr::Integer | Repr::Float | Repr::Decimal(_), _), _) => {
            let help = Some("multiply it by its unit: `x * 1s`".to_owned());
            Err(misuse::of_type(0, format!("`{name}` reads texts, not numbers"), help))
        }
        (other, _) => {
            Err(misuse::of_type(0, format!("`{name}` reads texts, not a {}", other.unit_name()), None))
        }
    }
}
