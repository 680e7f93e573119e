//! Words that the language has for settings, and what other systems call the same.

use super::record::find;
use super::types::{ColumnType, Direction, Format, Locale};
use super::values::Choice;
use chrono::Weekday;

/// Days of the week.
pub(super) const WEEKDAYS: &[Choice<Weekday>] = &[
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];
/// Days of the week as calendars name them.
pub(super) const SHORT_DAYS: &[Choice<Weekday>] = &[
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];
/// Days in other words.
pub(super) const OTHER_WEEKDAYS: &[(&str, &str)] = &[
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
    ("1", "monday"),
    ("0", "sunday"),
    ("7", "sunday"),
    ("iso", "monday"),
];
/// Languages of reports.
pub(super) const LOCALES: &[Choice<Locale>] = &[("en", Locale::En), ("fr", Locale::Fr)];
/// Languages in other words.
pub(super) const OTHER_LOCALES: &[(&str, &str)] = &[
    ("english", "en"),
    ("en_US", "en"),
    ("en-US", "en"),
    ("en_GB", "en"),
    ("en-GB", "en"),
    ("anglais", "en"),
    ("french", "fr"),
    ("fr_FR", "fr"),
    ("fr-FR", "fr"),
    ("français", "fr"),
];
/// Currencies in other words.
pub(super) const OTHER_CURRENCIES: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("$", "USD"),
    ("US$", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("£", "GBP"),
    ("pound", "GBP"),
    ("pounds", "GBP"),
    ("¥", "JPY"),
    ("yen", "JPY"),
];
/// How the names of months begin.
pub(super) const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// File formats.
pub(super) const FORMATS: &[Choice<Format>] =
    &[("parquet", Format::Parquet), ("csv", Format::Csv), ("json", Format::Json), ("arrow", Format::Arrow)];
