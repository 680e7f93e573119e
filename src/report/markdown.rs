//! `markdown`: the blocks of the table as pipe tables.

use super::Report;
use super::layout::{Block, Layout, layout};
use crate::diag::Problem;

/// Writes the blocks, the foot notes and the summary.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, Problem> {
    let Layout { blocks, notes, summary } = layout(report.assessment);
    let notes = notes.into_iter().map(|note| escaped(note) + "\n");
    let parts: Vec<String> = blocks.iter().map(block_text).chain(notes).chain([summary + "\n"]).collect();
    Ok(parts.join("\n").into_bytes())
}

fn block_text(block: &Block) -> String {
    let mut text = String::new();
    if let Some(title) = &block.title {
        text += &format!("### {}\n\n", escaped(title));
    }
    for target in &block.targets {
        text += &format!("- {}\n", escaped(target));
    }
    if !block.targets.is_empty() {
        text.push('\n');
    }
    text + &pipes(block)
}

fn pipes(block: &Block) -> String {
    let header = line(block.columns.iter().map(|(name, _)| escaped(name)));
    let rule =
        line(block.columns.iter().map(|(_, numeric)| if *numeric { "---:".into() } else { "---".into() }));
    let rows = block.rows.iter().map(|row| line(row.cells.iter().map(|cell| escaped(cell))));
    [header, rule].into_iter().chain(rows).collect()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// The text with every character that Markdown or HTML reads as a sign made plain.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' | '$' => escaped.extend(['\\', char]),
            _ => escaped.push(char),
        }
    }
    escaped
}
