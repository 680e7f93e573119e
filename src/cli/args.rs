//! What the command line takes, one place per option.

use super::size;
use crate::plan::sql::Dialect;
use crate::report::{FORMATS, Order};
use crate::spec::Locale;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// KPIs and SLA targets as code: typed, dated, tested, judged
#[derive(Debug, Parser)]
#[command(name = "jauge", version, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compute values and judge them against their targets
    Check(Check),
    /// Compute values only
    Run(Run),
    /// Read the definitions and check them against the data's columns, without computing
    Validate(Paths),
    /// Say in words what a KPI computes, in which unit and from what
    Explain(Explain),
    /// Print KPIs as SQL for another engine
    Sql(Sql),
    /// List KPIs, sources and parameters
    List(Paths),
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// The instant that counts as now: a date, an instant, or `latest` for the newest time in the data
    #[arg(long, global = true, value_name = "INSTANT")]
    pub as_of: Option<String>,
    /// Set a parameter; may be repeated
    #[arg(long = "param", global = true, value_name = "NAME=VALUE", value_parser = pair)]
    pub parameters: Vec<(String, String)>,
    /// Read a source from another file; may be repeated
    #[arg(long = "set-source", global = true, value_name = "NAME=PATH", value_parser = pair)]
    pub sources: Vec<(String, String)>,
    /// Threads to compute with [default: one per core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub threads: Option<u16>,
    /// Memory to compute with, such as `512MB` or `2GiB` [default: no limit]
    #[arg(long, global = true, value_name = "SIZE", value_parser = size::size)]
    pub memory_limit: Option<usize>,
    /// When to colour what is printed
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
    /// How problems are printed
    #[arg(long, global = true, value_enum, default_value_t = ErrorFormat::Human, value_name = "FORMAT")]
    pub error_format: ErrorFormat,
    /// Language of titles and numbers [default: the project's]
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
    /// Print errors only, no warnings and no progress
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print what took how long
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// Files and folders of definitions.
#[derive(Debug, Args)]
pub(super) struct Paths {
    /// Files or folders of definitions
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub run: Run,
    /// Exit with 1 on warnings too
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub fail_on: Option<Level>,
    /// Judge periods that are not over yet too
    #[arg(long)]
    pub incomplete: bool,
}

/// Options of `run`, and of `check` too.
#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    pub paths: Paths,
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub report: Report,
}

/// What is computed.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Selection {
    /// Only these KPIs: names and globs, comma separated; may be repeated
    #[arg(long = "kpi", value_name = "NAME")]
    pub kpis: Vec<String>,
    /// Only KPIs with one of these tags, comma separated; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Periods, comma separated: `2024`, `2024-Q1`, `2024-01-01..2024-04-01`, `last-12-months`, `this-year`, `all`
    #[arg(long, value_name = "PERIODS")]
    pub period: Option<String>,
    /// The grain instead of each KPI's own: `day`, `month`, `all` …
    #[arg(long, value_name = "GRAIN")]
    pub grain: Option<String>,
    /// A slice instead of each KPI's own: a name, a path or `name=expr`; may be repeated, '' for none
    #[arg(long, value_name = "SLICE")]
    pub by: Vec<String>,
    /// Compute on these rows only
    #[arg(long = "where", value_name = "EXPR")]
    pub filter: Option<String>,
    /// Exit with 0 even if nothing is selected
    #[arg(long)]
    pub allow_empty: bool,
}

/// How results are shown.
#[derive(Debug, Args)]
pub(super) struct Report {
    /// Order of each KPI's results: `value` or `-value`
    #[arg(long, value_name = "[-]value", value_parser = order, allow_hyphen_values = true)]
    pub sort: Option<Order>,
    /// Show only the first results of each KPI
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Form of the report
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = PossibleValuesParser::new(FORMATS.map(|format| format.name)))]
    pub format: String,
    /// Write the report to a file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Names and globs of KPIs, comma separated
    #[arg(value_name = "KPI")]
    pub kpi: String,
    #[command(flatten)]
    pub paths: Paths,
}

/// Options of `sql`.
#[derive(Debug, Args)]
pub(super) struct Sql {
    /// KPIs by name or glob, and files or folders of definitions [default: all KPIs of the current folder]
    #[arg(value_name = "KPI|PATH")]
    pub named: Vec<String>,
    /// The engine that is to run it
    #[arg(long, value_name = "DIALECT", default_value = Dialect::ALL[0].0, value_parser = PossibleValuesParser::new(Dialect::ALL.map(|(name, _)| name)))]
    pub dialect: String,
    #[command(flatten)]
    pub selection: Selection,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal
    Auto,
    Always,
    Never,
}

/// How problems are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ErrorFormat {
    /// With the line they are in
    Human,
    /// One JSON object a line
    Json,
}

/// The gravest outcome that is no failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    Warn,
}

/// Languages of titles and numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    En,
    Fr,
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Locale::En,
            Language::Fr => Locale::Fr,
        }
    }
}

/// `name=value`, the value as it is.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().into(), value.into())),
        _ => Err("write `name=value`".into()),
    }
}

fn order(text: &str) -> Result<Order, String> {
    Order::parse(text).ok_or_else(|| "write `value`, or `-value` for the greatest first".into())
}
