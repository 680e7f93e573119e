//! What a source's definition says: origin, columns, links.

use super::{Kpi, SliceSpec, Text};
use crate::diag::{Span, Spanned};
use crate::lang::ast::Expr;
use indexmap::IndexMap;
use std::path::PathBuf;

/// One entry of `sources:`.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name and where it is defined.
    pub name: Text,
    /// Where the rows come from.
    pub origin: Origin,
    /// Column(s) unique per row; empty where not stated.
    pub key: Vec<Text>,
    /// The column that places rows in time.
    pub time: Option<Text>,
    /// The columns in which rows that last begin and end.
    pub interval: Option<Interval>,
    /// Stated columns, by the name KPIs use.
    pub columns: IndexMap<String, Column>,
    /// Many-to-one links, by name.
    pub links: IndexMap<String, Link>,
    /// Rows that exist at all for KPIs.
    pub filter: Option<Expr>,
    /// Whether periods without rows are normal.
    pub sparse: bool,
    /// Whether a part of it could not be read, so that a column that seems to be missing may be no mistake.
    pub broken: bool,
}

/// `interval:` of a source: rows last from one column's time up to, and without, the other's.
#[derive(Clone, Debug)]
pub struct Interval {
    /// The column of the beginning.
    pub from: Text,
    /// The column of the end; rows are open while it is null.
    pub to: Text,
    /// Where it says that the end's date is included, if it does.
    pub closed: Option<Span>,
    /// Where the key is written.
    pub span: Span,
}

/// Where a source's rows come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Files, globs, folders.
    Files(FileOrigin),
    /// SQL of the engine over other sources.
    Sql(Text),
    /// One row per key of another source, and per period.
    Derived(Derived),
    /// The first steps of a KPI's funnel with the steps that they led to.
    Funnel(Box<Kpi>),
    /// Given by the program that embeds jauge, or by `--set-source`.
    Given,
}

/// What one row of a derived source stands for.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The source whose rows are grouped.
    pub from: Text,
    /// What they are grouped by, over that source.
    pub keys: Vec<SliceSpec>,
    /// The periods that they are grouped by too.
    pub grain: Option<Text>,
    /// Columns that are aggregated, by name.
    pub values: IndexMap<String, Column>,
}

/// Files of one source.
#[derive(Clone, Debug)]
pub struct FileOrigin {
    /// Paths as written (after `${NAME}`), each with its place.
    pub paths: Vec<Text>,
    /// The folder that relative paths are relative to.
    pub base: PathBuf,
    /// The stated format; else by extension.
    pub format: Option<Spanned<Format>>,
    /// How CSV files are read.
    pub csv: CsvOptions,
}

/// File formats. Compression is told by the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Parquet,
    Csv,
    Json,
    Arrow,
}

/// `csv:` of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct CsvOptions {
    /// Between fields; none: guessed among `,` `;` tab and `|` from the header.
    pub delimiter: Option<u8>,
    /// Decimal sign: `.` or `,`.
    pub decimal: char,
    /// Texts that mean no value.
    pub nulls: Vec<String>,
    /// Whether the first line holds names; else columns are `column_1`, `column_2`, ….
    pub header: bool,
    /// Whether quoted values may hold line breaks; they may.
    pub newlines: bool,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { delimiter: None, decimal: '.', nulls: vec![String::new()], header: true, newlines: true }
    }
}

/// One entry of `columns:`: a record, or a text that is a computed column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The name KPIs use.
    pub name: Text,
    /// The name in the file, where it differs.
    pub column: Option<Text>,
    /// The stated type.
    pub kind: Option<Spanned<ColumnType>>,
    /// The unit: `s`, `min`, `h` … of a duration, a currency, `points`, `share`.
    pub unit: Option<Text>,
    /// How dates, instants or durations are written, strftime style.
    pub format: Option<Text>,
    /// Texts that mean no value in this column, besides the source's.
    pub nulls: Option<Vec<String>>,
    /// The expression of a computed column.
    pub expr: Option<Expr>,
}

/// `type:` of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    Text,
    Boolean,
    Integer,
    Float,
    Decimal,
    Share,
    Duration,
    Date,
    Instant,
}

/// One entry of `links:`.
#[derive(Clone, Debug)]
pub struct Link {
    /// The name of the link.
    pub name: Text,
    /// The source it leads to.
    pub to: Text,
    /// My column(s), each with their column where it is stated; else by position to the target's key.
    pub key: Vec<(Text, Option<Text>)>,
    /// My column that says at which instant the other row must be in force.
    pub as_of: Option<Text>,
}
