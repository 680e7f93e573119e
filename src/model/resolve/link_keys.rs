//! The keys that links go by.

use super::{Resolver, RowScope};
use crate::diag::{Code, Problem, Spanned};
use crate::lang::Type;
use crate::lang::ast::{Expr, ExprKind};
use crate::model::node::ColumnRef;
use crate::model::units::{article, noun};
use crate::spec::Link;

impl Resolver<'_> {
    pub(super) fn link_keys(&mut self, source: usize) {
        let spec = self.spec;
        for (name, link) in &spec.sources[source].links {
            let Some(to) = self.sources[source].links.get(name).map(|link| link.to) else { continue };
            if !self.sources[to].open {
                continue;
            }
            let as_of = self.link_time(source, to, link);
            if let Some((pairs, as_of)) = self.link_pairs(source, to, link).zip(as_of) {
                let link = &mut self.sources[source].links[name.as_str()];
                (link.pairs, link.as_of) = (pairs, as_of);
            }
        }
    }

    fn link_pairs(&mut self, source: usize, to: usize, link: &Link) -> Option<Vec<(ColumnRef, usize)>> {
        let theirs = self.their_columns(to, link)?;
        let mut pairs = Vec::new();
        for ((mine, _), theirs) in link.key.iter().zip(theirs) {
            let (column, ty) = self.my_column(source, mine)?;
            let their_type = self.column_type(to, theirs, mine.span)?;
            if !same_kind(&ty, &their_type) {
                let target = &self.sources[to];
                let other = target.columns.get_index(theirs).map_or("", |(name, _)| name);
                let message = format!(
                    "`{}` is {}, and `{}.{other}` is {}",
                    mine.value,
                    article(&noun(&ty)),
                    target.name,
                    article(&noun(&their_type))
                );
                let help = format!(
                    "state one type for both under `columns:`, such as `{}: {{ type: text }}`",
                    mine.value
                );
                return self.problem(Problem::error(Code::TypeMismatch, mine.span, message).help(help));
            }
            pairs.push((column, theirs));
        }
        Some(pairs)
    }

    /// The columns of the target that a link's key goes to: those it names, else the target's key.
    fn their_columns(&mut self, to: usize, link: &Link) -> Option<Vec<usize>> {
        if link.key.iter().any(|(_, theirs)| theirs.is_some()) {
            let named = link.key.iter().map(|(mine, theirs)| theirs.as_ref().unwrap_or(mine));
            let found: Vec<_> = named.map(|name| self.named_column(to, name)).collect();
            return found.into_iter().collect();
        }
        if let Some(found) = self.keys_in_force(to, link) {
            return Some(found);
        }
        let spec = self.spec;
        let keys: Vec<_> = spec.sources[to].key.iter().collect();
        let target = self.sources[to].name.clone();
        if keys.is_empty() && spec.sources[to].broken {
            return None;
        }
        if keys.is_empty() {
            let message = format!("`{target}` has no key to link to");
            let help =
                format!("add `key:` to source `{target}`, or name its column: `key: {{ mine: theirs }}`");
            return self.problem(Problem::error(Code::MissingKey, link.to.span, message).help(help));
        }
        if keys.len() != link.key.len() {
            let surplus = link.key.get(keys.len()).or(link.key.last());
            let span = surplus.map_or(link.name.span, |(mine, _)| mine.span);
            let columns = keys.iter().map(|key| format!("`{}`", key.value)).collect::<Vec<_>>().join(", ");
            let message =
                format!("the key of `{target}` is {columns}, and this link gives {} of it", link.key.len());
            let help = format!("give one column for each of {columns}, in that order");
            return self.problem(Problem::error(Code::WrongArguments, span, message).help(help));
        }
        keys.into_iter().map(|key| self.sources[to].columns.get_index_of(&key.value)).collect()
    }

    /// A column of the source, or a path through its other links.
    pub(super) fn my_column(&mut self, source: usize, name: &Spanned<String>) -> Option<(ColumnRef, Type)> {
        let row = RowScope { source, placed: false, lenient: false };
        let whole = self.sources[source].columns.contains_key(&name.value);
        if !whole && let Some(path) = split_path(name) {
            return self.column_path(&path, row);
        }
        self.column_path(std::slice::from_ref(name), row)
    }
}

/// Values of these types can be equal.
fn same_kind(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::Null, _) | (_, Type::Null) | (Type::Number(..), Type::Number(..)) => true,
        (left, right) => left == right,
    }
}

/// `order.customer_id` as a path, all of it at the whole name's place.
fn split_path(name: &Spanned<String>) -> Option<Vec<Spanned<String>>> {
    let map = crate::diag::TextMap::Shifted(name.span.file, name.span.start);
    let Expr { kind: ExprKind::Path(names), .. } = crate::lang::expression(&name.value, &map).ok()? else {
        return None;
    };
    (names.len() > 1).then_some(names)
}
