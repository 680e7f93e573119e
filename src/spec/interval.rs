//! `interval:` of a source: the columns in which its rows begin and end.

use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Interval, Text};

const KEYS: Keys = Keys {
    owner: "`interval`",
    known: &["from", "to", "closed"],
    synonyms: &[
        ("start", "from"),
        ("begin", "from"),
        ("since", "from"),
        ("valid_from", "from"),
        ("end", "to"),
        ("until", "to"),
        ("valid_to", "to"),
        ("inclusive", "closed"),
        ("included", "closed"),
    ],
    ..Keys::NONE
};

const EXAMPLE: &str = "write for example `interval: { from: started_at, to: ended_at }`";

impl Reader<'_> {
    /// Reads `interval:` of the source with this name.
    pub fn interval(&mut self, source: &Text, field: Field) -> Option<Interval> {
        let Some(record) = self.record(field.value, &KEYS) else {
            self.misfit(field, "a mapping", EXAMPLE);
            return None;
        };
        self.interval_of(source, field, &record)
    }

    fn interval_of(&mut self, source: &Text, field: Field, record: &Record) -> Option<Interval> {
        let absent = ["from", "to"].into_iter().find(|key| record.get(key).is_none());
        if let Some(absent) = absent {
            let owner = Text::new(source.value.clone(), field.key);
            self.missing(record, absent, &owner, EXAMPLE);
        }
        let (from, to) = (self.text(record.get("from")), self.text(record.get("to")));
        let closed = record.get("closed");
        Some(Interval {
            from: from?,
            to: to?,
            closed: self.truth(closed).filter(|closed| *closed).zip(closed).map(|(_, field)| field.key),
            span: field.key,
        })
    }
}
