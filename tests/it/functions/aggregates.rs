//! Every aggregate against numpy and DuckDB, grouped and not, with and without a filter, over one partition and four.

use super::table::{aggregate, close, context, field, leaf, rows, rows_of};
use datafusion::logical_expr::ident;
use jauge::functions::aggregate::{Leaf, Quantile};

fn percentile(p: f64, discrete: bool) -> Leaf {
    Leaf::Percentile { p: Quantile::new(p).unwrap(), discrete }
}

/// By DuckDB 2.0 over the same rows: `select count(v), sum(v), min(v), max(v), count(distinct v), quantile_cont(v, 0.3),
/// quantile_cont(v, 0.95), median(v), quantile_disc(v, 0.3), stddev_samp(v), var_samp(v)`, with `where keep` and `group by g`;
/// numpy's `percentile` and `std(ddof=1)` give the same.
const EXPECTED: [(bool, bool, &[[f64; 11]]); 4] = [
    (
        false,
        false,
        &[[
            909.0,
            10168.0,
            -500.0,
            507.0,
            504.0,
            -182.0,
            461.5999999999999,
            8.0,
            -182.0,
            287.85490176666985,
            82860.44447109914,
        ]],
    ),
    (
        false,
        true,
        &[[
            728.0,
            7863.0,
            -500.0,
            507.0,
            484.0,
            -174.0,
            461.65,
            7.5,
            -174.0,
            287.734016043143,
            82790.86398831569,
        ]],
    ),
    (
        true,
        false,
        &[
            [
                303.0,
                -1672.0,
                -497.0,
                493.0,
                172.0,
                -208.40000000000003,
                462.0,
                -12.0,
                -212.0,
                294.48397819090656,
                86720.81341114234,
            ],
            [
                303.0,
                7320.0,
                -483.0,
                507.0,
                299.0,
                -152.4,
                460.79999999999995,
                37.0,
                -153.0,
                284.10410131541056,
                80715.14038423706,
            ],
            [
                303.0,
                4520.0,
                -500.0,
                507.0,
                303.0,
                -172.20000000000002,
                456.39999999999986,
                22.0,
                -174.0,
                285.0111589385856,
                81231.3607195157,
            ],
        ],
    ),
    (
        true,
        true,
        &[
            [
                243.0,
                -745.0,
                -497.0,
                493.0,
                164.0,
                -203.0,
                461.29999999999984,
                -10.0,
                -203.0,
                291.8545357311892,
                85179.07002686796,
            ],
            [
                243.0,
                7441.0,
                -483.0,
                507.0,
                240.0,
                -145.8,
                462.79999999999995,
                58.0,
                -147.0,
                283.50064620682457,
                80372.6163996871,
            ],
            [
                242.0,
                1167.0,
                -500.0,
                499.0,
                242.0,
                -170.7,
                456.69999999999993,
                -3.5,
                -171.0,
                287.89269669656517,
                82882.20481122048,
            ],
        ],
    ),
];

fn leaves() -> [Leaf; 11] {
    [
        Leaf::Count,
        Leaf::Sum,
        Leaf::Min,
        Leaf::Max,
        Leaf::Distinct,
        percentile(0.3, false),
        percentile(0.95, false),
        percentile(0.5, false),
        percentile(0.3, true),
        Leaf::StdDev,
        Leaf::Variance,
    ]
}

/// How much a column is smaller than `v`: all aggregates but counts scale with it, the variance with its square.
fn scaled(leaf: Leaf, value: f64, divisor: f64) -> f64 {
    match leaf {
        Leaf::Count | Leaf::Distinct => value,
        Leaf::Variance => value / (divisor * divisor),
        _ => value / divisor,
    }
}

#[tokio::test]
async fn exact_aggregates() {
    for partitions in [1, 4] {
        let context = context(rows(), partitions, None);
        for (column, divisor) in [("v", 1.0), ("f", 7.0), ("d", 100.0)] {
            for (grouped, filtered, expected) in EXPECTED {
                let by: &[&str] = if grouped { &["g"] } else { &[] };
                let filter = || filtered.then(|| ident("keep"));
                let exprs = leaves().map(|kind| leaf(kind, column, filter())).to_vec();
                let result = aggregate(&context, by, exprs).await.unwrap();
                for (index, kind) in leaves().into_iter().enumerate() {
                    let values = field(&result, by.len() + index, "value");
                    for (value, row) in values.iter().zip(expected) {
                        let wanted = Some(scaled(kind, row[index], divisor));
                        assert!(
                            close(*value, wanted),
                            "{kind:?} of {column}, {by:?} {filtered}: {value:?} not {wanted:?}"
                        );
                    }
                    assert_eq!(values.len(), expected.len());
                    if kind != Leaf::Count {
                        let kept = expected.iter().map(|row| row[0] as i64).collect::<Vec<_>>();
                        assert_eq!(rows_of(&result, by.len() + index), kept, "rows of {kind:?}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn no_rows() {
    let context = context(rows(), 2, None);
    let never = ident("v").gt(datafusion::logical_expr::lit(10_000_i64));
    for by in [&[][..], &["g"]] {
        let exprs = leaves().map(|kind| leaf(kind, "v", Some(never.clone()))).to_vec();
        let result = aggregate(&context, by, exprs).await.unwrap();
        for (index, kind) in leaves().into_iter().enumerate() {
            let expected = if kind == Leaf::Count { Some(0.0) } else { None };
            let values = field(&result, by.len() + index, "value");
            assert!(values.iter().all(|value| *value == expected), "{kind:?} by {by:?}: {values:?}");
            assert_eq!(values.len(), if by.is_empty() { 1 } else { 3 });
        }
    }
}

#[tokio::test]
async fn texts_left_out_are_not_read() {
    use datafusion::arrow::array::{ArrayRef, Int64Array, StringViewArray};
    use jauge::functions::{Lowering, Operand, aggregate::lower_leaf, scalar};
    use jauge::lang::Type;
    let texts: ArrayRef = std::sync::Arc::new(StringViewArray::from(vec!["1.5", "n/a", "2"]));
    let civil = jauge::calendar::Civil::default();
    let text = Operand { expr: ident("x"), ty: Type::Text, literal: None };
    let number = scalar::find("number").unwrap();
    let number = (number.lower)(&[text], &Lowering { civil: &civil, as_of: 0 }).unwrap();
    let filter = ident("x").not_eq(datafusion::logical_expr::lit("n/a"));
    let sum = |filter| lower_leaf(&Leaf::Sum, &Type::FLOAT, Some(number.clone()), vec![], filter);
    let groups: ArrayRef = std::sync::Arc::new(Int64Array::from(vec![1, 1, 1]));
    let context = context(vec![("x", texts), ("g", groups)], 1, None);
    for by in [&[][..], &["g"]] {
        let result = aggregate(&context, by, vec![sum(Some(filter.clone()))]).await.unwrap();
        assert_eq!(field(&result, by.len(), "value"), [Some(3.5)]);
        assert!(aggregate(&context, by, vec![sum(None)]).await.is_err());
    }
}
