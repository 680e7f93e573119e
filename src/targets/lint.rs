//! Zones that cannot be meant: reached by no value, or never reached as they lie within another.

use super::{Rule, ZoneRule, compare};
use crate::lang::Value;
use std::cmp::Ordering;

/// What is wrong with the zones of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No value passes.
    EmptyPass,
    /// No value satisfies the `warn` zone.
    EmptyWarn,
    /// Every value of the `warn` zone passes already.
    WarnWithinPass,
}

/// The flaws of a target's zones; none where their limits cannot be compared with each other.
///
/// Between two neighbouring limits every test is constant, so it is enough to try each limit and each gap.
pub fn lint(rule: &Rule) -> Vec<Flaw> {
    let Some(limits) = sorted_limits(rule) else { return Vec::new() };
    let Some(passing) = places(&rule.pass, &limits) else { return Vec::new() };
    let mut flaws = Vec::new();
    if !passing.contains(&true) {
        flaws.push(Flaw::EmptyPass);
    }
    if let Some(warning) = rule.warn.as_ref().and_then(|zone| places(zone, &limits)) {
        flaws.extend(warn_flaw(&passing, &warning));
    }
    flaws
}

fn warn_flaw(passing: &[bool], warning: &[bool]) -> Option<Flaw> {
    if !warning.contains(&true) {
        return Some(Flaw::EmptyWarn);
    }
    let reached = passing.iter().zip(warning).any(|(passes, warns)| *warns && !passes);
    (!reached).then_some(Flaw::WarnWithinPass)
}

/// All limits of both zones in ascending order, equal ones once.
fn sorted_limits(rule: &Rule) -> Option<Vec<&Value>> {
    let zones = std::iter::once(&rule.pass).chain(&rule.warn);
    let mut sorted: Vec<&Value> = Vec::new();
    for limit in zones.flat_map(ZoneRule::limits) {
        let orders: Option<Vec<_>> = sorted.iter().map(|other| compare(other, limit)).collect();
        let orders = orders?;
        if !orders.contains(&Ordering::Equal) {
            sorted.insert(orders.iter().filter(|order| order.is_lt()).count(), limit);
        }
    }
    Some(sorted)
}

/// Whether the zone holds in each place: below the first limit, at it, between it and the second, and so on.
fn places(zone: &ZoneRule, limits: &[&Value]) -> Option<Vec<bool>> {
    (0..=2 * limits.len()).map(|place| zone.contains_by(|limit| order_at(place, limit, limits))).collect()
}

/// The order of what lies at a place and a limit; limits stand at the odd places.
fn order_at(place: usize, limit: &Value, limits: &[&Value]) -> Option<Ordering> {
    let index = limits.iter().position(|other| compare(other, limit) == Some(Ordering::Equal))?;
    Some(place.cmp(&(2 * index + 1)))
}
