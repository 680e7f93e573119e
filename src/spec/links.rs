//! `links:` of a source: many-to-one to other sources.

use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Link, Text};
use indexmap::IndexMap;

const KEYS: Keys = Keys {
    owner: "a link",
    known: &["to", "key", "as_of", "title", "description"],
    synonyms: &[
        ("source", "to"),
        ("target", "to"),
        ("table", "to"),
        ("on", "key"),
        ("keys", "key"),
        ("column", "key"),
        ("columns", "key"),
        ("by", "key"),
        ("foreign_key", "key"),
        ("at", "as_of"),
        ("asof", "as_of"),
        ("time", "as_of"),
    ],
    ..Keys::NONE
};

impl Reader<'_> {
    /// Reads `links:`.
    pub fn links(&mut self, field: Field) -> IndexMap<String, Link> {
        let named = self.named(field, &KEYS, "`links: { customer: { to: customers, key: customer_id } }`");
        let links = named.into_iter().filter_map(|(name, node)| self.link(name, node));
        links.map(|link| (link.name.value.clone(), link)).collect()
    }

    fn link(&mut self, name: Text, node: &Node) -> Option<Link> {
        let Some(record) = self.record(node, &KEYS) else {
            let to = node.scalar().map(|scalar| scalar.text.as_str()).unwrap_or("customers");
            let help = format!("write `{}: {{ to: {to}, key: … }}`", name.value);
            let field = Field { name: "link", key: name.span, value: node };
            self.misfit_named(field, &name, "a mapping", help);
            return None;
        };
        self.notes(&record);
        self.link_of(name, &record)
    }

    fn link_of(&mut self, name: Text, record: &Record) -> Option<Link> {
        let help = format!("write `{}: {{ to: customers, key: customer_id }}`", name.value);
        let absent = ["to", "key"].into_iter().find(|key| record.get(key).is_none());
        if let Some(absent) = absent {
            self.missing(record, absent, &name, &help);
        }
        let to = self.text(record.get("to"));
        let key = record.get("key").map(|field| self.link_key(field)).unwrap_or_default();
        let as_of = self.text(record.get("as_of"));
        Some(Link { name, to: to?, key, as_of })
    }

    /// My column(s), or a mapping of mine to theirs.
    fn link_key(&mut self, field: Field) -> Vec<(Text, Option<Text>)> {
        let Kind::Map(entries) = &field.value.kind else {
            return self.texts(Some(field), true).into_iter().map(|mine| (mine, None)).collect();
        };
        let mut key = Vec::new();
        for entry in entries {
            let mine = self.name(&entry.key);
            let theirs = self.text(Some(Field { name: "key", key: entry.key.span, value: &entry.value }));
            key.extend(mine.zip(theirs).map(|(mine, theirs)| (mine, Some(theirs))));
        }
        key
    }
}
