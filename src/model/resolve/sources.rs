//! Sources: columns of the data, links, time, key and `where`.

use super::{Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Spanned, did_you_mean};
use crate::lang::Type;
use crate::model::source::{ColumnModel, LinkModel, Schema, SourceModel};
use crate::model::units::{article, noun};
use crate::spec;
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
                self.source_interval(source);
                self.link_keys(source);
            }
        }
        for source in 0..self.sources.len() {
            if self.sources[source].open {
                self.source_filter(source);
            }
        }
        self.circles();
    }

    fn links(&mut self, source: usize) {
        let spec = self.spec;
        for (name, link) in &spec.sources[source].links {
            if self.sources[source].columns.contains_key(name) {
                let message = format!("`{name}` is a link and a column of `{}`", self.sources[source].name);
                let problem = Problem::error(Code::AmbiguousName, link.name.span, message)
                    .help("give the link another name, or rename the column under `columns:`");
                self.problems.push(problem);
            }
            match self.source_number(&link.to.value) {
                Some(to) => {
                    let pairs = Vec::new();
                    self.sources[source].links.insert(name.clone(), LinkModel { to, pairs, as_of: None });
                }
                None if self.unread(spec::EntryKind::Source, &link.to.value) => {}
                None => {
                    let problem = self.unknown_source(&link.to);
                    self.problems.push(problem);
                }
            }
        }
    }

    pub(super) fn unknown_source(&self, name: &Spanned<String>) -> Problem {
        let known = self.spec.sources.keys();
        let help =
            did_you_mean(&name.value, known.clone().map(String::as_str)).unwrap_or_else(|| {
                match known.len() {
                    0 => "define it below `sources:`".to_owned(),
                    _ => format!("the sources are {}", super::unknown::listed(known)),
                }
            });
        Problem::error(Code::UnknownSource, name.span, format!("there is no source `{}`", name.value))
            .help(help)
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
        self.sources[source].time = self.time_column(source, name, "time").map(|(column, _)| column);
    }

    /// The column of this name, which must be a date or an instant for a key such as `time`.
    pub(super) fn time_column(
        &mut self,
        source: usize,
        name: &Spanned<String>,
        key: &str,
    ) -> Option<(usize, Type)> {
        let column = self.named_column(source, name)?;
        let ty = self.column_type(source, column, name.span)?;
        if matches!(ty, Type::Date | Type::Instant | Type::Null) {
            return Some((column, ty));
        }
        let message =
            format!("`{}` is {}, and `{key}` needs a date or an instant", name.value, article(&noun(&ty)));
        let example = format!(
            "state it under `columns:`, such as `{}: {{ type: date, format: \"%d/%m/%Y\" }}`",
            name.value
        );
        self.problem(Problem::error(Code::TypeMismatch, name.span, message).help(example))
    }

    pub(super) fn named_column(&mut self, source: usize, name: &Spanned<String>) -> Option<usize> {
        let found = self.sources[source].columns.get_index_of(&name.value);
        if found.is_none() {
            return self.no_column(source, name);
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

    /// The project's currency, for `money`.
    pub(super) fn currency(&self) -> Option<&'a str> {
        self.spec.project.currency.as_ref().map(|currency| currency.value.as_str())
    }
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
        interval: None,
        filter: None,
        sparse: source.sparse,
        open: schema.is_some(),
    }
}
