//! The long form as one Arrow record batch, for Parquet, Arrow and programs that embed jauge.

use super::long::{self, Row};
use super::scalar::{Scalar, unit_name};
use crate::calendar::Civil;
use crate::lang::Value;
use crate::targets::{Assessment, Status};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{Field, Schema};
use arrow::error::ArrowError;
use chrono::{Datelike, NaiveDate};
use std::sync::Arc;

/// The results in long form; instants are UTC, a slice whose type differs between KPIs is text.
pub fn batch(assessment: &Assessment) -> Result<RecordBatch, ArrowError> {
    let slices = long::slices(assessment);
    let rows = long::rows(assessment, &slices);
    let civil = &assessment.civil;
    let mut columns = placed(&rows);
    columns.extend((0..slices.len()).map(|index| slice_column(&rows, index, civil)));
    columns.extend(valued(&rows, civil));
    let fields = long::headings(&slices).into_iter().zip(&columns);
    let schema: Schema = Schema::new(
        fields.map(|(name, column)| Field::new(name, column.data_type().clone(), true)).collect::<Vec<_>>(),
    );
    RecordBatch::try_new(Arc::new(schema), columns)
}

fn placed(rows: &[Row]) -> Vec<ArrayRef> {
    vec![
        texts(rows.iter().map(|row| Some(row.info.name.clone()))),
        texts(rows.iter().map(|row| Some(row.grain()))),
        instants(rows.iter().map(|row| row.result.period.start)),
        instants(rows.iter().map(|row| row.result.period.end)),
        Arc::new(rows.iter().map(|row| Some(row.result.period.complete)).collect::<BooleanArray>()),
        texts(rows.iter().map(|row| Some(row.level().into()))),
    ]
}

fn valued(rows: &[Row], civil: &Civil) -> Vec<ArrayRef> {
    let scalars: Vec<Scalar> = rows.iter().map(|row| Scalar::new(&row.result.value, civil)).collect();
    let text = |scalar: &Scalar| match scalar {
        Scalar::Text(_) | Scalar::Boolean(_) => Some(scalar.to_string()),
        _ => None,
    };
    vec![
        Arc::new(scalars.iter().map(Scalar::as_f64).collect::<Float64Array>()),
        texts(scalars.iter().map(text)),
        texts(rows.iter().map(|row| Some(unit_name(&row.info.ty)))),
        Arc::new(rows.iter().map(|row| i64::try_from(row.result.rows).ok()).collect::<Int64Array>()),
        texts(rows.iter().map(|row| row.result.status.map(|status: Status| status.as_str().into()))),
    ]
}

fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn instants(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

/// How the values of a slice are held.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Boolean,
    Integer,
    Float,
    Duration,
    Date,
    Instant,
}

fn slice_column(rows: &[Row], index: usize, civil: &Civil) -> ArrayRef {
    let values: Vec<Option<&Value>> =
        rows.iter().map(|row| row.slices.get(index).copied().flatten()).collect();
    let values = || values.iter().copied();
    match common_kind(values().flatten()) {
        Kind::Text => texts(values().map(|value| value.map(|value| Scalar::new(value, civil).to_string()))),
        Kind::Boolean => Arc::new(values().map(as_boolean).collect::<BooleanArray>()),
        Kind::Integer => Arc::new(values().map(as_integer).collect::<Int64Array>()),
        Kind::Float | Kind::Duration => {
            Arc::new(values().map(|value| value?.as_f64()).collect::<Float64Array>())
        }
        Kind::Date => Arc::new(values().map(as_date).collect::<Date32Array>()),
        Kind::Instant => instants(values().map(as_instant)),
    }
}

/// The kind of all values; text where they differ or there is none.
fn common_kind<'a>(values: impl Iterator<Item = &'a Value>) -> Kind {
    let merge = |left, right| if left == right { left } else { Kind::Text };
    values.map(kind).reduce(merge).unwrap_or(Kind::Text)
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Boolean(_) => Kind::Boolean,
        Value::Integer(whole) if i64::try_from(*whole).is_ok() => Kind::Integer,
        Value::Decimal(..) | Value::Float(_) => Kind::Float,
        Value::Duration(_) => Kind::Duration,
        Value::Date(_) => Kind::Date,
        Value::Instant(_) => Kind::Instant,
        Value::Null | Value::Integer(_) | Value::Text(_) | Value::Period(..) => Kind::Text,
    }
}

fn as_boolean(value: Option<&Value>) -> Option<bool> {
    if let Some(Value::Boolean(boolean)) = value { Some(*boolean) } else { None }
}

fn as_integer(value: Option<&Value>) -> Option<i64> {
    if let Some(Value::Integer(whole)) = value { i64::try_from(*whole).ok() } else { None }
}

fn as_date(value: Option<&Value>) -> Option<i32> {
    let epoch = NaiveDate::default().num_days_from_ce();
    if let Some(Value::Date(date)) = value { Some(date.num_days_from_ce() - epoch) } else { None }
}

fn as_instant(value: Option<&Value>) -> Option<i64> {
    if let Some(Value::Instant(at)) = value { Some(*at) } else { None }
}
