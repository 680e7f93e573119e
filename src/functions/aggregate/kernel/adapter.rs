//! The two forms in which the engine runs an aggregate, both made of one kernel, and the merging of results.

use super::{Kernel, kernel};
use crate::functions::aggregate::Leaf;
use crate::functions::aggregate::batch::Batch;
use crate::functions::aggregate::udaf::{result_fields, state_fields};
use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, StructArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use std::sync::Arc;

/// What an aggregate is made for.
#[derive(Clone, Debug)]
pub(in crate::functions::aggregate) struct Form {
    pub(in crate::functions::aggregate) leaf: Leaf,
    /// How the value and the order keys are held.
    pub(in crate::functions::aggregate) arguments: Vec<DataType>,
    /// Whether the result holds the state too.
    pub(in crate::functions::aggregate) mergeable: bool,
    /// The argument in errors.
    pub(in crate::functions::aggregate) what: String,
}

impl Form {
    fn kernel(&self) -> Result<Box<dyn Kernel>> {
        kernel(self.leaf, &self.arguments, &self.what)
    }

    /// The result of the first groups, which are forgotten.
    fn result(&self, kernel: &mut dyn Kernel, emit: EmitTo) -> Result<StructArray> {
        let Some(value) = self.arguments.first() else {
            return internal_err!("an aggregate without argument");
        };
        let columns = match self.mergeable {
            false => kernel.evaluate(emit)?,
            true => {
                let (mut columns, state) = self.result_and_state(kernel, emit)?;
                columns.push(Arc::new(StructArray::try_new(state_fields(self.leaf, value), state, None)?));
                columns
            }
        };
        Ok(StructArray::try_new(result_fields(self.leaf, value, self.mergeable), columns, None)?)
    }

    fn result_and_state(
        &self,
        kernel: &mut dyn Kernel,
        emit: EmitTo,
    ) -> Result<(Vec<ArrayRef>, Vec<ArrayRef>)> {
        if let Some(both) = kernel.evaluate_with_state(emit)? {
            return Ok(both);
        }
        let states = kernel.state(emit)?;
        let groups: Vec<usize> = (0..states.first().map_or(0, |state| state.len())).collect();
        let mut again = Form { mergeable: false, ..self.clone() }.merging(groups.len())?;
        again.add(&states, &groups)?;
        Ok((again.kernel.evaluate(EmitTo::All)?, states))
    }

    /// The form that takes states only: the order keys are encoded in them.
    pub(in crate::functions::aggregate) fn of_states(leaf: Leaf, value: DataType) -> Self {
        Self { leaf, arguments: vec![value], mergeable: true, what: String::new() }
    }

    /// The aggregate over many groups that are given as states.
    pub(in crate::functions::aggregate) fn merging(self, groups: usize) -> Result<Merging> {
        let mut kernel = self.kernel()?;
        kernel.resize(groups);
        Ok(Merging { kernel, form: self })
    }
}

/// An aggregate that takes states.
pub(in crate::functions::aggregate) struct Merging {
    kernel: Box<dyn Kernel>,
    form: Form,
}

impl Merging {
    /// Takes in states, each with its group.
    pub(in crate::functions::aggregate) fn add(
        &mut self,
        states: &[ArrayRef],
        groups: &[usize],
    ) -> Result<()> {
        self.kernel.merge(states, &Batch::of_states(groups.len(), Some(groups)))
    }

    /// One result per group.
    pub(in crate::functions::aggregate) fn finish(mut self) -> Result<StructArray> {
        self.form.result(self.kernel.as_mut(), EmitTo::All)
    }
}

/// An aggregate over many groups.
pub(in crate::functions::aggregate) struct Grouped {
    kernel: Box<dyn Kernel>,
    form: Form,
}

impl Grouped {
    /// The aggregate of this form.
    pub(in crate::functions::aggregate) fn new(form: Form) -> Result<Self> {
        Ok(Self { kernel: form.kernel()?, form })
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
        Ok(Arc::new(self.form.result(self.kernel.as_mut(), emit_to)?))
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
        let mut own = self.form.kernel()?;
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
    form: Form,
}

impl Single {
    /// The aggregate of this form.
    pub(in crate::functions::aggregate) fn new(form: Form) -> Result<Self> {
        let mut kernel = form.kernel()?;
        kernel.resize(1);
        Ok(Self { kernel, form })
    }
}

impl Accumulator for Single {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        Grouped::take(self.kernel.as_mut(), values, None, None)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let result = self.form.result(self.kernel.as_mut(), EmitTo::All)?;
        self.kernel.resize(1);
        Ok(ScalarValue::Struct(Arc::new(result)))
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
