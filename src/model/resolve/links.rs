//! Ways through links: from a source to another, or to a column of a name.

use super::Resolver;
use crate::diag::{Code, Problem};
use crate::lang::ast::Name;

/// More hops than any model of customer relations has; it bounds the search.
const MAX_HOPS: usize = 4;

impl Resolver<'_> {
    /// The one way from `base` to the source named by `hop`; a problem where there is none or several.
    pub(super) fn link_to_source(&mut self, base: usize, hop: &Name) -> Option<(Vec<usize>, usize)> {
        let to = self.source_number(&hop.value)?;
        let mut found = self.ways(base, |source| source == to);
        match found.len() {
            1 => Some((found.remove(0), to)),
            0 => {
                let (from, other) = (self.sources[base].name.clone(), hop.value.clone());
                let message = format!("no link leads from `{from}` to `{other}`");
                let help = format!("add a link to `{other}` under `links:` of `{from}`");
                self.problem(Problem::error(Code::UnlinkedSource, hop.span, message).help(help))
            }
            _ => {
                let ways: Vec<_> =
                    found.iter().map(|way| format!("`{}`", self.way_name(base, way))).collect();
                let message = format!("several links lead to `{}`", hop.value);
                let help = format!("name one of {}", ways.join(", "));
                self.problem(Problem::error(Code::AmbiguousName, hop.span, message).help(help))
            }
        }
    }

    /// The links to the only source in reach that has a column of this name.
    pub(super) fn only_path_to(&self, base: usize, column: &str) -> Option<Vec<usize>> {
        let has = |source: usize| source != base && self.sources[source].columns.contains_key(column);
        let mut found = self.ways(base, has);
        (found.len() == 1).then(|| found.remove(0))
    }

    /// All ways of links, shortest first, that end at a source that is wanted.
    pub(super) fn ways(&self, base: usize, wanted: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let (mut found, mut front) = (Vec::new(), vec![(Vec::new(), vec![base])]);
        for _ in 0..MAX_HOPS {
            let mut next = Vec::new();
            for (way, seen) in &front {
                let Some(at) = seen.last() else { continue };
                for (number, link) in self.sources[*at].links.values().enumerate() {
                    if seen.contains(&link.to) {
                        continue;
                    }
                    let longer = [way.clone(), vec![number]].concat();
                    if wanted(link.to) {
                        found.push(longer.clone());
                    }
                    next.push((longer, [seen.clone(), vec![link.to]].concat()));
                }
            }
            front = next;
        }
        found
    }

    pub(super) fn way_name(&self, base: usize, way: &[usize]) -> String {
        let (mut at, mut names) = (base, Vec::new());
        for number in way {
            let Some((name, link)) = self.sources[at].links.get_index(*number) else { break };
            names.push(name.clone());
            at = link.to;
        }
        names.join(".")
    }
}
