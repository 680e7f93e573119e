//! Arithmetic of dates, instants, periods, durations and calendar steps.

use super::arithmetic::{apply_op, negate};
use super::civil_udf::{CivilUdf, Task};
use super::convert::convert;
use crate::calendar::{Civil, DAY, Grain, day_of_date};
use crate::functions::physical::instant as instant_type;
use crate::functions::{Lowering, Operand};
use crate::lang::Type;
use crate::lang::ast::BinaryOp;
use chrono::{NaiveDate, NaiveDateTime};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::functions::math::expr_fn::round;
use datafusion::logical_expr::{Expr, cast, lit};

/// Days since 1970, if the engine can hold the date.
pub(super) fn day_number(date: NaiveDate) -> Option<i32> {
    i32::try_from(day_of_date(date)).ok()
}

/// Microseconds since 1970 UTC of a time written with an offset in seconds, or in the project's zone.
pub(super) fn instant(local: NaiveDateTime, offset: Option<i32>, civil: &Civil) -> Option<i64> {
    match offset {
        Some(offset) => local.and_utc().timestamp_micros().checked_sub(i64::from(offset) * 1_000_000),
        None => Some(civil.to_utc(local)),
    }
}

/// Whether sums with this type are sums in time.
pub(super) fn concerns(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Instant | Type::Period(_))
}

/// The first instant of a date.
pub(super) fn date_start(date: &Operand, lowering: &Lowering) -> Result<Expr> {
    Ok(CivilUdf::call(Task::DateStart, lowering.civil, vec![date.expr.clone()]))
}

/// The period that a label such as `2024-01` names; null where it names none.
pub(super) fn period_of_label(label: &Operand, grain: Grain, lowering: &Lowering) -> Result<Expr> {
    Ok(CivilUdf::call(Task::PeriodOfLabel(grain), lowering.civil, vec![label.expr.clone()]))
}

/// `+` and `-` where a date, an instant or a period takes part.
pub(super) fn shift(
    op: BinaryOp,
    left: &Operand,
    right: &Operand,
    result: &Type,
    lowering: &Lowering,
) -> Result<Expr> {
    match (&left.ty, &right.ty) {
        (l, r) if concerns(l) && concerns(r) => difference(left, right, lowering),
        (_, time) if concerns(time) => by(op, right, left, result, lowering),
        _ => by(op, left, right, result, lowering),
    }
}

/// `time - time`: days of 24 hours between dates, elapsed time between instants, periods between periods.
fn difference(left: &Operand, right: &Operand, lowering: &Lowering) -> Result<Expr> {
    let minus = |left, right| apply_op(BinaryOp::Subtract, left, right);
    match (&left.ty, &right.ty) {
        (Type::Date, Type::Date) => {
            let days = minus(days(left), days(right));
            Ok(apply_op(BinaryOp::Multiply, days, lit(DAY)))
        }
        (Type::Period(_), _) => Ok(minus(left.expr.clone(), right.expr.clone())),
        _ => {
            let micros =
                |side| convert(side, &Type::Instant, lowering).map(|side| cast(side, DataType::Int64));
            Ok(minus(micros(left)?, micros(right)?))
        }
    }
}

fn days(date: &Operand) -> Expr {
    cast(cast(date.expr.clone(), DataType::Int32), DataType::Int64)
}

/// A date, instant or period moved by a duration or a step.
fn by(op: BinaryOp, time: &Operand, step: &Operand, result: &Type, lowering: &Lowering) -> Result<Expr> {
    let moved = if op == BinaryOp::Subtract { negate(step.expr.clone()) } else { step.expr.clone() };
    let task = match (&time.ty, &step.ty) {
        (Type::Date, Type::Step) => Task::DatePlusMonths,
        (Type::Instant, Type::Step) => Task::InstantPlusMonths,
        (Type::Period(grain), Type::Step) => Task::PeriodPlusMonths(*grain),
        (Type::Period(_), _) => return Ok(apply_op(BinaryOp::Add, time.expr.clone(), moved)),
        (Type::Date, _) if *result == Type::Date => return Ok(date_plus(time, moved)),
        _ => return Ok(instant_plus(convert(time, &Type::Instant, lowering)?, moved)),
    };
    Ok(CivilUdf::call(task, lowering.civil, vec![time.expr.clone(), moved]))
}

/// A date moved by the whole days in a duration.
fn date_plus(date: &Operand, duration: Expr) -> Expr {
    let start = apply_op(BinaryOp::Multiply, days(date), lit(DAY));
    let moved = apply_op(BinaryOp::Add, start, whole(duration));
    cast(cast(moved, instant_type()), DataType::Date32)
}

fn instant_plus(instant: Expr, duration: Expr) -> Expr {
    let moved = apply_op(BinaryOp::Add, cast(instant, DataType::Int64), whole(duration));
    cast(moved, instant_type())
}

/// Durations that aggregates hold as floats or decimals, as whole microseconds.
fn whole(duration: Expr) -> Expr {
    cast(round(vec![duration]), DataType::Int64)
}
