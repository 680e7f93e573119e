//! Percentiles in bounded memory: exact for few rows, for many from counts per narrow range of values.

use super::segments::{Pairs, lists};
use super::{Kernel, column, counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array};
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Up to so many rows, every value is kept.
const EXACT_ROWS: i64 = 1_000;

/// The low bits of a float that a range leaves open: nine bits of its fraction remain, so that the middle of a
/// range is within 0.1 % of every value in it.
const OPEN_BITS: u32 = 43;

/// How often each value occurs, or each range of values; the same for any order of rows and any partitions.
#[derive(Clone, Debug, Default)]
struct Sketch {
    counts: BTreeMap<i64, i64>,
    rows: i64,
}

impl Sketch {
    fn add(&mut self, code: i64, count: i64) {
        let coarse = self.rows > EXACT_ROWS;
        *self.counts.entry(if coarse { range_of(code) } else { code }).or_default() += count;
        self.rows += count;
        if !coarse && self.rows > EXACT_ROWS {
            for (code, count) in std::mem::take(&mut self.counts) {
                *self.counts.entry(range_of(code)).or_default() += count;
            }
        }
    }

    /// The value at the place `(n - 1) * p`, between its neighbours.
    fn value(&self, p: f64) -> Option<f64> {
        let place = (self.rows - 1).max(0) as f64 * p;
        let (low, high) = (self.nth(place.floor() as i64)?, self.nth(place.ceil() as i64)?);
        Some(low + (high - low) * place.fract()).filter(|value| value.is_finite())
    }

    fn nth(&self, index: i64) -> Option<f64> {
        let mut before = 0;
        let found = self.counts.iter().find(|(_, count)| {
            before += **count;
            before > index
        });
        found.map(|(&code, _)| if self.rows > EXACT_ROWS { middle(code) } else { decode(code) })
    }
}

/// Floats as integers in the same order.
fn encode(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits().cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

fn decode(code: i64) -> f64 {
    f64::from_bits((if code < 0 { code ^ i64::MAX } else { code }).cast_unsigned())
}

fn range_of(code: i64) -> i64 {
    code >> OPEN_BITS << OPEN_BITS
}

/// The middle of a range, zero for the range that begins at zero.
fn middle(code: i64) -> f64 {
    if code == 0 { 0.0 } else { decode(code | 1 << (OPEN_BITS - 1)) }
}

/// Approximate percentiles; NaN and infinities are skipped.
#[derive(Debug)]
pub(super) struct ApproxPercentile {
    sketches: Vec<Sketch>,
    p: f64,
}

impl ApproxPercentile {
    /// The value below which the share p of the rows lies.
    pub(super) fn new(p: f64) -> Self {
        Self { sketches: Vec::new(), p }
    }
}

impl Kernel for ApproxPercentile {
    fn resize(&mut self, groups: usize) {
        self.sketches.resize(groups, Sketch::default());
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        batch.each_value(column::<Float64Type>(arguments, 0)?.values(), |value, group| {
            if let (Some(sketch), true) = (self.sketches.get_mut(group), value.is_finite()) {
                sketch.add(encode(value), 1);
            }
        });
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let (codes, sizes) = (lists(states, 0)?, lists(states, 1)?);
        let offsets = codes.value_offsets();
        let both = codes
            .values()
            .as_primitive_opt::<Int64Type>()
            .zip(sizes.values().as_primitive_opt::<Int64Type>());
        let Some((codes, sizes)) = both else { return exec_err!("a state of a percentile holds no counts") };
        batch.each(|row, group| {
            if let (Some(sketch), Some(&[from, to])) =
                (self.sketches.get_mut(group), offsets.get(row..row + 2))
            {
                let places = from as usize..to as usize;
                let codes = codes.values().get(places.clone()).unwrap_or_default();
                let sizes = sizes.values().get(places).unwrap_or_default();
                codes.iter().zip(sizes).for_each(|(&code, &count)| sketch.add(code, count));
            }
        });
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let sketches = emit.take_needed(&mut self.sketches);
        let (mut codes, mut sizes) = (Pairs::default(), Pairs::default());
        for (group, sketch) in sketches.iter().enumerate() {
            for (&code, &count) in &sketch.counts {
                codes.push(group, code);
                sizes.push(group, count);
            }
        }
        let column = |mut pairs: Pairs<i64>| {
            let segments = pairs.take(EmitTo::All, sketches.len());
            segments.into_lists(|values| Ok(Arc::new(Int64Array::from(values))))
        };
        Ok(vec![column(codes)?, column(sizes)?])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let sketches = emit.take_needed(&mut self.sketches);
        let values = sketches.iter().map(|sketch| sketch.value(self.p));
        let rows = sketches.iter().map(|sketch| sketch.rows).collect();
        Ok(vec![Arc::new(values.collect::<Float64Array>()), counts(rows)])
    }

    fn size(&self) -> usize {
        let entries = self.sketches.iter().map(|sketch| sketch.counts.len()).sum::<usize>();
        // A tree of pairs takes about one and a half times their size.
        self.sketches.capacity() * size_of::<Sketch>() + entries * 24
    }
}
