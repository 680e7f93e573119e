//! What an expression is: its type, and for numbers their unit.

use std::fmt;

/// How a number is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repr {
    /// Whole numbers of 64 bits.
    Integer,
    /// Exact decimals with this many digits after the point, in 128 bits.
    Decimal(u8),
    /// Binary floating point of 64 bits.
    Float,
}

/// What a number counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A bare number.
    Number,
    /// A quotient of two like things: a number that may also stand for a share.
    Ratio,
    /// A fraction, shown as a percentage.
    Share,
    /// Points, as of a net promoter score.
    Points,
    /// An amount in this ISO 4217 currency.
    Money(String),
}

/// The type of an expression or column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A number with its unit.
    Number(Repr, Unit),
    /// An elapsed time, held as whole microseconds in rows.
    Duration,
    /// A calendar step (months).
    Step,
    /// A civil date.
    Date,
    /// A point in time.
    Instant,
    /// A civil period of this grain, such as a month.
    Period(crate::calendar::Grain),
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// The type of `null` and of a column without values: fits everywhere.
    Null,
}

impl Type {
    /// A whole bare number.
    pub const INTEGER: Type = Type::Number(Repr::Integer, Unit::Number);
    /// A floating bare number.
    pub const FLOAT: Type = Type::Number(Repr::Float, Unit::Number);

    /// The unit's name in messages and reports: `number`, `share`, `money(EUR)`, `duration`, `period`.
    pub fn unit_name(&self) -> String {
        match self {
            Type::Number(_, unit) => unit.to_string(),
            Type::Duration => "duration".into(),
            Type::Step => "step".into(),
            Type::Date => "date".into(),
            Type::Instant => "instant".into(),
            Type::Period(_) => "period".into(),
            Type::Text => "text".into(),
            Type::Boolean => "boolean".into(),
            Type::Null => "null".into(),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Number => f.write_str("number"),
            Unit::Ratio => f.write_str("ratio"),
            Unit::Share => f.write_str("share"),
            Unit::Points => f.write_str("points"),
            Unit::Money(currency) => write!(f, "money({currency})"),
        }
    }
}
