//! Units and types that definitions state, as types of expressions.

use crate::diag::did_you_mean;
use crate::lang::{Repr, Type, Unit};
use crate::spec::ColumnType;

/// The units that can be stated, besides currencies.
pub(super) const UNITS: [&str; 8] =
    ["number", "share", "points", "duration", "date", "instant", "text", "boolean"];

/// The unit that was meant.
pub(super) fn unit_help(name: &str) -> String {
    let lower = name.to_lowercase();
    match lower.as_str() {
        "%" | "percent" | "percentage" | "ratio" => return "did you mean `share`?".into(),
        "s" | "min" | "h" | "d" | "seconds" | "minutes" | "hours" | "days" => {
            return "did you mean `duration`?".into();
        }
        "money" => return "name the currency, such as `EUR`, or set the project's `currency`".into(),
        "€" => return "did you mean `EUR`?".into(),
        "$" => return "did you mean `USD`?".into(),
        _ => {}
    }
    did_you_mean(name, UNITS)
        .unwrap_or_else(|| format!("the units are {} and currencies such as EUR", UNITS.join(", ")))
}

/// The type that a stated unit means. The representation says nothing.
pub(super) fn unit_type(name: &str, currency: Option<&str>) -> Option<Type> {
    let number = |unit| Some(Type::Number(Repr::Float, unit));
    match name {
        "number" => number(Unit::Number),
        "share" => number(Unit::Share),
        "points" => number(Unit::Points),
        "duration" => Some(Type::Duration),
        "date" => Some(Type::Date),
        "instant" => Some(Type::Instant),
        "text" => Some(Type::Text),
        "boolean" => Some(Type::Boolean),
        "money" => number(Unit::Money(currency?.to_owned())),
        code => iso_currency::Currency::from_code(code).and_then(|_| number(Unit::Money(code.to_owned()))),
    }
}

/// The type that a stated column type means beside an expression of type `ty`.
pub(super) fn column_type(kind: ColumnType, ty: &Type) -> Option<Type> {
    Some(match kind {
        ColumnType::Text => Type::Text,
        ColumnType::Boolean => Type::Boolean,
        ColumnType::Integer | ColumnType::Float | ColumnType::Decimal => match ty {
            Type::Number(repr, unit) => Type::Number(*repr, unit.clone()),
            _ => Type::FLOAT,
        },
        ColumnType::Share => Type::Number(Repr::Float, Unit::Share),
        ColumnType::Duration => Type::Duration,
        ColumnType::Date => Type::Date,
        ColumnType::Instant => Type::Instant,
    })
}

/// The type `ty` with the unit `wanted`, if values of the one can stand for the other.
pub(super) fn as_unit(ty: &Type, wanted: &Type) -> Option<Type> {
    match (ty, wanted) {
        (Type::Null, wanted) => Some(wanted.clone()),
        (Type::Number(repr, unit), Type::Number(_, wanted)) => {
            let fits = unit == wanted
                || matches!(unit, Unit::Ratio) && !matches!(wanted, Unit::Money(_))
                || matches!((unit, wanted), (Unit::Number, Unit::Points));
            fits.then(|| Type::Number(*repr, wanted.clone()))
        }
        (ty, wanted) => (ty == wanted).then(|| ty.clone()),
    }
}
