//! Values as people read them: percentages, money, `3h 12min`, grouped thousands.

mod duration;
mod money;
mod number;

use super::safe;
use crate::calendar::Civil;
use crate::lang::{Type, Unit, Value};
use crate::spec::Locale;
use crate::targets::{Assessment, Judged, KpiInfo, Status, compare};

/// What stands where there is no value.
const NOTHING: &str = "–";
/// Digits after which two doubles differ if they differ at all.
const MOST_DIGITS: usize = 17;

/// How values look in a project.
#[derive(Clone, Copy, Debug)]
pub struct Screen<'a> {
    /// Zone and calendar settings of the project.
    pub civil: &'a Civil,
    /// Language of numbers.
    pub locale: Locale,
}

impl<'a> Screen<'a> {
    /// The screen of an assessment.
    pub fn new(assessment: &'a Assessment) -> Self {
        Self { civil: &assessment.civil, locale: assessment.locale }
    }

    /// A value of a KPI.
    pub fn value(&self, info: &KpiInfo, value: &Value) -> String {
        self.text(info, value, 0)
    }

    /// The value of a result, with enough digits to differ from the limits that it misses.
    pub fn judged(&self, info: &KpiInfo, result: &Judged) -> String {
        let missed =
            result.verdicts.iter().filter(|verdict| matches!(verdict.status, Status::Warn | Status::Fail));
        let limits: Vec<&Value> = missed.filter_map(|verdict| verdict.limit.as_ref()).collect();
        let apart = |limit: &&Value| compare(&result.value, limit).is_some_and(|order| order.is_ne());
        let limits: Vec<&Value> = limits.into_iter().filter(apart).collect();
        let shown = |more: &usize| {
            let text = self.text(info, &result.value, *more);
            limits.iter().all(|limit| self.text(info, limit, *more) != text)
        };
        self.text(info, &result.value, (0..MOST_DIGITS).find(shown).unwrap_or(MOST_DIGITS))
    }

    /// A number of rows.
    pub fn count(&self, rows: u64) -> String {
        number::number(&Value::Integer(rows.into()), None, 0, self.locale)
    }

    /// The value of a slice.
    pub fn slice(&self, value: &Value) -> String {
        self.other(value, 0)
    }

    /// The value with `more` digits than usual.
    fn text(&self, info: &KpiInfo, value: &Value, more: usize) -> String {
        let (Type::Number(_, unit), Some(_)) = (&info.ty, value.as_f64()) else {
            return self.other(value, more);
        };
        let digits = info.decimals.map(usize::from);
        match unit {
            Unit::Share => number::share(value, digits, more, self.locale),
            Unit::Money(currency) => money::money(value, currency, digits, more, self.locale),
            Unit::Points => number::points(value, digits, more, self.locale),
            Unit::Number | Unit::Ratio => number::number(value, digits, more, self.locale),
        }
    }

    fn other(&self, value: &Value, more: usize) -> String {
        match value {
            Value::Null => NOTHING.into(),
            Value::Boolean(boolean) => boolean.to_string(),
            Value::Text(text) => safe(text),
            Value::Date(date) => date.to_string(),
            Value::Instant(at) => self.civil.format_instant(*at),
            Value::Period(grain, number) => self.civil.label(*grain, *number),
            Value::Duration(seconds) => duration::duration(*seconds, more, self.locale),
            Value::Integer(_) | Value::Decimal(..) | Value::Float(_) => {
                number::number(value, None, more, self.locale)
            }
        }
    }
}
