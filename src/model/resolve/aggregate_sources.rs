//! Which source an aggregate reads: the first that it names, else the KPI's `from`.

use super::Resolver;
use super::calls::{bare_name, takes_source};
use super::names::{own_paths, paths};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::lang::ast::{Call, Expr, ExprKind, Name};
use crate::spec::EntryKind;

impl Resolver<'_> {
    /// The first source named in the aggregate, else the KPI's `from`.
    pub(super) fn aggregate_source(&mut self, call: &Call, kpi: usize) -> Option<usize> {
        let stated = self.default_source(kpi);
        let named = self.first_source_named(call);
        let Some((named, from)) = named.zip(stated).filter(|(named, from)| named != from) else {
            return match named.or(stated) {
                Some(source) => Some(source),
                None => self.no_source(call),
            };
        };
        let name = &self.spec.sources[named].name.value;
        if self.sources[from].links.contains_key(name) {
            return Some(from);
        }
        match self.foreign(call, named, from) {
            Some(place) => self.unlinked(from, named, place),
            None => Some(named),
        }
    }

    /// Where an aggregate mixes two sources: a name that only the one has, and the place of the other one.
    fn foreign(&self, call: &Call, named: usize, from: usize) -> Option<Span> {
        let (mut place, mut mixed) = (None, false);
        for expr in operands(call) {
            own_paths(expr, &mut |names| match names {
                [name] => {
                    let has = |source: usize| self.sources[source].columns.contains_key(&name.value);
                    mixed |= has(from) && !has(named);
                }
                [first, ..] if self.source_number(&first.value) == Some(named) => {
                    place = place.or(Some(first.span));
                }
                _ => {}
            });
        }
        place.filter(|_| mixed)
    }

    fn unlinked(&mut self, from: usize, other: usize, place: Span) -> Option<usize> {
        let (name, to) = (&self.sources[from].name, &self.sources[other].name);
        let link = self.sources[from].links.iter().find(|(_, link)| link.to == other).map(|(link, _)| link);
        let (message, help) = match link {
            Some(link) => {
                let message = format!("`{to}` is another source than `{name}`");
                (message, format!("follow the link `{link}`: write `{link}.` instead of `{to}.`"))
            }
            None => {
                let help = format!("add a link to `{to}` under `links:` of `{name}`");
                (format!("no link leads from `{name}` to `{to}`"), help)
            }
        };
        self.problem(Problem::error(Code::UnlinkedSource, place, message).help(help))
    }

    pub(super) fn first_source_named(&self, call: &Call) -> Option<usize> {
        let counted = call.arguments.first().filter(|_| takes_source(&call.name.value)).and_then(bare_name);
        if let Some(source) = counted.and_then(|name| self.source_number(name)) {
            return Some(source);
        }
        let mut found = None;
        for expr in operands(call) {
            own_paths(expr, &mut |names| found = found.or_else(|| self.source_of_path(names)));
        }
        found
    }

    fn source_of_path(&self, names: &[Name]) -> Option<usize> {
        (names.len() > 1).then(|| self.source_number(&names[0].value)).flatten()
    }

    /// The stated `from`, else the only source that the KPI's expression names.
    pub(super) fn default_source(&self, kpi: usize) -> Option<usize> {
        let spec = &self.spec.kpis[kpi];
        if let Some(from) = &spec.from {
            return self.source_number(&from.value);
        }
        let mut named = Vec::new();
        paths(&spec.expr, &mut |names| named.extend(self.source_of_path(names)));
        counted_sources(&spec.expr, &mut |name| named.extend(self.source_number(name)));
        named.sort_unstable();
        named.dedup();
        (named.len() == 1).then(|| named[0])
    }

    /// No source is named, or only one that is not there.
    fn no_source(&mut self, call: &Call) -> Option<usize> {
        let mut first: Option<&[Name]> = None;
        let parameter = |names: &[Name]| {
            names.len() == 1 && (self.parameters.contains_key(&names[0].value) || names[0].value == "period")
        };
        for expr in operands(call) {
            paths(expr, &mut |names| first = first.or((!parameter(names)).then_some(names)));
        }
        let Some(first) = first else {
            let message = format!("the source of `{}` cannot be told", call.name.value);
            let help = format!("add `from: {}` to the KPI", self.any_source());
            return self.problem(Problem::error(Code::MissingFrom, call.name.span, message).help(help));
        };
        let counted = takes_source(&call.name.value) && call.arguments.first().and_then(bare_name).is_some();
        let name = &first[0];
        let sources = self.spec.sources.keys().map(String::as_str);
        if first.len() == 1 && !(counted && did_you_mean(&name.value, sources).is_some()) {
            let problem = self.missing_from(name);
            return self.problem(problem);
        }
        if self.unread(EntryKind::Source, &name.value) {
            return None;
        }
        let problem = self.unknown_source(name);
        self.problem(problem)
    }

    fn missing_from(&self, name: &Name) -> Problem {
        let column = &name.value;
        let has = |source: &&crate::model::SourceModel| source.columns.contains_key(column);
        let meant = |source: &crate::model::SourceModel| {
            let known = source.columns.keys().map(String::as_str);
            did_you_mean(column, known)
                .map(|help| format!("{help} then add `from: {}` to the KPI", source.name))
        };
        let help = match self.sources.iter().find(has) {
            Some(source) => format!("add `from: {0}` to the KPI, or write `{0}.{column}`", source.name),
            None => self.sources.iter().find_map(meant).unwrap_or_else(|| {
                format!(
                    "add `from:` to the KPI, such as `from: {}`; no source has such a column",
                    self.any_source()
                )
            }),
        };
        let message = format!("the source of column `{column}` cannot be told");
        Problem::error(Code::MissingFrom, name.span, message).help(help)
    }

    fn any_source(&self) -> &str {
        self.sources.first().map_or("tickets", |source| &source.name)
    }
}

/// The expressions that say which source is meant, in the order they are written.
pub(super) fn operands(call: &Call) -> impl Iterator<Item = &Expr> {
    let clauses = [&call.filter, &call.on].into_iter().flatten().map(|clause| &**clause);
    call.arguments.iter().chain(clauses).chain(&call.order_by)
}

/// Sources named as `count(tickets)`.
fn counted_sources<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e str)) {
    if let ExprKind::Call(call) = &expr.kind
        && takes_source(&call.name.value)
        && let Some(name) = call.arguments.first().and_then(bare_name)
    {
        visit(name);
    }
    crate::model::walk::children(expr, &mut |child| counted_sources(child, visit));
}
