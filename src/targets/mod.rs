//! Results and zones to verdicts: statuses, outcomes, budgets.

mod types;

pub use types::*;
