//! The one test binary: each module tests a room, or the program as a whole.

mod bad_input;
mod binary;
mod business;
mod calendar;
mod cli;
mod differential;
mod duckdb;
mod engine;
mod examples;
mod explain;
mod functions;
mod intervals;
mod lang;
mod laws;
mod messy;
mod model;
mod reference;
mod report;
mod rows;
mod shapes;
mod sources;
mod spec;
mod sql;
mod targets;
mod tidy;
mod time_functions;
