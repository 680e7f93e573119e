//! Scalar functions: what the language offers by name, and the engine's own functions behind those.

mod band;
mod choice;
mod conversion;
mod engine;
mod history;
mod number_kernel;
mod number_udf;
mod rounding;
mod rules;
mod text;
pub mod time;

pub use band::{BandLabels, band_labels};
pub use engine::{EngineFunction, engine_function};
pub use history::{History, OPEN, row_in_force};

use super::{Argument, Lowering, Misuse, Operand};
use crate::lang::Type;
use datafusion::error::Result as Lowered;
use datafusion::logical_expr::Expr;

/// A scalar function of the language.
#[derive(Debug)]
pub struct ScalarFunction {
    /// Its name.
    pub name: &'static str,
    /// Its arguments and result, for messages and documentation.
    pub signature: &'static str,
    /// What it does, in plain sentences.
    pub docs: &'static str,
    /// An expression that uses it.
    pub example: &'static str,
    /// The type of its value for these arguments.
    pub check: fn(&[Argument]) -> Result<Type, Misuse>,
    /// The engine's expression for these operands, which `check` has accepted.
    pub lower: fn(&[Operand], &Lowering) -> Lowered<Expr>,
}

/// All functions, one list per file.
static ALL: [&[ScalarFunction]; 11] = [
    &choice::CHOICE,
    &rounding::ROUNDING,
    &text::TEXT,
    &band::BAND,
    &conversion::CONVERSION,
    &time::PERIODS,
    &time::PARTS,
    &time::DATE,
    &time::BETWEEN,
    &time::BUSINESS,
    &time::INSTANT,
];

/// All scalar functions, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static ScalarFunction> {
    ALL.iter().flat_map(|list| list.iter())
}

/// The scalar function with this name; see [`engine_function`] for those of the engine.
pub fn find(name: &str) -> Option<&'static ScalarFunction> {
    all().find(|function| function.name == name)
}
