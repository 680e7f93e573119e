//! `first` and `last`: the order, its ties, nulls.

use super::table::{aggregate, context};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringViewArray, StructArray,
};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::logical_expr::{Expr, ident};
use jauge::functions::aggregate::{Leaf, lower_leaf};
use jauge::lang::Type;
use std::sync::Arc;

type Row = (Option<i64>, Option<i64>, Option<i64>);

fn table(rows: &[Row]) -> Vec<(&'static str, ArrayRef)> {
    let column =
        |of: fn(&Row) -> Option<i64>| Arc::new(rows.iter().map(of).collect::<Int64Array>()) as ArrayRef;
    let texts = rows.iter().map(|row| row.2.map(|value| format!("n{value}"))).collect::<StringViewArray>();
    vec![
        ("k", column(|row| row.0)),
        ("l", column(|row| row.1)),
        ("v", column(|row| row.2)),
        ("g", column(|_| Some(1))),
        ("t", Arc::new(texts)),
    ]
}

async fn results(rows: &[Row], leaf: Leaf, order: &[&str]) -> (Option<i64>, i64, bool) {
    let keys = || order.iter().map(|key| ident(*key)).collect::<Vec<_>>();
    let expr = |column: &str, ty| lower_leaf(&leaf, &ty, Some(ident(column)), keys(), None);
    let exprs = || -> Vec<Expr> { vec![expr("v", Type::INTEGER), expr("t", Type::Text)] };
    let mut seen = Vec::new();
    for (partitions, by) in [(1, &[][..]), (3, &[][..]), (1, &["g"]), (3, &["g"])] {
        let batch = aggregate(&context(table(rows), partitions, None), by, exprs()).await.unwrap();
        let parts: &StructArray = batch.column(by.len()).as_struct();
        let values = parts.column(0).as_primitive::<Int64Type>();
        let value = values.is_valid(0).then(|| values.value(0));
        let texts = batch.column(by.len() + 1).as_struct().column(0).as_string_view().clone();
        assert_eq!(
            texts.is_valid(0).then(|| texts.value(0).to_owned()),
            value.map(|value| format!("n{value}"))
        );
        let ties: &BooleanArray = parts.column(2).as_boolean();
        seen.push((value, parts.column(1).as_primitive::<Int64Type>().value(0), ties.value(0)));
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
    seen[0]
}

#[tokio::test]
async fn by_keys() {
    let rows = [
        (Some(2), Some(9), Some(20)),
        (Some(1), Some(2), Some(12)),
        (Some(1), Some(1), None),
        (Some(3), Some(1), Some(31)),
        (None, Some(0), Some(99)),
        (Some(3), None, Some(98)),
    ];
    assert_eq!(results(&rows, Leaf::First, &["k", "l"]).await, (Some(12), 5, false));
    // A null key never wins, neither first nor last.
    assert_eq!(results(&rows, Leaf::Last, &["k", "l"]).await, (Some(31), 5, false));
    assert_eq!(results(&rows, Leaf::First, &["l"]).await, (Some(99), 5, false));
}

#[tokio::test]
async fn ties() {
    let tied =
        [(Some(1), None, Some(7)), (Some(1), None, Some(5)), (Some(1), None, None), (Some(2), None, Some(1))];
    assert_eq!(results(&tied, Leaf::First, &["k"]).await, (Some(5), 3, true));
    let smaller_first = [(Some(1), None, Some(5)), (Some(1), None, Some(7))];
    assert_eq!(results(&smaller_first, Leaf::First, &["k"]).await, (Some(5), 2, true));
    let same = [(Some(1), None, Some(7)), (Some(1), None, Some(7)), (Some(0), None, Some(3))];
    assert_eq!(results(&same, Leaf::Last, &["k"]).await, (Some(7), 3, false));
    // A tie of rows that are not first does not matter.
    let later = [(Some(1), None, Some(1)), (Some(2), None, Some(8)), (Some(2), None, Some(9))];
    assert_eq!(results(&later, Leaf::First, &["k"]).await, (Some(1), 3, false));
}

#[tokio::test]
async fn nothing() {
    assert_eq!(results(&[(Some(1), None, None)], Leaf::First, &["k"]).await, (None, 0, false));
}

#[tokio::test]
async fn no_number_is_skipped() {
    let values: ArrayRef = Arc::new(Float64Array::from(vec![f64::NAN, 2.5, f64::INFINITY]));
    let keys: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    let context = context(vec![("k", keys), ("v", values)], 1, None);
    for leaf in [Leaf::First, Leaf::Last, Leaf::Min, Leaf::Max, Leaf::Sum] {
        let expr = lower_leaf(&leaf, &Type::FLOAT, Some(ident("v")), vec![ident("k")], None);
        // Only `First` and `Last` take keys.
        let expr = if matches!(leaf, Leaf::First | Leaf::Last) {
            expr
        } else {
            lower_leaf(&leaf, &Type::FLOAT, Some(ident("v")), vec![], None)
        };
        let batch = aggregate(&context, &[], vec![expr]).await.unwrap();
        assert_eq!(super::table::field(&batch, 0, "value"), [Some(2.5)], "{leaf:?}");
        assert_eq!(super::table::rows_of(&batch, 0), [1], "{leaf:?}");
    }
}
