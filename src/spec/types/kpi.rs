//! What a KPI's definition says: formula, slices, targets.

use super::{Locale, Text};
use crate::diag::{Span, Spanned};
use crate::lang::ast::{Expr, Zone};

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
    /// Its own form instead of a formula: the keys that come through a row of steps.
    pub funnel: Option<Funnel>,
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

/// The share of keys that reach each of a row of steps.
#[derive(Clone, Debug)]
pub struct Funnel {
    /// Where it is written.
    pub span: Span,
    /// The source of the events.
    pub from: Text,
    /// What comes through the steps, such as a session.
    pub keys: Vec<SliceSpec>,
    /// Which step an event is.
    pub step: Expr,
    /// The steps.
    pub order: Vec<Text>,
    /// The longest time from the first step to any other.
    pub within: Option<Expr>,
    /// Whether each step must come at the one before it or after.
    pub ordered: bool,
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
