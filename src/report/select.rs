//! `--sort` and `--top`: the order and number of each KPI's results.

use crate::lang::Value;
use crate::targets::{Assessment, Judged};
use chrono::Datelike;
use std::cmp::Ordering;

/// How `--sort` orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `value`: the smallest first.
    Rising,
    /// `-value`: the greatest first.
    Falling,
}

impl Order {
    /// The order that the text of `--sort` names.
    pub fn parse(text: &str) -> Option<Order> {
        match text {
            "value" => Some(Order::Rising),
            "-value" => Some(Order::Falling),
            _ => None,
        }
    }
}

/// Sorts the results of each KPI by value, no value last; totals of sliced KPIs stay first.
pub fn sort(assessment: &mut Assessment, order: Order) {
    assessment.results.sort_by(|left, right| {
        let place = |result: &Judged| (result.kpi, !is_total(result), result.value.is_null());
        place(left).cmp(&place(right)).then_with(|| by_value(left, right, order))
    });
}

fn by_value(left: &Judged, right: &Judged, order: Order) -> Ordering {
    if is_total(left) {
        return Ordering::Equal;
    }
    let ((number, text), (other_number, other_text)) = (rank(&left.value), rank(&right.value));
    let rising = number.total_cmp(&other_number).then_with(|| text.cmp(other_text));
    if order == Order::Rising { rising } else { rising.reverse() }
}

/// A number and a text that sort any two values; judging compares with a tolerance, which is no order to sort by.
fn rank(value: &Value) -> (f64, &str) {
    match value {
        Value::Text(text) => (0.0, text),
        Value::Boolean(boolean) => (f64::from(u8::from(*boolean)), ""),
        Value::Date(date) => (f64::from(date.num_days_from_ce()), ""),
        Value::Instant(number) | Value::Period(_, number) => (*number as f64, ""),
        other => (other.as_f64().unwrap_or(0.0), ""),
    }
}

/// Keeps the first `count` results of each KPI, besides the totals of sliced ones.
pub fn top(assessment: &mut Assessment, count: usize) {
    let mut kept = vec![0; assessment.kpis.len()];
    assessment.results.retain(|result| {
        let Some(kept) = kept.get_mut(result.kpi).filter(|_| !is_total(result)) else { return true };
        *kept += 1;
        *kept <= count
    });
}

/// Whether this is the total over the slices of a KPI that has some.
fn is_total(result: &Judged) -> bool {
    !result.slice.is_empty() && result.slice.iter().all(Option::is_none)
}
