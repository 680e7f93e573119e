//! How to write a value so that it goes with another.

use super::{Clash, Side, Wrong, article, is_comparison, noun};
use crate::lang::ast::{BinaryOp, Literal};
use crate::lang::{Type, Unit};

/// The common clash: underline the literal, else the right side, and offer the literal in the other's unit.
pub(super) fn mismatch(op: BinaryOp, left: Side, right: Side, message: String) -> Clash {
    let wrong = if left.literal.is_some() && right.literal.is_none() { Wrong::Left } else { Wrong::Right };
    let (own, other) = match wrong {
        Wrong::Left => (left, right),
        Wrong::Right => (right, left),
    };
    let help = remedy(Some(op), own, other.ty);
    let measured = |ty: &Type| !matches!(ty, Type::Text | Type::Boolean);
    Clash { wrong, message, help, units: measured(left.ty) && measured(right.ty) }
}

/// How to write `side` so that it goes with a value of type `wanted`, beside which an operator may put it.
pub fn remedy(op: Option<BinaryOp>, side: Side, wanted: &Type) -> String {
    let help = match side.literal {
        Some(Literal::Number(digits)) => number(op, digits, wanted),
        Some(Literal::Percent(digits)) => percent(digits, wanted),
        Some(Literal::Text(text)) => text_literal(text, wanted),
        Some(Literal::Null) => Some("write a value, or test with `is null`".into()),
        _ => None,
    };
    help.or_else(|| conversion(op, side.ty, wanted)).unwrap_or_else(|| match op {
        Some(BinaryOp::Multiply) => "multiply by a number".into(),
        Some(BinaryOp::Divide) => "divide by a number".into(),
        _ => format!("{} is needed here", article(&noun(wanted))),
    })
}

fn number(op: Option<BinaryOp>, digits: &str, wanted: &Type) -> Option<String> {
    let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    Some(match wanted {
        Type::Duration => format!("write `{digits}h`, `{digits}min` or `{digits}s`"),
        Type::Number(_, Unit::Share) => format!("write `{digits}%`"),
        Type::Text => format!("write `'{digits}'` in quotes, or turn the text into a number: `number(text)`"),
        Type::Date | Type::Instant if op.is_some_and(|op| !is_comparison(op)) => {
            format!("write `{digits} days`")
        }
        Type::Date | Type::Instant if year => format!("write a date, such as `@{digits}-01-01`"),
        Type::Date | Type::Instant => "write a date, such as `@2024-01-31`".into(),
        Type::Period(crate::calendar::Grain::Year) => format!("write its label in quotes: `'{digits}'`"),
        Type::Period(_) => "compare it with a label such as `'2024-01'`".into(),
        Type::Boolean => BARE.into(),
        _ => return None,
    })
}

fn percent(digits: &str, wanted: &Type) -> Option<String> {
    Some(match wanted {
        Type::Number(_, Unit::Number) => format!("write `{digits}`, or state `type: share` for the column"),
        Type::Number(..) => format!("write `{digits}`"),
        Type::Duration => "write a length of time, such as `24h`".into(),
        _ => return None,
    })
}

fn text_literal(text: &str, wanted: &Type) -> Option<String> {
    Some(match wanted {
        Type::Date | Type::Instant => match as_time(text) {
            Some(time) => format!("write `@{time}`"),
            None => "write a date or an instant, such as `@2024-01-31` or `@2024-01-31T08:00`".into(),
        },
        Type::Number(..) if text.parse::<f64>().is_ok() => format!("write `{text}` without quotes"),
        Type::Number(..) => "write a number, without quotes".into(),
        Type::Duration => "write a length of time without quotes, such as `24h`".into(),
        Type::Boolean => BARE.into(),
        _ => return None,
    })
}

const BARE: &str = "a column that is true or false stands alone: write `x` or `not x`";

/// A text such as `2024-01-31 08:00`, as it stands after `@`.
fn as_time(text: &str) -> Option<String> {
    let date = text.get(..10)?;
    chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let time = text.get(10..)?.trim_start_matches(['T', ' ']);
    Some(if time.is_empty() { date.to_owned() } else { format!("{date}T{time}") })
}

/// How to turn what a column or an aggregate holds into what is wanted.
fn conversion(op: Option<BinaryOp>, own: &Type, wanted: &Type) -> Option<String> {
    if matches!(op, Some(BinaryOp::Multiply | BinaryOp::Divide)) && measured_alike(own, wanted) {
        return None;
    }
    Some(match (wanted, own) {
        (Type::Duration, Type::Number(..)) => {
            "state `type: duration, unit: s` for that column, or multiply it by `1s`".into()
        }
        (Type::Number(_, Unit::Money(currency)), Type::Duration) => {
            format!("only amounts in {currency} go with amounts in {currency}")
        }
        (Type::Number(..), Type::Duration) => {
            "divide the duration by `1h`, or state `type: duration, unit: …` for the number's column".into()
        }
        (Type::Number(_, Unit::Money(a)), Type::Number(_, Unit::Money(b))) => {
            format!("convert {b} to {a} first, in a computed column")
        }
        (Type::Number(_, Unit::Money(currency)), Type::Number(..))
        | (Type::Number(_, Unit::Number), Type::Number(_, Unit::Money(currency))) => {
            format!("state `unit: {currency}` for the number's column")
        }
        (Type::Number(_, Unit::Share), Type::Number(_, Unit::Number)) => {
            "divide the number by another one, so that both are shares".into()
        }
        (Type::Date | Type::Instant, Type::Text) => "turn the text into an instant: `instant(text)`".into(),
        (Type::Date | Type::Instant, Type::Date | Type::Instant) => {
            "subtract one from the other for the time between them".into()
        }
        (Type::Number(..), Type::Text) => {
            "turn the text into a number: `number(text)`, or state `type:` for its column".into()
        }
        (Type::Duration, Type::Text) => "turn the text into a duration: `duration(text)`".into(),
        (Type::Boolean, _) => BARE.into(),
        (Type::Period(_), Type::Date | Type::Instant) => "compare it with a label such as `'2024-01'`".into(),
        (_, Type::Boolean) => "count where a condition holds with `count(x)`, or use `if(x, 1, 0)`".into(),
        (Type::Text, Type::Text) => "join texts with `concat(a, b)`".into(),
        _ => return None,
    })
}

fn measured_alike(own: &Type, wanted: &Type) -> bool {
    matches!((own, wanted), (Type::Number(..) | Type::Duration, Type::Number(..) | Type::Duration))
}
