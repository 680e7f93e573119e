//! YAML to [`Spec`]: every value with its place, every problem of every file.

mod types;

pub use types::*;
