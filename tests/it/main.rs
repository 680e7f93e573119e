//! The one test binary: each module tests a room, or the program as a whole.

mod binary;
mod calendar;
mod cli;
mod engine;
mod examples;
mod functions;
mod lang;
mod model;
mod laws;
mod reference;
mod report;
mod sources;
mod spec;
mod targets;
mod tidy;
mod time_functions;
