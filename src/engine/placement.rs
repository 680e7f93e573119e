//! Rows in periods: each event lies in the one period that holds its time.

use super::lower::instant;
use crate::calendar::{Civil, Periods};
use crate::functions::scalar::time::period_index;
use crate::functions::{Lowering, Operand, operator, physical};
use crate::lang::Type;
use crate::lang::ast::BinaryOp;
use crate::model::PeriodPart;
use crate::plan::AskedPeriods;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::functions_nested::expr_fn::array_element;
use datafusion::logical_expr::{Expr, cast, lit};

/// The name of the column that holds the index of a row's period.
pub const PERIOD: &str = "period";

/// How the rows of a plan are placed.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What places them; none: all lie in one period.
    pub time: Option<Operand>,
    /// Where periods begin, the last one's end after them, nothing later than now.
    periods: Periods,
    unbounded: bool,
    civil: Civil,
    as_of: i64,
}

impl Placed {
    /// Rows placed by `time` in the asked-for periods.
    pub fn new(time: Option<Operand>, asked: &AskedPeriods, lowering: &Lowering) -> Self {
        let past_now = lowering.as_of.saturating_add(1);
        let boundaries = asked.periods.boundaries.iter().map(|boundary| (*boundary).min(past_now)).collect();
        let periods = Periods { boundaries, ..asked.periods.clone() };
        let unbounded = asked.unbounded() || time.is_none();
        Self { time, periods, unbounded, civil: lowering.civil.clone(), as_of: lowering.as_of }
    }

    /// The index of the row's period; null where it lies in none.
    pub fn index(&self) -> Expr {
        match &self.time {
            Some(time) if !self.unbounded => self.index_of(time),
            _ => lit(0_i32),
        }
    }

    fn index_of(&self, time: &Operand) -> Expr {
        period_index(time.expr.clone(), &self.periods, &self.civil)
    }

    /// A condition that every placed row meets: its time is not after now. Rows without a time count where the
    /// period has no bounds.
    pub fn counted(&self) -> Result<Option<Expr>> {
        let Some(time) = self.time.as_ref().filter(|_| self.unbounded) else { return Ok(None) };
        let now = Operand { expr: instant(self.as_of), ty: Type::Instant, literal: None };
        let not_after = operator::binary(BinaryOp::LessEqual, time, &now, &Type::Boolean, &self.lowering())?;
        Ok(Some(time.expr.clone().is_null().or(not_after)))
    }

    /// Whether an instant lies in the row's own period.
    pub fn holds(&self, at: Operand) -> Result<Expr> {
        if self.unbounded {
            let now = Operand { expr: instant(self.as_of), ty: Type::Instant, literal: None };
            return operator::binary(BinaryOp::LessEqual, &at, &now, &Type::Boolean, &self.lowering());
        }
        Ok(self.index_of(&at).eq(self.index()))
    }

    /// A bound or the length of the row's period; it ends at now where it is not complete.
    pub fn part(&self, part: PeriodPart) -> Result<Expr> {
        if self.unbounded {
            return Ok(operator::null(if part == PeriodPart::Length {
                &Type::Duration
            } else {
                &Type::Instant
            })
            .expr);
        }
        let boundaries = &self.periods.boundaries;
        let ends: Vec<i64> = boundaries.iter().skip(1).map(|end| (*end).min(self.as_of)).collect();
        let starts = &boundaries[..ends.len()];
        let values: Vec<i64> = match part {
            PeriodPart::Start => starts.to_vec(),
            PeriodPart::End => ends,
            PeriodPart::Length => {
                starts.iter().zip(&ends).map(|(start, end)| end.saturating_sub(*start).max(0)).collect()
            }
        };
        let values: Vec<ScalarValue> =
            values.into_iter().map(|value| ScalarValue::Int64(Some(value))).collect();
        let list =
            Expr::Literal(ScalarValue::List(ScalarValue::new_list_nullable(&values, &DataType::Int64)), None);
        let value = array_element(list, cast(self.index(), DataType::Int64) + lit(1_i64));
        Ok(if part == PeriodPart::Length { value } else { cast(value, physical::instant()) })
    }

    /// The range of instants that can lie in a period: from, and before.
    pub fn range(&self) -> (Option<i64>, Option<i64>) {
        match (self.periods.boundaries.first(), self.periods.boundaries.last()) {
            (Some(first), Some(last)) if !self.unbounded => (Some(*first), Some(*last)),
            _ => (None, None),
        }
    }

    fn lowering(&self) -> Lowering<'_> {
        Lowering { civil: &self.civil, as_of: self.as_of }
    }
}
