//! Time: periods and parts of times, lengths in civil units, texts as instants, and the engine's functions behind them.

mod between;
mod business;
mod business_kernel;
mod date;
mod instant;
mod lasting;
mod localize;
mod part;
mod period;
mod placement;
mod udf;

pub use lasting::{Key, Marks, OPEN, RunTest, interval_bounds, of_period, periods_of, run_of, unpack};
pub use localize::{localize, localized};
pub use period::CUSTOM_PERIOD;
pub use placement::period_index;

pub(super) use {
    between::BETWEEN, business::BUSINESS, date::DATE, instant::INSTANT, part::PARTS, period::PERIODS,
};
