//! The value of the row that comes first by an order; keys and values are compared by their row encoding.

use super::{Kernel, counts, row_counts};
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray, LargeBinaryArray, new_null_array};
use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::cmp::Ordering;
use std::sync::Arc;

/// The best row of one group so far: the smallest key, then the smallest value.
#[derive(Debug)]
struct Leader {
    key: Box<[u8]>,
    value: Box<[u8]>,
    tied: bool,
}

/// What one row offers.
struct Offer<'a> {
    key: &'a [u8],
    value: &'a [u8],
    tied: bool,
}

/// `First`, `Last`, and the extremes of texts and booleans, which are the first by no key at all.
#[derive(Debug)]
pub(super) struct Best {
    keys: Option<RowConverter>,
    value: RowConverter,
    held: DataType,
    leaders: Vec<Option<Leader>>,
    rows: Vec<i64>,
    bytes: usize,
    tells_ties: bool,
}

impl Best {
    /// The value of the first (or last) row by keys of these types; null keys lose either way.
    pub(super) fn by_keys(value: &DataType, keys: &[DataType], last: bool) -> Result<Self> {
        let order = SortOptions { descending: last, nulls_first: false };
        let fields =
            keys.iter().map(|key| SortField::new_with_options(key.clone(), order)).collect::<Vec<_>>();
        let keys = if fields.is_empty() { None } else { Some(RowConverter::new(fields)?) };
        Ok(Self { keys, tells_ties: true, ..Self::by_value(value, false)? })
    }

    /// The smallest or largest value.
    pub(super) fn by_value(value: &DataType, largest: bool) -> Result<Self> {
        let order = SortOptions { descending: largest, nulls_first: false };
        let converter = RowConverter::new(vec![SortField::new_with_options(value.clone(), order)])?;
        let (held, leaders, rows) = (value.clone(), Vec::new(), Vec::new());
        Ok(Self { keys: None, value: converter, held, leaders, rows, bytes: 0, tells_ties: false })
    }

    fn offer(&mut self, group: usize, offer: &Offer, rows: i64) {
        let (Some(leader), Some(count)) = (self.leaders.get_mut(group), self.rows.get_mut(group)) else {
            return;
        };
        *count += rows;
        let Some(held) = leader else {
            self.bytes += offer.key.len() + offer.value.len();
            *leader = Some(Leader { key: offer.key.into(), value: offer.value.into(), tied: offer.tied });
            return;
        };
        match (offer.key.cmp(&held.key), offer.value.cmp(&held.value)) {
            (Ordering::Greater, _) => {}
            (Ordering::Less, _) => {
                replace(&mut held.key, offer.key, &mut self.bytes);
                replace(&mut held.value, offer.value, &mut self.bytes);
                held.tied = offer.tied;
            }
            (Ordering::Equal, Ordering::Less) => {
                replace(&mut held.value, offer.value, &mut self.bytes);
                held.tied = true;
            }
            (Ordering::Equal, Ordering::Greater) => held.tied = true,
            (Ordering::Equal, Ordering::Equal) => held.tied |= offer.tied,
        }
    }

    fn take(&mut self, emit: EmitTo) -> (Vec<Option<Leader>>, Vec<i64>) {
        let leaders = emit.take_needed(&mut self.leaders);
        let freed =
            leaders.iter().flatten().map(|leader| leader.key.len() + leader.value.len()).sum::<usize>();
        self.bytes = self.bytes.saturating_sub(freed);
        (leaders, emit.take_needed(&mut self.rows))
    }

    fn values(&self, leaders: &[Option<Leader>]) -> Result<ArrayRef> {
        let parser = self.value.parser();
        // The encoding of one null in this order, for groups without rows.
        let absent = self.value.convert_columns(&[new_null_array(&self.held, 1)])?;
        let none = absent.iter().next();
        let encoded = leaders.iter().filter_map(|leader| match leader {
            Some(leader) => Some(parser.parse(&leader.value)),
            None => none,
        });
        match self.value.convert_rows(encoded)?.pop() {
            Some(values) => Ok(values),
            None => internal_err!("no column of values"),
        }
    }
}

/// The encoded keys of all rows; without keys, all rows are equal.
fn encoded_keys(keys: Option<&RowConverter>, arguments: &[ArrayRef]) -> Result<Option<Rows>> {
    let columns = arguments.get(1..).unwrap_or_default();
    Ok(keys.map(|keys| keys.convert_columns(columns)).transpose()?)
}

/// Whether the value of a row is no number.
fn no_number(values: &ArrayRef) -> impl Fn(usize) -> bool + '_ {
    let floats = values.as_primitive_opt::<Float64Type>().map(|floats| floats.values());
    move |row| floats.and_then(|floats| floats.get(row)).is_some_and(|value| !value.is_finite())
}

impl Kernel for Best {
    fn resize(&mut self, groups: usize) {
        self.leaders.resize_with(groups, || None);
        self.rows.resize(groups, 0);
    }

    fn update(&mut self, arguments: &[ArrayRef], batch: &Batch) -> Result<()> {
        let Some(argument) = arguments.first() else { return Ok(()) };
        let keys = encoded_keys(self.keys.as_ref(), arguments)?;
        let values = self.value.convert_columns(std::slice::from_ref(argument))?;
        let skipped = no_number(argument);
        batch.each(|row, group| {
            if !skipped(row) {
                let key = keys.as_ref().map(|keys| keys.row(row));
                let key = key.as_ref().map_or(&[][..], |key| key.data());
                self.offer(group, &Offer { key, value: values.row(row).data(), tied: false }, 1);
            }
        });
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], batch: &Batch) -> Result<()> {
        let [keys, values, tied, _] = states else {
            return internal_err!("a state of `first` has four columns");
        };
        let (keys, values, tied) = (keys.as_binary::<i64>(), values.as_binary::<i64>(), tied.as_boolean());
        let rows = row_counts(states, 3)?;
        batch.each(|row, group| {
            if let Some(&rows @ 1..) = rows.get(row) {
                let (key, value, tied) = (keys.value(row), values.value(row), tied.value(row));
                self.offer(group, &Offer { key, value, tied }, rows);
            }
        });
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (leaders, rows) = self.take(emit);
        let column = |of: fn(&Leader) -> &[u8]| -> ArrayRef {
            let bytes = leaders.iter().map(|leader| leader.as_ref().map_or(&[][..], of));
            Arc::new(LargeBinaryArray::from_iter_values(bytes))
        };
        Ok(vec![column(|leader| &leader.key), column(|leader| &leader.value), ties(&leaders), counts(rows)])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (leaders, rows) = self.take(emit);
        let mut columns = vec![self.values(&leaders)?, counts(rows)];
        if self.tells_ties {
            columns.push(ties(&leaders));
        }
        Ok(columns)
    }

    fn size(&self) -> usize {
        let row = size_of::<Option<Leader>>() + size_of::<i64>();
        self.leaders.capacity() * row + self.bytes
    }
}

fn ties(leaders: &[Option<Leader>]) -> ArrayRef {
    let tied = leaders.iter().map(|leader| leader.as_ref().is_some_and(|leader| leader.tied));
    Arc::new(tied.map(Some).collect::<BooleanArray>())
}

fn replace(held: &mut Box<[u8]>, new: &[u8], bytes: &mut usize) {
    *bytes = bytes.saturating_sub(held.len()) + new.len();
    if held.len() == new.len() {
        held.copy_from_slice(new);
    } else {
        *held = new.into();
    }
}
