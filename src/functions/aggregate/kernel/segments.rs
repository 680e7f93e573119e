//! Values of many groups in two flat columns, and the lists per group that they become.

use super::item;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, LargeListArray};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// Values with their groups, in the order they came.
#[derive(Debug)]
pub(super) struct Pairs<T> {
    groups: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self { groups: Vec::new(), values: Vec::new() }
    }
}

/// Values sorted by group: those of group g lie between `offsets[g]` and `offsets[g + 1]`.
pub(super) struct Segments<T> {
    pub(super) offsets: Vec<usize>,
    pub(super) values: Vec<T>,
}

impl<T: Copy + Default> Pairs<T> {
    /// Makes room for more values.
    pub(super) fn reserve(&mut self, more: usize) {
        self.groups.reserve(more);
        self.values.reserve(more);
    }

    /// Adds a value; groups beyond 32 bits cannot occur, since each would take its own memory long before.
    #[inline]
    pub(super) fn push(&mut self, group: usize, value: T) {
        self.groups.push(u32::try_from(group).unwrap_or(u32::MAX));
        self.values.push(value);
    }

    /// The number of values.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Takes the values of the groups to emit out, sorted by group; `groups` is the number of all groups.
    pub(super) fn take(&mut self, emit: EmitTo, groups: usize) -> Segments<T> {
        match emit {
            EmitTo::All => std::mem::take(self).into_segments(groups),
            EmitTo::First(first) => {
                let mut emitted = Self::default();
                let all = std::mem::take(self);
                for (group, value) in all.groups.into_iter().zip(all.values) {
                    match (group as usize).checked_sub(first) {
                        Some(left) => self.push(left, value),
                        None => emitted.push(group as usize, value),
                    }
                }
                emitted.into_segments(first)
            }
        }
    }

    fn into_segments(self, groups: usize) -> Segments<T> {
        let mut offsets = vec![0; groups + 1];
        for &group in &self.groups {
            if let Some(count) = offsets.get_mut(group as usize + 1) {
                *count += 1;
            }
        }
        for group in 0..groups {
            offsets[group + 1] += offsets[group];
        }
        if groups == 1 {
            return Segments { offsets, values: self.values };
        }
        let mut next = offsets.clone();
        let mut values = vec![T::default(); self.values.len()];
        for (group, value) in self.groups.into_iter().zip(self.values) {
            if let Some(place) = next.get_mut(group as usize) {
                if let Some(slot) = values.get_mut(*place) {
                    *slot = value;
                }
                *place += 1;
            }
        }
        Segments { offsets, values }
    }

    /// Bytes held on the heap.
    pub(super) fn size(&self) -> usize {
        self.groups.capacity() * size_of::<u32>() + self.values.capacity() * size_of::<T>()
    }
}

impl<T: Copy> Segments<T> {
    /// The values of each group in turn.
    pub(super) fn each(&mut self, mut take: impl FnMut(&mut [T])) {
        for bounds in self.offsets.windows(2) {
            if let [from, to] = *bounds
                && let Some(values) = self.values.get_mut(from..to)
            {
                take(values);
            }
        }
    }

    /// Calls `keep` with the values of each group, of which only so many remain at the front as it returns.
    pub(super) fn shorten(&mut self, mut keep: impl FnMut(&mut [T]) -> usize) {
        let (mut from, mut end) = (0, 0);
        for offset in self.offsets.iter_mut().skip(1) {
            let kept = self.values.get_mut(from..*offset).map_or(0, &mut keep);
            self.values.copy_within(from..from + kept, end);
            from = *offset;
            end += kept;
            *offset = end;
        }
        self.values.truncate(end);
    }

    /// The same values with their groups.
    pub(super) fn into_pairs(self) -> Pairs<T> {
        let mut groups = Vec::with_capacity(self.values.len());
        for (group, bounds) in self.offsets.windows(2).enumerate() {
            if let [from, to] = *bounds {
                groups.extend(std::iter::repeat_n(u32::try_from(group).unwrap_or(u32::MAX), to - from));
            }
        }
        Pairs { groups, values: self.values }
    }

    /// A column of lists, whose values are given as an array in the same order.
    pub(super) fn into_lists(self, to_array: impl FnOnce(Vec<T>) -> Result<ArrayRef>) -> Result<ArrayRef> {
        let offsets = self.offsets.iter().map(|&offset| offset as i64).collect::<Vec<_>>();
        let values = to_array(self.values)?;
        let field = item(values.data_type());
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(Arc::new(LargeListArray::try_new(field, offsets, values, None)?))
    }
}

/// A column of lists.
pub(super) fn lists(columns: &[ArrayRef], index: usize) -> Result<&LargeListArray> {
    match columns.get(index).and_then(|column| column.as_list_opt::<i64>()) {
        Some(lists) => Ok(lists),
        None => internal_err!("column {index} of a state holds no lists"),
    }
}
