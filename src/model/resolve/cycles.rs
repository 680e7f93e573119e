//! Links, computed columns and `where`s of sources that need each other: none of them could be computed first.

use super::Resolver;
use crate::diag::{Code, Problem, Span};
use crate::model::nested::Nested;
use crate::model::node::{ColumnRef, Node, NodeKind};

/// A part of a source that may rest on others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    /// A column, by the numbers of its source and its own.
    Column(usize, usize),
    /// A link: finding its partner needs its keys and the rows of its target.
    Link(usize, usize),
    /// The `where` of a source.
    Filter(usize),
}

impl Resolver<'_> {
    /// Tells every circle that goes through a link; those of columns alone are told where they are resolved.
    pub(super) fn circles(&mut self) {
        let mut done = std::collections::HashSet::new();
        for source in 0..self.sources.len() {
            let links = (0..self.sources[source].links.len()).map(|link| Part::Link(source, link));
            for start in links.chain([Part::Filter(source)]).collect::<Vec<_>>() {
                self.visit(start, &mut Vec::new(), &mut done);
            }
        }
    }

    fn visit(&mut self, part: Part, path: &mut Vec<Part>, done: &mut std::collections::HashSet<Part>) {
        if let Some(first) = path.iter().position(|other| *other == part) {
            let circle = path[first..].to_vec();
            return self.circle(&circle);
        }
        if !done.insert(part) {
            return;
        }
        path.push(part);
        for (next, _) in self.needs(part) {
            self.visit(next, path, done);
        }
        path.pop();
    }

    /// What a part rests on, each with the place where it says so.
    fn needs(&self, part: Part) -> Vec<(Part, Span)> {
        let mut found = Vec::new();
        match part {
            Part::Column(source, column) => {
                let column = self.sources[source].columns.get_index(column);
                let computed = column.and_then(|(_, column)| column.computed.as_ref());
                computed.into_iter().for_each(|node| self.columns_of(source, node, &mut found));
            }
            Part::Filter(source) => {
                let filter = self.sources[source].filter.as_ref();
                filter.into_iter().for_each(|node| self.columns_of(source, node, &mut found));
            }
            Part::Link(source, link) => self.link_needs(source, link, &mut found),
        }
        found
    }

    fn link_needs(&self, source: usize, link: usize, found: &mut Vec<(Part, Span)>) {
        let Some((name, model)) = self.sources[source].links.get_index(link) else { return };
        let spec = self.spec.sources[source].links.get(name);
        for (number, (mine, theirs)) in model.pairs.iter().enumerate() {
            let key = spec.and_then(|spec| spec.key.get(number));
            let span = key.map_or(Span::default(), |(mine, _)| mine.span);
            self.reference(source, mine, span, found);
            found.push((Part::Column(model.to, *theirs), span));
        }
        if let Some(at) = &model.as_of {
            let span = spec.and_then(|spec| spec.as_of.as_ref()).map_or(Span::default(), |at| at.span);
            self.reference(source, at, span, found);
            let target = &self.sources[model.to];
            let bounds = target.interval.iter().flat_map(|interval| [interval.from, interval.to]);
            found.extend(bounds.chain(target.time).map(|column| (Part::Column(model.to, column), span)));
        }
        found.push((Part::Filter(model.to), spec.map_or(Span::default(), |spec| spec.to.span)));
    }

    fn columns_of(&self, source: usize, node: &Node, found: &mut Vec<(Part, Span)>) {
        node.walk(&mut |node| match &node.kind {
            NodeKind::Column(column) => self.reference(source, column, node.span, found),
            NodeKind::Neighbour(_) => found.push((Part::Filter(source), node.span)),
            NodeKind::Nested(nested) => self.nested_needs(source, nested, node.span, found),
            _ => {}
        });
    }

    /// The keys on both sides, the rows that are aggregated and what is taken of them.
    fn nested_needs(&self, source: usize, nested: &Nested, span: Span, found: &mut Vec<(Part, Span)>) {
        let other = nested.aggregate.source;
        if let Some(keys) = nested.keys(&self.sources) {
            keys.outer.iter().for_each(|column| self.reference(source, column, span, found));
            keys.inner.iter().for_each(|column| self.reference(other, column, span, found));
        }
        found.push((Part::Filter(other), span));
        nested.aggregate.nodes().for_each(|node| self.columns_of(other, node, found));
    }

    /// The links that lead to a column, and the column itself.
    fn reference(&self, source: usize, column: &ColumnRef, span: Span, found: &mut Vec<(Part, Span)>) {
        let mut at = source;
        for link in &column.links {
            found.push((Part::Link(at, *link), span));
            at = self.sources[at].links.get_index(*link).map_or(at, |(_, link)| link.to);
        }
        found.push((Part::Column(column.source, column.column), span));
    }

    fn circle(&mut self, parts: &[Part]) {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        if parts.iter().all(|part| matches!(part, Part::Column(..))) {
            return;
        }
        let names: Vec<_> = parts.iter().chain([first]).map(|part| self.part_name(*part)).collect();
        let next =
            |part: &Part| parts.iter().position(|other| other == part).and_then(|at| parts.get(at + 1));
        // A `where` says it best; else the last part, which closes the circle.
        let place = parts.iter().rfind(|part| matches!(part, Part::Filter(_))).unwrap_or(last);
        let wanted = next(place).unwrap_or(first);
        let span = self.needs(*place).into_iter().find(|(part, _)| part == wanted).map(|(_, span)| span);
        let message = format!("`{}` needs itself: {}", names[0], names.join(" → "));
        let help = match parts.iter().any(|part| matches!(part, Part::Link(..))) || self.names_two(parts) {
            true => "break the cycle: one of these must not use the next",
            false => {
                "`next` and `prior` see the rows that `where` keeps: filter by them in the KPI's `where`"
            }
        };
        self.problems.push(Problem::error(Code::Cycle, span.unwrap_or_default(), message).help(help));
    }

    /// Whether parts of more than one source take part.
    fn names_two(&self, parts: &[Part]) -> bool {
        let source = |part: &Part| match part {
            Part::Column(source, _) | Part::Link(source, _) | Part::Filter(source) => *source,
        };
        parts.windows(2).any(|pair| source(&pair[0]) != source(&pair[1]))
    }

    fn part_name(&self, part: Part) -> String {
        let of = |source: usize, name: Option<&str>| {
            format!("{}.{}", self.sources[source].name, name.unwrap_or("where"))
        };
        match part {
            Part::Filter(source) => of(source, None),
            Part::Link(source, link) => {
                let link = self.sources[source].links.get_index(link);
                of(source, link.map(|(name, _)| name.as_str()))
            }
            Part::Column(source, column) => {
                let column = self.sources[source].columns.get_index(column);
                of(source, column.map(|(name, _)| name.as_str()))
            }
        }
    }
}
