//! Sources: columns with their types, links, time, key and `where`.

use super::{Pending, Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span, Spanned, did_you_mean};
use crate::lang::Type;
use crate::lang::ast::{Expr, ExprKind};
use crate::model::node::{ColumnRef, Node};
use crate::model::source::{ColumnModel, LinkModel, Schema, SourceModel};
use crate::model::units::{article, noun};
use crate::spec::{self, Link};
use indexmap::IndexMap;

impl<'a> Resolver<'a> {
    /// Columns of the data and names of computed ones; links to known sources. Nothing computed is looked at yet.
    pub(super) fn lay_out_sources(&mut self, schemas: &IndexMap<String, Schema>) {
        for (name, source) in &self.spec.sources {
            self.sources.push(lay_out(source, schemas.get(name)));
        }
        for source in 0..self.sources.len() {
            self.links(source);
        }
    }

    /// Everything that rests on columns of any source.
    pub(super) fn finish_sources(&mut self) {
        for source in 0..self.sources.len() {
            if self.sources[source].open {
                self.computed_columns(source);
                self.key(source);
                self.time(source);
                self.link_keys(source);
            }
        }
        for source in 0..self.sources.len() {
            if self.sources[source].open {
                self.source_filter(source);
            }
        }
    }

    fn links(&mut self, source: usize) {
        let spec = self.spec;
        for (name, link) in &spec.sources[source].links {
            if self.sources[source].columns.contains_key(name) {
                let message = format!("`{name}` is a link and a column of `{}`", self.sources[source].name);
                let problem = Problem::error(Code::AmbiguousName, link.name.span, message)
                    .help("give the link another name, or rename the column under `columns:`");
                self.problems.push(problem);
                continue;
            }
            match self.source_number(&link.to.value) {
                Some(to) => {
                    let pairs = Vec::new();
                    self.sources[source].links.insert(name.clone(), LinkModel { to, pairs });
                }
                None => {
                    let problem = self.unknown_source(&link.to);
                    self.problems.push(problem);
                }
            }
        }
    }

    pub(super) fn unknown_source(&self, name: &Spanned<String>) -> Problem {
        let known = self.spec.sources.keys();
        let help = did_you_mean(&name.value, known.clone().map(String::as_str))
            .unwrap_or_else(|| format!("the sources are {}", super::names::listed(known)));
        Problem::error(Code::UnknownSource, name.span, format!("there is no source `{}`", name.value))
            .help(help)
    }

    fn computed_columns(&mut self, source: usize) {
        let spec = self.spec;
        for (name, column) in &spec.sources[source].columns {
            if column.expr.is_none() {
                continue;
            }
            let Some(number) = self.sources[source].columns.get_index_of(name) else { continue };
            if let Some(node) = self.computed(source, number, column.name.span) {
                let model = &mut self.sources[source].columns[number];
                model.ty = node.ty.clone();
                model.computed = Some(node);
            }
        }
    }

    /// The type of a column, which for a computed one is that of its expression.
    pub(super) fn column_type(&mut self, source: usize, column: usize, used_at: Span) -> Option<Type> {
        let (name, model) = self.sources[source].columns.get_index(column)?;
        let spec = &self.spec.sources[source];
        match spec.columns.get(name).and_then(|column| column.expr.as_ref()) {
            None => Some(model.ty.clone()),
            Some(_) => self.computed(source, column, used_at).map(|node| node.ty),
        }
    }

    fn computed(&mut self, source: usize, column: usize, used_at: Span) -> Option<Node> {
        if let Some(done) = self.columns.get(&(source, column)) {
            return done.clone();
        }
        let spec = self.spec;
        let (name, _) = self.sources[source].columns.get_index(column)?;
        let column_spec = spec.sources[source].columns.get(name)?;
        let expr = column_spec.expr.as_ref()?;
        let pending = Pending::Column(source, column);
        if !self.enter(pending, used_at) {
            return None;
        }
        let node = self.row(expr, RowScope { source, placed: false, lenient: false });
        self.stack.pop();
        let node = node.and_then(|node| self.stated(node, column_spec));
        self.columns.insert((source, column), node.clone());
        node
    }

    /// A computed column whose record states a type or unit: the expression's value must be of it.
    fn stated(&mut self, node: Node, column: &spec::Column) -> Option<Node> {
        let Some(wanted) = self.stated_type(column, &node.ty) else { return Some(node) };
        match super::kpis::as_unit(&node.ty, &wanted) {
            Some(ty) => Some(Node { ty, ..node }),
            None => {
                let span = column.unit.as_ref().map(|unit| unit.span);
                let span = span.or(column.kind.as_ref().map(|kind| kind.span)).unwrap_or(column.name.span);
                let message = format!(
                    "column `{}` is stated as {}, and its expression is {}",
                    column.name.value,
                    article(&noun(&wanted)),
                    article(&noun(&node.ty))
                );
                self.problem(
                    Problem::error(Code::WrongUnit, span, message)
                        .help("change the expression or what is stated"),
                )
            }
        }
    }

