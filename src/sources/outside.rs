//! A source as another engine finds it: its files, and how its columns are held there.

use super::stated::{Stated, Want, stated};
use super::table::{Table, is_text};
use super::value::{Kind, Length};
use super::{csv, paths};
use crate::diag::Span;
use crate::spec::{Column, CsvOptions, Format, Origin, Source};
use datafusion::arrow::datatypes::DataType;
use std::path::PathBuf;

/// What another engine needs to know of a source.
#[derive(Clone, Debug)]
pub struct Outside {
    /// Its files; none for a table in memory.
    pub files: Vec<PathBuf>,
    /// How they are written.
    pub format: Option<Format>,
    /// What is stated of CSV files.
    pub csv: CsvOptions,
    /// What stands between the fields of CSV files, if it is the same in all.
    pub delimiter: Option<u8>,
    /// Whether folders above the files are columns.
    pub in_folders: bool,
    /// Whether a file is packed as few engines unpack.
    pub unreadable: bool,
    /// The columns.
    pub columns: Vec<OutsideColumn>,
}

/// A column of the data.
#[derive(Clone, Debug)]
pub struct OutsideColumn {
    /// Its name in KPIs.
    pub name: String,
    /// Its name in the data.
    pub raw: String,
    /// How it is held in the data.
    pub held: Held,
    /// Texts that mean no value.
    pub nulls: Vec<String>,
    /// The pattern that dates and instants are written in, if one is stated.
    pub pattern: Option<String>,
    /// The microseconds of the unit that a length of time is counted in.
    pub unit: Option<i64>,
    /// Where it is stated.
    pub span: Option<Span>,
}

/// How values are held in the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    Text,
    Boolean,
    Integer,
    Float,
    /// With so many digits after the point.
    Decimal(u8),
    Date,
    /// A time with a zone.
    Instant,
    /// A time without one.
    Local,
    /// Anything else.
    Other,
}

/// How another engine finds an open source.
pub fn outside(table: &Table, source: &Source) -> Outside {
    let origin = match &source.origin {
        Origin::Files(origin) if !table.files.is_empty() => Some(origin),
        _ => None,
    };
    let files = origin.and_then(|origin| paths::find(origin).ok()).unwrap_or_default();
    let format = files.first().map(|file| file.format);
    let options = origin.map(|origin| origin.csv.clone()).unwrap_or_default();
    let unreadable = files.iter().any(|file| file.path.extension().is_some_and(|end| end == "bz2"));
    let column = |name: &str| {
        let stated = source.columns.get(name).filter(|column| column.expr.is_none());
        column(table, name, stated, format == Some(Format::Csv), &options)
    };
    Outside {
        delimiter: if format == Some(Format::Csv) { csv::delimiter(&files, &options) } else { None },
        in_folders: files.iter().any(|file| !file.partitions.is_empty()),
        columns: table.columns.iter().map(|found| column(&found.name)).collect(),
        files: files.into_iter().map(|file| file.path).collect(),
        csv: options,
        format,
        unreadable,
    }
}

fn column(table: &Table, name: &str, column: Option<&Column>, text: bool, csv: &CsvOptions) -> OutsideColumn {
    let raw = column.and_then(|column| column.column.as_ref()).map_or(name, |raw| &raw.value).to_owned();
    let schema = table.provider.schema();
    let held = match schema.field_with_name(&raw) {
        _ if text => Held::Text,
        Ok(field) => held(field.data_type()),
        Err(_) => Held::Other,
    };
    let of_source = if text { csv.nulls.clone() } else { Vec::new() };
    let own = column.and_then(|column| column.nulls.clone()).unwrap_or_default();
    OutsideColumn {
        name: name.to_owned(),
        raw,
        held,
        nulls: of_source.into_iter().chain(own).collect(),
        pattern: column.and_then(|column| column.format.as_ref()).map(|format| format.value.clone()),
        unit: column.and_then(length),
        span: column.map(|column| column.name.span),
    }
}

/// The unit of a stated length of time.
fn length(column: &Column) -> Option<i64> {
    match stated(column, None) {
        Ok(Stated { want: Want::Exactly(Kind::Duration(Length::Unit(micros))), .. }) => Some(micros),
        _ => None,
    }
}

fn held(ty: &DataType) -> Held {
    match ty {
        ty if is_text(ty) => Held::Text,
        DataType::Boolean => Held::Boolean,
        DataType::UInt64 => Held::Other,
        ty if ty.is_integer() => Held::Integer,
        ty if ty.is_floating() => Held::Float,
        DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) | DataType::Decimal128(_, scale) => {
            u8::try_from(*scale).map_or(Held::Other, Held::Decimal)
        }
        DataType::Date32 | DataType::Date64 => Held::Date,
        DataType::Timestamp(_, Some(_)) => Held::Instant,
        DataType::Timestamp(_, None) => Held::Local,
        _ => Held::Other,
    }
}
