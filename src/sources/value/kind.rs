//! What the texts of a column are read as.

use crate::functions::physical::{decimal, instant};
use crate::lang::{Repr, Type, Unit};
use crate::sources::text::{NumberStyle, Pattern};
use chrono_tz::Tz;
use datafusion::arrow::datatypes::DataType;

/// What a text becomes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// A decimal with this many digits after the point.
    Decimal(u8),
    /// A binary float.
    Float,
    /// A length of time.
    Duration(Length),
    /// A date, in the ISO form or the stated one.
    Date(Option<Pattern>),
    /// An instant, in the ISO form or the stated one.
    Instant(Option<Pattern>),
    /// The text itself.
    Text,
    /// True or false.
    Boolean,
    /// There was no value to tell by.
    Empty,
}

/// How a length of time is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Length {
    /// `h:mm:ss`.
    Clock,
    /// A number of units of so many microseconds; `h:mm:ss` is read as well.
    Unit(i64),
    /// Like this pattern of `%d`, `%H`, `%M` and `%S`.
    Pattern(String),
}

impl Kind {
    /// How the values are held.
    pub fn data_type(&self) -> DataType {
        match self {
            Kind::Integer | Kind::Duration(_) => DataType::Int64,
            Kind::Decimal(scale) => decimal(*scale),
            Kind::Float => DataType::Float64,
            Kind::Date(_) => DataType::Date32,
            Kind::Instant(_) => instant(),
            Kind::Text => DataType::Utf8View,
            Kind::Boolean => DataType::Boolean,
            Kind::Empty => DataType::Null,
        }
    }

    /// The type in the language; numbers count `unit`.
    pub fn language_type(&self, unit: Unit) -> Type {
        match self {
            Kind::Integer => Type::Number(Repr::Integer, unit),
            Kind::Decimal(scale) => Type::Number(Repr::Decimal(*scale), unit),
            Kind::Float => Type::Number(Repr::Float, unit),
            Kind::Duration(_) => Type::Duration,
            Kind::Date(_) => Type::Date,
            Kind::Instant(_) => Type::Instant,
            Kind::Text => Type::Text,
            Kind::Boolean => Type::Boolean,
            Kind::Empty => Type::Null,
        }
    }

    /// Whether values are numbers.
    pub fn is_number(&self) -> bool {
        matches!(self, Kind::Integer | Kind::Decimal(_) | Kind::Float)
    }
}

/// How the texts of a column become values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// What they become.
    pub kind: Kind,
    /// How numbers are written.
    pub style: NumberStyle,
    /// Texts that mean no value.
    pub nulls: Vec<String>,
    /// Where instants without an offset are read.
    pub zone: Tz,
}

impl Reading {
    /// Whether a text means no value. Only a text column may hold an empty or blank value.
    pub fn is_null(&self, text: &str) -> bool {
        let listed = |text: &str| self.nulls.iter().any(|null| null == text);
        if self.kind == Kind::Text {
            return listed(text);
        }
        let bare = text.trim();
        bare.is_empty() || listed(text) || listed(bare)
    }
}
