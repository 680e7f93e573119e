//! Wordings of mistakes in calls that several functions share.

use super::Misuse;
use crate::diag::Code;

/// The number of arguments is wrong: `wanted` says what the function takes.
pub(super) fn count(name: &str, wanted: &str, given: usize) -> Misuse {
    let given = match given {
        0 => "none".to_owned(),
        given => given.to_string(),
    };
    Misuse {
        argument: None,
        code: Code::WrongArguments,
        message: format!("`{name}` takes {wanted}, and {given} given"),
        help: None,
    }
}

/// The type of an argument is wrong.
pub(super) fn of_type(argument: usize, message: String, help: Option<String>) -> Misuse {
    Misuse { argument: Some(argument), code: Code::TypeMismatch, message, help }
}

/// The unit of an argument does not go with the others.
pub(super) fn of_unit(argument: usize, message: String, help: Option<String>) -> Misuse {
    Misuse { argument: Some(argument), code: Code::UnitMismatch, message, help }
}

/// A literal is needed, or this one cannot be.
pub(super) fn of_literal(argument: usize, message: String, help: Option<String>) -> Misuse {
    Misuse { argument: Some(argument), code: Code::InvalidLiteral, message, help }
}