/// File formats in other words.
pub(super) const OTHER_FORMATS: &[(&str, &str)] = &[
    ("ndjson", "json"),
    ("jsonl", "json"),
    ("tsv", "csv"),
    ("txt", "csv"),
    ("text", "csv"),
    ("ipc", "arrow"),
    ("feather", "arrow"),
    ("pq", "parquet"),
    ("xlsx", "save the sheet as CSV: it is one of `parquet`, `csv`, `json`, `arrow`"),
    ("xls", "save the sheet as CSV: it is one of `parquet`, `csv`, `json`, `arrow`"),
    ("excel", "save the sheet as CSV: it is one of `parquet`, `csv`, `json`, `arrow`"),
];
/// Types of columns.
pub(super) const COLUMN_TYPES: &[Choice<ColumnType>] = &[
    ("text", ColumnType::Text),
    ("boolean", ColumnType::Boolean),
    ("integer", ColumnType::Integer),
    ("float", ColumnType::Float),
    ("decimal", ColumnType::Decimal),
    ("share", ColumnType::Share),
    ("duration", ColumnType::Duration),
    ("date", ColumnType::Date),
    ("instant", ColumnType::Instant),
];
/// Types of columns in other words.
pub(super) const OTHER_COLUMN_TYPES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int64", "integer"),
    ("bigint", "integer"),
    ("long", "integer"),
    ("number", "`integer` for whole numbers, `decimal` for exact ones, `float` for others"),
    ("numeric", "decimal"),
    ("str", "text"),
    ("string", "text"),
    ("varchar", "text"),
    ("char", "text"),
    ("bool", "boolean"),
    ("double", "float"),
    ("real", "float"),
    ("float64", "float"),
    ("percent", "share"),
    ("percentage", "share"),
    ("ratio", "share"),
    ("timestamp", "instant"),
    ("datetime", "instant"),
    ("time", "instant"),
    ("interval", "duration"),
    ("timedelta", "duration"),
    ("money", "write `type: decimal, unit: EUR`"),
    ("currency", "write `type: decimal, unit: EUR`"),
    ("amount", "write `type: decimal, unit: EUR`"),
];
/// Units of columns, besides currencies.
pub(super) const COLUMN_UNITS: [&str; 9] = ["ms", "s", "min", "h", "d", "w", "points", "share", "number"];
/// Units of columns in other words.
pub(super) const OTHER_COLUMN_UNITS: &[(&str, &str)] = &[
    ("sec", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("minute", "min"),
    ("minutes", "min"),
    ("mins", "min"),
    ("hour", "h"),
    ("hours", "h"),
    ("hr", "h"),
    ("hrs", "h"),
    ("day", "d"),
    ("days", "d"),
    ("week", "w"),
    ("weeks", "w"),
    ("millisecond", "ms"),
    ("milliseconds", "ms"),
    ("%", "share"),
    ("percent", "share"),
    ("percentage", "share"),
    ("point", "points"),
];
/// Types of parameters, besides currencies.
pub(super) const PARAMETER_TYPES: [&str; 12] = [
    "text", "boolean", "integer", "float", "decimal", "share", "duration", "date", "instant", "number",
    "points", "money",
];
/// Types of parameters in other words.
pub(super) const OTHER_PARAMETER_TYPES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("str", "text"),
    ("string", "text"),
    ("varchar", "text"),
    ("bool", "boolean"),
    ("double", "float"),
    ("numeric", "decimal"),
    ("percent", "share"),
    ("percentage", "share"),
    ("timestamp", "instant"),
    ("datetime", "instant"),
];
/// Units of KPIs, besides currencies.
pub(super) const KPI_UNITS: [&str; 17] = [
    "number", "share", "ratio", "points", "money", "duration", "date", "instant", "period", "text",
    "boolean", "ms", "s", "min", "h", "d", "w",
];
/// Units of KPIs in other words.
pub(super) const OTHER_KPI_UNITS: &[(&str, &str)] = &[
    ("%", "share"),
    ("percent", "share"),
    ("percentage", "share"),
    ("pct", "share"),
    ("count", "number"),
    ("integer", "number"),
    ("seconds", "duration"),
    ("minutes", "duration"),
    ("hours", "duration"),
    ("days", "duration"),
    ("time", "duration"),
    ("point", "points"),
    ("pts", "points"),
];
/// Grains in other words.
pub(super) const OTHER_GRAINS: &[(&str, &str)] = &[
    ("hourly", "hour"),
    ("daily", "day"),
    ("weekly", "week"),
    ("monthly", "month"),
    ("quarterly", "quarter"),
    ("yearly", "year"),
    ("annual", "year"),
    ("mois", "month"),
    ("jour", "day"),
    ("semaine", "week"),
    ("trimestre", "quarter"),
    ("an", "year"),
    ("année", "year"),
    ("h", "hour"),
    ("1h", "hour"),
    ("60min", "hour"),
    ("total", "all"),
    ("none", "all"),
];
/// The grain that is meant by another word for it.
pub fn grain_meant(word: &str) -> Option<&'static str> {
    find(OTHER_GRAINS, word)
}
/// Which way is better.
pub(super) const DIRECTIONS: &[Choice<Direction>] =
    &[("higher", Direction::Higher), ("lower", Direction::Lower)];
/// Which way is better, in other words.
pub(super) const OTHER_DIRECTIONS: &[(&str, &str)] = &[
    ("high", "higher"),
    ("up", "higher"),
    ("more", "higher"),
    ("max", "higher"),
    ("bigger", "higher"),
    ("increase", "higher"),
    ("low", "lower"),
    ("down", "lower"),
    ("less", "lower"),
    ("min", "lower"),
    ("smaller", "lower"),
    ("decrease", "lower"),
];
/// Whether a sum or count over no rows is no value.
pub(super) const EMPTY: &[Choice<bool>] = &[("zero", false), ("none", true)];
/// The same in other words.
pub(super) const OTHER_EMPTY: &[(&str, &str)] =
    &[("0", "zero"), ("nothing", "none"), ("no", "none"), ("false", "none"), ("nan", "none")];
/// `true` and `false` in other words.
pub(super) const OTHER_TRUTHS: &[(&str, &str)] = &[
    ("yes", "true"),
    ("y", "true"),
    ("on", "true"),
    ("oui", "true"),
    ("1", "true"),
    ("no", "false"),
    ("n", "false"),
    ("off", "false"),
    ("non", "false"),
    ("none", "false"),
    ("0", "false"),
];
