//! `median`, `percentile`, `percentile_disc` and `approx_percentile`.

use super::rules::{between, quantile, single};
use super::{AggregateFunction, Leaf, Parts, Quantile};
use crate::functions::{Argument, Misuse};
use crate::lang::Type;

pub(super) static MEDIAN: AggregateFunction = AggregateFunction {
    name: "median",
    signature: "median(x) -> the unit of x",
    docs: "The exact middle value; between the two middle ones where their number is even.",
    example: "median(calls.waited)",
    check: |arguments| between("median", single("median", arguments)?),
    parts: |_| Ok(Parts::One(Leaf::Percentile { p: Quantile::HALF, discrete: false })),
};

pub(super) static PERCENTILE: AggregateFunction = AggregateFunction {
    name: "percentile",
    signature: "percentile(x, p) -> the unit of x",
    docs: "The exact value below which the share p of the rows lies, interpolated between the two neighbours. p is a literal such as `95%`.",
    example: "percentile(flights.delay, 90%)",
    check: |arguments| interpolated("percentile", arguments),
    parts: |arguments| {
        let p = quantile("percentile", arguments)?;
        Ok(Parts::One(Leaf::Percentile { p, discrete: false }))
    },
};

pub(super) static PERCENTILE_DISC: AggregateFunction = AggregateFunction {
    name: "percentile_disc",
    signature: "percentile_disc(x, p) -> the type of x",
    docs: "The smallest value that at least the share p of the rows does not exceed: a value that occurs.",
    example: "percentile_disc(flights.delay, 90%)",
    check: |arguments| {
        interpolated("percentile_disc", arguments)?;
        Ok(arguments.first().map_or(Type::Null, |argument| argument.ty.clone()))
    },
    parts: |arguments| {
        let p = quantile("percentile_disc", arguments)?;
        Ok(Parts::One(Leaf::Percentile { p, discrete: true }))
    },
};

pub(super) static APPROX_PERCENTILE: AggregateFunction = AggregateFunction {
    name: "approx_percentile",
    signature: "approx_percentile(x, p) -> the unit of x",
    docs: "The percentile in bounded memory: exact up to 1,000 rows, above that within 0.1 % of the value. The same for any order of the rows. Of dates and instants it is exact.",
    example: "approx_percentile(visits.load_time, 99%)",
    check: |arguments| interpolated("approx_percentile", arguments),
    parts: |arguments| {
        let p = quantile("approx_percentile", arguments)?;
        // A small part of the time since 1970 is years: times are kept.
        let times = arguments.first().is_some_and(|x| matches!(x.ty, Type::Date | Type::Instant));
        Ok(Parts::One(if times {
            Leaf::Percentile { p, discrete: false }
        } else {
            Leaf::ApproxPercentile(p)
        }))
    },
};

fn interpolated(name: &str, arguments: &[Argument]) -> Result<Type, Misuse> {
    quantile(name, arguments)?;
    arguments.first().map_or(Ok(Type::FLOAT), |argument| between(name, argument.ty))
}
