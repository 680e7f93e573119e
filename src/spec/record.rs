//! Mappings with a fixed set of keys.

use super::node::{Entry, Kind, Node};
use crate::diag::{Span, did_you_mean, nearest};

/// The keys that a mapping may have.
pub(super) struct Keys {
    /// What has them, with its article: `a KPI`.
    pub owner: &'static str,
    /// The keys that are read.
    pub known: &'static [&'static str],
    /// The keys that the language has and that are not built yet.
    pub later: &'static [&'static str],
    /// Other words for known keys.
    pub synonyms: &'static [(&'static str, &'static str)],
    /// What to do instead of writing this key here.
    pub hints: &'static [(&'static str, &'static str)],
    /// What to do with an unknown key whose value is a mapping with this key.
    pub inside: &'static [(&'static str, &'static str)],
}

impl Keys {
    /// No keys at all, to build on.
    pub const NONE: Keys = Keys { owner: "", known: &[], later: &[], synonyms: &[], hints: &[], inside: &[] };

    /// The help for an unknown key, and the known key that it surely stands for.
    pub fn remedy(&self, key: &str, value: &Node) -> (String, Option<&'static str>) {
        if let Some(hint) = find(self.hints, key).or_else(|| self.meant_inside(value)) {
            return (hint.to_string(), None);
        }
        let known = || self.known.iter().copied();
        let meant = find(self.synonyms, key).or_else(|| nearest(key, known()));
        let guess = meant.map(|meant| format!("did you mean `{meant}`?"));
        let later = || did_you_mean(key, self.later.iter().copied());
        (guess.or_else(later).unwrap_or_else(|| self.list()), meant)
    }

    fn meant_inside(&self, value: &Node) -> Option<&'static str> {
        let Kind::Map(entries) = &value.kind else { return None };
        entries.iter().find_map(|entry| find(self.inside, &entry.key.scalar()?.text))
    }

    /// The help line with all known keys.
    pub fn list(&self) -> String {
        format!("the keys of {} are {}", self.owner, listed(self.known.iter().copied()))
    }
}

/// The word that a table gives for another one, in any case.
pub(super) fn find(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(from, _)| from.eq_ignore_ascii_case(word)).map(|(_, to)| *to)
}

/// Names in backticks with commas between them.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// One `key: value` of a record.
#[derive(Clone, Copy)]
pub(super) struct Field<'n> {
    /// The key as the language spells it.
    pub name: &'static str,
    /// Where the key is written.
    pub key: Span,
    /// Its value.
    pub value: &'n Node,
}

/// A mapping whose keys were checked.
#[derive(Default)]
pub(super) struct Record<'n> {
    /// Whether a key was not understood, so that another one may only seem to be missing.
    pub uncertain: bool,
    fields: Vec<Field<'n>>,
}

impl<'n> Record<'n> {
    /// What stands for a value that is not a mapping: nothing is missing from it.
    pub fn unreadable() -> Self {
        Self { uncertain: true, ..Self::default() }
    }

    /// Takes the entry if its key is a known one.
    pub fn take(&mut self, entry: &'n Entry, keys: &Keys) -> bool {
        let written = entry.key.scalar().map(|key| key.text.as_str());
        let known = keys.known.iter().find(|known| Some(**known) == written);
        if let Some(name) = known {
            self.accept(name, entry);
        }
        known.is_some()
    }

    /// Takes the entry under this name, unless the name is there already.
    pub fn accept(&mut self, name: &'static str, entry: &'n Entry) {
        if self.get(name).is_none() {
            self.fields.push(Field { name, key: entry.key.span, value: &entry.value });
        }
    }

    /// The field of this name, if it is there.
    pub fn get(&self, name: &str) -> Option<Field<'n>> {
        self.fields.iter().find(|field| field.name == name).copied()
    }
}
