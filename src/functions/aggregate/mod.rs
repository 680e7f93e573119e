//! Aggregates: what the language offers, the leaves that the planner computes, and the engine's functions behind them.
//!
//! # From an aggregate to its value
//!
//! [`AggregateFunction::check`] gives the type, [`AggregateFunction::parts`] the leaves. A [`Leaf`] is what the engine
//! computes per group; [`lower_leaf`] is its expression. Its argument must be of the type [`leaf_argument`] says
//! (convert it with `operator::convert`; only dates that become instants differ).
//!
//! `Leaf::Count` yields a plain `Int64`: the value and the rows behind it. Every other leaf yields a struct
//! `{ value, rows: Int64 }`, where `rows` counts the rows kept (after the filter, without null, NaN and infinity);
//! `First` and `Last` add `tied: Boolean`, true where several rows were first and their values differ.
//! Over no rows the value is null and `rows` is 0. [`lower_mergeable`] adds the field `state`, of which [`merge`] makes
//! the results of coarser groups.
//!
//! # How values are held
//!
//! [`leaf_output`] says how `value` is held, which may be wider than a row's value of the same type:
//! sums of integers and durations are `Decimal128(38, 0)`, percentiles and deviations of durations are `Float64`
//! microseconds. `operator` takes both forms, so arithmetic above aggregates needs no casts.

mod batch;
mod catalog;
mod count;
mod covered;
mod kernel;
mod leaf;
mod merge;
mod order;
mod percentile;
mod rules;
mod running;
mod runs;
mod spread;
mod sum;
mod udaf;

pub use catalog::{all, find};
pub use covered::PAUSES;
pub use leaf::{Leaf, Quantile, leaf_argument, leaf_output, lower_leaf, lower_mergeable};
pub use merge::merge;
pub use running::running;
pub use runs::lower_run;

use super::{Argument, Misuse};
use crate::lang::Type;

/// An aggregate of the language.
#[derive(Debug)]
pub struct AggregateFunction {
    /// Its name.
    pub name: &'static str,
    /// Its arguments and result, for messages and documentation.
    pub signature: &'static str,
    /// What it does, in plain sentences.
    pub docs: &'static str,
    /// An expression that uses it.
    pub example: &'static str,
    /// The type of its value for these arguments.
    pub check: fn(&[Argument]) -> Result<Type, Misuse>,
    /// What is computed for these arguments, which `check` has accepted.
    pub parts: fn(&[Argument]) -> Result<Parts, Misuse>,
}

/// How an aggregate is made of leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parts {
    /// The value of this leaf over the first argument.
    One(Leaf),
    /// `Sum` of the first argument over the number of rows behind it.
    Mean,
    /// Rows where the first argument is true over all rows that the filter keeps.
    Share,
}
