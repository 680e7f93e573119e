//! Conditions on rows that last, as expressions of the engine.

use super::lower::lower;
use super::placement::Placed;
use super::rows::Names;
use crate::functions::scalar::time::interval_bounds;
use crate::functions::{Lowering, Operand, operator, physical};
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, DurationUnit, Literal};
use crate::model::{InsidePart, Interval, LastsTest};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, cast, lit, when};

/// Where a row begins and ends, in microseconds, as seen now; null where it does not count.
pub fn bounds(interval: &Interval, names: &Names, lowering: &Lowering) -> Result<(Expr, Expr)> {
    let time = |node| {
        let operand = lower(node, names, lowering)?;
        match operand.ty {
            Type::Date => Ok(operand.expr),
            _ => operator::convert(&operand, &Type::Instant, lowering),
        }
    };
    let (from, to) = (time(&interval.from)?, time(&interval.to)?);
    Ok(interval_bounds(from, to, interval.closed, lowering.as_of, lowering.civil))
}

/// Whether a row that begins and ends so meets a condition; `at` is its instant or date.
pub fn test(
    test: LastsTest,
    (from, to): (Expr, Expr),
    at: Option<Operand>,
    placed: &Placed,
    lowering: &Lowering,
) -> Result<Expr> {
    let (start, end) = match (test, &at) {
        (LastsTest::ActiveAt, Some(at)) => {
            let at = moment(at, lowering)?;
            return Ok(from.lt(at.clone()).and(to.gt_eq(at)));
        }
        (LastsTest::ActiveOn, Some(date)) => day(date, lowering)?,
        _ => placed.seen(),
    };
    Ok(match test {
        LastsTest::StartedIn => from.clone().gt_eq(start).and(from.lt(end)),
        LastsTest::EndedIn => to.clone().gt_eq(start).and(to.lt(end)),
        LastsTest::Begun => from.lt(end),
        LastsTest::Touches => from.lt(end).and(to.gt_eq(start)),
        _ => {
            let moment = from.clone().eq(to.clone()).and(from.clone().gt_eq(start.clone()));
            from.lt(end).and(to.gt(start).or(moment))
        }
    })
}

/// An instant in microseconds, not after now: later ones are as now.
pub(super) fn moment(at: &Operand, lowering: &Lowering) -> Result<Expr> {
    let at = cast(operator::convert(at, &Type::Instant, lowering)?, DataType::Int64);
    smaller(at, lit(lowering.as_of))
}

/// The first instant of a date and that of the next one.
pub(super) fn day(date: &Operand, lowering: &Lowering) -> Result<(Expr, Expr)> {
    let one = operator::literal(&Literal::Duration(vec![("1".into(), DurationUnit::Day)]), lowering.civil);
    let Some(one) = one.filter(|_| date.ty == Type::Date) else {
        let none = || cast(operator::null(&Type::Instant).expr, DataType::Int64);
        return Ok((none(), none()));
    };
    let next = operator::binary(BinaryOp::Add, date, &one, &Type::Date, lowering)?;
    let next = Operand { expr: next, ty: Type::Date, literal: None };
    Ok((moment(date, lowering)?, moment(&next, lowering)?))
}

/// The part of a row's interval that lies inside its period.
pub fn inside(part: InsidePart, (from, to): (Expr, Expr), placed: &Placed) -> Result<Expr> {
    let (start, end) = placed.seen();
    let (start, end) = (larger(from, start)?, smaller(to, end)?);
    match part {
        InsidePart::Start => Ok(cast(start, physical::instant())),
        InsidePart::End => Ok(cast(end, physical::instant())),
        InsidePart::Length => larger(end - start, lit(0_i64)),
    }
}

fn smaller(a: Expr, b: Expr) -> Result<Expr> {
    when(a.clone().gt(b.clone()), b).otherwise(a)
}

fn larger(a: Expr, b: Expr) -> Result<Expr> {
    when(a.clone().lt(b.clone()), b).otherwise(a)
}
