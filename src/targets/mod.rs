//! Results and zones to verdicts: statuses, outcomes, budgets.

mod assess;
mod compare;
mod exit;
mod judge;
mod lint;
mod rules;
mod types;
mod unavailable;
mod zone;

pub use assess::assess;
pub use compare::compare;
pub use exit::Exit;
pub use judge::{Rule, judge, result_status};
pub use lint::{Flaw, lint};
pub use rules::rules;
pub use types::*;
pub use zone::{Comparison, Test, ZoneRule};
