//! The list of aggregates.

use super::{AggregateFunction, count, covered, order, percentile, spread, sum};

static ALL: [&AggregateFunction; 17] = [
    &count::COUNT,
    &count::COUNT_DISTINCT,
    &count::SHARE,
    &sum::SUM,
    &sum::AVG,
    &order::MIN,
    &order::MAX,
    &order::FIRST,
    &order::LAST,
    &percentile::MEDIAN,
    &percentile::PERCENTILE,
    &percentile::PERCENTILE_DISC,
    &percentile::APPROX_PERCENTILE,
    &count::APPROX_COUNT_DISTINCT,
    &spread::STDDEV,
    &spread::VARIANCE,
    &covered::COVERED_TIME,
];

/// All aggregates, in the order of the documentation.
pub fn all() -> &'static [&'static AggregateFunction] {
    &ALL
}

/// The aggregate with this name.
pub fn find(name: &str) -> Option<&'static AggregateFunction> {
    ALL.iter().copied().find(|function| function.name == name)
}
