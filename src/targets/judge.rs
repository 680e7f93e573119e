//! One value against one target.

use super::{Outcome, Status, Verdict, ZoneRule};
use crate::lang::Value;

/// A target ready to judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The target's name; the KPI's where it has none.
    pub name: String,
    /// Values that pass.
    pub pass: ZoneRule,
    /// Values that are worth a warning; all others fail.
    pub warn: Option<ZoneRule>,
    /// How grave a miss is: `normal` unless stated.
    pub severity: String,
    /// Whether the KPI is a share, and so may have an error budget.
    pub share: bool,
}

/// Judges a value; `has_rows` says that every source of the KPI that is not sparse has rows in the period.
pub fn judge(rule: &Rule, value: &Value, has_rows: bool) -> Verdict {
    let status = if value.is_null() || !has_rows { Status::NoData } else { place(rule, value) };
    Verdict {
        name: rule.name.clone(),
        pass: rule.pass.text.clone(),
        warn: rule.warn.as_ref().map(|zone| zone.text.clone()),
        limit: rule.pass.limit().cloned(),
        status,
        outcome: default_outcome(status),
        severity: rule.severity.clone(),
        budget_used: budget_used(rule, value),
    }
}

fn place(rule: &Rule, value: &Value) -> Status {
    let warned = rule.warn.as_ref().map_or(Some(false), |zone| zone.contains(value));
    match (rule.pass.contains(value), warned) {
        (None, _) | (_, None) => Status::Error,
        (Some(true), _) => Status::Pass,
        (_, Some(true)) => Status::Warn,
        _ => Status::Fail,
    }
}

/// What a status counts as where the target does not say.
fn default_outcome(status: Status) -> Outcome {
    match status {
        Status::Pass => Outcome::Pass,
        Status::Warn | Status::SmallSample | Status::NoBaseline => Outcome::Warn,
        Status::Fail | Status::NoData => Outcome::Fail,
        Status::Error => Outcome::Error,
    }
}

/// `(1 - value) / (1 - target)` for a share with a `>=` target; none for a target of 100 % or more.
fn budget_used(rule: &Rule, value: &Value) -> Option<f64> {
    let floor = rule.pass.floor().filter(|_| rule.share)?;
    let allowed = complement(floor)?;
    (allowed > 0.0).then_some(complement(value)? / allowed).filter(|used| used.is_finite())
}

/// One less the value, without the rounding of `1.0 - 0.8` where the value is a decimal.
fn complement(value: &Value) -> Option<f64> {
    match value {
        Value::Decimal(digits, scale) => {
            let one = 10i128.checked_pow((*scale).into())?;
            Value::Decimal(one.checked_sub(*digits)?, *scale).as_f64()
        }
        other => Some(1.0 - other.as_f64()?),
    }
}

/// The status of a result: that of its worst outcome; none without a target.
pub fn result_status(verdicts: &[Verdict]) -> Option<Status> {
    verdicts.iter().map(|verdict| (verdict.outcome, verdict.status)).max().map(|(_, status)| status)
}
