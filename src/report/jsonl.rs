//! `jsonl`: the results of `json`, one a line.

use super::{Report, json, unwritable};
use crate::diag::Problem;

/// Writes one line per result.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    for entry in json::entries(report.assessment) {
        serde_json::to_writer(&mut bytes, &entry).map_err(unwritable)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
