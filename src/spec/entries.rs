//! The entries of a mapping: duplicate keys and merges.

use super::node::{Entry, Kind, Node};
use crate::diag::{Code, Problem, Span};
use std::collections::HashMap;
use std::rc::Rc;

/// Pairs keys and values; the first of two equal keys stays, and merged keys yield to written ones.
pub(super) fn entries(nodes: &[Rc<Node>], problems: &mut Vec<Problem>) -> Vec<Entry> {
    let mut pairing = Pairing { entries: Vec::new(), seen: HashMap::new(), problems };
    let mut merged = Vec::new();
    for pair in nodes.chunks_exact(2) {
        let entry = Entry { key: pair[0].clone(), value: pair[1].clone() };
        match entry.key.scalar().map(|key| key.text.as_str()) {
            Some("<<") => merged.push(entry.value),
            Some(_) => pairing.add(entry, true),
            None => pairing.entries.push(entry),
        }
    }
    merged.iter().for_each(|source| pairing.merge(source));
    pairing.entries
}

struct Pairing<'a> {
    entries: Vec<Entry>,
    seen: HashMap<String, Span>,
    problems: &'a mut Vec<Problem>,
}

impl Pairing<'_> {
    /// Adds an entry unless its key is there, which is reported if it was `written` here.
    fn add(&mut self, entry: Entry, written: bool) {
        let Some(name) = entry.key.scalar().map(|key| key.text.clone()) else { return };
        match self.seen.get(&name) {
            Some(first) if written => self.problems.push(twice(&name, entry.key.span, *first)),
            Some(_) => {}
            None => {
                self.seen.insert(name, entry.key.span);
                self.entries.push(entry);
            }
        }
    }

    fn merge(&mut self, source: &Node) {
        match &source.kind {
            Kind::Map(others) => others.iter().for_each(|other| self.add(other.clone(), false)),
            Kind::List(sources) => sources.iter().for_each(|source| self.merge(source)),
            Kind::Broken => {}
            Kind::Scalar(_) => {
                let problem = Problem::error(Code::InvalidValue, source.span, "`<<` merges mappings only");
                self.problems.push(problem.help("write `<<: *name`, with `&name` at the mapping to merge"));
            }
        }
    }
}

/// The same name at two places.
pub(super) fn twice(name: &str, second: Span, first: Span) -> Problem {
    Problem::error(Code::DuplicateName, second, format!("`{name}` is there twice"))
        .label("again here")
        .related(first, "first here")
        .help("remove one of them, or give it another name")
}
