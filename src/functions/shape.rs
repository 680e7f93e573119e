//! Shapes: what can be called on a KPI-level value to see it at other periods, over windows, or over other slices.

/// A shape of the language; the model gives it meaning.
#[derive(Debug)]
pub struct ShapeFunction {
    /// Its name.
    pub name: &'static str,
    /// Its arguments, for messages and documentation.
    pub signature: &'static str,
    /// What it does, in plain sentences.
    pub docs: &'static str,
    /// An expression that uses it.
    pub example: &'static str,
}

/// Every shape.
pub const ALL: &[ShapeFunction] = &[
    ShapeFunction {
        name: "previous",
        signature: "previous(x [, n])",
        docs: "The value n periods before, one if n is not given; none before the first row.",
        example: "previous(revenue)",
    },
    ShapeFunction {
        name: "shift",
        signature: "shift(x, step)",
        docs: "The value at the period that holds the start moved by the step.",
        example: "shift(revenue, -1 year)",
    },
    ShapeFunction {
        name: "change",
        signature: "change(x [, step])",
        docs: "The relative change since the period so long before: the value over that one, minus 1.",
        example: "change(revenue, 1 year)",
    },
    ShapeFunction {
        name: "rolling",
        signature: "rolling(x, length [, partial])",
        docs: "The value over the window of this length that ends with the period, computed again over its rows.",
        example: "rolling(revenue, 28 days)",
    },
    ShapeFunction {
        name: "to_date",
        signature: "to_date(x, grain)",
        docs: "The value from the start of the longer period, or of `all`, to the end of the period.",
        example: "to_date(revenue, year)",
    },
    ShapeFunction {
        name: "at_start",
        signature: "at_start(x, grain)",
        docs: "The value in the first period of the longer one.",
        example: "at_start(stock, month)",
    },
    ShapeFunction {
        name: "total",
        signature: "total(x [, slice, …])",
        docs: "The value over all slices, or over all values of the slices named.",
        example: "revenue / total(revenue)",
    },
    ShapeFunction {
        name: "share_of_total",
        signature: "share_of_total(x [, slice, …])",
        docs: "The value over its total.",
        example: "share_of_total(revenue)",
    },
    ShapeFunction {
        name: "running",
        signature: "running(x, slice)",
        docs: "The value over all values of a slice up to this one, computed again over their rows.",
        example: "running(count(), age)",
    },
];

/// The shape of this name.
pub fn find(name: &str) -> Option<&'static ShapeFunction> {
    ALL.iter().find(|shape| shape.name == name)
}