    fn stated_type(&self, column: &spec::Column, ty: &Type) -> Option<Type> {
        if let Some(unit) = &column.unit {
            return super::kpis::unit_type(&unit.value, self.currency());
        }
        let kind = column.kind.as_ref()?;
        super::kpis::column_type(kind.value, ty)
    }

    fn key(&mut self, source: usize) {
        let spec = self.spec;
        for name in &spec.sources[source].key {
            if let Some(column) = self.named_column(source, name) {
                self.sources[source].key.push(column);
            }
        }
    }

    fn time(&mut self, source: usize) {
        let spec = self.spec;
        let Some(name) = &spec.sources[source].time else { return };
        let Some(column) = self.named_column(source, name) else { return };
        let Some(ty) = self.column_type(source, column, name.span) else { return };
        if matches!(ty, Type::Date | Type::Instant | Type::Null) {
            self.sources[source].time = Some(column);
            return;
        }
        let message =
            format!("`{}` is {}, and `time` needs a date or an instant", name.value, article(&noun(&ty)));
        let example = format!(
            "state it under `columns:`, such as `{}: {{ type: date, format: \"%d/%m/%Y\" }}`",
            name.value
        );
        self.problems.push(Problem::error(Code::TypeMismatch, name.span, message).help(example));
    }

    fn named_column(&mut self, source: usize, name: &Spanned<String>) -> Option<usize> {
        let found = self.sources[source].columns.get_index_of(&name.value);
        if found.is_none() {
            let problem = self.unknown_column(source, name);
            self.problems.push(problem);
        }
        found
    }

    fn source_filter(&mut self, source: usize) {
        let spec = self.spec;
        let scope = Scope::Row(RowScope { source, placed: false, lenient: false });
        let filter = spec.sources[source].filter.as_ref();
        if let Some(filter) = self.condition(filter, scope, "`where` keeps rows by a condition") {
            self.sources[source].filter = filter;
        }
    }

    fn link_keys(&mut self, source: usize) {
        let spec = self.spec;
        for (name, link) in &spec.sources[source].links {
            let Some(to) = self.sources[source].links.get(name).map(|link| link.to) else { continue };
            if self.sources[to].open
                && let Some(pairs) = self.link_pairs(source, to, link)
            {
                self.sources[source].links[name.as_str()].pairs = pairs;
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
        let spec = self.spec;
        let keys: Vec<_> = spec.sources[to].key.iter().collect();
        let target = self.sources[to].name.clone();
        if keys.is_empty() {
            let message = format!("`{target}` has no key to link to");
            let help =
                format!("add `key:` to source `{target}`, or name its column: `key: {{ mine: theirs }}`");
            return self.problem(Problem::error(Code::MissingKey, link.to.span, message).help(help));
        }
        if keys.len() != link.key.len() {
            let message =
                format!("the key of `{target}` has {} columns, and {} are given", keys.len(), link.key.len());
            let span = link.key.first().map_or(link.name.span, |(mine, _)| mine.span);
            return self.problem(
                Problem::error(Code::WrongArguments, span, message)
                    .help("give one column per key column, in order"),
            );
        }
        keys.into_iter().map(|key| self.sources[to].columns.get_index_of(&key.value)).collect()
    }

    /// A column of the source, or a path through its other links.
    fn my_column(&mut self, source: usize, name: &Spanned<String>) -> Option<(ColumnRef, Type)> {
        let row = RowScope { source, placed: false, lenient: false };
        let whole = self.sources[source].columns.contains_key(&name.value);
        if !whole && let Some(path) = split_path(name) {
            return self.column_path(&path, name.span, row);
        }
        self.column_path(std::slice::from_ref(name), name.span, row)
    }

    /// The project's currency, for `money`.
    pub(super) fn currency(&self) -> Option<&'a str> {
        self.spec.project.currency.as_ref().map(|currency| currency.value.as_str())
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

fn lay_out(source: &spec::Source, schema: Option<&Schema>) -> SourceModel {
    let data = schema.into_iter().flat_map(|schema| schema.columns.iter().cloned());
    let mut columns: IndexMap<_, _> =
        data.map(|(name, ty)| (name, ColumnModel { ty, computed: None })).collect();
    for (name, column) in &source.columns {
        if column.expr.is_some() {
            columns.insert(name.clone(), ColumnModel { ty: Type::Null, computed: None });
        }
    }
    SourceModel {
        name: source.name.value.clone(),
        span: source.name.span,
        columns,
        unusable: schema.into_iter().flat_map(|schema| schema.unusable.iter().cloned()).collect(),
        links: IndexMap::new(),
        key: Vec::new(),
        time: None,
        filter: None,
        sparse: source.sparse,
        open: schema.is_some(),
    }
}
