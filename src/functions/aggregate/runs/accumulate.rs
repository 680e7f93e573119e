//! The two forms in which the engine runs a count or sum over runs of periods.

use super::cells::Cell;
use super::changes::{Change, Changes};
use crate::functions::aggregate::batch::Batch;
use crate::functions::scalar::time::unpack;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int32Array, LargeListArray, StructArray,
};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Int32Type, Int64Type};
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use std::sync::Arc;

/// Adds each row to all periods of its run: at the run's start, and taken away after its end.
#[derive(Debug)]
pub(super) struct OverRuns<C> {
    changes: Changes<C>,
    value: DataType,
    fields: Fields,
}

impl<C: Cell> OverRuns<C> {
    /// Over so many periods, of an argument held as `value`; the result has these fields.
    pub(super) fn new(periods: usize, value: DataType, fields: Fields) -> Self {
        Self { changes: Changes::new(periods), value, fields }
    }

    fn take(
        &mut self,
        arguments: &[ArrayRef],
        groups: Option<&[usize]>,
        filter: Option<&BooleanArray>,
    ) -> Result<()> {
        let (Some(argument), Some(runs)) = (arguments.first(), arguments.last()) else {
            return internal_err!("rows without their run");
        };
        let Some(runs) = runs.as_primitive_opt::<Int64Type>() else {
            return internal_err!("a run of periods is not of type {}", runs.data_type());
        };
        let cells = C::read(argument)?;
        Batch::new(argument.as_ref(), groups, filter).each(|row, group| {
            if let Some(Some(cell)) = cells.get(row)
                && runs.is_valid(row)
            {
                let (first, last) = unpack(runs.value(row));
                self.changes.add(group, first, cell);
                self.changes.add(group, last + 1, &cell.negative());
            }
        });
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], groups: Option<&[usize]>) -> Result<()> {
        let Some((periods, cells)) =
            lists(states)?.split_first().map(|(first, rest)| (*first, rest.to_vec()))
        else {
            return internal_err!("a state without its periods");
        };
        let values: Vec<ArrayRef> = cells.iter().map(|list| list.values().clone()).collect();
        let values = C::from_columns(&values)?;
        let numbers = periods.values().as_primitive_opt::<Int32Type>();
        let Some(numbers) = numbers else { return internal_err!("periods are not numbers") };
        for (row, bounds) in periods.value_offsets().windows(2).enumerate() {
            let group = groups.and_then(|groups| groups.get(row)).copied().unwrap_or(0);
            for at in bounds[0] as usize..bounds[1] as usize {
                if let (Some(period), Some(cell)) = (numbers.values().get(at), values.get(at)) {
                    self.changes.add(group, *period as usize, cell);
                }
            }
        }
        Ok(())
    }

    /// The changes of the first groups as lists per group.
    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (groups, changes) = self.changes.take(emit);
        let each = by_group(groups, &changes);
        self.lists(each.map(|changes| changes.iter().map(|(_, period, cell)| (*period, *cell)).collect()))
    }

    /// The cells of the periods of the first groups as lists per group.
    fn result(&mut self, emit: EmitTo) -> Result<StructArray> {
        let (groups, changes) = self.changes.take(emit);
        let columns = self.lists(by_group(groups, &changes).map(|changes| self.changes.running(changes)))?;
        Ok(StructArray::try_new(self.fields.clone(), columns, None)?)
    }

    fn lists(&self, groups: impl Iterator<Item = Vec<(usize, C)>>) -> Result<Vec<ArrayRef>> {
        let (mut offsets, mut periods, mut cells) = (vec![0_i64], Vec::new(), Vec::new());
        for group in groups {
            for (period, cell) in group {
                periods.push(period as i32);
                cells.push(cell);
            }
            offsets.push(periods.len() as i64);
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let periods: ArrayRef = Arc::new(Int32Array::from(periods));
        let columns = std::iter::once(periods).chain(C::columns(&cells, &self.value));
        let list = |values: ArrayRef| -> Result<ArrayRef> {
            let item = Arc::new(Field::new_list_field(values.data_type().clone(), true));
            Ok(Arc::new(LargeListArray::try_new(item, offsets.clone(), values, None)?))
        };
        columns.map(list).collect()
    }
}

fn lists(columns: &[ArrayRef]) -> Result<Vec<&LargeListArray>> {
    let lists: Option<Vec<_>> = columns.iter().map(|column| column.as_list_opt::<i64>()).collect();
    match lists {
        Some(lists) => Ok(lists),
        None => internal_err!("a state holds no lists"),
    }
}

/// The changes of each of so many groups.
fn by_group<C: Cell>(groups: usize, changes: &[Change<C>]) -> impl Iterator<Item = &[Change<C>]> {
    let mut rest = changes;
    (0..groups).map(move |group| {
        let (own, others) = rest.split_at(rest.partition_point(|(other, _, _)| *other <= group));
        rest = others;
        own
    })
}

impl<C: Cell> GroupsAccumulator for OverRuns<C> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.changes.resize(total_num_groups);
        self.take(values, Some(group_indices), opt_filter)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        Ok(Arc::new(self.result(emit_to)?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        OverRuns::state(self, emit_to)
    }

    fn merge_batch(&mut self, values: &[ArrayRef], group_indices: &[usize], total: usize) -> Result<()> {
        self.changes.resize(total);
        self.merge(values, Some(group_indices))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, |values| values.len());
        let mut own = Self::new(self.changes.periods(), self.value.clone(), self.fields.clone());
        own.update_batch(values, &(0..rows).collect::<Vec<_>>(), opt_filter, rows)?;
        OverRuns::state(&mut own, EmitTo::All)
    }

    fn size(&self) -> usize {
        self.changes.size()
    }
}

/// The same over all rows as one group.
#[derive(Debug)]
pub(super) struct Whole<C>(OverRuns<C>);

impl<C: Cell> Whole<C> {
    pub(super) fn new(mut runs: OverRuns<C>) -> Self {
        runs.changes.resize(1);
        Self(runs)
    }
}

impl<C: Cell> Accumulator for Whole<C> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.take(values, None, None)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let result = self.0.result(EmitTo::All)?;
        self.0.changes.resize(1);
        Ok(ScalarValue::Struct(Arc::new(result)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.changes.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let columns = self.0.state(EmitTo::All)?;
        self.0.changes.resize(1);
        columns.iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.0.merge(states, None)
    }
}
