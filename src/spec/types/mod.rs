//! What a project's files say, key by key, each value with its place. Nothing is resolved or checked against data yet.

mod calendar;
mod kpi;
mod source;

pub use calendar::*;
pub use kpi::*;
pub use source::*;

use crate::diag::{Span, Spanned};
use crate::lang::ast::Expr;
use indexmap::IndexMap;

/// A name or text with its place.
pub type Text = Spanned<String>;

/// All definitions of a project, merged over its files, in the order they were written.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// Settings of the whole project.
    pub project: Project,
    /// Tables, by name.
    pub sources: IndexMap<String, Source>,
    /// Calendars of opening hours, by name.
    pub calendars: IndexMap<String, Calendar>,
    /// Grains of the project's own, by name.
    pub grains: IndexMap<String, GrainSpec>,
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
    Calendar,
    Grain,
    Parameter,
    Kpi,
}
