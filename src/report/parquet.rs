//! `parquet`: the long form as one Parquet file.

use super::{Report, batch, unwritable};
use crate::diag::Problem;
use datafusion::parquet::arrow::ArrowWriter;

/// Writes a file of one row group.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, Problem> {
    let batch = batch(report.assessment).map_err(unwritable)?;
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).map_err(unwritable)?;
    writer.write(&batch).map_err(unwritable)?;
    writer.into_inner().map_err(unwritable)
}
