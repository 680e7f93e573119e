//! Text to tree: the expression language, target zones and periods. `print` is the inverse of `parse`.

pub mod ast;
mod parse;
mod print;
mod types;
mod value;
pub mod walk;

pub use parse::{expression, named_expression, periods, zone};
pub use types::{Repr, Type, Unit};
pub use value::Value;
