//! Exact percentiles: all values are kept, and the two that matter are selected without sorting.

use super::segments::{Pairs, Segments, lists};
use super::select::{Between, Measured, around, reached};
use super::{Kernel, Primitive, column, counts};
use crate::functions::aggregate::batch::Batch;
use crate::functions::aggregate::leaf::continuous_type;
use datafusion::arrow::array::{ArrayRef, AsArray, Float64Array, PrimitiveArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// The kernel for values held as this type.
pub(super) fn kernel(value: &DataType, p: f64, discrete: bool) -> Result<Box<dyn Kernel>> {
    Ok(match value {
        DataType::Int64 => Box::new(Percentile::<Int64Type>::new(value, p, discrete)),
        DataType::Float64 => Box::new(Percentile::<Float64Type>::new(value, p, discrete)),
        DataType::Decimal128(_, _) => Box::new(Percentile::<Decimal128Type>::new(value, p, discrete)),
        DataType::Timestamp(_, _) => {
            Box::new(Percentile::<TimestampMicrosecondType>::new(value, p, discrete))
        }
        DataType::Date32 => Box::new(Percentile::<Date32Type>::new(value, p, discrete)),
        other => return exec_err!("no percentile of {other}"),
    })
}

#[derive(Debug)]
struct Percentile<T: Primitive> {
    pairs: Pairs<T::Native>,
    groups: usize,
    p: f64,
    discrete: bool,
    held: DataType,
}

impl<T: Primitive> Percentile<T>
where
    T::Native: Measured,
{
    fn new(held: &DataType, p: f64, discrete: bool) -> Self {
        Self { pairs: Pairs::default(), groups: 0, p, discrete, held: held.clone() }
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
        let held = self.held.clone();
        let to_array = |values: Vec<T::Native>| -> Result<ArrayRef> {
            Ok(Arc::new(PrimitiveArray::<T>::new(values.into(), None).with_data_type(held)))
        };
        Ok(vec![segments.into_lists(to_array)?])
    }

    /// The percentile of each group and the number of its rows.
    fn result(&self, segments: &mut Segments<T::Native>) -> Vec<ArrayRef> {
        let (p, mut rows) = (self.p, Vec::new());
        if self.discrete {
            let mut found = Vec::new();
            segments.each(|values| {
                rows.push(values.len() as i64);
                found.push(reached(values, p));
            });
            return vec![self.array(found), counts(rows)];
        }
        let mut found = Vec::new();
        segments.each(|values| {
            rows.push(values.len() as i64);
            found.push(around(values, p));
        });
        vec![self.interpolated(&found), counts(rows)]
    }

    fn array(&self, values: Vec<Option<T::Native>>) -> ArrayRef {
        Arc::new(values.into_iter().collect::<PrimitiveArray<T>>().with_data_type(self.held.clone()))
    }

    /// Neighbours and the way between them, as floats or instants.
    fn interpolated(&self, found: &[Option<Between<T::Native>>]) -> ArrayRef {
        if let DataType::Timestamp(_, _) = continuous_type(&self.held) {
            let instant = |found: &Between<T::Native>| {
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
        let float = |found: &Between<T::Native>| found.value() / unit;
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
        let lists = lists(states, 0)?;
        let Some(values) = lists.values().as_primitive_opt::<T>() else {
            return exec_err!("a state of a percentile is not of type {}", self.held);
        };
        let (values, offsets) = (values.values(), lists.value_offsets());
        let pairs = &mut self.pairs;
        batch.each(|row, group| {
            if let Some(&[from, to]) = offsets.get(row..row + 2)
                && let Some(values) = values.get(from as usize..to as usize)
            {
                values.iter().for_each(|&value| pairs.push(group, value));
            }
        });
        Ok(())
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
