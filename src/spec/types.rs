//! What a project's files say, key by key, each value with its place. Nothing is resolved or checked against data yet.

use crate::diag::{Span, Spanned};
use crate::lang::ast::{Expr, Zone};
use indexmap::IndexMap;
use std::path::PathBuf;

/// A name or text with its place.
pub type Text = Spanned<String>;

/// All definitions of a project, merged over its files, in the order they were written.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// Settings of the whole project.
    pub project: Project,
    /// Tables, by name.
    pub sources: IndexMap<String, Source>,
    /// Named constants, by name.
    pub parameters: IndexMap<String, Parameter>,
    /// KPIs, by name.
    pub kpis: IndexMap<String, Kpi>,
    /// Every named definition of the files, for telling which one a problem is in.
    pub entries: Vec<Entry>,
    /// Whether a file could not be read to its end, so that any name may be missing.
    pub incomplete: bool,
}

/// `project:`. What is not written is none; the defaults are applied by the model.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// IANA name of the zone that civil periods are cut in; default UTC.
    pub timezone: Option<Spanned<chrono_tz::Tz>>,
    /// First day of a week; default Monday.
    pub week_start: Option<Spanned<chrono::Weekday>>,
    /// First month of a fiscal year, 1 to 12; default 1.
    pub fiscal_year_start: Option<Spanned<u32>>,
    /// ISO 4217 code for amounts of type `money`.
    pub currency: Option<Text>,
    /// Language of titles and numbers; default English.
    pub locale: Option<Spanned<Locale>>,
    /// "Now"; default the clock.
    pub as_of: Option<Spanned<AsOf>>,
}

/// Languages of titles and texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    #[default]
    En,
    Fr,
}

/// The instant that counts as now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// The newest time in the data.
    Latest,
    /// A date (its start) or an instant, read in the project's zone where it has no offset.
    At(crate::lang::ast::Bound),
}

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

/// Where a source's rows come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Files, globs, folders.
    Files(FileOrigin),
    /// SQL of the engine over other sources.
    Sql(Text),
    /// Given by the program that embeds jauge, or by `--set-source`.
    Given,
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
}

/// One entry of `parameters:`: a named constant.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name.
    pub name: Text,
    /// Its value: a literal expression, overridden by `--param name=value`.
    pub default: Option<Expr>,
    /// The stated type: a column type or a unit such as `EUR`.
    pub kind: Option<Text>,
}

/// A text in one or both languages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Localized {
    /// English, or the only one.
    pub en: Option<String>,
    /// French.
    pub fr: Option<String>,
}

impl Localized {
    /// The text in this language, else in the other one.
    pub fn get(&self, locale: Locale) -> Option<&str> {
        let (first, second) = match locale {
            Locale::En => (&self.en, &self.fr),
            Locale::Fr => (&self.fr, &self.en),
        };
        first.as_deref().or(second.as_deref())
    }
}

/// One entry of `kpis:`.
#[derive(Clone, Debug)]
pub struct Kpi {
    /// The name and where it is defined.
    pub name: Text,
    /// For people.
    pub title: Localized,
    /// For people, longer.
    pub description: Localized,
    /// Who answers for it.
    pub owner: Option<String>,
    /// For `--tag`.
    pub tags: Vec<String>,
    /// Default source of unqualified columns.
    pub from: Option<Text>,
    /// The formula.
    pub expr: Expr,
    /// Joined by `and` to every aggregate over `from`.
    pub filter: Option<Expr>,
    /// Overrides the source's time for aggregates over `from`.
    pub time: Option<Expr>,
    /// The stated unit.
    pub unit: Option<Text>,
    /// Digits after the point on screen.
    pub decimals: Option<u8>,
    /// Default grain.
    pub grain: Option<Text>,
    /// Default slices.
    pub by: Vec<SliceSpec>,
    /// Whether crossed slices also give their sub-totals.
    pub totals: bool,
    /// Whether a sum or count over no rows is no value instead of zero.
    pub empty_is_none: bool,
    /// The better direction, where stated.
    pub better: Option<Spanned<Direction>>,
    /// `target:` or `targets:`.
    pub targets: Vec<Target>,
}

/// Which way a value should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Higher,
    Lower,
}

/// A slice: a name, a path, or a named expression.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceSpec {
    /// The name in results: as written, or the name given to the expression.
    pub name: String,
    /// What is sliced by.
    pub expr: Expr,
    /// Where it is written.
    pub span: Span,
}

/// A target: zones that judge a value.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name; none: the KPI's.
    pub name: Option<Text>,
    /// Values that pass.
    pub pass: ZoneText,
    /// Values that are worth a warning.
    pub warn: Option<ZoneText>,
    /// How bad a miss is, for reports; none: normal.
    pub severity: Option<Text>,
}

/// A zone with its own text, which reports repeat.
#[derive(Clone, Debug)]
pub struct ZoneText {
    /// The parsed tests.
    pub zone: Zone,
    /// As written.
    pub text: String,
}

/// A named definition and the bytes that it takes up, also where reading it failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The top-level key that it stands under.
    pub kind: EntryKind,
    /// Its name.
    pub name: String,
    /// From its name to the end of its value.
    pub span: Span,
}

/// What a named definition defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    Source,
    Parameter,
    Kpi,
}
