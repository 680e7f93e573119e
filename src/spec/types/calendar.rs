//! What calendars of opening hours and grains of the project's own say.

use super::{FileOrigin, Text};
use crate::calendar::{GrainTable, OpeningHours};
use crate::diag::{Span, Spanned};
use chrono_tz::Tz;
use std::sync::Arc;

/// One entry of `calendars:`.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The name and where it is defined.
    pub name: Text,
    /// The zone of its hours; none: the project's.
    pub zone: Option<Spanned<Tz>>,
    /// Hours, dates, breaks and holidays.
    pub hours: OpeningHours,
    /// Files that hold further holidays; none once they are read.
    pub holiday_files: Vec<HolidayFile>,
    /// `default: true`, and where it is written.
    pub is_default: Option<Span>,
    /// Whether a part of it could not be read, so that nothing can be computed by it.
    pub broken: bool,
}

/// A column of dates.
#[derive(Clone, Debug)]
pub struct HolidayFile {
    /// The file.
    pub origin: FileOrigin,
    /// The column that holds the dates.
    pub column: Text,
    /// How they are written, strftime style.
    pub format: Option<Text>,
}

/// One entry of `grains:`: a table of boundaries.
#[derive(Clone, Debug)]
pub struct GrainSpec {
    /// The name and where it is defined.
    pub name: Text,
    /// The file.
    pub origin: FileOrigin,
    /// The column with the first date or instant of each period.
    pub start: Text,
    /// The column with their labels; none: their first dates.
    pub label: Option<Text>,
    /// What the file holds, once it is read.
    pub table: Option<Arc<GrainTable>>,
}
