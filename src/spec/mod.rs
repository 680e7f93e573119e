//! YAML to [`Spec`]: every value with its place, every problem of every file.
//!
//! A text becomes a tree of nodes (`yaml`, `tree`), which one file per key reads (`project`, `sources`, `kpis` …).

mod calendars;
mod columns;
mod derived;
mod document;
mod entries;
mod expressions;
mod funnels;
mod grains;
mod holidays;
mod hours;
mod interval;
mod kpis;
mod line;
mod links;
mod literals;
mod load;
mod mistakes;
mod node;
mod notes;
mod origin;
mod parameters;
mod project;
mod reader;
mod record;
mod slices;
mod sources;
mod split;
mod targets;
mod texts;
mod tree;
mod types;
mod units;
mod values;
mod variables;
mod words;
mod yaml;

pub use derived::PERIOD_START;
pub use funnels::{FIRST_AT, REACHED, STEP, key_name};
pub use literals::literal_text;
pub use load::{load, load_text};
pub use reader::Environment;
pub use types::*;
pub use words::grain_meant;
