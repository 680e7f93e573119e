//! Leaves: what the engine computes in one pass, and how it is written for the engine.

use super::kernel::list_type;
use super::udaf::LeafUdaf;
use crate::functions::physical::{arrow_type, decimal};
use crate::functions::text::reads_text;
use crate::lang::Type;
use datafusion::arrow::datatypes::DataType;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::expr::Case;
use datafusion::logical_expr::{AggregateUDF, Expr, cast, lit};
use std::hash::{Hash, Hasher};

/// What the engine computes per group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// Rows with an argument (all rows without one; true ones of a boolean).
    Count,
    /// The exact sum; of floats, compensated.
    Sum,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// The number of different values.
    Distinct,
    /// The exact percentile: between two values, or the first value that reaches it.
    Percentile { p: Quantile, discrete: bool },
    /// The value of the first row by the order.
    First,
    /// The value of the last row by the order.
    Last,
    /// The standard deviation of a sample.
    StdDev,
    /// The variance of a sample.
    Variance,
    /// The percentile within 0.1 %, exact up to 1,000 rows.
    ApproxPercentile(Quantile),
    /// The number of different values within about 1 %, exact up to 8,192.
    ApproxDistinct,
    /// The length of the union of intervals: their starts are the argument, their ends the first order key.
    Covered,
    /// The union of intervals, given in the same way, as a list: start, end, start, end …. An interval without an end
    /// lasts for ever.
    Pauses,
}

/// A fraction from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Quantile(f64);

impl Quantile {
    /// The middle.
    pub const HALF: Quantile = Quantile(0.5);

    /// The fraction, or none if it is not from 0 to 1.
    pub fn new(p: f64) -> Option<Self> {
        (0.0..=1.0).contains(&p).then_some(Self(p + 0.0))
    }

    /// The fraction, from 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl PartialEq for Quantile {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Quantile {}

impl Hash for Quantile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// The type that the argument of a leaf has to be brought to first: instants for the sum or percentile of dates.
pub fn leaf_argument(leaf: &Leaf, ty: &Type) -> Type {
    match (leaf, ty) {
        (Leaf::Sum | Leaf::Percentile { discrete: false, .. }, Type::Date) => Type::Instant,
        _ => ty.clone(),
    }
}

/// How the value of a leaf over an argument of this type is held.
pub fn leaf_output(leaf: &Leaf, ty: &Type) -> DataType {
    let held = held(leaf, ty);
    match leaf {
        Leaf::Count | Leaf::Distinct | Leaf::ApproxDistinct | Leaf::Covered => DataType::Int64,
        Leaf::Pauses => list_type(&DataType::Int64),
        Leaf::Sum => sum_type(&held),
        Leaf::StdDev | Leaf::Variance | Leaf::ApproxPercentile(_) => DataType::Float64,
        Leaf::Percentile { discrete: false, .. } => continuous_type(&held),
        Leaf::Min | Leaf::Max | Leaf::First | Leaf::Last | Leaf::Percentile { .. } => held,
    }
}

/// Sums of whole numbers and instants are decimals: they cannot overflow before 38 digits.
pub(super) fn sum_type(held: &DataType) -> DataType {
    match held {
        DataType::Float64 | DataType::Decimal128(_, _) => held.clone(),
        _ => decimal(0),
    }
}

/// A value between two instants is an instant, between two numbers a float.
pub(super) fn continuous_type(held: &DataType) -> DataType {
    match held {
        DataType::Timestamp(_, _) => held.clone(),
        _ => DataType::Float64,
    }
}

/// How the argument is handed to the leaf.
pub(super) fn held(leaf: &Leaf, ty: &Type) -> DataType {
    match (leaf, ty) {
        (_, Type::Null) => DataType::Int64,
        (Leaf::StdDev | Leaf::Variance | Leaf::ApproxPercentile(_), _) => DataType::Float64,
        _ => arrow_type(&leaf_argument(leaf, ty)),
    }
}

/// The engine's aggregate for a leaf over an argument of type `ty`, brought to [`leaf_argument`].
/// `order` are the keys of `First` and `Last`; `filter` keeps rows.
pub fn lower_leaf(
    leaf: &Leaf,
    ty: &Type,
    argument: Option<Expr>,
    order: Vec<Expr>,
    filter: Option<Expr>,
) -> Expr {
    lower(LeafUdaf::new(*leaf, false), leaf, ty, argument, order, filter)
}

/// The same, whose result also holds the state that `merge` takes; a count is its own state.
pub fn lower_mergeable(
    leaf: &Leaf,
    ty: &Type,
    argument: Option<Expr>,
    order: Vec<Expr>,
    filter: Option<Expr>,
) -> Expr {
    lower(LeafUdaf::new(*leaf, true), leaf, ty, argument, order, filter)
}

fn lower(
    function: LeafUdaf,
    leaf: &Leaf,
    ty: &Type,
    argument: Option<Expr>,
    order: Vec<Expr>,
    filter: Option<Expr>,
) -> Expr {
    match (leaf, argument) {
        (Leaf::Count, Some(condition)) if *ty == Type::Boolean => {
            let both = filter.map_or(condition.clone(), |filter| filter.and(condition));
            filtered(count(lit(1_i64)), Some(both))
        }
        (Leaf::Count, argument) => filtered(count(argument.unwrap_or(lit(1_i64))), filter),
        (leaf, argument) => {
            let value = guarded(argument.unwrap_or(lit(1_i64)), filter.as_ref());
            let wanted = held(leaf, ty);
            let value = if wanted == arrow_type(ty) { value } else { cast(value, wanted) };
            let arguments = std::iter::once(value).chain(order).collect();
            filtered(AggregateUDF::new_from_impl(function).call(arguments), filter)
        }
    }
}

/// The engine computes arguments before it filters: what fails on a wrong text must not see the rows left out.
pub(super) fn guarded(argument: Expr, filter: Option<&Expr>) -> Expr {
    match filter {
        Some(filter) if reads_text(&argument) => {
            Expr::Case(Case::new(None, vec![(Box::new(filter.clone()), Box::new(argument))], None))
        }
        _ => argument,
    }
}

pub(super) fn filtered(aggregate: Expr, filter: Option<Expr>) -> Expr {
    match aggregate {
        Expr::AggregateFunction(mut inner) => {
            inner.params.filter = filter.map(Box::new);
            Expr::AggregateFunction(inner)
        }
        other => other,
    }
}
