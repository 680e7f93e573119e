//! What arguments scalar functions take: rules that several of them share.

use crate::functions::operator::wider;
use crate::functions::{Argument, Lowering, Misuse, Operand, misuse, operator};
use crate::lang::ast::Literal;
use crate::lang::{Type, Unit};
use datafusion::error::Result as Lowered;
use datafusion::logical_expr::Expr;

/// Exactly this many arguments.
pub(super) fn exactly<'a, 'b, const N: usize>(
    name: &str,
    wanted: &str,
    arguments: &'b [Argument<'a>],
) -> Result<&'b [Argument<'a>; N], Misuse> {
    arguments.try_into().map_err(|_| misuse::count(name, wanted, arguments.len()))
}

/// The type of values of which one is chosen: one unit and one kind, the wider form of number.
pub(super) fn one_type(name: &str, arguments: &[Argument]) -> Result<Type, Misuse> {
    let mut joined = Type::Null;
    for (index, argument) in arguments.iter().enumerate() {
        // A literal takes the unit of what stands beside it, on whichever side it is written.
        let rest = arguments.iter().filter(|other| other.literal.is_none()).map(|other| other.ty).next();
        let beside = if joined == Type::Null { rest.unwrap_or(&joined) } else { &joined };
        let literal = argument.literal.is_some();
        joined = join(beside, argument.ty, literal).ok_or_else(|| {
            let (one, other) = (joined.unit_name(), argument.ty.unit_name());
            let message = format!("`{name}` needs arguments of one unit, not a {one} and a {other}");
            misuse::of_unit(index, message, Some("bring them to one unit first".to_owned()))
        })?;
    }
    Ok(joined)
}

fn join(left: &Type, right: &Type, literal: bool) -> Option<Type> {
    Some(match (left, right) {
        (Type::Null, other) | (other, Type::Null) => other.clone(),
        (Type::Number(a, u), Type::Number(b, v)) => Type::Number(wider(*a, *b), join_units(u, v, literal)?),
        (Type::Date, Type::Instant) | (Type::Instant, Type::Date) => Type::Instant,
        (left, right) if left == right => left.clone(),
        _ => return None,
    })
}

fn join_units(left: &Unit, right: &Unit, literal: bool) -> Option<Unit> {
    Some(match (left, right) {
        (left, right) if left == right => left.clone(),
        (Unit::Share | Unit::Ratio, Unit::Share | Unit::Ratio) => Unit::Ratio,
        (Unit::Points, Unit::Number | Unit::Ratio) | (Unit::Number | Unit::Ratio, Unit::Points) => {
            Unit::Points
        }
        (Unit::Number, Unit::Ratio) | (Unit::Ratio, Unit::Number) => Unit::Ratio,
        (unit, Unit::Number) if literal => unit.clone(),
        _ => return None,
    })
}

/// The operands as values of the type that `one_type` found.
pub(super) fn alike(operands: &[Operand], lowering: &Lowering) -> Lowered<Vec<Expr>> {
    let arguments = operands.iter().map(as_argument).collect::<Vec<_>>();
    let ty = one_type("", &arguments).unwrap_or(Type::Null);
    operands.iter().map(|operand| operator::convert(operand, &ty, lowering)).collect()
}

/// An operand as its check sees it.
pub(super) fn as_argument(operand: &Operand) -> Argument<'_> {
    Argument { ty: &operand.ty, literal: operand.literal.as_ref() }
}

/// The expression of an operand, or null where there is none.
pub(super) fn expression(operands: &[Operand], index: usize) -> Expr {
    operands.get(index).map_or_else(|| operator::null(&Type::Null).expr, |operand| operand.expr.clone())
}

/// A number or duration at this place.
pub(super) fn quantity<'a>(name: &str, arguments: &[Argument<'a>], index: usize) -> Result<&'a Type, Misuse> {
    let Some(argument) = arguments.get(index) else {
        return Err(misuse::count(name, "a number", arguments.len()));
    };
    match argument.ty {
        Type::Number(_, _) | Type::Duration | Type::Null => Ok(argument.ty),
        other => {
            let help =
                (*other == Type::Text).then(|| "turn the text into a number: `number(text)`".to_owned());
            Err(misuse::of_type(index, format!("`{name}` needs a number, not a {}", other.unit_name()), help))
        }
    }
}

/// A text at this place.
pub(super) fn text(name: &str, arguments: &[Argument], index: usize) -> Result<(), Misuse> {
    match arguments.get(index).map(|argument| argument.ty) {
        Some(Type::Text | Type::Null) => Ok(()),
        Some(other) => {
            let message = format!("`{name}` needs a text, not a {}", other.unit_name());
            Err(misuse::of_type(index, message, None))
        }
        None => Err(misuse::count(name, "a text", arguments.len())),
    }
}

/// A whole number written as a literal, perhaps with a minus sign.
pub(super) fn whole_literal(literal: Option<&Literal>) -> Option<i32> {
    match literal {
        Some(Literal::Number(digits)) => digits.parse().ok(),
        _ => None,
    }
}
