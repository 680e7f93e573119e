//! jauge: KPIs and SLA targets as code. Definitions in YAML are read, checked, computed over data files and judged.
//!
//! Data flows down this table, and so do imports: a room uses rooms above it, never one below.
//!
//! | room | what it does |
//! | --- | --- |
//! | [`diag`] | places and problems |
//! | [`calendar`] | zones, grains, periods |
//! | [`lang`] | text to tree, types, printing |
//! | [`functions`] | what can be called, down to the kernels |
//! | [`spec`] | YAML to [`spec::Spec`] |
//! | [`sources`] | data files to typed tables |
//! | [`model`] | names and units: [`spec::Spec`] to [`model::Valid`]`<`[`model::Model`]`>` |
//! | [`plan`] | placements and shared scans: [`plan::Plan`] |
//! | [`engine`] | [`plan::Plan`] to [`engine::Results`] |
//! | [`targets`] | [`engine::Results`] to [`targets::Assessment`] |
//! | [`report`] | [`targets::Assessment`] to tables, JSON, CSV, Parquet … |
//! | [`project`] | the way through all of them, for programs that embed jauge |
//! | `cli` | the command line |

pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diag;
pub mod engine;
pub mod functions;
pub mod lang;
pub mod model;
pub mod plan;
pub mod project;
pub mod report;
pub mod sources;
pub mod spec;
pub mod targets;

pub use project::{Engine, LoadOptions, Project};
