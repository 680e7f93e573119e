//! What to say of a text that is no value of its column's type.

use super::{Kind, Length, Reading};
use crate::sources::text::Number;

impl Kind {
    /// What a value should have been, in words.
    fn in_words(&self) -> String {
        match self {
            Kind::Integer => "a whole number".into(),
            Kind::Decimal(_) | Kind::Float => "a number".into(),
            Kind::Duration(Length::Clock) => "a length of time `h:mm:ss`".into(),
            Kind::Duration(Length::Unit(_)) => "a number or `h:mm:ss`".into(),
            Kind::Duration(Length::Pattern(pattern)) => format!("a length of time like `{pattern}`"),
            Kind::Date(None) => "a date `2024-01-31`".into(),
            Kind::Date(Some(pattern)) => format!("a date like `{}`", pattern.as_str()),
            Kind::Instant(None) => "an instant `2024-01-31 08:00:00`".into(),
            Kind::Instant(Some(pattern)) => format!("an instant like `{}`", pattern.as_str()),
            Kind::Text => "a text".into(),
            Kind::Boolean => "true or false".into(),
            Kind::Empty => "empty, as it was in the part of the file that types are told from".into(),
        }
    }
}

/// What a text should have been: a number that is one all the same has too many digits.
pub fn wanted(reading: &Reading, text: &str) -> String {
    match reading.kind {
        Kind::Decimal(scale) if Number::read(text, &reading.style).is_some() => {
            format!("a number of 38 digits, at most {scale} of them after the point")
        }
        _ => reading.kind.in_words(),
    }
}

/// The remedy for a text in a column of this kind.
pub fn help_for(kind: &Kind, column: &str, text: &str) -> String {
    let null = format!("if it means no value, add it: `nulls: [\"\", {text:?}]`");
    match kind {
        Kind::Date(_) | Kind::Instant(_) => {
            format!("state how it is written with `format:`, such as `format: \"%d/%m/%Y\"`; {null}")
        }
        Kind::Duration(Length::Clock) => {
            format!(
                "state the `unit:` of numbers or the `format:` of texts, such as `format: \"%M:%S\"`; {null}"
            )
        }
        Kind::Decimal(_) | Kind::Integer if text.contains(['e', 'E', '.', ',']) => {
            format!(
                "state `type: float` for `{column}`, or the decimal sign: `csv: {{ decimal: \",\" }}`; {null}"
            )
        }
        _ => format!("mend the file, or state `type: text` for `{column}`; {null}"),
    }
}
