//! One schema for all files of a source.

use crate::diag::{Code, Problem};
use crate::sources::failure::Failure;
use crate::sources::paths::DataFile;
use crate::sources::table::is_text;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// The columns of all files by name, each as wide as its widest; columns that a file lacks are empty there.
pub fn merge(files: &[(DataFile, SchemaRef)]) -> Result<Schema, Failure> {
    let mut merged: Vec<(Field, &DataFile)> = Vec::new();
    for (file, schema) in files {
        for field in schema.fields() {
            match merged.iter_mut().find(|(known, _)| known.name() == field.name()) {
                None => merged.push((field.as_ref().clone().with_nullable(true), file)),
                Some((known, first)) => {
                    let ty = wider(known.data_type(), field.data_type());
                    let ty = ty.ok_or_else(|| conflict(field.name(), (first, known), (file, field)))?;
                    known.set_data_type(ty);
                }
            }
        }
    }
    Ok(Schema::new(merged.into_iter().map(|(field, _)| field).collect::<Vec<_>>()))
}

/// The type that holds the values of both, if there is one.
fn wider(left: &DataType, right: &DataType) -> Option<DataType> {
    use DataType::*;
    Some(match (left, right) {
        (left, right) if left == right => left.clone(),
        (Null, other) | (other, Null) => other.clone(),
        (left, right) if is_text(left) && is_text(right) => Utf8View,
        (left, right) if left.is_integer() && right.is_integer() => whole(left, right),
        (left, right) if number(left) && right.is_floating() || left.is_floating() && number(right) => {
            Float64
        }
        (left, right) if left.is_integer() && right.is_decimal() => decimals(&Decimal128(20, 0), right)?,
        (left, right) if left.is_decimal() && right.is_integer() => decimals(left, &Decimal128(20, 0))?,
        (left, right) if left.is_decimal() && right.is_decimal() => decimals(left, right)?,
        (Date32 | Date64, Date32 | Date64) => Date32,
        (Timestamp(_, left), Timestamp(_, right)) if left.is_some() == right.is_some() => {
            Timestamp(TimeUnit::Microsecond, left.clone())
        }
        _ => return None,
    })
}

fn number(ty: &DataType) -> bool {
    ty.is_integer() || ty.is_floating() || ty.is_decimal()
}

/// Unsigned 64 bits keep their own width only among unsigned ones.
fn whole(left: &DataType, right: &DataType) -> DataType {
    let unsigned = left.is_unsigned_integer() && right.is_unsigned_integer();
    if unsigned { DataType::UInt64 } else { DataType::Int64 }
}

fn decimals(left: &DataType, right: &DataType) -> Option<DataType> {
    let (left, right) = (digits(left)?, digits(right)?);
    let scale = left.1.max(right.1);
    let whole = (left.0 - left.1).max(right.0 - right.1);
    let precision = u8::try_from(whole + scale).ok()?.min(38);
    Some(DataType::Decimal128(precision, i8::try_from(scale).ok().filter(|scale| *scale <= 38)?))
}

fn digits(ty: &DataType) -> Option<(i16, i16)> {
    match ty {
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => Some((i16::from(*precision), i16::from(*scale))),
        _ => None,
    }
}

fn conflict(column: &str, first: (&DataFile, &Field), second: (&DataFile, &Field)) -> Failure {
    let say = |(file, field): (&DataFile, &Field)| {
        format!("{} in `{}`", in_words(field.data_type()), file.path.display())
    };
    let message = format!("column `{column}` is {} and {}", say(first), say(second));
    let help = "write it with one type in all files, or name files that fit together";
    Problem::error(Code::SchemaConflict, second.0.span, message).help(help).into()
}

fn in_words(ty: &DataType) -> &'static str {
    match ty {
        ty if is_text(ty) => "text",
        ty if ty.is_integer() => "a whole number",
        ty if ty.is_floating() => "a float",
        ty if ty.is_decimal() => "a decimal",
        DataType::Date32 | DataType::Date64 => "a date",
        DataType::Timestamp(_, None) => "a local time",
        DataType::Timestamp(..) => "an instant",
        DataType::Boolean => "a truth value",
        DataType::List(_) | DataType::LargeList(_) => "a list",
        DataType::Struct(_) => "a record",
        _ => "another type",
    }
}
