//! The state of a leaf that grows row by row and tells its value before each.

use super::compensated::Compensated;
use super::value_type;
use crate::functions::Failure;
use crate::functions::aggregate::leaf::Leaf;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array, UInt32Array, new_null_array,
};
use datafusion::arrow::compute::{SortOptions, take};
use datafusion::arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::internal_err;
use datafusion::error::Result;
use std::collections::HashSet;
use std::sync::Arc;

/// A running leaf and the values that it gave.
pub(in crate::functions::aggregate) struct State {
    leaf: Leaf,
    argument: ArrayRef,
    rows: i64,
    kind: Kind,
}

enum Kind {
    Count(Vec<Option<i64>>),
    Exact { sum: i128, values: Vec<i128>, given: Vec<Option<i128>> },
    Float { sum: Compensated, values: Vec<f64>, given: Vec<Option<f64>> },
    Spread { mean: f64, squares: f64, values: Vec<f64>, given: Vec<Option<f64>> },
    Best { keys: Rows, best: Option<u32>, given: Vec<Option<u32>> },
    Distinct { values: Rows, seen: HashSet<Box<[u8]>>, given: Vec<Option<i64>> },
}

impl State {
    /// Nothing yet, over an argument and the order keys of `First` and `Last`.
    pub(in crate::functions::aggregate) fn new(
        leaf: &Leaf,
        argument: Option<&ArrayRef>,
        order: &[ArrayRef],
        rows: usize,
    ) -> Result<Self> {
        let argument = argument.cloned().unwrap_or_else(|| new_null_array(&DataType::Int64, rows));
        let kind = match leaf {
            Leaf::Count => Kind::Count(vec![None; rows]),
            Leaf::Sum if *argument.data_type() == DataType::Float64 => Kind::Float {
                sum: Compensated::default(),
                values: floats(&argument)?,
                given: vec![None; rows],
            },
            Leaf::Sum => Kind::Exact { sum: 0, values: integers(&argument)?, given: vec![None; rows] },
            Leaf::StdDev | Leaf::Variance => {
                Kind::Spread { mean: 0.0, squares: 0.0, values: floats(&argument)?, given: vec![None; rows] }
            }
            Leaf::Min | Leaf::Max | Leaf::First | Leaf::Last => {
                Kind::Best { keys: keys(leaf, &argument, order)?, best: None, given: vec![None; rows] }
            }
            Leaf::Distinct => Kind::Distinct {
                values: encoded(std::slice::from_ref(&argument), &[SortOptions::default()])?,
                seen: HashSet::new(),
                given: vec![None; rows],
            },
            _ => return internal_err!("{leaf:?} does not run"),
        };
        Ok(Self { leaf: *leaf, argument, rows: 0, kind })
    }

    /// Forgets the rows taken in.
    pub(in crate::functions::aggregate) fn restart(&mut self) {
        self.rows = 0;
        match &mut self.kind {
            Kind::Count(_) => {}
            Kind::Exact { sum, .. } => *sum = 0,
            Kind::Float { sum, .. } => *sum = Compensated::default(),
            Kind::Spread { mean, squares, .. } => (*mean, *squares) = (0.0, 0.0),
            Kind::Best { best, .. } => *best = None,
            Kind::Distinct { seen, .. } => seen.clear(),
        }
    }

    /// Gives a row the value over the rows taken in.
    pub(in crate::functions::aggregate) fn give(&mut self, row: usize) -> Result<()> {
        let rows = self.rows;
        match &mut self.kind {
            Kind::Count(given) => set(given, row, rows),
            Kind::Exact { sum, given, .. } if rows > 0 => {
                if sum.unsigned_abs() >= 10_u128.pow(38) {
                    return Err(Failure::Overflow("a running sum overflows 38 digits".into()).into());
                }
                set(given, row, *sum);
            }
            Kind::Float { sum, given, .. } if rows > 0 => {
                if let Some(slot) = given.get_mut(row) {
                    *slot = sum.total();
                }
            }
            Kind::Spread { squares, given, .. } if rows > 1 => {
                let variance = *squares / (rows - 1) as f64;
                set(given, row, if self.leaf == Leaf::StdDev { variance.sqrt() } else { variance });
            }
            Kind::Best { best: Some(best), given, .. } => set(given, row, *best),
            Kind::Distinct { seen, given, .. } => set(given, row, seen.len() as i64),
            _ => {}
        }
        Ok(())
    }

