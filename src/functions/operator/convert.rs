//! Bringing operands to another type without losing anything but what a float cannot hold.

use super::literal::null;
use super::time;
use crate::functions::physical::arrow_type;
use crate::functions::{Lowering, Operand};
use crate::lang::{Repr, Type, Unit};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, cast};

/// The operand as a value of type `to`: between the forms of numbers, from `null`, from a date to its first instant,
/// from a period's label to the period. Where the types do not differ in form, the operand as it is.
pub fn convert(operand: &Operand, to: &Type, lowering: &Lowering) -> Result<Expr> {
    let as_it_is = operand.expr.clone();
    match (&operand.ty, to) {
        (Type::Null, _) => Ok(null(to).expr),
        (Type::Number(from, _), Type::Number(repr, _)) if from != repr => Ok(cast(as_it_is, arrow_type(to))),
        (Type::Date, Type::Instant) => time::date_start(operand, lowering),
        (Type::Text, Type::Period(grain)) => time::period_of_label(operand, *grain, lowering),
        _ => Ok(as_it_is),
    }
}

/// The type in which values of both types compare and stand side by side; none if either is `null`.
pub(super) fn common(left: &Type, right: &Type) -> Option<Type> {
    Some(match (left, right) {
        (Type::Null, _) | (_, Type::Null) => return None,
        (Type::Number(a, _), Type::Number(b, _)) => Type::Number(wider(*a, *b), Unit::Number),
        (Type::Date, Type::Instant) | (Type::Instant, Type::Date) => Type::Instant,
        (Type::Text, period @ Type::Period(_)) => period.clone(),
        (left, _) => left.clone(),
    })
}

/// The form that holds numbers of both forms.
pub(crate) fn wider(left: Repr, right: Repr) -> Repr {
    match (left, right) {
        (Repr::Float, _) | (_, Repr::Float) => Repr::Float,
        (Repr::Decimal(a), Repr::Decimal(b)) => Repr::Decimal(a.max(b)),
        (Repr::Decimal(scale), _) | (_, Repr::Decimal(scale)) => Repr::Decimal(scale),
        (Repr::Integer, Repr::Integer) => Repr::Integer,
    }
}
