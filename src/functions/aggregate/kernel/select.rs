//! The values at a percentile, selected without sorting.

use datafusion::arrow::array::ArrowNativeTypeOp;

/// Values that percentiles are taken of.
pub(super) trait Measured: Copy {
    /// Whether it is a number at all.
    fn counts(self) -> bool;
    /// The distance from a smaller value.
    fn above(self, smaller: Self) -> f64;
    /// The nearest float.
    fn float(self) -> f64;
}

macro_rules! whole_measure {
    ($($native:ty),*) => {$(
        impl Measured for $native {
            fn counts(self) -> bool {
                true
            }
            fn above(self, smaller: Self) -> f64 {
                // The distance is never negative, so it fits without its sign.
                self.wrapping_sub(smaller).cast_unsigned() as f64
            }
            fn float(self) -> f64 {
                self as f64
            }
        }
    )*};
}

whole_measure!(i32, i64, i128);

impl Measured for f64 {
    fn counts(self) -> bool {
        self.is_finite()
    }
    fn above(self, smaller: Self) -> f64 {
        self - smaller
    }
    fn float(self) -> f64 {
        self
    }
}

/// The two values around a percentile.
#[derive(Clone, Copy)]
pub(super) struct Between<N> {
    pub(super) low: N,
    pub(super) high: N,
    pub(super) weight: f64,
}

impl<N: Measured> Between<N> {
    /// The value at their weight.
    pub(super) fn value(&self) -> f64 {
        let (low, distance) = (self.low.float(), self.high.above(self.low));
        if self.weight == 0.0 {
            low
        } else if distance.is_finite() {
            low + distance * self.weight
        } else {
            low * (1.0 - self.weight) + self.high.float() * self.weight
        }
    }
}

/// The values around the place `(n - 1) * p`, as numpy and DuckDB's `quantile_cont` find it.
pub(super) fn around<N: ArrowNativeTypeOp>(values: &mut [N], p: f64) -> Option<Between<N>> {
    let last = values.len().checked_sub(1)?;
    let place = last as f64 * p;
    let index = (place.floor() as usize).min(last);
    let (_, low, above) = values.select_nth_unstable_by(index, |a, b| a.compare(*b));
    let low = *low;
    let high = above.iter().copied().min_by(|a, b| a.compare(*b)).unwrap_or(low);
    Some(Between { low, high, weight: place - index as f64 })
}

/// The first value that at least the share p does not exceed, as DuckDB's `quantile_disc`.
pub(super) fn reached<N: ArrowNativeTypeOp>(values: &mut [N], p: f64) -> Option<N> {
    let count = values.len();
    let last = count.checked_sub(1)?;
    let beyond = (count as f64 - count as f64 * p).floor() as usize;
    let index = count.saturating_sub(beyond).saturating_sub(1).min(last);
    Some(*values.select_nth_unstable_by(index, |a, b| a.compare(*b)).1)
}
