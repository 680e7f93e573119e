//! The laws that values obey on all data, on generated tables with generated definitions.

mod data;
mod independence;
mod lasting;
mod sums;
mod windows;

use crate::engine::support::Cell;
use jauge::lang::Value;

/// Whether two values are equal: floats within 1e-12 of each other, everything else exactly.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Float(_) | Value::Duration(_), Value::Float(_) | Value::Duration(_)) => {
            left.as_f64().zip(right.as_f64()).is_some_and(|(left, right)| near(left, right))
        }
        _ => left == right,
    }
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 * left.abs().max(right.abs())
}

/// The first cell in which two runs differ.
fn difference(left: &[Cell], right: &[Cell]) -> Option<String> {
    if left.len() != right.len() {
        return Some(format!("{} values and {}", left.len(), right.len()));
    }
    let differ = |(a, b): &(&Cell, &Cell)| {
        let places = (&a.kpi, &a.period, &a.slice, a.rows) != (&b.kpi, &b.period, &b.slice, b.rows);
        places || !same(&a.value, &b.value)
    };
    left.iter().zip(right).find(differ).map(|(a, b)| format!("{a:?}\nand {b:?}"))
}
