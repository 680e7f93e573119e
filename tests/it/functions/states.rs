//! States of groups on their way from one part of the engine to another.

use super::table::{DECIMAL, leaf, rows};
use datafusion::arrow::array::{Array, ArrayRef, UInt32Array};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::logical_expr::function::AccumulatorArgs;
use datafusion::logical_expr::{AggregateUDF, EmitTo, Expr, GroupsAccumulator};
use datafusion::physical_expr::expressions::col;
use jauge::functions::aggregate::{Leaf, Quantile, leaf_output};
use jauge::lang::Type;
use std::sync::Arc;

fn udaf(kind: Leaf, column: &str) -> AggregateUDF {
    match leaf(kind, column, None) {
        Expr::AggregateFunction(function) => function.func.as_ref().clone(),
        other => panic!("{other}"),
    }
}

fn accumulator(function: &AggregateUDF, values: &ArrayRef) -> Box<dyn GroupsAccumulator> {
    let schema = Schema::new(vec![Field::new("x", values.data_type().clone(), true)]);
    let (exprs, fields) = (vec![col("x", &schema).unwrap()], vec![Arc::new(schema.field(0).clone())]);
    let return_field = function.return_field(&fields).unwrap();
    let args = AccumulatorArgs {
        return_field,
        schema: &schema,
        ignore_nulls: false,
        order_bys: &[],
        is_reversed: false,
        name: "x",
        is_distinct: false,
        exprs: &exprs,
        expr_fields: &fields,
    };
    function.create_groups_accumulator(args).unwrap()
}

/// Every leaf but counts, with a column it takes in the form that it takes it.
fn leaves() -> Vec<(Leaf, &'static str, Type)> {
    let ninety = Quantile::new(0.9).unwrap();
    let kinds = |ninety| {
        [
            Leaf::Sum,
            Leaf::Min,
            Leaf::Max,
            Leaf::Distinct,
            Leaf::Percentile { p: ninety, discrete: false },
            Leaf::Percentile { p: ninety, discrete: true },
            Leaf::First,
            Leaf::ApproxDistinct,
        ]
    };
    let columns = [("v", Type::INTEGER), ("f", Type::FLOAT), ("d", DECIMAL)];
    let numbers =
        columns.into_iter().flat_map(|(column, ty)| kinds(ninety).map(|kind| (kind, column, ty.clone())));
    let floats = [Leaf::StdDev, Leaf::Variance, Leaf::ApproxPercentile(ninety)];
    let texts = [Leaf::Min, Leaf::Max, Leaf::Distinct, Leaf::Last, Leaf::ApproxDistinct];
    let floats = floats.map(|kind| (kind, "f", Type::FLOAT));
    numbers.chain(floats).chain(texts.map(|kind| (kind, "t", Type::Text))).collect()
}

fn column(name: &str) -> ArrayRef {
    rows().into_iter().find(|(column, _)| *column == name).unwrap().1
}

/// The states of 1,000 rows in groups of seven, the engine's way: by `state` and, row by row, by `convert_to_state`.
#[test]
fn slices_of_states() {
    let groups = (0..1000).map(|row| row % 7).collect::<Vec<_>>();
    for (kind, name, ty) in leaves() {
        let (function, values) = (udaf(kind, name), column(name));
        let states = accumulator(&function, &values).convert_to_state(&[Arc::clone(&values)], None).unwrap();
        let merged = |parts: &[Vec<ArrayRef>], groups: &[&[usize]]| {
            let mut merged = accumulator(&function, &values);
            for (part, groups) in parts.iter().zip(groups) {
                merged.merge_batch(part, groups, 7).unwrap();
            }
            merged.evaluate(EmitTo::All).unwrap()
        };
        let slice = |from, len| states.iter().map(|state| state.slice(from, len)).collect::<Vec<_>>();
        let copy = |from: u32, to: u32| {
            let rows = UInt32Array::from_iter_values(from..to);
            states.iter().map(|state| take(state, &rows, None).unwrap()).collect::<Vec<_>>()
        };
        let places = [&groups[100..400], &groups[500..900]];
        let sliced = merged(&[slice(100, 300), slice(500, 400)], &places);
        assert_eq!(&sliced, &merged(&[copy(100, 400), copy(500, 900)], &places), "{kind:?} of {name}");
        let value =
            sliced.as_any().downcast_ref::<datafusion::arrow::array::StructArray>().unwrap().column(0);
        assert_eq!(*value.data_type(), leaf_output(&kind, &ty), "{kind:?} of {name}");
    }
}

/// The first groups may be asked for before the rest.
#[test]
fn first_groups_first() {
    let groups = (0..1000).map(|row| row % 7).collect::<Vec<_>>();
    for (kind, name, _) in leaves() {
        let (function, values) = (udaf(kind, name), column(name));
        let filled = || {
            let mut filled = accumulator(&function, &values);
            filled.update_batch(&[Arc::clone(&values)], &groups, None, 7).unwrap();
            filled
        };
        let all = filled().evaluate(EmitTo::All).unwrap();
        let mut parts = filled();
        let first = parts.evaluate(EmitTo::First(3)).unwrap();
        let mut rest = accumulator(&function, &values);
        rest.merge_batch(&parts.state(EmitTo::All).unwrap(), &[0, 1, 2, 3], 4).unwrap();
        let rest = rest.evaluate(EmitTo::All).unwrap();
        assert_eq!(&first, &all.slice(0, 3), "{kind:?} of {name}");
        assert_eq!(&rest, &all.slice(3, 4), "{kind:?} of {name}");
    }
}
