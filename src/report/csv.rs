//! `csv`: the long form, quoted as RFC 4180 says; no value is an empty field.

use super::long::{self, Row};
use super::scalar::{Scalar, unit_name};
use super::{Report, unwritable};
use crate::calendar::Civil;
use crate::diag::Problem;
use crate::targets::Status;

/// Writes a header and one line per result.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, Problem> {
    let slices = long::slices(report.assessment);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(long::headings(&slices)).map_err(unwritable)?;
    for row in long::rows(report.assessment, &slices) {
        writer.write_record(fields(&row, &report.assessment.civil)).map_err(unwritable)?;
    }
    writer.into_inner().map_err(unwritable)
}

fn fields(row: &Row, civil: &Civil) -> Vec<String> {
    let period = &row.result.period;
    let instant = |at: Option<i64>| at.map_or(String::new(), |at| civil.format_instant(at));
    let mut fields = vec![
        row.info.name.clone(),
        row.grain(),
        instant(period.start),
        instant(period.end),
        period.complete.to_string(),
        row.level().into(),
    ];
    let slice =
        |value: &Option<_>| value.map_or(String::new(), |value| Scalar::new(value, civil).to_string());
    fields.extend(row.slices.iter().map(slice));
    let value = Scalar::new(&row.result.value, civil);
    let (number, text) = match value.as_f64() {
        Some(_) => (value.to_string(), String::new()),
        None => (String::new(), value.to_string()),
    };
    let status = row.result.status.map_or("", Status::as_str).to_string();
    fields.extend([number, text, unit_name(&row.info.ty), row.result.rows.to_string(), status]);
    fields
}
