//! Rows in periods: which period or run of periods a row lies in, and what its period is to it.

use super::lower::instant;
use crate::calendar::{Civil, Periods};
use crate::functions::scalar::time::{of_period, period_index};
use crate::functions::{Lowering, Operand, operator, physical};
use crate::lang::Type;
use crate::lang::ast::BinaryOp;
use crate::model::PeriodPart;
use crate::plan::{AskedPeriods, Placement};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, cast, lit};

/// The name of the column that holds the index of a row's period.
pub const PERIOD: &str = "period";

/// How the rows of a plan are placed.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What places them; none: all lie in one period, or conditions on their interval place them.
    pub time: Option<Operand>,
    bounds: Vec<(i64, i64)>,
    by: By,
    civil: Civil,
    as_of: i64,
}

/// Where the index of a row's period comes from.
#[derive(Clone, Debug)]
enum By {
    /// There is one period without bounds.
    One,
    /// The time lies between these boundaries, the last one's end after them, nothing later than now.
    Time(Periods),
    /// It stands in a column: rows are repeated for each of their periods.
    Column,
    /// It is this one: rows are asked about for the period of another row.
    Known(Expr),
}

impl Placed {
    /// Rows placed by `time` in the asked-for periods, or repeated for each period that they lie in.
    pub fn new(
        time: Option<Operand>,
        asked: &AskedPeriods,
        placement: &Placement,
        lowering: &Lowering,
    ) -> Self {
        let past_now = lowering.as_of.saturating_add(1);
        let boundaries = asked.periods.boundaries.iter().map(|boundary| (*boundary).min(past_now)).collect();
        let by = match placement {
            Placement::Point if asked.unbounded() || time.is_none() => By::One,
            Placement::Point => By::Time(Periods { boundaries, ..asked.periods.clone() }),
            _ => By::Column,
        };
        let bounds = (0..asked.periods.len()).filter_map(|index| asked.bounds(index)).collect();
        Self { time, bounds, by, civil: lowering.civil.clone(), as_of: lowering.as_of }
    }

    /// The same periods, for rows that say themselves which one is meant.
    pub fn known(&self, index: Expr) -> Self {
        match self.by {
            By::One => self.clone(),
            _ => Self { by: By::Known(index), ..self.clone() },
        }
    }

    /// The index of the row's period; null where it lies in none.
    pub fn index(&self) -> Expr {
        match (&self.by, &self.time) {
            (By::Column, _) => super::rows::named(PERIOD),
            (By::Known(index), _) => index.clone(),
            (By::Time(periods), Some(time)) => period_index(time.expr.clone(), periods, &self.civil),
            _ => lit(0_i32),
        }
    }

    /// A condition that every placed row meets: its time is not after now. Rows without a time count where the
    /// period has no bounds.
    pub fn counted(&self) -> Result<Option<Expr>> {
        match (&self.time, &self.by) {
            (Some(time), By::One) => Ok(Some(time.expr.clone().is_null().or(self.not_after_now(time)?))),
            _ => Ok(None),
        }
    }

    fn not_after_now(&self, time: &Operand) -> Result<Expr> {
        let now = Operand { expr: instant(self.as_of), ty: Type::Instant, literal: None };
        operator::binary(BinaryOp::LessEqual, time, &now, &Type::Boolean, &self.lowering())
    }

    /// Whether an instant lies in the row's own period.
    pub fn holds(&self, at: Operand) -> Result<Expr> {
        match &self.by {
            By::One => self.not_after_now(&at),
            By::Time(_) | By::Column | By::Known(_) => {
                let at = cast(operator::convert(&at, &Type::Instant, &self.lowering())?, DataType::Int64);
                let past_now = self.as_of.saturating_add(1);
                let end = self.of_row(|(_, end)| end.min(past_now));
                Ok(at.clone().gt_eq(self.of_row(|(start, _)| start)).and(at.lt(end)))
            }
        }
    }

    /// A bound or the length of the row's period; it ends at now where it is not complete.
    pub fn part(&self, part: PeriodPart) -> Expr {
        let length = part == PeriodPart::Length;
        if matches!(self.by, By::One) {
            return operator::null(if length { &Type::Duration } else { &Type::Instant }).expr;
        }
        let end = |(start, end): (i64, i64)| end.min(self.as_of).max(start);
        match part {
            PeriodPart::Start => cast(self.of_row(|(start, _)| start), physical::instant()),
            PeriodPart::End => cast(self.of_row(end), physical::instant()),
            PeriodPart::Length => self.of_row(|bounds| end(bounds).saturating_sub(bounds.0)),
        }
    }

    /// The bounds of the row's period as conditions on intervals see them: nothing of it lies after now.
    pub fn seen(&self) -> (Expr, Expr) {
        match self.by {
            By::One => (lit(i64::MIN), lit(self.as_of)),
            _ => {
                (self.of_row(|(start, _)| start.min(self.as_of)), self.of_row(|(_, end)| end.min(self.as_of)))
            }
        }
    }

    fn of_row(&self, of: impl Fn((i64, i64)) -> i64) -> Expr {
        of_period(self.bounds.iter().copied().map(of).collect(), self.index(), &self.civil)
    }

    fn lowering(&self) -> Lowering<'_> {
        Lowering { civil: &self.civil, as_of: self.as_of }
    }
}

/// The range of instants that an event can have to lie in a period: from, and before.
pub fn range(asked: &AskedPeriods, as_of: i64) -> (Option<i64>, Option<i64>) {
    let first = asked.bounds(0).map(|(start, _)| start);
    match (first, asked.periods.boundaries.last()) {
        (Some(first), Some(last)) if !asked.unbounded() => {
            (Some(first), Some((*last).min(as_of.saturating_add(1))))
        }
        _ => (None, None),
    }
}
