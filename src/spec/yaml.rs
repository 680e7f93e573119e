//! YAML text to documents: reads on after most syntax errors, so that all of them appear at once.

use super::mistakes::explain;
use super::node::Node;
use super::tree::{Failure, tree};
use crate::diag::{FileId, Problems};
use serde_saphyr::granit_parser::ScanError;
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

/// Syntax errors of one file that are read past.
const MAX_REPAIRS: usize = 20;

/// The documents of a text, or none where it could not be read to its end.
pub(super) fn documents(file: FileId, text: &str, problems: &mut Problems) -> Option<Vec<Rc<Node>>> {
    let mut readable = Cow::Borrowed(text);
    let mut broken: Vec<Range<usize>> = Vec::new();
    loop {
        match tree(file, &readable, &broken) {
            Ok(tree) => {
                problems.extend(tree.problems);
                return Some(tree.documents);
            }
            Err(Failure::Limit(problem)) => {
                problems.push(problem);
                return None;
            }
            Err(Failure::Syntax(error)) => {
                let at = offset(text, &error);
                let mistake = explain(file, &readable, error.kind(), at);
                problems.push(mistake.problem);
                let skip = mistake.skip.filter(|skip| broken.len() < MAX_REPAIRS && is_new(skip, &broken))?;
                cover(readable.to_mut(), &skip);
                broken.push(skip);
            }
        }
    }
}

fn offset(text: &str, error: &ScanError) -> usize {
    let marker = error.marker();
    let by_chars = || text.char_indices().nth(marker.index()).map_or(text.len(), |(at, _)| at);
    marker.byte_offset().unwrap_or_else(by_chars)
}

fn is_new(skip: &Range<usize>, broken: &[Range<usize>]) -> bool {
    !skip.is_empty() && broken.iter().all(|other| other.end <= skip.start || skip.end <= other.start)
}

/// Writes a harmless text of the same length over the bytes, so that all other places stay.
fn cover(text: &mut String, range: &Range<usize>) {
    let glued = text[..range.start].ends_with(':');
    let filler = if glued { format!(" {}", "x".repeat(range.len() - 1)) } else { "x".repeat(range.len()) };
    text.replace_range(range.clone(), &filler);
}
