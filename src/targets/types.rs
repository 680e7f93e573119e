//! What a run found and how it was judged: the one input of every report.

use crate::calendar::{Civil, Grain};
use crate::lang::{Type, Value};
use crate::spec::{Direction, Locale};

/// Everything that a run found, judged.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Now, in microseconds since 1970 UTC.
    pub as_of: i64,
    /// Zone and calendar settings of the project, for labels.
    pub civil: Civil,
    /// Language of titles and numbers.
    pub locale: Locale,
    /// Whether targets were judged (`check`) or values only computed (`run`).
    pub judged: bool,
    /// The KPIs of the run, in order of definition.
    pub kpis: Vec<KpiInfo>,
    /// Their values: by KPI, then period, then slice, the total first.
    pub results: Vec<Judged>,
}

/// What reports say of a KPI besides its values.
#[derive(Clone, Debug)]
pub struct KpiInfo {
    /// Its name.
    pub name: String,
    /// Its title in the project's language; the name where it has none.
    pub title: String,
    /// The type of its values. A ratio that stands for a share is a share here.
    pub ty: Type,
    /// Digits after the point on screen, where stated.
    pub decimals: Option<u8>,
    /// Its grain in this run; none is `all`.
    pub grain: Option<Grain>,
    /// The names of its slices in this run.
    pub slices: Vec<String>,
    /// Which way is better, where known.
    pub better: Option<Direction>,
}

/// The value of a KPI in one period and slice, with its verdict.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Index into [`Assessment::kpis`].
    pub kpi: usize,
    /// The period.
    pub period: PeriodInfo,
    /// One value per slice of the KPI, in their order; `None` where this is a total over that slice.
    pub slice: Vec<Option<Value>>,
    /// The value; `Null` is no value.
    pub value: Value,
    /// Source rows behind the value.
    pub rows: u64,
    /// The worst outcome's status; none without a target.
    pub status: Option<Status>,
    /// One verdict per target.
    pub verdicts: Vec<Verdict>,
}

/// A period as reports name it.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodInfo {
    /// `2024-02`, or `all`.
    pub label: String,
    /// First instant, in microseconds since 1970 UTC; none where `all` was not bounded.
    pub start: Option<i64>,
    /// One past the last instant.
    pub end: Option<i64>,
    /// Whether now is at or after the end.
    pub complete: bool,
}

/// How one target judged one value.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The target's name; the KPI's where it has none.
    pub name: String,
    /// The zone that passes, as written.
    pub pass: String,
    /// The zone that warns, as written.
    pub warn: Option<String>,
    /// The limit of the pass zone where it has exactly one.
    pub limit: Option<Value>,
    /// Where the value lies.
    pub status: Status,
    /// What that counts as.
    pub outcome: Outcome,
    /// How grave a miss is: `normal` unless stated.
    pub severity: String,
    /// For a share with a `>=` target: the part of the error budget used, `(1 - value) / (1 - target)`.
    pub budget_used: Option<f64>,
}

/// Where a value lies, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    Pass,
    Warn,
    Fail,
    /// No value, or no rows where rows were due.
    NoData,
    /// Fewer rows than the target asks for.
    SmallSample,
    /// A relative target without the earlier value.
    NoBaseline,
    /// The value could not be computed.
    Error,
}

impl Status {
    /// All statuses, in the order of the summary.
    pub const ALL: [Status; 7] = [
        Status::Pass,
        Status::Warn,
        Status::Fail,
        Status::NoData,
        Status::SmallSample,
        Status::NoBaseline,
        Status::Error,
    ];

    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pass => "pass",
            Status::Warn => "warn",
            Status::Fail => "fail",
            Status::NoData => "no_data",
            Status::SmallSample => "small_sample",
            Status::NoBaseline => "no_baseline",
            Status::Error => "error",
        }
    }
}

/// What a status counts as, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    Pass,
    Skip,
    Warn,
    Fail,
    Error,
}

impl Outcome {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Skip => "skip",
            Outcome::Warn => "warn",
            Outcome::Fail => "fail",
            Outcome::Error => "error",
        }
    }
}
