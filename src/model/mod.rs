//! Spec and schemas to a checked model: names, links, units, levels, cycles.

mod query;

pub use query::Query;
