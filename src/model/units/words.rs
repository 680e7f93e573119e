//! What messages call values.

use crate::lang::{Type, Unit};

/// What a message calls a value of this type.
pub fn noun(ty: &Type) -> String {
    match ty {
        Type::Number(_, Unit::Number) => "number".into(),
        Type::Number(_, Unit::Points) => "number of points".into(),
        Type::Number(_, Unit::Money(currency)) => format!("amount in {currency}"),
        Type::Number(_, unit) => unit.to_string(),
        Type::Step => "calendar step".into(),
        Type::Period(grain) => format!("civil period ({grain})"),
        Type::Boolean => "condition".into(),
        other => other.unit_name(),
    }
}

/// The noun with `a` or `an`.
pub fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("un");
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
