//! What went wrong while computing, in the user's terms.

use crate::diag::{Code, Problem};
use crate::{functions, sources};
use datafusion::error::DataFusionError;

/// The problem behind an error of the engine. No plan and no type of the engine is shown.
pub fn problem(error: &DataFusionError) -> Problem {
    if let Some(failure) = sources::Failure::within(error) {
        return *failure.problem;
    }
    if let Some(failure) = functions::Failure::find(error) {
        return Problem::general(failure.code(), failure.to_string()).help(failure.help());
    }
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => {
            Problem::general(Code::OutOfMemory, "the memory limit is too small for this computation")
                .help("raise `--memory-limit`, ask for fewer periods or slices, or use fewer `--threads`")
        }
        DataFusionError::IoError(error) => {
            Problem::general(Code::UnreadableData, format!("a data file cannot be read: {error}"))
                .help("check that the file is whole and may be read")
        }
        DataFusionError::ParquetError(_) => {
            Problem::general(Code::UnreadableData, "a Parquet file is damaged or cut short")
                .help("write or copy the file again")
        }
        other => Problem::general(Code::EngineFailure, first_line(&other.strip_backtrace()))
            .help("this is likely a fault of jauge: please report it with the definition"),
    }
}

/// Engine errors may print whole plans after their first line.
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or("the computation failed");
    format!("the computation failed: {}", line.chars().take(300).collect::<String>())
}
