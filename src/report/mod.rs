//! An assessment as bytes, one file per format.

mod arrow;
mod batch;
mod csv;
mod json;
mod jsonl;
mod layout;
mod long;
mod markdown;
mod parquet;
mod safe;
mod scalar;
mod screen;
mod select;
mod table;

pub use batch::batch;
pub use safe::safe;
pub use screen::Screen;
pub use select::{Order, sort, top};

use crate::diag::{Code, Problem, Problems, SourceMap};
use crate::targets::Assessment;

/// What a report is made of, and how it looks where people read it.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The values and verdicts.
    pub assessment: &'a Assessment,
    /// What was found wrong on the way.
    pub problems: &'a Problems,
    /// The texts that problems point into.
    pub texts: &'a SourceMap,
    /// Columns that a table may take.
    pub width: usize,
    /// Whether a table is coloured.
    pub colour: bool,
}

/// A form that a report can take.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The name on the command line.
    pub name: &'static str,
    /// Whether people read it rather than programs.
    pub human: bool,
    write: fn(&Report) -> Result<Vec<u8>, Problem>,
}

/// Every format, the default first.
pub const FORMATS: [Format; 7] = [
    Format { name: "table", human: true, write: table::write },
    Format { name: "json", human: false, write: json::write },
    Format { name: "jsonl", human: false, write: jsonl::write },
    Format { name: "csv", human: false, write: csv::write },
    Format { name: "parquet", human: false, write: parquet::write },
    Format { name: "arrow", human: false, write: arrow::write },
    Format { name: "markdown", human: true, write: markdown::write },
];

impl Format {
    /// The format with this name.
    pub fn named(name: &str) -> Option<Format> {
        FORMATS.into_iter().find(|format| format.name == name)
    }

    /// The whole report in this format.
    pub fn write(&self, report: &Report) -> Result<Vec<u8>, Problem> {
        (self.write)(report)
    }
}

/// A report that its format cannot hold.
fn unwritable(error: impl std::fmt::Display) -> Problem {
    Problem::general(Code::UnwritableOutput, format!("the report cannot be written: {error}"))
}
