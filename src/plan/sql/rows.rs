//! The rows of sources: columns read, links followed, columns computed, `where` applied.

use super::Printer;
use super::expressions::Scope;
use super::names::{bare, name};
use super::refusal::Written;
use crate::model::{ColumnRef, LinkModel, Model, Node, NodeKind, PeriodPart};
use std::collections::BTreeMap;

/// The columns that are needed of each source, those that others are computed from included.
#[derive(Clone, Debug, Default)]
pub(super) struct Needed(BTreeMap<usize, Vec<ColumnRef>>);

impl Needed {
    /// The columns of an expression over the rows of a source.
    pub fn node(&mut self, model: &Model, source: usize, node: &Node) {
        let mut found = Vec::new();
        node.walk(&mut |node| {
            if let NodeKind::Column(column) = &node.kind {
                found.push(column);
            }
        });
        found.into_iter().for_each(|column| self.column(model, source, column));
    }

    /// That a source is read, with its `where`.
    pub fn source(&mut self, model: &Model, source: usize) {
        if self.0.contains_key(&source) {
            return;
        }
        self.0.insert(source, Vec::new());
        if let Some(filter) = model.sources.get(source).and_then(|source| source.filter.as_ref()) {
            self.node(model, source, filter);
        }
    }

    /// One column and, before it, what it is made of.
    pub fn column(&mut self, model: &Model, source: usize, column: &ColumnRef) {
        self.source(model, source);
        if self.of(source).contains(column) {
            return;
        }
        let Some(held) = model.sources.get(source) else { return };
        match column.links.split_first() {
            Some((link, beyond)) => {
                let Some((_, link)) = held.links.get_index(*link) else { return };
                for (mine, theirs) in &link.pairs {
                    self.column(model, source, mine);
                    self.column(model, link.to, &own(link.to, *theirs));
                }
                self.column(model, link.to, &ColumnRef { links: beyond.to_vec(), ..column.clone() });
            }
            None => {
                let computed =
                    held.columns.get_index(column.column).and_then(|(_, model)| model.computed.as_ref());
                computed.into_iter().for_each(|node| self.node(model, source, node));
            }
        }
        self.0.entry(source).or_default().push(column.clone());
    }

    fn of(&self, source: usize) -> &[ColumnRef] {
        self.0.get(&source).map_or(&[], Vec::as_slice)
    }
}

/// A source's own column.
pub(super) fn own(source: usize, column: usize) -> ColumnRef {
    ColumnRef { links: Vec::new(), source, column }
}

/// The name of a column in the rows of the source that a path begins at: `customer.segment`.
pub(super) fn column_name(model: &Model, mut source: usize, column: &ColumnRef) -> Option<String> {
    let mut path = Vec::new();
    for link in &column.links {
        let (link, to) = model.sources.get(source)?.links.get_index(*link)?;
        path.push(link.as_str());
        source = to.to;
    }
    let (column, _) = model.sources.get(column.source)?.columns.get_index(column.column)?;
    path.push(column);
    Some(name(&path.join(".")))
}

/// The columns of rows that are not placed in periods: of a source's `where` and computed columns.
struct Unplaced<'a> {
    model: &'a Model,
    source: usize,
}

impl Scope for Unplaced<'_> {
    fn column(&self, column: &ColumnRef) -> Option<String> {
        Some(format!("r.{}", column_name(self.model, self.source, column)?))
    }

    fn period(&self, _: &Printer, _: PeriodPart) -> String {
        "null".to_owned()
    }

    fn in_period(&self, _: &Printer, _: &str) -> String {
        "null".to_owned()
    }

    fn time(&self) -> Option<&Node> {
        None
    }
}

