//! Reading single texts: numbers, lengths of time, dates, truth values. Pure functions, no engine.

mod boolean;
mod date;
mod duration;
mod number;
mod pattern;

pub use boolean::boolean;
pub use date::{Written, iso_date, iso_instant};
pub use duration::{clock, in_unit, patterned};
pub use number::{Number, NumberStyle};
pub use pattern::Pattern;
