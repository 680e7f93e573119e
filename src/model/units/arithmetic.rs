//! Sums, products and quotients of values with units.

use super::remedy::mismatch;
use super::{Clash, Outcome, Side, Wrong, article, is_fraction, noun};
use crate::functions::operator::result_repr;
use crate::lang::ast::{BinaryOp, DurationUnit, Literal};
use crate::lang::{Repr, Type, Unit};

pub(super) fn sum(op: BinaryOp, left: Side, right: Side) -> Outcome {
    let minus = op == BinaryOp::Subtract;
    match (left.ty, right.ty) {
        (Type::Number(a, u), Type::Number(b, v)) => {
            let unit = sum_unit(u, v, left, right).ok_or_else(|| sum_clash(op, left, right))?;
            Ok(Type::Number(result_repr(op, *a, *b), unit))
        }
        (Type::Duration, Type::Duration) => Ok(Type::Duration),
        (Type::Step, Type::Step) => Ok(Type::Step),
        (Type::Date | Type::Instant, Type::Date | Type::Instant) if minus => Ok(Type::Duration),
        (Type::Date, Type::Duration) => Ok(date_plus(right)),
        (Type::Duration, Type::Date) if !minus => Ok(date_plus(left)),
        (Type::Date, Type::Step) => Ok(Type::Date),
        (Type::Step, Type::Date) if !minus => Ok(Type::Date),
        (Type::Instant, Type::Duration | Type::Step) => Ok(Type::Instant),
        (Type::Duration | Type::Step, Type::Instant) if !minus => Ok(Type::Instant),
        _ => Err(sum_clash(op, left, right)),
    }
}

/// A date and whole days make a date; any other length of time may end within a day.
fn date_plus(duration: Side) -> Type {
    let days = |(_, unit): &(String, DurationUnit)| matches!(unit, DurationUnit::Day | DurationUnit::Week);
    let whole = |(number, _): &(String, DurationUnit)| !number.contains('.');
    match duration.literal {
        Some(Literal::Duration(parts)) if parts.iter().all(|part| days(part) && whole(part)) => Type::Date,
        _ => Type::Instant,
    }
}

fn sum_unit(left: &Unit, right: &Unit, a: Side, b: Side) -> Option<Unit> {
    Some(match (left, right) {
        (Unit::Share | Unit::Ratio, Unit::Share | Unit::Ratio) => Unit::Ratio,
        (Unit::Number, Unit::Number) => Unit::Number,
        (Unit::Number, Unit::Ratio) | (Unit::Ratio, Unit::Number) => Unit::Ratio,
        (Unit::Share, Unit::Number) if b.constant && is_fraction(b.literal) => Unit::Ratio,
        (Unit::Number, Unit::Share) if a.constant && is_fraction(a.literal) => Unit::Ratio,
        (Unit::Points, Unit::Points | Unit::Number | Unit::Ratio) => Unit::Points,
        (Unit::Number | Unit::Ratio, Unit::Points) => Unit::Points,
        (Unit::Money(c), Unit::Money(d)) if c == d => left.clone(),
        (Unit::Money(_), Unit::Number) if b.constant => left.clone(),
        (Unit::Number, Unit::Money(_)) if a.constant => right.clone(),
        _ => return None,
    })
}

fn sum_clash(op: BinaryOp, left: Side, right: Side) -> Clash {
    let minus = op == BinaryOp::Subtract;
    let (l, r) = (noun(left.ty), noun(right.ty));
    let message = match minus {
        true => format!("{} cannot be subtracted from {}", article(&r), article(&l)),
        false => format!("{} and {} cannot be added", article(&l), article(&r)),
    };
    mismatch(op, left, right, message)
}

pub(super) fn product(left: Side, right: Side) -> Outcome {
    match (left.ty, right.ty) {
        (Type::Number(a, u), Type::Number(b, v)) => {
            let unit = product_unit(u, v).ok_or_else(|| product_clash(left, right))?;
            Ok(Type::Number(result_repr(BinaryOp::Multiply, *a, *b), unit))
        }
        (Type::Duration, Type::Number(_, unit)) | (Type::Number(_, unit), Type::Duration)
            if is_bare(unit) =>
        {
            Ok(Type::Duration)
        }
        (Type::Step, Type::Number(Repr::Integer, Unit::Number))
        | (Type::Number(Repr::Integer, Unit::Number), Type::Step) => Ok(Type::Step),
        _ => Err(product_clash(left, right)),
    }
}

fn product_clash(left: Side, right: Side) -> Clash {
    let op = BinaryOp::Multiply;
    let message =
        format!("{} and {} cannot be multiplied", article(&noun(left.ty)), article(&noun(right.ty)));
    mismatch(op, left, right, message)
}

/// A ratio times a number is a number, times a unit that unit; shares and ratios among themselves stay ratios.
fn product_unit(left: &Unit, right: &Unit) -> Option<Unit> {
    Some(match (left, right) {
        (Unit::Share | Unit::Ratio, Unit::Share | Unit::Ratio) => Unit::Ratio,
        (left, right) if is_bare(left) && is_bare(right) => Unit::Number,
        (left, unit) if is_bare(left) => unit.clone(),
        (unit, right) if is_bare(right) => unit.clone(),
        _ => return None,
    })
}

fn is_bare(unit: &Unit) -> bool {
    matches!(unit, Unit::Number | Unit::Ratio | Unit::Share)
}

pub(super) fn quotient(left: Side, right: Side) -> Outcome {
    let float = |unit| Ok(Type::Number(Repr::Float, unit));
    match (left.ty, right.ty) {
        (Type::Number(_, u), Type::Number(_, v)) => {
            float(quotient_unit(u, v).ok_or_else(|| quotient_clash(left, right))?)
        }
        (Type::Duration, Type::Duration) => float(Unit::Ratio),
        (Type::Duration, Type::Number(_, unit)) if is_bare(unit) => Ok(Type::Duration),
        _ => Err(quotient_clash(left, right)),
    }
}

fn quotient_unit(left: &Unit, right: &Unit) -> Option<Unit> {
    Some(match (left, right) {
        (Unit::Money(c), Unit::Money(d)) => return (c == d).then_some(Unit::Ratio),
        (left, right) if left == right => Unit::Ratio,
        (Unit::Share | Unit::Ratio, Unit::Share | Unit::Ratio) => Unit::Ratio,
        (left, right) if is_bare(left) && is_bare(right) => Unit::Number,
        (unit, right) if is_bare(right) => unit.clone(),
        (left, Unit::Money(_) | Unit::Points) if is_bare(left) => Unit::Number,
        (Unit::Money(_), Unit::Points) => left.clone(),
        _ => return None,
    })
}

fn quotient_clash(left: Side, right: Side) -> Clash {
    let op = BinaryOp::Divide;
    let message = format!("{} cannot be divided by {}", article(&noun(left.ty)), article(&noun(right.ty)));
    match right.ty {
        Type::Duration => Clash {
            wrong: Wrong::Right,
            message,
            help: "say per which time: divide it first, such as `… / (x / 1h)`".into(),
            units: true,
        },
        _ => mismatch(op, left, right, message),
    }
}