impl Printer<'_> {
    /// The table of a source's rows after its `where`, with all columns that are needed.
    pub(super) fn rows(&mut self, source: usize) -> Written {
        if let Some(name) = self.sources.get(&source) {
            return Ok(name.clone());
        }
        let model = self.model;
        let span = model.sources[source].span;
        if self.reading.contains(&source) {
            return self.refuse(span, "a source whose links lead back to it");
        }
        self.reading.push(source);
        let wanted = self.needed.of(source).to_vec();
        let own = &model.sources[source];
        let data =
            |column: &&ColumnRef| column.links.is_empty() && own.columns[column.column].computed.is_none();
        let (data, made): (Vec<_>, Vec<_>) = wanted.iter().partition(data);
        let mut text = self.read(source, &data)?;
        for layer in layers(model, source, &data, &made) {
            text = self.layer(source, &text, &layer)?;
        }
        if let Some(filter) = &own.filter {
            let condition = self.expr(filter, &Unplaced { model, source })?;
            text =
                format!("select * from (\n  {}\n) r\nwhere {}", text.replace('\n', "\n  "), bare(&condition));
        }
        // Not the name of the source: that may be a table, which these rows are read from.
        let name = self.script.add(
            &format!("{}_rows", own.name),
            &format!("the rows of {}", super::names::comment(&own.name)),
            text,
        );
        self.reading.retain(|other| *other != source);
        self.sources.insert(source, name.clone());
        Ok(name)
    }

    /// The rows with more columns, each made of those that are there.
    fn layer(&mut self, source: usize, text: &str, columns: &[&ColumnRef]) -> Written {
        let model = self.model;
        let scope = Unplaced { model, source };
        let (mut more, mut joins) = (Vec::new(), String::new());
        let mut joined: Vec<usize> = Vec::new();
        for column in columns {
            let Some(name) = column_name(model, source, column) else { continue };
            match column.links.split_first() {
                Some((link, beyond)) => {
                    let (called, held) = link_of(model, source, *link)?;
                    let alias = super::names::name(called);
                    if !joined.contains(link) {
                        joined.push(*link);
                        joins += &self.join(source, held, &alias)?;
                    }
                    let theirs = ColumnRef { links: beyond.to_vec(), ..(*column).clone() };
                    let theirs = column_name(model, held.to, &theirs).unwrap_or_default();
                    more.push(format!("{alias}.{theirs} as {name}"));
                }
                None => {
                    let computed = model.sources[source].columns[column.column].computed.as_ref();
                    let Some(node) = computed else { continue };
                    more.push(format!("{} as {name}", bare(&self.expr(node, &scope)?)));
                }
            }
        }
        let more = more.join(",\n  ");
        Ok(format!("select r.*,\n  {more}\nfrom (\n  {}\n) r{joins}", text.replace('\n', "\n  ")))
    }

    /// What a link leads to: at most one row each, since its key is unique there.
    fn join(&mut self, source: usize, link: &LinkModel, alias: &str) -> Written {
        let model = self.model;
        let LinkModel { to, pairs, as_of } = link;
        if as_of.is_some() {
            return self.refuse(model.sources[source].span, "a link with `as_of`");
        }
        let table = self.rows(*to)?;
        let pairs = pairs.iter().filter_map(|(mine, theirs)| {
            let mine = column_name(model, source, mine)?;
            let theirs = column_name(model, *to, &own(*to, *theirs))?;
            Some(format!("{alias}.{theirs} = r.{mine}"))
        });
        let pairs: Vec<String> = pairs.collect();
        Ok(format!("\nleft join {table} {alias} on {}", pairs.join(" and ")))
    }
}

fn link_of(model: &Model, source: usize, link: usize) -> Written<(&str, &LinkModel)> {
    let found = model.sources.get(source).and_then(|source| source.links.get_index(link));
    found.map(|(name, link)| (name.as_str(), link)).ok_or_else(|| {
        let message = "a link that is not there";
        Box::new(crate::diag::Problem::general(crate::diag::Code::NotExportable, message))
    })
}

/// The columns that are made of others, in groups each of which needs only those before it.
fn layers<'c>(
    model: &Model,
    source: usize,
    data: &[&'c ColumnRef],
    made: &[&'c ColumnRef],
) -> Vec<Vec<&'c ColumnRef>> {
    let (mut known, mut left) = (data.to_vec(), made.to_vec());
    let mut layers = Vec::new();
    while !left.is_empty() {
        let ready =
            |column: &&ColumnRef| made_of(model, source, column).iter().all(|part| known.contains(&part));
        let (now, later): (Vec<_>, Vec<_>) = left.iter().copied().partition(ready);
        if now.is_empty() {
            break;
        }
        known.extend(&now);
        layers.push(now);
        left = later;
    }
    layers
}

/// The columns of the same rows that a column is made of.
fn made_of(model: &Model, source: usize, column: &ColumnRef) -> Vec<ColumnRef> {
    let Some(held) = model.sources.get(source) else { return Vec::new() };
    match column.links.first() {
        Some(link) => {
            let link = held.links.get_index(*link);
            link.map_or(Vec::new(), |(_, link)| link.pairs.iter().map(|(mine, _)| mine.clone()).collect())
        }
        None => {
            let mut found = Vec::new();
            let computed =
                held.columns.get_index(column.column).and_then(|(_, model)| model.computed.as_ref());
            if let Some(node) = computed {
                node.walk(&mut |node| {
                    if let NodeKind::Column(column) = &node.kind {
                        found.push(column.clone());
                    }
                });
            }
            found
        }
    }
}
