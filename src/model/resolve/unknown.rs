//! Names that mean nothing where they stand: what is wrong, and the name that was meant.

use super::Resolver;
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::lang::Type;
use crate::lang::ast::Name;
use crate::spec::EntryKind;

impl Resolver<'_> {
    /// Whether a definition of this name is there and could not be read, so that missing it is no mistake.
    pub fn unread(&self, kind: EntryKind, name: &str) -> bool {
        self.spec.entries.iter().any(|entry| entry.kind == kind && entry.name == name)
    }

    /// The same for a path where KPIs, parameters and sources are named.
    pub(super) fn unread_name(&self, names: &[Name]) -> bool {
        let unread = |kind| self.unread(kind, &names[0].value);
        match names.len() {
            1 => {
                unread(EntryKind::Kpi) && !self.spec.kpis.contains_key(&names[0].value)
                    || unread(EntryKind::Parameter)
            }
            _ => unread(EntryKind::Source) && self.source_number(&names[0].value).is_none(),
        }
    }

    /// Tells that a source has no such column, unless a part of the source could not be read.
    pub(super) fn no_column<T>(&mut self, source: usize, name: &Name) -> Option<T> {
        let spec = &self.spec.sources[source];
        if spec.broken || spec.columns.contains_key(&name.value) {
            return None;
        }
        let problem = self.unknown_column(source, name);
        self.problem(problem)
    }

    /// Tells that a source has no such link, unless it has one that leads nowhere, which is told already.
    pub(super) fn no_link<T>(&mut self, source: usize, name: &Name) -> Option<T> {
        let spec = &self.spec.sources[source];
        if spec.broken
            || spec.links.contains_key(&name.value)
            || self.unread_name(&[name.clone(), name.clone()])
        {
            return None;
        }
        let problem = self.unknown_link(source, name);
        self.problem(problem)
    }

    pub(super) fn no_period_part<T>(&mut self, name: &Name) -> Option<T> {
        let help = did_you_mean(&name.value, ["start", "end", "length"])
            .unwrap_or_else(|| "it has `period.start`, `period.end` and `period.length`".into());
        let message = format!("a period has no `{}`", name.value);
        self.problem(Problem::error(Code::UnknownColumn, name.span, message).help(help))
    }

    /// Why a path at KPI level is nothing there: a column, a source, or an unknown name.
    pub(super) fn not_a_kpi(&mut self, names: &[Name], span: Span, kpi: usize) -> Problem {
        let first = &names[0].value;
        let written = names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".");
        let source = self.source_number(first);
        if names.len() == 1 && source.is_some() {
            return Problem::error(Code::WrongLevel, span, format!("`{first}` is a source, not a value"))
                .help(format!("count its rows with `count({first})`"));
        }
        let from = source.or_else(|| self.default_source(kpi));
        let column = if source.is_some() { names.get(1) } else { names.first() };
        let known = |source: usize, name: &str| {
            let source = &self.sources[source];
            source.columns.contains_key(name) || source.links.contains_key(name)
        };
        if let (Some(from), Some(column)) = (from, column)
            && known(from, &column.value)
        {
            let ty = self.sources[from].columns.get(&column.value).map_or(&Type::Null, |column| &column.ty);
            return Problem::error(
                Code::WrongLevel,
                span,
                format!("`{written}` is a column and must be aggregated"),
            )
            .help(aggregated(&written, ty));
        }
        if let (Some(source), Some(column)) = (source, column) {
            return self.unknown_column(source, column);
        }
        self.unknown_kpi(names, span, from)
    }

    fn unknown_kpi(&self, names: &[Name], span: Span, from: Option<usize>) -> Problem {
        let first = &names[0];
        let place = if names.len() == 1 { span } else { first.span };
        let kpis = self.spec.kpis.keys().chain(self.parameters.keys()).map(String::as_str);
        let columns =
            from.into_iter().flat_map(|source| self.sources[source].columns.keys().map(String::as_str));
        let sources = self.sources.iter().map(|source| source.name.as_str());
        let help = match names.len() {
            1 => did_you_mean(&first.value, kpis)
                .or_else(|| did_you_mean(&first.value, columns).map(must_aggregate)),
            _ => did_you_mean(&first.value, sources),
        };
        let (code, what) = match names.len() {
            1 => (Code::UnknownKpi, "KPI or parameter"),
            _ => (Code::UnknownSource, "source"),
        };
        Problem::error(code, place, format!("there is no {what} `{}`", first.value))
            .maybe_help(help.or_else(|| self.known_sources(names.len() > 1)))
    }

    fn known_sources(&self, wanted: bool) -> Option<String> {
        let names: Vec<_> = self.sources.iter().map(|source| format!("`{}`", source.name)).collect();
        match wanted && !names.is_empty() {
            true => Some(format!("the sources are {}", names.join(", "))),
            false => Some("`jauge list` shows the names there are".into()),
        }
    }

    pub(super) fn unknown_column(&self, source: usize, name: &Name) -> Problem {
        let model = &self.sources[source];
        if model.links.contains_key(&name.value) {
            let to = &self.sources[model.links[&name.value].to];
            let own = self.spec.sources.get(&to.name).map_or(&[][..], |source| &source.key);
            let is_key = |name: &&String| own.iter().any(|key| key.value == **name);
            let example = to.columns.keys().find(|name| !is_key(name)).map_or("column", String::as_str);
            return Problem::error(
                Code::UnknownColumn,
                name.span,
                format!("`{}` is a link, not a column", name.value),
            )
            .help(format!("name a column behind it, such as `{}.{example}`", name.value));
        }
        if self.spec.kpis.contains_key(&name.value) {
            let message = format!("`{}` is a KPI, which has no value for a single row", name.value);
            return Problem::error(Code::WrongLevel, name.span, message)
                .help("use it outside of the aggregate, or write the row's own columns here");
        }
        let message = format!("source `{}` has no column `{}`", model.name, name.value);
        let known =
            model.columns.keys().chain(model.links.keys()).chain(self.parameters.keys()).map(String::as_str);
        let help = self.renamed(source, &name.value).or_else(|| did_you_mean(&name.value, known));
        let help = help
            .or_else(|| self.elsewhere(source, &name.value))
            .unwrap_or_else(|| format!("its columns are {}", listed(model.columns.keys())));
        Problem::error(Code::UnknownColumn, name.span, message).help(help)
    }

    /// A column of the data that has another name here.
    fn renamed(&self, source: usize, name: &str) -> Option<String> {
        let columns = &self.spec.sources[source].columns;
        let is_it =
            |column: &&crate::spec::Column| column.column.as_ref().is_some_and(|old| old.value == name);
        let column = columns.values().find(is_it)?;
        Some(format!("it is renamed under `columns:`: write `{}`", column.name.value))
    }

    /// A column of that name behind a link.
    fn elsewhere(&self, source: usize, name: &str) -> Option<String> {
        let model = &self.sources[source];
        let (link, _) =
            model.links.iter().find(|(_, link)| self.sources[link.to].columns.contains_key(name))?;
        Some(format!("it is behind a link: `{link}.{name}`"))
    }

    pub(super) fn unknown_link(&self, source: usize, name: &Name) -> Problem {
        let model = &self.sources[source];
        if model.columns.contains_key(&name.value) {
            let message = format!("`{}` is a column of `{}`, not a link", name.value, model.name);
            return Problem::error(Code::UnknownLink, name.span, message)
                .help("a dot follows a link only; a column name that holds a dot stands in backticks");
        }
        let message = format!("source `{}` has no link `{}`", model.name, name.value);
        let known = model.links.keys().map(String::as_str);
        let others = self.sources.iter().map(|source| source.name.as_str());
        let help =
            did_you_mean(&name.value, known.chain(others)).unwrap_or_else(|| match model.links.is_empty() {
                true => "it has no links: add one under `links:`".into(),
                false => format!("its links are {}", listed(model.links.keys())),
            });
        Problem::error(Code::UnknownLink, name.span, message).help(help)
    }
}

/// The first names of a list, in backticks.
pub(super) fn listed<'n>(names: impl ExactSizeIterator<Item = &'n String>) -> String {
    let all = names.len();
    let mut text: Vec<_> = names.take(12).map(|name| format!("`{name}`")).collect();
    if all > text.len() {
        text.push(format!("and {} more", all - text.len()));
    }
    text.join(", ")
}

/// How to aggregate a column of this type.
fn aggregated(written: &str, ty: &Type) -> String {
    match ty {
        Type::Number(..) | Type::Duration => {
            format!("write `avg({written})`, `sum({written})` or another aggregate")
        }
        Type::Boolean => format!("write `share({written})` or `count({written})`"),
        Type::Date | Type::Instant => {
            format!("write `min({written})`, `max({written})` or another aggregate")
        }
        _ => format!("write `count_distinct({written})`, or slice by it with `by: [{written}]`"),
    }
}

fn must_aggregate(help: String) -> String {
    format!("{help} a column must be aggregated, such as `avg(x)`")
}
