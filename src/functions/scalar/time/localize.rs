//! Times without a zone, as files hold them, as instants.

use super::udf::{Kernel, call, each};
use crate::calendar::Civil;
use crate::functions::physical::instant;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, new_null_array};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use std::sync::Arc;

/// Times of a column as instants; those without a zone are read in the project's. See [`localized`].
pub fn localize(times: Expr, civil: &Civil) -> Expr {
    call(Localize, civil, vec![times])
}

/// Timestamps of any precision as instants, microseconds in UTC, finer digits cut. Those without a zone are local times
/// of the project: in a gap they move forward by it, shown twice they are the first. Dates are their starts. An error
/// where the array holds something else, or a time does not fit.
pub fn localized(times: &ArrayRef, civil: &Civil) -> Result<ArrayRef> {
    let zone = match times.data_type() {
        DataType::Timestamp(_, zone) => zone.clone(),
        _ => None,
    };
    let naive = zone.is_none();
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    let times = cast_with_options(times, &DataType::Timestamp(TimeUnit::Microsecond, zone), &strict)?;
    let micros = times.as_primitive::<TimestampMicrosecondType>().reinterpret_cast::<Int64Type>();
    let mut localizer = civil.localizer();
    let utc = if naive { each(&micros, |local| localizer.to_utc_micros(local)) } else { micros };
    Ok(Arc::new(utc.reinterpret_cast::<TimestampMicrosecondType>()))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Localize;

impl Kernel for Localize {
    fn name(&self) -> String {
        "localize".to_owned()
    }

    fn output(&self) -> DataType {
        instant()
    }

    fn run(&self, civil: &Civil, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        arguments.first().map_or_else(|| Ok(new_null_array(&instant(), 0)), |times| localized(times, civil))
    }
}
