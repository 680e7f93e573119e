//! Functions of texts.

use super::ScalarFunction;
use super::rules::{exactly, expression, text};
use crate::functions::physical::arrow_type;
use crate::functions::{Argument, Misuse, Operand, misuse};
use crate::lang::Type;
use datafusion::arrow::datatypes::DataType;
use datafusion::functions::string::expr_fn as string;
use datafusion::functions::unicode::expr_fn::character_length;
use datafusion::logical_expr::{Expr, cast};

macro_rules! one_text {
    ($name:literal, $docs:literal, $example:literal, $result:expr, $lower:expr) => {
        ScalarFunction {
            name: $name,
            signature: concat!($name, "(text)"),
            docs: $docs,
            example: $example,
            check: |arguments| {
                exactly::<1>($name, "one text", arguments)?;
                text($name, arguments, 0).map(|()| $result)
            },
            lower: |operands, _| Ok(cast($lower(as_text(operands, 0)), arrow_type(&$result))),
        }
    };
}

macro_rules! two_texts {
    ($name:literal, $docs:literal, $example:literal, $lower:expr) => {
        ScalarFunction {
            name: $name,
            signature: concat!($name, "(text, part) -> boolean"),
            docs: $docs,
            example: $example,
            check: |arguments| {
                exactly::<2>($name, "a text and a part", arguments)?;
                text($name, arguments, 0)?;
                text($name, arguments, 1).map(|()| Type::Boolean)
            },
            lower: |operands, _| Ok($lower(as_text(operands, 0), as_text(operands, 1))),
        }
    };
}

/// `lower upper trim length starts_with contains concat`.
pub(super) static TEXT: [ScalarFunction; 7] = [
    one_text!("lower", "The text in small letters.", "lower(channel)", Type::Text, string::lower),
    one_text!("upper", "The text in capitals.", "upper(country)", Type::Text, string::upper),
    one_text!("trim", "The text without blanks at both ends.", "trim(name)", Type::Text, |text| {
        string::btrim(vec![text])
    }),
    one_text!("length", "The number of characters.", "length(comment)", Type::INTEGER, character_length),
    two_texts!(
        "starts_with",
        "Whether the text begins with the part.",
        "starts_with(code, 'A')",
        string::starts_with
    ),
    two_texts!(
        "contains",
        "Whether the part occurs in the text.",
        "contains(subject, 'refund')",
        string::contains
    ),
    ScalarFunction {
        name: "concat",
        signature: "concat(x, y, …) -> text",
        docs: "The arguments as one text; those without a value are left out.",
        example: "concat(first_name, ' ', last_name)",
        check: joined,
        lower: |operands, _| {
            let texts = (0..operands.len()).map(|index| as_text(operands, index)).collect();
            Ok(cast(string::concat(texts), DataType::Utf8View))
        },
    },
];

/// An operand as text.
fn as_text(operands: &[Operand], index: usize) -> Expr {
    cast(expression(operands, index), DataType::Utf8View)
}

fn joined(arguments: &[Argument]) -> Result<Type, Misuse> {
    if arguments.is_empty() {
        return Err(misuse::count("concat", "one argument or more", 0));
    }
    for (index, argument) in arguments.iter().enumerate() {
        if matches!(argument.ty, Type::Duration | Type::Step | Type::Period(_) | Type::Instant) {
            let message = format!("`concat` cannot write a {} as text", argument.ty.unit_name());
            return Err(misuse::of_type(index, message, None));
        }
    }
    Ok(Type::Text)
}
