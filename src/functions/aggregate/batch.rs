//! The rows of one batch that count, and the group of each.

use datafusion::arrow::array::{Array, BooleanArray};
use datafusion::arrow::buffer::NullBuffer;

/// Rows to take in: all valid ones, each with its group.
pub(super) struct Batch<'a> {
    /// The group of each row; none: all rows belong to group 0.
    groups: Option<&'a [usize]>,
    /// Rows that count; none: all.
    valid: Option<NullBuffer>,
    rows: usize,
}

impl<'a> Batch<'a> {
    /// Rows where the argument is not null and the filter, if any, is true.
    pub(super) fn new(
        argument: &dyn Array,
        groups: Option<&'a [usize]>,
        filter: Option<&BooleanArray>,
    ) -> Self {
        let kept = filter.map(true_rows);
        let valid = NullBuffer::union(argument.logical_nulls().as_ref(), kept.as_ref());
        Self { groups, valid: valid.filter(|valid| valid.null_count() > 0), rows: argument.len() }
    }

    /// All rows of a batch of states.
    pub(super) fn of_states(rows: usize, groups: Option<&'a [usize]>) -> Self {
        Self { groups, valid: None, rows }
    }

    /// The number of rows, whether they count or not.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// Calls `take(row, group)` for each row that counts.
    pub(super) fn each(&self, mut take: impl FnMut(usize, usize)) {
        match (self.groups, &self.valid) {
            (None, None) => (0..self.rows).for_each(|row| take(row, 0)),
            (None, Some(valid)) => valid.valid_indices().for_each(|row| take(row, 0)),
            (Some(groups), None) => groups.iter().enumerate().for_each(|(row, &group)| take(row, group)),
            (Some(groups), Some(valid)) => {
                valid
                    .valid_indices()
                    .for_each(|row| groups.get(row).into_iter().for_each(|&group| take(row, group)));
            }
        }
    }

    /// Calls `take(value, group)` for each row that counts; `values` holds one value per row.
    pub(super) fn each_value<T: Copy>(&self, values: &[T], mut take: impl FnMut(T, usize)) {
        match (self.groups, &self.valid) {
            (None, None) => values.iter().for_each(|&value| take(value, 0)),
            (Some(groups), None) => values.iter().zip(groups).for_each(|(&value, &group)| take(value, group)),
            _ => self.each(|row, group| {
                if let Some(&value) = values.get(row) {
                    take(value, group);
                }
            }),
        }
    }

    /// Whether all rows count and belong to one group.
    pub(super) fn whole(&self) -> bool {
        self.groups.is_none() && self.valid.is_none()
    }
}

/// Rows where a condition is true; null is not.
fn true_rows(condition: &BooleanArray) -> NullBuffer {
    let values = condition.values();
    match condition.nulls() {
        Some(nulls) => NullBuffer::new(nulls.inner() & values),
        None => NullBuffer::new(values.clone()),
    }
}
