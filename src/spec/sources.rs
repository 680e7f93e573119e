//! `sources:`: tables.

use super::node::Node;
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Origin, Source, Text};

const KEYS: Keys = Keys {
    owner: "a source",
    known: &[
        "path",
        "format",
        "csv",
        "sql",
        "key",
        "time",
        "interval",
        "columns",
        "links",
        "where",
        "sparse",
        "from",
        "per",
        "grain",
        "title",
        "description",
        "owner",
        "tags",
    ],
    later: &["expect", "extends"],
    synonyms: &[
        ("file", "path"),
        ("files", "path"),
        ("paths", "path"),
        ("url", "path"),
        ("location", "path"),
        ("query", "sql"),
        ("type", "format"),
        ("keys", "key"),
        ("id", "key"),
        ("primary_key", "key"),
        ("date", "time"),
        ("timestamp", "time"),
        ("time_column", "time"),
        ("fields", "columns"),
        ("joins", "links"),
        ("join", "links"),
        ("filter", "where"),
        ("name", "title"),
    ],
    hints: &[
        ("delimiter", "write `csv: { delimiter: \";\" }`"),
        ("separator", "write `csv: { delimiter: \";\" }`"),
        ("decimal", "write `csv: { decimal: \",\" }`"),
        ("header", "write `csv: { header: false }`"),
        ("nulls", "write `csv: { nulls: [NA] }`"),
        ("timezone", "write it below `project:`"),
        ("expr", "an expression belongs to a KPI, or to a name below `columns:`"),
    ],
    ..Keys::NONE
};

impl Reader<'_> {
    /// Reads `sources:`.
    pub fn sources(&mut self, field: Field) -> Vec<Source> {
        let named = self.named(field, &KEYS, "`sources:` with a name and its `path:` below");
        named.into_iter().filter_map(|(name, node)| self.source(name, node)).collect()
    }

    fn source(&mut self, name: Text, node: &Node) -> Option<Source> {
        let Some(record) = self.record(node, &KEYS) else {
            let field = Field { name: "source", key: name.span, value: node };
            let text = node.scalar().map(|scalar| scalar.text.as_str()).unwrap_or("data.csv");
            let help = format!("write `{}: {{ path: {text} }}`", name.value);
            self.misfit_named(field, &name, "a mapping", help);
            return Some(Source { broken: true, ..empty(name) });
        };
        Some(self.source_of(name, &record))
    }

    fn source_of(&mut self, name: Text, record: &Record) -> Source {
        let before = self.problems.iter().count();
        self.notes(record);
        let interval = record.get("interval").and_then(|field| self.interval(&name, field));
        let mut source = Source {
            origin: self.origin(record),
            key: self.texts(record.get("key"), true),
            time: self.text(record.get("time")),
            interval,
            columns: record.get("columns").map(|field| self.columns(field)).unwrap_or_default(),
            links: record.get("links").map(|field| self.links(field)).unwrap_or_default(),
            filter: self.expression(record.get("where")),
            sparse: self.truth(record.get("sparse")).unwrap_or(false),
            ..empty(name)
        };
        self.derive(&mut source, record);
        source.broken = record.uncertain || self.problems.iter().count() > before;
        source
    }
}

impl Source {
    /// A source of this name about which nothing is said.
    pub fn named(name: Text) -> Source {
        empty(name)
    }
}

fn empty(name: Text) -> Source {
    Source {
        name,
        origin: Origin::Given,
        key: Vec::new(),
        time: None,
        interval: None,
        columns: Default::default(),
        links: Default::default(),
        filter: None,
        sparse: false,
        broken: false,
    }
}
