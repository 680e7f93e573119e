//! What cannot be written in SQL, told by name.

use super::Dialect;
use crate::diag::{Code, Problem, Span};

/// SQL, or what of the definition cannot be written in it.
pub(super) type Written<T = String> = Result<T, Box<Problem>>;

/// The problem of something that has no SQL that gives the same numbers.
pub(super) fn refused(span: Span, what: &str, dialect: Dialect, help: &str) -> Box<Problem> {
    let message = format!("{what} cannot be exported to {}", dialect.title());
    Box::new(Problem::error(Code::NotExportable, span, message).help(help))
}

/// The remedy where there is no other.
pub(super) const COMPUTE: &str = "compute this KPI with `jauge run`";
