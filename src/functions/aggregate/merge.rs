//! Coarser groups from finer ones: the states that a mergeable leaf gave are merged, so that no row is read again.

use super::kernel::Form;
use super::leaf::{Leaf, held};
use crate::lang::Type;
use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray, StructArray};
use datafusion::arrow::compute::filter;
use datafusion::common::internal_err;
use datafusion::error::Result;

/// The results of a leaf over an argument of type `ty`, each with its state, for `total` coarser groups. `states` are
/// those of finer groups, with the coarser one that each is part of, if any. The value of a count is its own state and
/// is not taken here. An overflow is an error, as in a scan.
pub fn merge(
    leaf: &Leaf,
    ty: &Type,
    states: &[(&ArrayRef, &[Option<usize>])],
    total: usize,
) -> Result<StructArray> {
    let mut merging = Form::of_states(*leaf, held(leaf, ty)).merging(total)?;
    for (state, groups) in states {
        let placed: BooleanArray = groups.iter().map(|group| Some(group.is_some())).collect();
        let placed =
            if placed.true_count() == groups.len() { (*state).clone() } else { filter(state, &placed)? };
        let Some(columns) = placed.as_struct_opt() else { return internal_err!("a state is a struct") };
        let groups: Vec<usize> = groups.iter().copied().flatten().collect();
        merging.add(columns.columns(), &groups)?;
    }
    merging.finish()
}
