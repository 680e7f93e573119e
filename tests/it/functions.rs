//! What can be called: values against numpy and DuckDB, the engine's known wrong answers, overflow, mistakes in calls.

mod aggregates;
mod arithmetic;
mod calls;
mod decimals;
mod distinct;
mod engine_faults;
mod first_last;
mod laws;
mod scalars;
mod states;
mod table;
