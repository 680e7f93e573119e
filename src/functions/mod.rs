//! What can be called. One file each in `aggregate/` and `scalar/`: signature, unit rule, docs, example, lowering and kernel.
//!
//! # How types are held
//!
//! | type | Arrow |
//! | --- | --- |
//! | integer | `Int64` |
//! | decimal of scale s | `Decimal128(38, s)` |
//! | float | `Float64`, never NaN or infinite |
//! | duration | `Int64`, microseconds |
//! | step | `Int64`, months |
//! | date | `Date32` |
//! | instant | `Timestamp(Microsecond, None)`, in UTC |
//! | civil period | `Int64`, the period's number in its grain |
//! | text | `Utf8View` |
//! | boolean | `Boolean` |

pub mod aggregate;
pub mod evaluate;
mod failure;
mod misuse;
pub mod operator;
pub mod physical;
pub mod scalar;
pub mod shape;
pub mod text;
pub mod value;

pub use failure::Failure;

use crate::calendar::Civil;
use crate::diag::Code;
use crate::lang::Type;
use crate::lang::ast::Literal;
use datafusion::logical_expr::Expr;

/// One argument as its check sees it.
#[derive(Clone, Debug)]
pub struct Argument<'a> {
    /// Its type.
    pub ty: &'a Type,
    /// The literal it was written as, if it was one (`1 month`, `95%`, `'x'`).
    pub literal: Option<&'a Literal>,
}

/// Why a call cannot be: which argument (from 0; none: the call as a whole), what is wrong, how to mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct Misuse {
    /// The argument to underline, or none for the function's name.
    pub argument: Option<usize>,
    /// The kind of mistake: `WrongArguments`, `TypeMismatch`, `UnitMismatch`, `InvalidLiteral` ….
    pub code: Code,
    /// One lower-case sentence.
    pub message: String,
    /// The remedy.
    pub help: Option<String>,
}

/// An operand on its way into the engine: held as the table above says.
#[derive(Clone, Debug)]
pub struct Operand {
    /// The engine's expression.
    pub expr: Expr,
    /// Its type.
    pub ty: Type,
    /// The literal it was written as, if it was one.
    pub literal: Option<Literal>,
}

/// What lowering needs to know besides the operands.
#[derive(Clone, Debug)]
pub struct Lowering<'a> {
    /// Zone, week start and fiscal year of the project.
    pub civil: &'a Civil,
    /// Now, in microseconds since 1970 UTC.
    pub as_of: i64,
}
