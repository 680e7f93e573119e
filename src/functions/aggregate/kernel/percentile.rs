//! Exact percentiles: all values are kept, and the two that matter are selected without sorting.

use super::percentile_decimal::{DecimalPercentile, add};
use super::segments::{Pairs, Segments, lists};
use super::select::{Between, Measured, around, reached};
use super::{Kernel, Primitive, column, counts};
use crate::functions::aggregate::batch::Batch;
use crate::functions::aggregate::leaf::continuous_type;
use datafusion::arrow::array::{
    ArrayRef, ArrowNativeTypeOp, Float64Array, PrimitiveArray, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// The kernel for values held as this type.
pub(super) fn kernel(value: &DataType, p: f64, discrete: bool) -> Result<Box<dyn Kernel>> {
    let wanted = Wanted { p, discrete, held: value.clone() };
    Ok(match value {
        DataType::Int64 => Box::new(Percentile::<Int64Type>::new(wanted)),
        DataType::Float64 => Box::new(Percentile::<Float64Type>::new(wanted)),
        DataType::Decimal128(_, _) => Box::new(DecimalPercentile::new(wanted)),
        DataType::Timestamp(_, _) => Box::new(Percentile::<TimestampMicrosecondType>::new(wanted)),
        DataType::Date32 => Box::new(Percentile::<Date32Type>::new(wanted)),
        other => return exec_err!("no percentile of {other}"),
    })
}

#[derive(Debug)]
struct Percentile<T: Primitive> {
    pairs: Pairs<T::Native>,
    groups: usize,
    wanted: Wanted,
}

impl<T: Primitive> Percentile<T>
where
    T::Native: Measured,
{
    fn new(wanted: Wanted) -> Self {
        Self { pairs: Pairs::default(), groups: 0, wanted }
    }

    /// The number of groups that are emitted; the rest stay.
    fn emitted(&mut self, emit: EmitTo) -> Segments<T::Native> {
        let segments = self.pairs.take(emit, self.groups);
        self.groups = match emit {
            EmitTo::All => 0,
            EmitTo::First(first) => self.groups.saturating_sub(first),
        };
        segments
    }

    fn push(&mut self, values: &[T::Native], batch: &Batch) {
        let pairs = &mut self.pairs;
        batch.each_value(values, |value, group| {
            if value.counts() {
                pairs.push(group, value);
            }
        });
    }

    fn lists(&self, segments: Segments<T::Native>) -> Result<Vec<ArrayRef>> {
        let held = self.wanted.held.clone();
        let to_array = |values: Vec<T::Native>| -> Result<ArrayRef> {
            Ok(Arc::new(PrimitiveArray::<T>::new(values.into(), None).with_data_type(held)))
        };
        Ok(vec![segments.into_lists(to_array)?])
    }

    fn result(&self, segments: &mut Segments<T::Native>) -> Vec<ArrayRef> {
        self.wanted.result(segments, |values| {
            Arc::new(
                values.into_iter().collect::<PrimitiveArray<T>>().with_data_type(self.wanted.held.clone()),
            )
        })
    }
}

/// Which percentile of what.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) p: f64,
    /// Whether it is a value that occurs.
    pub(super) discrete: bool,
    /// How the values are held.
    pub(super) held: DataType,
}

impl Wanted {
    /// The percentile of each group and the number of its rows; `occurring` makes an array of values that occur.
    pub(super) fn result<N: Measured + ArrowNativeTypeOp>(
        &self,
        segments: &mut Segments<N>,
        occurring: impl FnOnce(Vec<Option<N>>) -> ArrayRef,
    ) -> Vec<ArrayRef> {
        let (p, mut rows) = (self.p, Vec::new());
        if self.discrete {
            let mut found = Vec::new();
            segments.each(|values| {
                rows.push(values.len() as i64);
                found.push(reached(values, p));
            });
            return vec![occurring(found), counts(rows)];
        }
        let mut found = Vec::new();
        segments.each(|values| {
            rows.push(values.len() as i64);
            found.push(around(values, p));
        });
        vec![self.interpolated(&found), counts(rows)]
    }

    /// Neighbours and the way between them, as floats or instants.
    fn interpolated<N: Measured>(&self, found: &[Option<Between<N>>]) -> ArrayRef {
        if let DataType::Timestamp(_, _) = continuous_type(&self.held) {
            let instant = |found: &Between<N>| {
                let low = i64::try_from(found.low.float() as i128).unwrap_or(i64::MAX);
                low.saturating_add((found.high.above(found.low) * found.weight).round() as i64)
            };
            let instants = found.iter().map(|found| found.as_ref().map(instant));
            return Arc::new(instants.collect::<TimestampMicrosecondArray>());
        }
        let unit = match self.held {
            DataType::Decimal128(_, scale) => 10_f64.powi(i32::from(scale)),
            _ => 1.0,
        };
        let float = |found: &Between<N>| found.value() / unit;
        Arc::new(found.iter().map(|found| found.as_ref().map(float)).collect::<Float64Array>())
    }
}

impl<T: Primitive> Kernel for Percentile<T>
where
    T::Native: Measured,
{
    fn resize(&mut self, groups: usize) {
        self.groups = groups;
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        self.pairs.reserve(batch.len());
        self.push(column::<T>(arguments, 0)?.values(), batch);
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        add::<T>(&mut self.pairs, lists(states, 0)?, batch)
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let segments = self.emitted(emit);
        self.lists(segments)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let mut segments = self.emitted(emit);
        Ok(self.result(&mut segments))
    }

    fn evaluate_with_state(&mut self, emit: EmitTo) -> Result<Option<(Vec<ArrayRef>, Vec<ArrayRef>)>> {
        let mut segments = self.emitted(emit);
        // Selecting only changes the order of the values, which does not matter to what is merged.
        Ok(Some((self.result(&mut segments), self.lists(segments)?)))
    }

    fn size(&self) -> usize {
        self.pairs.size()
    }
}
