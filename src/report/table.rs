//! `table`: blocks of aligned columns for a terminal.

use super::Report;
use super::layout::{Block, Layout, Row, layout};
use crate::diag::Problem;
use crate::targets::Outcome;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent};

/// Terminals narrower than this are taken to be this wide.
const NARROWEST: usize = 40;
/// What a column takes besides its content.
const PADDING: usize = 3;
/// Columns of text that are broken into lines keep at least this width.
const LEAST: usize = 6;

/// Writes the blocks, the foot notes and the summary.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, Problem> {
    let width = report.width.clamp(NARROWEST, u16::MAX.into());
    let Layout { blocks, notes, summary } = layout(report.assessment);
    let mut parts: Vec<String> = blocks.iter().map(|block| block_text(block, width, report.colour)).collect();
    let last: Vec<_> = notes.into_iter().map(String::from).chain([summary]).collect();
    parts.push(paragraph(&last, width));
    Ok(parts.join("\n").into_bytes())
}

fn block_text(block: &Block, width: usize, colour: bool) -> String {
    let head: Vec<_> = block.title.iter().chain(&block.targets).cloned().collect();
    let head = if head.is_empty() { String::new() } else { paragraph(&head, width) };
    let mut table = bare(width);
    table
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_header(block.columns.iter().map(|(name, _)| name));
    table.add_rows(block.rows.iter().map(|row| &row.cells));
    arrange(&mut table, block, width);
    let lines = trimmed(&table);
    head + &if colour { coloured(&lines, &block.rows) } else { lines }
}

/// Lines of text, broken between words.
fn paragraph(lines: &[String], width: usize) -> String {
    let mut table = bare(width);
    table.add_rows(lines.iter().map(|line| [line]));
    trimmed(&table)
}

fn bare(width: usize) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

/// Numbers to the right; narrow columns stay whole, so that the wide ones break.
fn arrange(table: &mut Table, block: &Block, width: usize) {
    let contents: Vec<usize> = table.column_max_content_widths().into_iter().map(usize::from).collect();
    let widest = widest_whole(&contents, width);
    for (index, (column, content)) in table.column_iter_mut().zip(contents).enumerate() {
        if block.columns.get(index).is_some_and(|(_, numeric)| *numeric) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if content <= widest {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// The width up to which columns can stay whole and leave room for the wider ones.
fn widest_whole(contents: &[usize], width: usize) -> usize {
    let fits = |widest: &usize| {
        let taken = contents.iter().map(|content| PADDING + if content <= widest { *content } else { LEAST });
        taken.sum::<usize>() <= width
    };
    contents.iter().copied().filter(fits).max().unwrap_or(0)
}

fn trimmed(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

/// The lines with each status in the colour of its outcome: the sign is the last one of its line.
fn coloured(lines: &str, rows: &[Row]) -> String {
    let mut rows =
        rows.iter().filter_map(|row| Some((row.cells.last()?.split(' ').next()?, row.outcome?))).peekable();
    let mut text = String::new();
    for line in lines.lines() {
        let found =
            rows.peek().and_then(|(sign, outcome)| Some((line.rfind(&format!(" {sign} "))? + 1, *outcome)));
        match found {
            Some((at, outcome)) => {
                rows.next();
                let (before, status) = line.split_at(at);
                text += &format!("{before}\u{1b}[{}m{status}\u{1b}[0m\n", colour(outcome));
            }
            None => text += &format!("{line}\n"),
        }
    }
    text
}

fn colour(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Pass => 32,
        Outcome::Skip => 2,
        Outcome::Warn => 33,
        Outcome::Fail | Outcome::Error => 31,
    }
}
