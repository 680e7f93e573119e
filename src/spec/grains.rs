//! `grains:`: tables of boundaries.

use super::node::Node;
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{GrainSpec, Text};
use super::words::{FORMATS, OTHER_FORMATS};
use crate::calendar::Grain;
use crate::diag::{Code, Problem};

const KEYS: Keys = Keys {
    owner: "a grain",
    known: &["path", "format", "csv", "start", "label", "title", "description", "owner", "tags"],
    synonyms: &[
        ("file", "path"),
        ("files", "path"),
        ("from", "start"),
        ("starts_on", "start"),
        ("begin", "start"),
        ("column", "start"),
        ("date", "start"),
        ("labels", "label"),
        ("name", "label"),
    ],
    hints: &[("end", "each period ends where the next one starts; the last row only ends the one before it")],
    ..Keys::NONE
};

const EXAMPLE: &str = "{ path: weeks.csv, start: starts_on, label: name }";

impl Reader<'_> {
    /// Reads `grains:`.
    pub fn grains(&mut self, field: Field) -> Vec<GrainSpec> {
        let named = self.named(field, &KEYS, &format!("`grains: {{ retail_week: {EXAMPLE} }}`"));
        named.into_iter().filter_map(|(name, node)| self.grain(name, node)).collect()
    }

    fn grain(&mut self, name: Text, node: &Node) -> Option<GrainSpec> {
        let help = format!("write `{}: {EXAMPLE}`", name.value);
        let Some(record) = self.record(node, &KEYS) else {
            let field = Field { name: "grain", key: name.span, value: node };
            self.misfit_named(field, &name, "a mapping", help);
            return None;
        };
        self.notes(&record);
        if Grain::NAMES.contains(&name.value.as_str()) {
            let message = format!("`{}` is a grain of the language", name.value);
            let problem = Problem::error(Code::InvalidName, name.span, message);
            self.problems.push(problem.help("give it another name"));
            return None;
        }
        self.grain_of(name, &record, &help)
    }

    fn grain_of(&mut self, name: Text, record: &Record, help: &str) -> Option<GrainSpec> {
        for key in ["path", "start"] {
            if record.get(key).is_none() {
                self.missing(record, key, &name, help);
            }
        }
        let (start, label) = (self.text(record.get("start")), self.text(record.get("label")));
        let format = self.choice(record.get("format"), FORMATS, OTHER_FORMATS);
        let origin = record.get("path").and_then(|path| self.files(path, format, record.get("csv")));
        Some(GrainSpec { name, origin: origin?, start: start?, label, table: None })
    }
}
