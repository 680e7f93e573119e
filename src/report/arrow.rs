//! `arrow`: the long form as an Arrow IPC stream.

use super::{Report, batch, unwritable};
use crate::diag::Problem;
use arrow::ipc::writer::StreamWriter;

/// Writes a stream of one batch.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, Problem> {
    let batch = batch(report.assessment).map_err(unwritable)?;
    let mut writer = StreamWriter::try_new(Vec::new(), batch.schema_ref()).map_err(unwritable)?;
    writer.write(&batch).map_err(unwritable)?;
    writer.into_inner().map_err(unwritable)
}
