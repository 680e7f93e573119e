//! Counts and sums of rows that each lie in a run of periods: one pass over the rows, then a running sum over periods.
//!
//! A group's result is a struct of lists, equally long: the `period`s that have rows, in order, and for each of them
//! the columns of the leaf's state, `0`, `1`, …, from which `merge` makes the leaf's value and rows.

mod accumulate;
mod cells;
mod changes;

use super::leaf::{Leaf, filtered, guarded, held};
use crate::functions::physical::arrow_type;
use crate::lang::Type;
use accumulate::{OverRuns, Whole};
use cells::{Cell, Exact, Float, Rows, column_types};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Expr, GroupsAccumulator, Signature, Volatility, cast,
};
use std::sync::Arc;

/// `Count` or `Sum` over runs of so many periods; `run` is packed as `run_of` gives it, null for rows in no period.
pub fn lower_run(
    leaf: Leaf,
    periods: usize,
    ty: &Type,
    argument: Option<Expr>,
    run: Expr,
    filter: Option<Expr>,
) -> Expr {
    let function = AggregateUDF::new_from_impl(RunUdaf::new(leaf, periods));
    let Some(argument) = argument else { return filtered(function.call(vec![run]), filter) };
    if leaf == Leaf::Count && *ty == Type::Boolean {
        let both = filter.map_or(argument.clone(), |filter| filter.and(argument));
        return filtered(function.call(vec![run]), Some(both));
    }
    let argument = guarded(argument, filter.as_ref());
    let wanted = held(&leaf, ty);
    let argument = if wanted == arrow_type(ty) { argument } else { cast(argument, wanted) };
    filtered(function.call(vec![argument, run]), filter)
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct RunUdaf {
    leaf: Leaf,
    periods: usize,
    name: String,
    signature: Signature,
}

impl RunUdaf {
    fn new(leaf: Leaf, periods: usize) -> Self {
        let name = if leaf == Leaf::Count { "run_count" } else { "run_sum" };
        let signature = Signature::variadic_any(Volatility::Immutable);
        Self { leaf, periods, name: format!("{name}_{periods}"), signature }
    }

    fn value(&self, args: &AccumulatorArgs) -> DataType {
        args.expr_fields.first().map_or(DataType::Int64, |field| field.data_type().clone())
    }

    fn over<C: Cell>(&self, value: DataType) -> OverRuns<C> {
        let fields = list_fields(self.leaf, &value);
        OverRuns::new(self.periods, value, fields)
    }
}

/// Lists of periods and of the columns of cells.
fn list_fields(leaf: Leaf, value: &DataType) -> Fields {
    let list = |name: String, ty: DataType| {
        Field::new(name, DataType::LargeList(Arc::new(Field::new_list_field(ty, true))), true)
    };
    let columns = column_types(leaf, value).into_iter().enumerate();
    let columns = columns.map(|(number, ty)| list(number.to_string(), ty));
    std::iter::once(list("period".into(), DataType::Int32)).chain(columns).collect()
}

impl AggregateUDFImpl for RunUdaf {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types.first() {
            Some(value) => Ok(DataType::Struct(list_fields(self.leaf, value))),
            None => internal_err!("`{}` needs a run", self.name),
        }
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let value = args.input_fields.first().map_or(DataType::Int64, |field| field.data_type().clone());
        let named = |field: &FieldRef| {
            let name = format_state_name(args.name, field.name());
            Arc::new(Field::new(name, field.data_type().clone(), true))
        };
        Ok(list_fields(self.leaf, &value).iter().map(named).collect())
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        let value = self.value(&args);
        Ok(match (self.leaf, &value) {
            (Leaf::Count, _) => Box::new(Whole::new(self.over::<Rows>(value))),
            (_, DataType::Float64) => Box::new(Whole::new(self.over::<Float>(value))),
            _ => Box::new(Whole::new(self.over::<Exact>(value))),
        })
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        let value = self.value(&args);
        Ok(match (self.leaf, &value) {
            (Leaf::Count, _) => Box::new(self.over::<Rows>(value)),
            (_, DataType::Float64) => Box::new(self.over::<Float>(value)),
            _ => Box::new(self.over::<Exact>(value)),
        })
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}
