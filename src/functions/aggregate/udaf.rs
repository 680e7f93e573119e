//! The engine's aggregate functions behind leaves.

use super::kernel::{Form, Grouped, Single, state_types, value_type};
use super::leaf::Leaf;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility};
use std::sync::Arc;

/// A leaf as an aggregate function of the engine; its arguments are the value and order keys.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct LeafUdaf {
    leaf: Leaf,
    /// Whether the result holds the state too.
    mergeable: bool,
    name: String,
    signature: Signature,
}

impl LeafUdaf {
    /// The function of a leaf; its name tells all that its arguments do not. The result of a `mergeable` one holds the
    /// state from which coarser groups are made.
    pub(super) fn new(leaf: Leaf, mergeable: bool) -> Self {
        let name = if mergeable { format!("mergeable_{}", name(leaf)) } else { name(leaf) };
        Self { leaf, mergeable, name, signature: Signature::variadic_any(Volatility::Immutable) }
    }

    fn form(&self, args: &AccumulatorArgs) -> Form {
        let arguments = args.expr_fields.iter().map(|field| field.data_type().clone()).collect();
        let what = args.expr_fields.first().map(|field| field.name().clone()).unwrap_or_default();
        Form { leaf: self.leaf, arguments, mergeable: self.mergeable, what }
    }
}

/// The result of a leaf over an argument held as `value`.
pub(super) fn result_fields(leaf: Leaf, value: &DataType, mergeable: bool) -> Fields {
    let field = |name: &str, ty: DataType| Field::new(name, ty, true);
    let mut fields = vec![field("value", value_type(leaf, value)), field("rows", DataType::Int64)];
    if matches!(leaf, Leaf::First | Leaf::Last) {
        fields.push(field("tied", DataType::Boolean));
    }
    if mergeable {
        fields.push(field("state", DataType::Struct(state_fields(leaf, value))));
    }
    fields.into()
}

/// The columns of a state, named by their numbers.
pub(super) fn state_fields(leaf: Leaf, value: &DataType) -> Fields {
    let types = state_types(leaf, value).into_iter().enumerate();
    types.map(|(index, ty)| Field::new(index.to_string(), ty, true)).collect()
}

fn name(leaf: Leaf) -> String {
    match leaf {
        Leaf::Count => "count".into(),
        Leaf::Sum => "checked_sum".into(),
        Leaf::Min => "min_of".into(),
        Leaf::Max => "max_of".into(),
        Leaf::Distinct => "distinct_count".into(),
        Leaf::Percentile { p, discrete: false } => format!("percentile_{}", p.get()),
        Leaf::Percentile { p, discrete: true } => format!("percentile_disc_{}", p.get()),
        Leaf::First => "first_by".into(),
        Leaf::Last => "last_by".into(),
        Leaf::StdDev => "sample_stddev".into(),
        Leaf::Variance => "sample_variance".into(),
        Leaf::ApproxPercentile(p) => format!("approx_percentile_{}", p.get()),
        Leaf::ApproxDistinct => "approx_distinct_count".into(),
        Leaf::Covered => "covered_time".into(),
        Leaf::Pauses => "pauses".into(),
    }
}

impl AggregateUDFImpl for LeafUdaf {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types.first() {
            Some(value) => Ok(DataType::Struct(result_fields(self.leaf, value, self.mergeable))),
            None => internal_err!("`{}` needs an argument", self.name),
        }
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let Some(value) = args.input_fields.first() else {
            return internal_err!("`{}` needs an argument", self.name);
        };
        let column = |(index, ty): (usize, DataType)| {
            Arc::new(Field::new(format_state_name(args.name, &index.to_string()), ty, true))
        };
        Ok(state_types(self.leaf, value.data_type()).into_iter().enumerate().map(column).collect())
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Single::new(self.form(&args))?))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Grouped::new(self.form(&args))?))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}
