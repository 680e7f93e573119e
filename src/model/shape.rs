//! Shapes: a value seen at other periods, over windows of time, or over other slices.

use super::node::Node;
use crate::calendar::{Civil, DAY, Grain, HOUR, MINUTE};

/// A shape and the KPI-level expression that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Which.
    pub kind: ShapeKind,
    /// What it shows.
    pub argument: Node,
}

/// What a shape does with its argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// Its value so many periods later; before, if negative.
    Periods(i64),
    /// Its value at the period that holds the start moved by a step.
    Step(Step),
    /// Its value in the first period of the longer period that holds the start.
    AtStart(Grain),
    /// Its value over the window of this length that ends with the period; `partial`: also before the data is that old.
    Rolling { length: Step, partial: bool },
    /// Its value from the start of the longer period (none: from the beginning) to the end of the period.
    ToDate(Option<Grain>),
    /// Its value over all slices, or over all values of these.
    Total(Option<Vec<String>>),
    /// Its value over all values of a slice up to this one.
    Running(String),
}

impl ShapeKind {
    /// Whether the argument is computed again over more rows than those of the period and slice.
    pub fn gathers(&self) -> bool {
        matches!(self, Self::Rolling { .. } | Self::ToDate(_) | Self::Running(_))
    }

    /// Whether it may need a period before the first row.
    pub fn looks_back(&self) -> bool {
        matches!(
            self,
            Self::Periods(_) | Self::Step(_) | Self::AtStart(_) | Self::Rolling { partial: false, .. }
        )
    }

    /// The names of the slices that it is about.
    pub fn slices(&self) -> &[String] {
        match self {
            Self::Total(Some(names)) => names,
            Self::Running(name) => std::slice::from_ref(name),
            _ => &[],
        }
    }
}

/// A distance in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Calendar months.
    Months(i64),
    /// Civil days.
    Days(i64),
    /// Microseconds.
    Exact(i64),
}

impl Step {
    /// The same distance the other way.
    pub fn back(self) -> Step {
        match self {
            Step::Months(count) => Step::Months(count.saturating_neg()),
            Step::Days(count) => Step::Days(count.saturating_neg()),
            Step::Exact(micros) => Step::Exact(micros.saturating_neg()),
        }
    }

    /// Whether it goes into the future.
    pub fn is_forward(self) -> bool {
        let (Step::Months(size) | Step::Days(size) | Step::Exact(size)) = self;
        size > 0
    }

    /// Whether it is surely shorter than a period of this grain, so that it would not lead to another one.
    pub fn finer_than(self, grain: Grain, civil: &Civil) -> bool {
        let length = match self {
            // Months are counted as such, so that they fit grains of months exactly.
            Step::Months(count) => {
                return match grain {
                    Grain::Quarter => count.abs() < 3,
                    Grain::Year => count.abs() < 12,
                    _ => count == 0,
                };
            }
            Step::Days(count) => count.saturating_mul(DAY),
            Step::Exact(micros) => micros,
        };
        length.saturating_abs() < longest(grain, civil)
    }
}

/// The longest that a period of this grain can be, in microseconds; a day with a change of clocks counts as one day.
fn longest(grain: Grain, civil: &Civil) -> i64 {
    match grain {
        Grain::Minutes(minutes) => i64::from(minutes) * MINUTE,
        Grain::Hour => HOUR,
        Grain::Day => DAY,
        Grain::Week => 7 * DAY,
        Grain::Month => 31 * DAY,
        Grain::Quarter => 92 * DAY,
        Grain::Year => 366 * DAY,
        Grain::Custom(name) => civil.grains.get(name).map_or(0, |table| table.longest()),
    }
}

/// Whether periods of `grain` are shorter than those of `than`.
pub fn finer(grain: Grain, than: Grain, civil: &Civil) -> bool {
    longest(grain, civil) < longest(than, civil)
}
