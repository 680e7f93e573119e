//! What people read of an assessment: blocks of rows, foot notes, a summary. Tables and Markdown draw it.

mod block;
mod summary;
mod words;

pub(super) use block::{Block, Row};
use summary::summary;
use words::words;

use super::Screen;
use crate::targets::{Assessment, Judged, KpiInfo};

/// A whole report as text.
pub(super) struct Layout {
    /// In order of definition.
    pub blocks: Vec<Block>,
    /// What marks in the blocks mean.
    pub notes: Vec<&'static str>,
    /// How many values met their targets.
    pub summary: String,
}

/// The text of an assessment: neighbours with a single value share a block, all others have their own.
pub(super) fn layout(assessment: &Assessment) -> Layout {
    let screen = Screen::new(assessment);
    let mut groups: Vec<Vec<(&KpiInfo, Vec<&Judged>)>> = Vec::new();
    for (index, info) in assessment.kpis.iter().enumerate() {
        let results: Vec<_> = assessment.results.iter().filter(|result| result.kpi == index).collect();
        match groups.last_mut() {
            Some(group)
                if single(info, &results) && group.iter().all(|(info, results)| single(info, results)) =>
            {
                group.push((info, results));
            }
            _ => groups.push(vec![(info, results)]),
        }
    }
    let blocks = groups.iter().map(|group| match group.as_slice() {
        [(info, results)] if !single(info, results) => Block::of_kpi(&screen, info, results),
        group => Block::of_singles(&screen, group),
    });
    Layout { blocks: blocks.collect(), notes: notes(assessment), summary: summary(assessment) }
}

fn single(info: &KpiInfo, results: &[&Judged]) -> bool {
    info.slices.is_empty() && results.len() == 1
}

fn notes(assessment: &Assessment) -> Vec<&'static str> {
    let incomplete = assessment.results.iter().any(|result| !result.period.complete);
    if incomplete { vec![words(assessment.locale).not_over] } else { Vec::new() }
}
