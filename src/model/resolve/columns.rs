//! Paths to columns: the source's own, and those behind links.

use super::{Resolver, RowScope};
use crate::diag::{Code, Problem};
use crate::lang::Type;
use crate::lang::ast::Name;
use crate::model::node::ColumnRef;

impl Resolver<'_> {
    /// The column that a path names, seen from a source.
    pub(super) fn column_path(&mut self, names: &[Name], row: RowScope) -> Option<(ColumnRef, Type)> {
        if !self.sources[row.source].open {
            return None;
        }
        let base = row.source;
        let qualified = names.len() > 1
            && names[0].value == self.sources[base].name
            && !self.sources[base].links.contains_key(&names[0].value);
        let rest = if qualified { &names[1..] } else { names };
        if let [name] = rest {
            if let Some(found) = self.own_column(base, name) {
                return found.map(|(column, ty)| (ColumnRef { links: Vec::new(), source: base, column }, ty));
            }
            if row.lenient
                && !qualified
                && let Some(links) = self.only_path_to(base, &name.value)
            {
                return self.follow(base, links, name);
            }
            return self.no_column(base, name);
        }
        self.linked_column(base, rest)
    }

    /// Some if the source has the column: its number and type, or none where it has a problem of its own.
    fn own_column(&mut self, source: usize, name: &Name) -> Option<Option<(usize, Type)>> {
        let model = &self.sources[source];
        if let Some(reason) = model.unusable.get(&name.value) {
            let message = format!("column `{}` of `{}` cannot be used: {reason}", name.value, model.name);
            return Some(self.problem(Problem::error(Code::TypeMismatch, name.span, message)));
        }
        let (column, _, _) = model.columns.get_full(&name.value)?;
        Some(self.column_type(source, column, name.span).map(|ty| (column, ty)))
    }

    fn linked_column(&mut self, base: usize, names: &[Name]) -> Option<(ColumnRef, Type)> {
        let (last, hops) = names.split_last()?;
        let (mut links, mut at) = (Vec::new(), base);
        for (place, hop) in hops.iter().enumerate() {
            match self.sources[at].links.get_full(&hop.value) {
                Some((number, _, link)) => {
                    links.push(number);
                    at = link.to;
                }
                None if place == 0 && self.source_number(&hop.value).is_some() => {
                    (links, at) = self.link_to_source(base, hop)?;
                }
                None => {
                    return self.no_link(at, hop);
                }
            }
        }
        self.follow(base, links, last)
    }

    /// The column at the end of links.
    fn follow(&mut self, base: usize, links: Vec<usize>, name: &Name) -> Option<(ColumnRef, Type)> {
        let at = links.iter().fold(base, |at, link| self.sources[at].links[*link].to);
        if !self.sources[at].open {
            return None;
        }
        match self.own_column(at, name) {
            Some(found) => found.map(|(column, ty)| (ColumnRef { links, source: at, column }, ty)),
            None => self.no_column(at, name),
        }
    }

    pub(super) fn source_number(&self, name: &str) -> Option<usize> {
        self.spec.sources.get_index_of(name)
    }
}
