//! Bugs planted on purpose: each must make a difference, or the comparison would not see it either.

use super::cells::{Cell, of_sql};
use super::definitions::Run;
use super::difference;
use crate::duckdb::answers;
use std::collections::BTreeMap;

/// A name, and what is written instead of what.
const BUGS: [(&str, &str, &str); 14] = [
    ("a period that holds its end", "< p.ends", "<= p.ends"),
    ("a period that does not hold its start", ">= p.starts", "> p.starts"),
    ("a date in two periods", "< p.end_day", "<= p.end_day"),
    ("rows of now left out", "<= timestamp '2024-11-15", "< timestamp '2024-11-15"),
    ("a dropped filter", "filter (where ", "filter (where true or "),
    ("a swapped denominator", ".value_1, 0), 0)", ".value_0, 0), 0)"),
    ("a lost null slice", "is not distinct from", "="),
    ("days of 24 hours", "22:00:00'", "23:00:00'"),
    ("rows without a partner lost", "left join customers_rows", "join customers_rows"),
    ("no value instead of zero", "coalesce(", "nullif("),
    ("a percentile that is not interpolated", "quantile_cont", "quantile_disc"),
    ("values counted twice", "count(distinct ", "count("),
    ("the last by any order", " desc nulls last", " nulls last"),
    ("infinity as a number", "<= 1.7976931348623157e308", "is not null"),
];

/// How many statements each bug is planted in at most.
const MOST: usize = 8;

/// A run with its values and the statements that were exported for them.
type Exported<'a> = (&'a Run, &'a BTreeMap<String, Vec<Cell>>, Vec<String>);

/// Plants each bug in the statements that have room for it; fails if none gives other values than jauge.
pub fn all_are_caught(python: &str, exported: &[Exported]) {
    let mut missed = Vec::new();
    for (name, right, wrong) in BUGS {
        let statements = exported.iter().flat_map(|(run, cells, statements)| {
            let definitions = run.definitions.iter().zip(statements);
            definitions.map(move |(definition, statement)| (definition, &cells[&definition.name], statement))
        });
        let with_room: Vec<_> = statements.filter(|(_, _, statement)| statement.contains(right)).collect();
        let step = with_room.len().div_ceil(MOST).max(1);
        let planted: Vec<_> = with_room.into_iter().step_by(step).collect();
        let texts: Vec<String> =
            planted.iter().map(|(_, _, statement)| statement.replace(right, wrong)).collect();
        let told = answers(python, &texts);
        let caught = planted.iter().zip(&told).any(|((definition, ours, _), answer)| {
            answer.as_ref().is_ok_and(|rows| difference(definition, ours, &of_sql(rows)).is_some())
        });
        if !caught {
            missed.push(format!("{name}, planted {} times", texts.len()));
        }
    }
    assert!(missed.is_empty(), "bugs that nothing caught: {}", missed.join("; "));
}
