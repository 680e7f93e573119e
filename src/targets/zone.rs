//! Zones with computed limits, and whether a value lies in one.

use super::compare;
use crate::lang::Value;
use crate::lang::ast::BinaryOp;
use std::cmp::Ordering;

/// A zone ready to judge: its tests, joined by `and`, and its text for reports.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneRule {
    /// All of them must hold.
    pub tests: Vec<Test>,
    /// As written.
    pub text: String,
}

/// One test of a zone, its limits computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `>= limit` and its kin.
    Compare(Comparison, Value),
    /// `between low and high`, both ends included.
    Between(Value, Value),
    /// `in (…)` or `not in (…)`.
    In { list: Vec<Value>, negated: bool },
}

/// The comparison of a value, on the left, with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Comparison {
    /// The comparison that an operator stands for; none for all other operators.
    pub fn of(operator: BinaryOp) -> Option<Self> {
        Some(match operator {
            BinaryOp::Equal => Comparison::Equal,
            BinaryOp::NotEqual => Comparison::NotEqual,
            BinaryOp::Less => Comparison::Less,
            BinaryOp::LessEqual => Comparison::LessEqual,
            BinaryOp::Greater => Comparison::Greater,
            BinaryOp::GreaterEqual => Comparison::GreaterEqual,
            _ => return None,
        })
    }

    /// Whether it holds for a value that stands in this order to the limit.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterEqual => order.is_ge(),
        }
    }
}

impl ZoneRule {
    /// Whether the value lies in the zone; none where it cannot be compared with a limit.
    pub fn contains(&self, value: &Value) -> Option<bool> {
        self.contains_by(|limit| compare(value, limit))
    }

    /// The same for whatever stands in a known order to each limit.
    pub(super) fn contains_by(&self, order: impl Fn(&Value) -> Option<Ordering>) -> Option<bool> {
        self.tests.iter().try_fold(true, |all, test| Some(test.holds(&order)? && all))
    }

    /// The limit of a zone that has exactly one.
    pub fn limit(&self) -> Option<&Value> {
        match self.tests.as_slice() {
            [Test::Compare(_, limit)] => Some(limit),
            _ => None,
        }
    }

    /// The limit of a zone that is `>= limit` alone.
    pub(super) fn floor(&self) -> Option<&Value> {
        match self.tests.as_slice() {
            [Test::Compare(Comparison::GreaterEqual, limit)] => Some(limit),
            _ => None,
        }
    }

    /// Every limit of every test.
    pub(super) fn limits(&self) -> impl Iterator<Item = &Value> {
        self.tests.iter().flat_map(|test| match test {
            Test::Compare(_, limit) => vec![limit],
            Test::Between(low, high) => vec![low, high],
            Test::In { list, .. } => list.iter().collect(),
        })
    }
}

impl Test {
    fn holds(&self, order: &impl Fn(&Value) -> Option<Ordering>) -> Option<bool> {
        Some(match self {
            Test::Compare(comparison, limit) => comparison.holds(order(limit)?),
            Test::Between(low, high) => {
                let (above, below) = (order(low)?, order(high)?);
                above.is_ge() && below.is_le()
            }
            Test::In { list, negated } => {
                let listed = list.iter().try_fold(false, |any, item| Some(order(item)?.is_eq() || any))?;
                listed != *negated
            }
        })
    }
}
