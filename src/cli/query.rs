//! Options of the command line as a query; a mistake in one is underlined like a mistake in a file.

use super::args::Selection;
use crate::Project;
use crate::diag::{Code, Problem, Problems, SourceMap, Spanned, TextMap};
use crate::lang::ast::{Bound, ExprKind, Literal};
use crate::lang::{expression, named_expression, periods};
use crate::model::Query;
use crate::spec::{AsOf, SliceSpec, literal_text};

/// The query that the options ask for; what cannot be read is added to the project's problems.
pub(super) fn query(project: &mut Project, selection: &Selection, as_of: Option<&str>) -> Query {
    let Project { texts, problems, .. } = project;
    let mut reader = Reader { texts, problems };
    Query {
        kpis: reader.names("--kpi", &selection.kpis),
        tags: reader.names("--tag", &selection.tags),
        periods: reader.option("--period", selection.period.as_deref(), periods),
        grain: reader.option("--grain", selection.grain.as_deref(), grain),
        by: reader.slices(&selection.by),
        filter: reader.option("--where", selection.filter.as_deref(), expression),
        as_of: reader.option("--as-of", as_of, instant),
        ..Query::default()
    }
}

struct Reader<'a> {
    texts: &'a mut SourceMap,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn option<T>(
        &mut self,
        option: &str,
        text: Option<&str>,
        read: fn(&str, &TextMap) -> Result<T, Problem>,
    ) -> Option<T> {
        let text = text?;
        let map = TextMap::whole(self.texts.add(option, text));
        self.problems.keep(read(text, &map))
    }

    /// The parts of comma lists, each with its place.
    fn names(&mut self, option: &str, lists: &[String]) -> Vec<Spanned<String>> {
        let mut names = Vec::new();
        for list in lists {
            let map = TextMap::whole(self.texts.add(option, list.as_str()));
            names.extend(
                parts(list).map(|(at, name)| Spanned::new(name.into(), map.span(at, at + name.len()))),
            );
        }
        names
    }

    /// None where the option is not there; empty where all it says is `''`.
    fn slices(&mut self, texts: &[String]) -> Option<Vec<SliceSpec>> {
        if texts.is_empty() {
            return None;
        }
        let written = texts.iter().filter(|text| !text.trim().is_empty());
        Some(written.filter_map(|text| self.option("--by", Some(text), slice)).collect())
    }
}

/// The parts between commas that are not empty, without the space around them, and where they begin.
fn parts(list: &str) -> impl Iterator<Item = (usize, &str)> {
    list.split(',')
        .scan(0, |next, part| {
            let at = *next + part.len() - part.trim_start().len();
            *next += part.len() + 1;
            Some((at, part.trim()))
        })
        .filter(|(_, part)| !part.is_empty())
}

fn grain(text: &str, map: &TextMap) -> Result<Spanned<String>, Problem> {
    Ok(Spanned::new(text.into(), map.span(0, text.len())))
}

/// A name, a path, or `name=expr`.
fn slice(text: &str, map: &TextMap) -> Result<SliceSpec, Problem> {
    let span = map.span(0, text.len());
    let (name, expr) = named_expression(text, map)?;
    let name = match (name, &expr.kind) {
        (Some(name), _) => name.value,
        (None, ExprKind::Path(path)) => {
            path.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".")
        }
        (None, _) => {
            let problem =
                Problem::error(Code::InvalidOption, span, "a slice that is an expression needs a name");
            return Err(problem.help(format!("write `name={text}`")));
        }
    };
    Ok(SliceSpec { name, expr, span })
}

/// `latest`, a date or an instant, with or without the `@` of expressions.
fn instant(text: &str, map: &TextMap) -> Result<Spanned<AsOf>, Problem> {
    let span = map.span(0, text.len());
    if text.trim() == "latest" {
        return Ok(Spanned::new(AsOf::Latest, span));
    }
    let bound = match literal_text(text.trim().trim_start_matches('@'), &TextMap::Shifted(span.file, 0))?.kind
    {
        ExprKind::Literal(Literal::Date(date)) => Bound::Date(date),
        ExprKind::Literal(Literal::Instant(instant, offset)) => Bound::Instant(instant, offset),
        _ => {
            let problem =
                Problem::error(Code::InvalidInstant, span, format!("`{text}` is not a date or instant"));
            return Err(problem.help("write `2024-01-31`, `2024-01-31T08:00`, or `latest`"));
        }
    };
    Ok(Spanned::new(AsOf::At(bound), span))
}
