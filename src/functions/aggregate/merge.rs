//! Coarser groups from finer ones: the states that a mergeable leaf gave are merged, so that no row is read again.

use super::kernel::Form;
use super::leaf::{Leaf, held};
use crate::lang::Type;
use datafusion::arrow::array::{Array, ArrayRef, StructArray};
use datafusion::common::internal_err;
use datafusion::error::Result;

/// The results of a leaf over an argument of type `ty`, each with its state, for `total` coarser groups. `states` are
/// those of the finer groups; `groups` says which coarser one each belongs to. The value of a count is its own state
/// and is not taken here. An overflow is an error, as in a scan.
pub fn merge(
    leaf: &Leaf,
    ty: &Type,
    states: &ArrayRef,
    groups: &[usize],
    total: usize,
) -> Result<StructArray> {
    let Some(states) = states.as_any().downcast_ref::<StructArray>() else {
        return internal_err!("a state is a struct");
    };
    // The keys of `first` and `last` are encoded in the state: their types are not needed any more.
    let form = Form { leaf: *leaf, arguments: vec![held(leaf, ty)], mergeable: true, what: String::new() };
    form.merged(states.columns(), groups, total)
}
