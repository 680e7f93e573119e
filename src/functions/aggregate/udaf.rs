//! The engine's aggregate functions behind leaves.

use super::kernel::{Grouped, Single, state_types, value_type};
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
    name: String,
    signature: Signature,
}

impl LeafUdaf {
    /// The function of a leaf; its name tells all that its arguments do not.
    pub(super) fn new(leaf: Leaf) -> Self {
        Self { leaf, name: name(leaf), signature: Signature::variadic_any(Volatility::Immutable) }
    }

    fn fields(&self, value: &DataType) -> Fields {
        let field = |name: &str, ty: DataType| Field::new(name, ty, true);
        let mut fields = vec![field("value", value_type(self.leaf, value)), field("rows", DataType::Int64)];
        if matches!(self.leaf, Leaf::First | Leaf::Last) {
            fields.push(field("tied", DataType::Boolean));
        }
        fields.into()
    }
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
    }
}

/// The types of the arguments, and the words for the first one in errors.
fn described(args: &AccumulatorArgs) -> (Vec<DataType>, String) {
    let types = args.expr_fields.iter().map(|field| field.data_type().clone()).collect();
    (types, args.expr_fields.first().map(|field| field.name().clone()).unwrap_or_default())
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
            Some(value) => Ok(DataType::Struct(self.fields(value))),
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
        let (types, what) = described(&args);
        let fields = types.first().map(|value| self.fields(value)).unwrap_or_default();
        Ok(Box::new(Single::new(self.leaf, &types, fields, &what)?))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        let (types, what) = described(&args);
        let fields = types.first().map(|value| self.fields(value)).unwrap_or_default();
        Ok(Box::new(Grouped::new(self.leaf, types, fields, &what)?))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}
