//! All time: zones, grains, period boundaries, numbers and labels. Pure arithmetic on chrono, no engine.
//!
//! Instants are microseconds since 1970 UTC. Every function answers for every input: what lies outside
//! [`EARLIEST`]..=[`LATEST`] is taken for the nearer of the two.

mod between;
mod business;
mod civil;
mod grain;
mod label;
mod numbering;
mod periods;
mod plain;
mod selection;
mod spans;
mod subday;
mod table;
mod zone;

pub use between::{add_months, full_between, full_months};
pub use business::{BusinessCalendar, BusinessReader, Calendars, Hours, OpeningHours, Pauses};
pub use civil::{Civil, date_of_day, day_of_date};
pub use grain::Grain;
pub use numbering::Numbering;
pub use periods::Periods;
pub use table::{GrainTable, GrainTables};
pub use zone::Localizer;

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds in a day of 24 hours.
pub const DAY: i64 = 24 * HOUR;
/// Days after which the dates of the years repeat, on the same days of the week.
const CYCLE_DAYS: i64 = 146_097;
/// Microseconds of those days.
const CYCLE: i64 = CYCLE_DAYS * DAY;
/// The first instant that is told from earlier ones, about 258,000 years before our era.
pub const EARLIEST: i64 = -8_200_000_000_000_000_000;
/// The last instant that is told from later ones.
pub const LATEST: i64 = 8_200_000_000_000_000_000;

/// The instant that the clock shows.
pub fn now() -> i64 {
    chrono::Utc::now().timestamp_micros()
}
