//! How often each construct met what breaks engines.

use super::cells::Cell;
use super::definitions::{Definition, Run, SLICES};
use super::tables::{Tables, midnight};
use std::collections::BTreeMap;

/// What is to be met, each at least so often.
const TRAPS: [&str; 4] = ["a null", "a tie on an edge", "a day of 23 or 25 hours", "an empty slice"];
const LEAST: usize = 20;
const CHANGES: [&str; 2] = ["2024-03-31", "2024-10-27"];

/// Values by construct, of each trap.
#[derive(Debug, Default)]
pub struct Coverage(BTreeMap<&'static str, [usize; 4]>);

impl Coverage {
    /// Notes the values of a definition.
    pub fn note(&mut self, definition: &Definition, run: &Run, tables: &Tables, cells: &[Cell]) {
        let mut constructs = definition.formula.constructs();
        constructs.extend(definition.filter.iter().map(|_| "where of the KPI"));
        constructs.extend(definition.slice.map(|slice| SLICES[slice].0));
        constructs.sort_unstable();
        constructs.dedup();
        for cell in cells {
            let met = met(cell, run, tables);
            for construct in &constructs {
                let counts = self.0.entry(construct).or_default();
                counts.iter_mut().zip(met).for_each(|(count, met)| *count += usize::from(met));
            }
        }
    }

    /// Fails if a construct met a trap too seldom.
    pub fn check(&self) {
        let mut seldom = Vec::new();
        for (construct, counts) in &self.0 {
            for (trap, count) in TRAPS.iter().zip(counts) {
                // Without slices every period has a row.
                if *count < LEAST {
                    seldom.push(format!("`{construct}` met {trap} only {count} times"));
                }
            }
        }
        println!("{:#?}", self.0);
        assert!(seldom.is_empty(), "{}", seldom.join("\n"));
    }
}

fn met(cell: &Cell, run: &Run, tables: &Tables) -> [bool; 4] {
    let start = cell.date(run.grain);
    let end = run.grain.later(start, 1);
    let (from, to) = (midnight(&start.to_string()), midnight(&end.to_string()));
    let inside = |at: i64| from <= at && at < to;
    let rows = || tables.sales.iter().filter(|sale| sale.at.is_some_and(inside));
    let edge = |at: i64| at == from || at == to;
    let changes = CHANGES.iter().any(|date| inside(midnight(date)));
    [
        rows().any(super::tables::Sale::has_null),
        tables.sales.iter().any(|sale| sale.at.is_some_and(edge)),
        changes && rows().next().is_some(),
        cell.rows == Some(0),
    ]
}
