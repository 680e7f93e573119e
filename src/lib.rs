//! jauge: KPIs and SLA targets as code.
pub mod diag;
pub mod calendar;
pub mod lang;
pub mod spec;
