//! Problems: places, codes, gathering many at once, "did you mean", drawing.

mod codes;
mod json;
mod problem;
mod scalar_map;
mod span;
mod suggest;
mod text;

#[cfg(feature = "cli")]
mod draw;
#[cfg(feature = "cli")]
mod excerpt;

pub use codes::Code;
#[cfg(feature = "cli")]
pub use draw::draw;
pub use json::json_line;
pub use problem::{Problem, Problems, Severity};
pub use scalar_map::ScalarMap;
pub use span::{FileId, SourceMap, SourceText, Span, Spanned};
pub use suggest::{did_you_mean, nearest};
pub use text::TextMap;
