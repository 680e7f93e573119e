//! Values as both sides give them.

use super::definitions::first_date;
use super::formulas::Grain;
use chrono::NaiveDate;
use jauge::lang::Value;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// One value of a KPI.
#[derive(Clone, Debug)]
pub struct Cell {
    pub period: String,
    /// Empty for a total; a key may be null.
    pub slice: Vec<Option<Option<String>>>,
    pub value: Worth,
    /// The rows behind it, where they are told.
    pub rows: Option<u64>,
}

/// What a value is worth.
#[derive(Clone, Debug)]
pub enum Worth {
    Nothing,
    Number(f64),
    Text(String),
}

impl Worth {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Worth::Nothing,
            Value::Text(text) => Worth::Text(text.clone()),
            Value::Boolean(truth) => Worth::Text(truth.to_string()),
            value => value.as_f64().map_or_else(|| Worth::Text(format!("{value:?}")), Worth::Number),
        }
    }

    fn read(value: &Json) -> Self {
        match value {
            Json::Null => Worth::Nothing,
            Json::Bool(truth) => Worth::Text(truth.to_string()),
            Json::String(text) => text.parse().map_or_else(|_| Worth::Text(text.clone()), Worth::Number),
            other => Worth::Text(other.to_string()),
        }
    }

    fn is(&self, other: &Worth) -> bool {
        match (self, other) {
            (Worth::Nothing, Worth::Nothing) => true,
            // A difference of two floats may hold what is left of their last digits.
            (Worth::Number(a), Worth::Number(b)) => (a - b).abs() <= 1e-11 * a.abs().max(b.abs()) + 1e-9,
            (Worth::Text(a), Worth::Text(b)) => a == b,
            _ => false,
        }
    }
}

impl Cell {
    /// The first date of its period.
    pub fn date(&self, grain: Grain) -> NaiveDate {
        first_date(&self.period, grain)
    }

    /// Whether another value is of the same period and slice.
    pub fn is_at(&self, other: &Cell) -> bool {
        self.period == other.period && self.slice == other.slice
    }

    /// Whether another value is the same, of the same period and slice.
    pub fn agrees(&self, other: &Cell) -> bool {
        let rows = self.rows.zip(other.rows).is_none_or(|(a, b)| a == b);
        self.is_at(other) && rows && self.value.is(&other.value)
    }
}

fn key(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Text(text) => Some(text.clone()),
        Value::Boolean(truth) => Some(truth.to_string()),
        other => Some(format!("{other:?}")),
    }
}

/// The values of a run by KPI.
pub fn cells(values: Vec<crate::engine::support::Cell>) -> BTreeMap<String, Vec<Cell>> {
    let mut by_kpi: BTreeMap<String, Vec<Cell>> = BTreeMap::new();
    for cell in values {
        let total = cell.slice.iter().all(Option::is_none);
        let slice =
            if total { Vec::new() } else { cell.slice.iter().map(|part| part.as_ref().map(key)).collect() };
        let value = Worth::of(&cell.value);
        let cell_of = Cell { period: cell.period, slice, value, rows: Some(cell.rows) };
        by_kpi.entry(cell.kpi).or_default().push(cell_of);
    }
    by_kpi
}

/// The rows of an exported statement: KPI, period, level and slices if there are any, value, rows.
pub fn of_sql(rows: &[Vec<Json>]) -> Vec<Cell> {
    let cell = |row: &Vec<Json>| {
        let text = |value: &Json| match value {
            Json::Null => None,
            Json::Bool(truth) => Some(truth.to_string()),
            value => value.as_str().map(str::to_owned),
        };
        let [_, period, between @ .., value, count] = row.as_slice() else { panic!("{row:?}") };
        let slice = match between {
            [level, keys @ ..] if level == "slice" => keys.iter().map(|key| Some(text(key))).collect(),
            _ => Vec::new(),
        };
        let rows = count.as_str().and_then(|count| count.parse().ok());
        Cell { period: text(period).expect("a period"), slice, value: Worth::read(value), rows }
    };
    rows.iter().map(cell).collect()
}

/// The rows of a naive query: the number of our cell, and its value.
pub fn of_naive(rows: &[Vec<Json>], ours: &[Cell]) -> Vec<Cell> {
    let values = rows.iter().map(|row| row.last().expect("a value"));
    values
        .zip(ours)
        .map(|(value, cell)| Cell { value: Worth::read(value), rows: None, ..cell.clone() })
        .collect()
}
