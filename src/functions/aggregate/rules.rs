//! What arguments aggregates take: rules that several of them share.

use super::Quantile;
use crate::diag::Code;
use crate::functions::misuse;
use crate::functions::{Argument, Misuse};
use crate::lang::ast::Literal;
use crate::lang::{Repr, Type, Unit};

/// The only argument, or what is wrong with their number.
pub(super) fn single<'a>(name: &str, arguments: &[Argument<'a>]) -> Result<&'a Type, Misuse> {
    match arguments {
        [argument] => Ok(argument.ty),
        _ => Err(misuse::count(name, "one argument", arguments.len())),
    }
}

/// The result of an exact function of numbers or times that lies between them: floats, durations, instants.
pub(super) fn between(name: &str, ty: &Type) -> Result<Type, Misuse> {
    match ty {
        Type::Number(_, unit) => Ok(Type::Number(Repr::Float, unit.clone())),
        Type::Duration => Ok(Type::Duration),
        Type::Date | Type::Instant => Ok(Type::Instant),
        Type::Null => Ok(Type::FLOAT),
        other => Err(no_number(name, other)),
    }
}

/// The unit of what sums of this unit are: shares add up to a ratio, as in `share + share`.
pub(super) fn summed(unit: &Unit) -> Unit {
    match unit {
        Unit::Share => Unit::Ratio,
        unit => unit.clone(),
    }
}

/// The aggregate needs a number and got something else.
pub(super) fn no_number(name: &str, ty: &Type) -> Misuse {
    let help = match ty {
        Type::Text => "convert it: `number(x)`, or state `type: decimal` for the column".to_owned(),
        Type::Boolean => {
            "`count(x)` counts the rows where it is true, `share(x)` gives their share".to_owned()
        }
        Type::Date | Type::Instant => {
            "`max(x) - min(x)` is the time between the first and the last".to_owned()
        }
        _ => "give it a number or a duration".to_owned(),
    };
    misuse::of_type(0, format!("`{name}` needs a number, not a {}", ty.unit_name()), Some(help))
}

/// The fraction of `percentile(x, 95%)`: a literal from 0 to 1, or a percentage.
pub(super) fn quantile(name: &str, arguments: &[Argument]) -> Result<Quantile, Misuse> {
    let [_, fraction] = arguments else {
        return Err(misuse::count(name, "a value and a percentage", arguments.len()));
    };
    let wrong = |code, message: String, help: String| {
        Err(Misuse { argument: Some(1), code, message, help: Some(help) })
    };
    let (digits, divisor) = match fraction.literal {
        Some(Literal::Number(digits)) => (digits, 1.0),
        Some(Literal::Percent(digits)) => (digits, 100.0),
        _ => {
            let message = format!("the percentage of `{name}` must be a literal");
            return wrong(Code::WrongArguments, message, format!("such as `{name}(x, 95%)`"));
        }
    };
    let p = digits.parse::<f64>().ok();
    if let Some(quantile) = p.and_then(|p| Quantile::new(p / divisor)) {
        return Ok(quantile);
    }
    let shown = if divisor == 1.0 { digits.clone() } else { format!("{digits}%") };
    let help = match p {
        Some(p) if divisor == 1.0 && p <= 100.0 => format!("write `{digits}%`"),
        _ => "write a percentage from `0%` to `100%`".to_owned(),
    };
    wrong(Code::InvalidLiteral, format!("`{shown}` is not a percentage from 0% to 100%"), help)
}
