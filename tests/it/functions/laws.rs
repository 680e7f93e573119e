//! What holds on all data: any order of rows, any partitions and a memory limit give the same results.

use super::table::{aggregate, close, context, field, leaf, rows};
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringViewArray, UInt32Array};
use datafusion::arrow::compute::{concat_batches, sort_to_indices, take, take_record_batch};
use datafusion::logical_expr::{Expr, ident};
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::SessionContext;
use jauge::functions::aggregate::{Leaf, Quantile, lower_leaf};
use jauge::lang::Type;
use proptest::prelude::*;
use std::sync::Arc;

fn half(discrete: bool) -> Leaf {
    Leaf::Percentile { p: Quantile::HALF, discrete }
}

fn leaves() -> [Leaf; 10] {
    let ninety = Quantile::new(0.9).unwrap();
    [
        Leaf::Sum,
        Leaf::Min,
        Leaf::Max,
        Leaf::Distinct,
        half(false),
        half(true),
        Leaf::StdDev,
        Leaf::Variance,
        Leaf::ApproxPercentile(ninety),
        Leaf::ApproxDistinct,
    ]
}

/// All leaves over all columns they take.
fn all() -> Vec<Expr> {
    let numbers =
        ["v", "f", "d"].into_iter().flat_map(|column| leaves().map(|kind| leaf(kind, column, None)));
    let texts =
        [Leaf::Min, Leaf::Max, Leaf::Distinct, Leaf::ApproxDistinct].map(|kind| leaf(kind, "t", None));
    let flags = [Leaf::Min, Leaf::Max, Leaf::Distinct, Leaf::First].map(|kind| leaf(kind, "keep", None));
    numbers.chain(texts).chain(flags).collect()
}

fn shown(batch: &RecordBatch) -> Vec<Vec<Option<f64>>> {
    let wanted = |column: usize| ["value", "rows"].map(|name| field(batch, column, name));
    (1..batch.num_columns()).flat_map(wanted).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn order_and_partitions_do_not_matter(seed in any::<u64>(), partitions in 1_usize..6) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut order = (0..1000_u32).collect::<Vec<_>>();
        order.sort_by_key(|row| (u64::from(*row) + 1).wrapping_mul(seed | 1).rotate_left(17));
        let order = UInt32Array::from(order);
        let mixed = rows().into_iter().map(|(name, column)| (name, take(&column, &order, None).unwrap())).collect();
        let numeric = |columns, partitions| {
            let batch = runtime.block_on(aggregate(&context(columns, partitions, None), &["g"], numbers())).unwrap();
            shown(&batch)
        };
        let (plain, mixed) = (numeric(rows(), 1), numeric(mixed, partitions));
        for (a, b) in plain.iter().zip(&mixed) {
            prop_assert!(a.iter().zip(b).all(|(a, b)| close(*a, *b)), "{a:?} {b:?}");
        }
    }
}

fn numbers() -> Vec<Expr> {
    ["v", "f", "d"].into_iter().flat_map(|column| leaves().map(|kind| leaf(kind, column, None))).collect()
}

/// 100,000 rows in 20,000 groups.
fn many() -> Vec<(&'static str, ArrayRef)> {
    let numbers = |of: fn(i64) -> i64| Arc::new((0..100_000).map(of).collect::<Int64Array>()) as ArrayRef;
    let texts =
        (0..100_000_i64).map(|i| Some(format!("text number {}", i % 7_919))).collect::<StringViewArray>();
    vec![
        ("g", numbers(|i| i % 20_000)),
        ("v", numbers(|i| i * 7_919 % 1_009)),
        ("k", numbers(|i| i * 31 % 5_003)),
        ("t", Arc::new(texts)),
    ]
}

fn spilled(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let own = plan.metrics().and_then(|metrics| metrics.spill_count()).unwrap_or(0);
    own + plan.children().into_iter().map(spilled).sum::<usize>()
}

/// The results by group, and how often the engine spilled.
async fn grouped(context: &SessionContext, leaves: &[Expr]) -> (RecordBatch, usize) {
    let frame = context.table("t").await.unwrap();
    let leaves =
        leaves.iter().enumerate().map(|(index, leaf)| leaf.clone().alias(format!("a{index}"))).collect();
    let frame = frame.aggregate(vec![ident("g")], leaves).unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    let batches = collect(Arc::clone(&plan), context.task_ctx()).await.unwrap();
    let batch = concat_batches(&plan.schema(), &batches).unwrap();
    let order = sort_to_indices(batch.column(0), None, None).unwrap();
    (take_record_batch(&batch, &order).unwrap(), spilled(&plan))
}

#[tokio::test]
async fn spilling_does_not_matter() {
    let order = |leaf: &Leaf| if matches!(leaf, Leaf::First) { vec![ident("k")] } else { vec![] };
    let kinds = leaves().into_iter().chain([Leaf::First]).map(|kind| (kind, "v", Type::INTEGER));
    let texts = [Leaf::Min, Leaf::Distinct].map(|kind| (kind, "t", Type::Text));
    let leaves = kinds
        .chain(texts)
        .map(|(kind, column, ty)| lower_leaf(&kind, &ty, Some(ident(column)), order(&kind), None));
    let leaves = leaves.collect::<Vec<_>>();
    let (plain, none) = grouped(&context(many(), 2, None), &leaves).await;
    let (limited, spills) = grouped(&context(many(), 2, Some(16 << 20)), &leaves).await;
    assert_eq!(none, 0);
    assert!(spills > 0);
    for (column, leaf) in leaves.iter().enumerate() {
        assert!(plain.column(column + 1) == limited.column(column + 1), "{leaf}");
    }
}

#[tokio::test]
async fn all_leaves_run_together() {
    for partitions in [1, 4] {
        let batch = aggregate(&context(rows(), partitions, None), &["g"], all()).await.unwrap();
        assert_eq!(batch.num_rows(), 3);
    }
}
