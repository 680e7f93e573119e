//! The two forms in which the engine runs an aggregate, both made of one kernel.

use super::{Kernel, kernel};
use crate::functions::aggregate::Leaf;
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, StructArray};
use datafusion::arrow::datatypes::{DataType, Fields};
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use std::sync::Arc;

/// An aggregate over many groups.
pub(in crate::functions::aggregate) struct Grouped {
    kernel: Box<dyn Kernel>,
    leaf: Leaf,
    arguments: Vec<DataType>,
    fields: Fields,
    what: String,
}

impl Grouped {
    /// The aggregate of arguments held as these types, whose result has these fields.
    pub(in crate::functions::aggregate) fn new(
        leaf: Leaf,
        arguments: Vec<DataType>,
        fields: Fields,
        what: &str,
    ) -> Result<Self> {
        let kernel = kernel(leaf, &arguments, what)?;
        Ok(Self { kernel, leaf, arguments, fields, what: what.to_owned() })
    }

    fn take(
        kernel: &mut dyn Kernel,
        values: &[ArrayRef],
        groups: Option<&[usize]>,
        filter: Option<&BooleanArray>,
    ) -> Result<()> {
        match values.first() {
            Some(argument) => kernel.update(values, &Batch::new(argument.as_ref(), groups, filter)),
            None => internal_err!("an aggregate without argument"),
        }
    }
}

impl GroupsAccumulator for Grouped {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.kernel.resize(total_num_groups);
        Self::take(self.kernel.as_mut(), values, Some(group_indices), opt_filter)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let columns = self.kernel.evaluate(emit_to)?;
        Ok(Arc::new(StructArray::try_new(self.fields.clone(), columns, None)?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.kernel.state(emit_to)
    }

    fn merge_batch(&mut self, values: &[ArrayRef], group_indices: &[usize], total: usize) -> Result<()> {
        self.kernel.resize(total);
        self.kernel.merge(values, &Batch::of_states(group_indices.len(), Some(group_indices)))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, |values| values.len());
        let mut own = kernel(self.leaf, &self.arguments, &self.what)?;
        own.resize(rows);
        Self::take(own.as_mut(), values, Some(&(0..rows).collect::<Vec<_>>()), opt_filter)?;
        own.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.kernel.size()
    }
}

/// An aggregate over all rows.
#[derive(Debug)]
pub(in crate::functions::aggregate) struct Single {
    kernel: Box<dyn Kernel>,
    fields: Fields,
}

impl Single {
    /// The aggregate of arguments held as these types, whose result has these fields.
    pub(in crate::functions::aggregate) fn new(
        leaf: Leaf,
        arguments: &[DataType],
        fields: Fields,
        what: &str,
    ) -> Result<Self> {
        let mut kernel = kernel(leaf, arguments, what)?;
        kernel.resize(1);
        Ok(Self { kernel, fields })
    }
}

impl Accumulator for Single {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        Grouped::take(self.kernel.as_mut(), values, None, None)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let columns = self.kernel.evaluate(EmitTo::All)?;
        self.kernel.resize(1);
        Ok(ScalarValue::Struct(Arc::new(StructArray::try_new(self.fields.clone(), columns, None)?)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.kernel.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let columns = self.kernel.state(EmitTo::All)?;
        self.kernel.resize(1);
        columns.iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, |state| state.len());
        self.kernel.merge(states, &Batch::of_states(rows, None))
    }
}
