//! Numbers of different values in bounded memory: the smallest hashes tell how many there are.

use super::segments::{Pairs, lists};
use super::{Kernel, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, UInt64Array};
use datafusion::arrow::datatypes::{Float64Type, UInt64Type};
use datafusion::common::exec_err;
use datafusion::common::hash_utils::{HLL_RANDOM_STATE, create_hashes};
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many hashes a group keeps: exact up to so many values, beyond a standard error of 1.1 %.
const KEPT: usize = 8_192;

/// The smallest hashes of a group. Which they are depends on neither order nor partitions.
#[derive(Clone, Debug, Default)]
struct Sketch {
    hashes: BTreeSet<u64>,
    rows: i64,
}

impl Sketch {
    fn insert(&mut self, hash: u64) {
        if self.hashes.len() < KEPT {
            self.hashes.insert(hash);
        } else if self.hashes.last().is_some_and(|&last| hash < last) && self.hashes.insert(hash) {
            self.hashes.pop_last();
        }
    }

    /// The k-th smallest of n evenly spread hashes lies near k / n of their range.
    fn estimate(&self) -> Option<i64> {
        let count = self.hashes.len() as i64;
        match self.hashes.last() {
            Some(&last) if self.hashes.len() == KEPT => {
                let part = (last as f64 + 1.0) / 2_f64.powi(64);
                Some(((KEPT as f64 - 1.0) / part).round() as i64)
            }
            _ => Some(count).filter(|_| self.rows > 0),
        }
    }
}

/// Approximate numbers of different values of any type.
#[derive(Debug, Default)]
pub(super) struct ApproxDistinct {
    sketches: Vec<Sketch>,
}

/// The hash of each row: the same in every run and on every machine.
fn hashes(values: &ArrayRef) -> Result<Vec<u64>> {
    let mut hashes = vec![0; values.len()];
    create_hashes([values], &HLL_RANDOM_STATE, &mut hashes)?;
    Ok(hashes)
}

/// Floats with one zero and without NaN and infinities.
fn clean(values: &ArrayRef) -> ArrayRef {
    match values.as_primitive_opt::<Float64Type>() {
        Some(floats) => {
            let clean = |value: Option<f64>| value.filter(|value| value.is_finite()).map(|value| value + 0.0);
            Arc::new(floats.iter().map(clean).collect::<Float64Array>())
        }
        None => Arc::clone(values),
    }
}

impl Kernel for ApproxDistinct {
    fn resize(&mut self, groups: usize) {
        self.sketches.resize(groups, Sketch::default());
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        let Some(argument) = arguments.first() else { return Ok(()) };
        let values = clean(argument);
        let hashes = hashes(&values)?;
        batch.each(|row, group| {
            if let (Some(sketch), Some(&hash), true) =
                (self.sketches.get_mut(group), hashes.get(row), values.is_valid(row))
            {
                sketch.insert(hash);
                sketch.rows += 1;
            }
        });
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let (lists, rows) = (lists(states, 0)?, row_counts(states, 1)?);
        let Some(hashes) = lists.values().as_primitive_opt::<UInt64Type>() else {
            return exec_err!("a state of an approximate count holds no hashes");
        };
        let offsets = lists.value_offsets();
        batch.each(|row, group| {
            if let (Some(sketch), Some(&[from, to])) =
                (self.sketches.get_mut(group), offsets.get(row..row + 2))
            {
                let hashes = hashes.values().get(from as usize..to as usize).unwrap_or_default();
                hashes.iter().for_each(|&hash| sketch.insert(hash));
                sketch.rows += rows.get(row).copied().unwrap_or(0);
            }
        });
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let sketches = emit.take_needed(&mut self.sketches);
        let mut pairs = Pairs::default();
        for (group, sketch) in sketches.iter().enumerate() {
            sketch.hashes.iter().for_each(|&hash| pairs.push(group, hash));
        }
        let segments = pairs.take(EmitTo::All, sketches.len());
        let lists = segments.into_lists(|hashes| Ok(Arc::new(UInt64Array::from(hashes))))?;
        Ok(vec![lists, counts(sketches.iter().map(|sketch| sketch.rows).collect())])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let sketches = emit.take_needed(&mut self.sketches);
        Ok(vec![
            Arc::new(sketches.iter().map(Sketch::estimate).collect::<Int64Array>()),
            counts(sketches.iter().map(|sketch| sketch.rows).collect()),
        ])
    }

    fn size(&self) -> usize {
        let hashes = self.sketches.iter().map(|sketch| sketch.hashes.len()).sum::<usize>();
        // A tree of numbers takes about one and a half times their size.
        self.sketches.capacity() * size_of::<Sketch>() + hashes * 12
    }
}
