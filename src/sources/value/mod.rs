//! From texts to the engine's arrays, by the type of a column.

mod builder;
mod kind;
mod misfit;

pub use builder::ColumnBuilder;
pub use kind::{Kind, Length, Reading};
pub use misfit::{help_for, wanted};
