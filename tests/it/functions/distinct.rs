//! Distinct counts of many rows, against sets.

use super::table::{aggregate, context, field, rows_of};
use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, StringViewArray};
use datafusion::logical_expr::ident;
use jauge::functions::aggregate::{Leaf, lower_leaf};
use jauge::lang::Type;
use std::collections::HashSet;
use std::sync::Arc;

/// Enough rows for pairs that are there more than once to be taken out on the way.
const ROWS: i64 = 200_000;

fn values(of: impl Fn(i64) -> i64) -> Vec<Option<i64>> {
    (0..ROWS).map(|row| (row % 13 != 0).then(|| of(row))).collect()
}

fn expected(values: &[Option<i64>]) -> (Vec<Option<f64>>, Vec<i64>) {
    let of = |group: usize| values.iter().skip(group).step_by(3).flatten();
    let different = (0..3).map(|group| Some(of(group).collect::<HashSet<_>>().len() as f64));
    (different.collect(), (0..3).map(|group| of(group).count() as i64).collect())
}

#[tokio::test]
async fn values_close_together_far_apart_and_again_and_again() {
    let spread: [fn(i64) -> i64; 4] = [
        |row| row * 7 % 5_000,
        |row| (row % 90_000).wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64),
        |row| row / 1_000,
        |row| if row % 2 == 0 { i64::MIN + row % 9 } else { i64::MAX - row % 7 },
    ];
    for (number, of) in spread.into_iter().enumerate() {
        let values = values(of);
        let floats = values.iter().map(|value| value.map(|value| (value % 100_000) as f64 / 8.0));
        let texts = values.iter().map(|value| value.map(|value| format!("customer number {value}")));
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("g", Arc::new((0..ROWS).map(|row| row % 3).collect::<Int64Array>())),
            ("v", Arc::new(values.iter().copied().collect::<Int64Array>())),
            ("f", Arc::new(floats.collect::<Float64Array>())),
            ("t", Arc::new(texts.collect::<StringViewArray>())),
        ];
        let types = [("v", Type::INTEGER), ("f", Type::FLOAT), ("t", Type::Text)];
        let leaves =
            types.map(|(name, ty)| lower_leaf(&Leaf::Distinct, &ty, Some(ident(name)), vec![], None));
        let batch = aggregate(&context(columns, 2, None), &["g"], leaves.to_vec()).await.unwrap();
        let (different, rows) = expected(&values);
        let shortened: Vec<Option<i64>> =
            values.iter().map(|value| value.map(|value| value % 100_000)).collect();
        for (column, different) in [(1, &different), (2, &expected(&shortened).0), (3, &different)] {
            assert_eq!(&field(&batch, column, "value"), different, "{number}, column {column}");
            assert_eq!(rows_of(&batch, column), rows, "{number}, column {column}");
        }
    }
}