    /// Takes in a row whose argument has a value.
    pub(in crate::functions::aggregate) fn take(&mut self, row: usize) {
        self.rows += 1;
        let rows = self.rows as f64;
        match &mut self.kind {
            Kind::Count(_) => {}
            Kind::Exact { sum, values, .. } => {
                *sum = sum.saturating_add(values.get(row).copied().unwrap_or(0));
            }
            Kind::Float { sum, values, .. } => sum.add(values.get(row).copied().unwrap_or(0.0)),
            Kind::Spread { mean, squares, values, .. } => {
                let value = values.get(row).copied().unwrap_or(0.0);
                let off = value - *mean;
                *mean += off / rows;
                *squares += off * (value - *mean);
            }
            Kind::Best { keys, best, .. } => {
                if best.is_none_or(|best| keys.row(row) < keys.row(best as usize)) {
                    *best = u32::try_from(row).ok();
                }
            }
            Kind::Distinct { values, seen, .. } => {
                let value = values.row(row);
                if !seen.contains(value.data()) {
                    seen.insert(value.data().into());
                }
            }
        }
    }

    /// The values given.
    pub(in crate::functions::aggregate) fn finish(self) -> Result<ArrayRef> {
        let held = value_type(self.leaf, self.argument.data_type());
        Ok(match self.kind {
            Kind::Count(given) | Kind::Distinct { given, .. } => Arc::new(Int64Array::from(given)),
            Kind::Exact { given, .. } => {
                Arc::new(given.into_iter().collect::<Decimal128Array>().with_data_type(held))
            }
            Kind::Float { given, .. } | Kind::Spread { given, .. } => Arc::new(Float64Array::from(given)),
            Kind::Best { given, .. } => take(&self.argument, &UInt32Array::from(given), None)?,
        })
    }
}

fn set<T>(given: &mut [Option<T>], row: usize, value: T) {
    if let Some(slot) = given.get_mut(row) {
        *slot = Some(value);
    }
}

/// The order in which rows win: smallest or largest values; first or last keys, null last, then the smaller value.
fn keys(leaf: &Leaf, argument: &ArrayRef, order: &[ArrayRef]) -> Result<Rows> {
    let along = |descending| SortOptions { descending, nulls_first: false };
    let mut columns: Vec<ArrayRef> = order.to_vec();
    let mut options = vec![along(*leaf == Leaf::Last); order.len()];
    columns.push(argument.clone());
    options.push(along(*leaf == Leaf::Max));
    encoded(&columns, &options)
}

fn encoded(columns: &[ArrayRef], options: &[SortOptions]) -> Result<Rows> {
    let fields = columns.iter().zip(options);
    let fields =
        fields.map(|(column, options)| SortField::new_with_options(column.data_type().clone(), *options));
    Ok(RowConverter::new(fields.collect())?.convert_columns(columns)?)
}

fn integers(argument: &ArrayRef) -> Result<Vec<i128>> {
    if let Some(values) = argument.as_primitive_opt::<Int64Type>() {
        return Ok(values.values().iter().map(|value| i128::from(*value)).collect());
    }
    if let Some(values) = argument.as_primitive_opt::<TimestampMicrosecondType>() {
        return Ok(values.values().iter().map(|value| i128::from(*value)).collect());
    }
    match argument.as_primitive_opt::<Decimal128Type>() {
        Some(values) => Ok(values.values().to_vec()),
        None => internal_err!("values that cannot be summed"),
    }
}

fn floats(argument: &ArrayRef) -> Result<Vec<f64>> {
    let floats = datafusion::arrow::compute::cast(argument, &DataType::Float64)?;
    Ok(floats.as_primitive::<Float64Type>().values().to_vec())
}
