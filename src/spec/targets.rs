//! `target:` and `targets:` of a KPI.

use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Target, Text};

const KEYS: Keys = Keys {
    owner: "a target",
    known: &["name", "pass", "warn", "severity", "title", "description", "owner"],
    later: &[
        "where",
        "by",
        "expect_slices",
        "over",
        "min_rows",
        "on_no_data",
        "since",
        "until",
        "settle",
        "mute",
        "burn",
    ],
    synonyms: &[
        ("value", "pass"),
        ("ok", "pass"),
        ("good", "pass"),
        ("green", "pass"),
        ("success", "pass"),
        ("goal", "pass"),
        ("target", "pass"),
        ("warning", "warn"),
        ("amber", "warn"),
        ("orange", "warn"),
    ],
    hints: &[
        ("fail", "whatever is neither `pass` nor `warn` fails"),
        ("red", "whatever is neither `pass` nor `warn` fails"),
        ("error", "whatever is neither `pass` nor `warn` fails"),
        ("min", "write `pass: \">= …\"`"),
        ("max", "write `pass: \"<= …\"`"),
    ],
    ..Keys::NONE
};

impl Reader<'_> {
    /// Reads `target:` or `targets:`.
    pub fn targets(&mut self, record: &Record) -> Vec<Target> {
        if let (Some(one), Some(many)) = (record.get("target"), record.get("targets")) {
            self.conflict(one, many, "write all of them below `targets:`");
        }
        let mut targets: Vec<Target> =
            record.get("target").and_then(|field| self.target(field)).into_iter().collect();
        if let Some(field) = record.get("targets").filter(|_| record.get("target").is_none()) {
            targets.extend(self.target_list(field));
        }
        targets
    }

    fn target(&mut self, field: Field) -> Option<Target> {
        match &field.value.kind {
            Kind::Map(_) => self.target_record(field.value, &Text::new(field.name.into(), field.key)),
            Kind::List(_) => {
                self.misfit(field, "one target", "write `targets:` for a list");
                None
            }
            _ => Some(Target { name: None, pass: self.zone(Some(field))?, warn: None, severity: None }),
        }
    }

    fn target_list(&mut self, field: Field) -> Vec<Target> {
        let Kind::List(items) = &field.value.kind else {
            self.misfit(
                field,
                "a list",
                "write `target:` for one target, or `- pass: …` for each of several",
            );
            return Vec::new();
        };
        let mut targets = Vec::new();
        for item in items {
            let owner = Text::new("a target".into(), item.span);
            let short = || Field { name: "targets", key: field.key, value: item };
            targets.extend(match &item.kind {
                Kind::Map(_) => self.target_record(item, &owner),
                _ => self.zone(Some(short())).map(|pass| Target {
                    name: None,
                    pass,
                    warn: None,
                    severity: None,
                }),
            });
        }
        targets
    }

    fn target_record(&mut self, node: &Node, owner: &Text) -> Option<Target> {
        let record = self.record(node, &KEYS)?;
        self.notes(&record);
        if record.get("pass").is_none() {
            self.missing(&record, "pass", owner, "add the values that pass, such as `pass: \">= 90%\"`");
        }
        let name = self.text(record.get("name"));
        let severity = self.text(record.get("severity"));
        let (pass, warn) = (self.zone(record.get("pass")), self.zone(record.get("warn")));
        Some(Target { name, pass: pass?, warn, severity })
    }
}
