//! What a name or a path means.

use super::{Pending, Resolver, RowScope, Scope};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::lang::ast::{Expr, Name};
use crate::lang::{Repr, Type, Unit};
use crate::model::node::{ColumnRef, Node, NodeKind, PeriodPart};

impl Resolver<'_> {
    pub(super) fn path(&mut self, names: &[Name], span: Span, scope: Scope) -> Option<Node> {
        match scope {
            Scope::Constant => self.constant_name(names, span),
            Scope::Kpi(kpi) => self.kpi_name(names, span, kpi),
            Scope::Row(row) => self.row_name(names, span, row),
        }
    }

    fn constant_name(&mut self, names: &[Name], span: Span) -> Option<Node> {
        if let Some(node) = self.parameter(names, span) {
            return node;
        }
        let first = &names[0];
        if names.len() == 1 && matches!(first.value.as_str(), "previous" | "year_ago")
            || self.spec.kpis.contains_key(&first.value)
        {
            let message = format!("a target relative to `{}` is not supported yet", first.value);
            return self
                .problem(Problem::error(Code::NotSupported, span, message).help("state a fixed limit"));
        }
        let help = did_you_mean(&first.value, self.parameters.keys().map(String::as_str))
            .or(Some("a limit is a literal or a parameter".into()));
        let message = format!("there is no parameter `{}`", first.value);
        self.problem(Problem::error(Code::UnknownParameter, span, message).maybe_help(help))
    }

    /// Some if the path is a parameter: its node, or none where that has a problem of its own.
    fn parameter(&mut self, names: &[Name], span: Span) -> Option<Option<Node>> {
        let [name] = names else { return None };
        let known = self.parameters.get(&name.value)?;
        Some(known.clone().map(|node| Node { span, ..node }))
    }

    fn kpi_name(&mut self, names: &[Name], span: Span, kpi: usize) -> Option<Node> {
        if let Some(node) = period_part(names, span) {
            return Some(node);
        }
        let first = &names[0];
        if names.len() == 1 {
            if let Some(used) = self.spec.kpis.get_index_of(&first.value) {
                return self.used_kpi(used, span);
            }
            if let Some(node) = self.parameter(names, span) {
                return node;
            }
            if first.value == "as_of" {
                return Some(Node::new(NodeKind::AsOf, Type::Instant, span));
            }
        }
        let problem = self.not_a_kpi(names, span, kpi);
        self.problem(problem)
    }

    fn used_kpi(&mut self, used: usize, span: Span) -> Option<Node> {
        if self.stack.contains(&Pending::Kpi(used)) {
            self.enter(Pending::Kpi(used), span);
            return None;
        }
        self.kpi(used);
        let ty = self.kpis[used].as_ref()?.node.ty.clone();
        Some(Node::new(NodeKind::Kpi(used), ty, span))
    }

    /// Why a path at KPI level is nothing there: a column, a source, or an unknown name.
    fn not_a_kpi(&mut self, names: &[Name], span: Span, kpi: usize) -> Problem {
        let first = &names[0].value;
        let written = names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".");
        let source = self.source_number(first);
        if names.len() == 1 && source.is_some() {
            return Problem::error(Code::WrongLevel, span, format!("`{first}` is a source, not a value"))
                .help(format!("count its rows with `count({first})`"));
        }
        let from = source.or_else(|| self.from_of(kpi));
        let column = if source.is_some() { names.get(1) } else { names.first() };
        let known = |source: usize, name: &str| {
            let source = &self.sources[source];
            source.columns.contains_key(name) || source.links.contains_key(name)
        };
        if let (Some(from), Some(column)) = (from, column)
            && known(from, &column.value)
        {
            return Problem::error(
                Code::WrongLevel,
                span,
                format!("`{written}` is a column and must be aggregated"),
            )
            .help(format!("write `avg({written})`, `sum({written})` or another aggregate"));
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
            1 => did_you_mean(&first.value, kpis).or_else(|| did_you_mean(&first.value, columns)),
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

    fn row_name(&mut self, names: &[Name], span: Span, row: RowScope) -> Option<Node> {
        let source = &self.sources[row.source];
        let own = |name: &str| source.columns.contains_key(name) || source.links.contains_key(name);
        let known = own(&names[0].value);
        if !known {
            if let Some(node) = period_part(names, span) {
                return self.placed_only(node, row);
            }
            if let Some(node) = self.parameter(names, span) {
                return node;
            }
            if names.len() == 1 && names[0].value == "as_of" {
                return Some(Node::new(NodeKind::AsOf, Type::Instant, span));
            }
            if names[0].value == "row" && names.len() > 1 {
                return self.not_yet(names[0].span, "`row.`");
            }
        }
        let (column, ty) = self.column_path(names, span, row)?;
        Some(Node::new(NodeKind::Column(column), ty, span))
    }

    fn placed_only(&mut self, node: Node, row: RowScope) -> Option<Node> {
        if row.placed {
            return Some(node);
        }
        let message = "a row lies in a period only inside an aggregate";
        let problem = Problem::error(Code::WrongLevel, node.span, message)
            .help("use it in the KPI's expression, not in a column, a slice or a source's `where`");
        self.problem(problem)
    }

    pub(super) fn not_yet<T>(&mut self, span: Span, what: &str) -> Option<T> {
        let message = format!("{what} is not supported yet");
        self.problem(
            Problem::error(Code::NotSupported, span, message)
                .help("this version has events, links, slices and targets; see docs/language.md"),
        )
    }

    /// The column that a path names, seen from a source.
    pub(super) fn column_path(
        &mut self,
        names: &[Name],
        span: Span,
        row: RowScope,
    ) -> Option<(ColumnRef, Type)> {
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
            let problem = self.unknown_column(base, name);
            return self.problem(problem);
        }
        self.linked_column(base, rest, span)
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

    fn linked_column(&mut self, base: usize, names: &[Name], _span: Span) -> Option<(ColumnRef, Type)> {
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
                    let problem = self.unknown_link(at, hop);
                    return self.problem(problem);
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
            None => {
                let problem = self.unknown_column(at, name);
                self.problem(problem)
            }
        }
    }

    pub(super) fn source_number(&self, name: &str) -> Option<usize> {
        self.spec.sources.get_index_of(name)
    }

    pub(super) fn unknown_column(&self, source: usize, name: &Name) -> Problem {
        let model = &self.sources[source];
        if model.links.contains_key(&name.value) {
            let to = &self.sources[model.links[&name.value].to];
            let example = to.columns.keys().next().map_or("column", String::as_str);
            return Problem::error(
                Code::UnknownColumn,
                name.span,
                format!("`{}` is a link, not a column", name.value),
            )
            .help(format!("name a column behind it, such as `{}.{example}`", name.value));
        }
        let message = format!("source `{}` has no column `{}`", model.name, name.value);
        let known = model.columns.keys().chain(model.links.keys()).map(String::as_str);
        let help = did_you_mean(&name.value, known)
            .or_else(|| self.elsewhere(source, &name.value))
            .unwrap_or_else(|| format!("its columns are {}", listed(model.columns.keys())));
        Problem::error(Code::UnknownColumn, name.span, message).help(help)
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

fn period_part(names: &[Name], span: Span) -> Option<Node> {
    let [period, part] = names else { return None };
    if period.value != "period" {
        return None;
    }
    let (part, ty) = match part.value.as_str() {
        "start" => (PeriodPart::Start, Type::Instant),
        "end" => (PeriodPart::End, Type::Instant),
        "length" => (PeriodPart::Length, Type::Duration),
        _ => return None,
    };
    Some(Node::new(NodeKind::Period(part), ty, span))
}

/// A literal's type.
pub(super) fn literal_type(literal: &crate::lang::ast::Literal) -> Type {
    use crate::lang::ast::Literal;
    match literal {
        Literal::Number(digits) => Type::Number(number_repr(digits), Unit::Number),
        Literal::Percent(digits) => {
            let scale = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len()) + 2;
            Type::Number(decimal_or_float(scale), Unit::Share)
        }
        Literal::Text(_) => Type::Text,
        Literal::Boolean(_) => Type::Boolean,
        Literal::Null => Type::Null,
        Literal::Duration(_) => Type::Duration,
        Literal::Step(..) => Type::Step,
        Literal::Date(_) => Type::Date,
        Literal::Instant(..) => Type::Instant,
    }
}

fn number_repr(digits: &str) -> Repr {
    match digits.split_once('.') {
        None if digits.parse::<i64>().is_ok() => Repr::Integer,
        None if digits.parse::<i128>().is_ok() && digits.len() <= 38 => Repr::Decimal(0),
        None => Repr::Float,
        Some((whole, fraction)) if whole.len() + fraction.len() <= 38 => decimal_or_float(fraction.len()),
        Some(_) => Repr::Float,
    }
}

fn decimal_or_float(scale: usize) -> Repr {
    if scale <= 18 { Repr::Decimal(scale as u8) } else { Repr::Float }
}

/// The names of an expression's paths, in the order they are written.
pub(super) fn paths<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e [Name])) {
    if let crate::lang::ast::ExprKind::Path(names) = &expr.kind {
        visit(names);
    }
    crate::model::walk::children(expr, &mut |child| paths(child, visit));
}
