//! The top-level keys of a definition, read into a [`Spec`] that may hold other files already.

use super::entries::twice;
use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Calendar, Entry, EntryKind, GrainSpec, Kpi, Parameter, Source, Spec, Text};
use indexmap::IndexMap;
use indexmap::map::Entry as Place;

const KEYS: Keys = Keys {
    owner: "a definition file",
    known: &["project", "sources", "calendars", "grains", "parameters", "kpis"],
    later: &["slas", "scorecards", "tests"],
    synonyms: &[
        ("metrics", "kpis"),
        ("measures", "kpis"),
        ("indicators", "kpis"),
        ("tables", "sources"),
        ("data", "sources"),
        ("params", "parameters"),
        ("variables", "parameters"),
        ("constants", "parameters"),
        ("settings", "project"),
        ("business_hours", "calendars"),
        ("schedules", "calendars"),
        ("granularities", "grains"),
        ("time_grains", "grains"),
    ],
    hints: &[
        ("timezone", "write it below `project:`"),
        ("currency", "write it below `project:`"),
        ("locale", "write it below `project:`"),
        ("week_start", "write it below `project:`"),
        ("fiscal_year_start", "write it below `project:`"),
        ("as_of", "write it below `project:`"),
        ("use", "write it below `project:`"),
        ("columns", "write it below a name in `sources:`"),
        ("links", "write it below a name in `sources:`"),
        ("path", "write it below a name in `sources:`"),
        ("holidays", "write it below a name in `calendars:`"),
        ("hours", "write it below a name in `calendars:`"),
        ("expr", "write it below a name in `kpis:`"),
        ("target", "write it below a name in `kpis:`"),
        ("targets", "write it below a name in `kpis:`"),
    ],
    inside: &[
        ("expr", "indent it below `kpis:`"),
        ("target", "indent it below `kpis:`"),
        ("path", "indent it below `sources:`"),
        ("sql", "indent it below `sources:`"),
        ("hours", "indent it below `calendars:`"),
        ("start", "indent it below `grains:`"),
        ("default", "indent it below `parameters:`"),
    ],
};

const SECTIONS: [(&str, EntryKind); 5] = [
    ("sources", EntryKind::Source),
    ("calendars", EntryKind::Calendar),
    ("grains", EntryKind::Grain),
    ("parameters", EntryKind::Parameter),
    ("kpis", EntryKind::Kpi),
];

/// What has a name of its own in a project.
pub(super) trait Named {
    /// The name and where it is defined.
    fn name(&self) -> &Text;
}

macro_rules! named {
    ($($type:ty),*) => { $(impl Named for $type {
        fn name(&self) -> &Text {
            &self.name
        }
    })* };
}
named!(Source, Calendar, GrainSpec, Parameter, Kpi);

impl Reader<'_> {
    /// Reads one document into the definitions so far.
    pub fn document(&mut self, node: &Node, spec: &mut Spec) {
        if node.is_null() || node.is_broken() {
            return;
        }
        let Kind::Map(_) = &node.kind else {
            return self.no_definition(node);
        };
        if let Some(record) = self.record(node, &KEYS) {
            self.sections(&record, spec);
        }
    }

    fn sections(&mut self, record: &Record, spec: &mut Spec) {
        if let Some(field) = record.get("project") {
            self.project(field, &mut spec.project);
        }
        for (key, kind) in SECTIONS {
            spec.entries.extend(record.get(key).into_iter().flat_map(|field| entries(kind, field)));
        }
        for source in record.get("sources").map(|field| self.sources(field)).unwrap_or_default() {
            self.define(&mut spec.sources, source);
        }
        for calendar in record.get("calendars").map(|field| self.calendars(field)).unwrap_or_default() {
            self.define(&mut spec.calendars, calendar);
        }
        for grain in record.get("grains").map(|field| self.grains(field)).unwrap_or_default() {
            self.define(&mut spec.grains, grain);
        }
        for parameter in record.get("parameters").map(|field| self.parameters(field)).unwrap_or_default() {
            self.define(&mut spec.parameters, parameter);
        }
        for kpi in record.get("kpis").map(|field| self.kpis(field)).unwrap_or_default() {
            self.define(&mut spec.kpis, kpi);
        }
    }

    /// Adds a definition; the first one of a name stays.
    fn define<T: Named>(&mut self, all: &mut IndexMap<String, T>, new: T) {
        match all.entry(new.name().value.clone()) {
            Place::Occupied(first) => {
                let problem = twice(first.key(), new.name().span, first.get().name().span);
                self.problems.push(problem);
            }
            Place::Vacant(place) => {
                place.insert(new);
            }
        }
    }

    fn no_definition(&mut self, node: &Node) {
        let line = self.text.get(node.span.start..node.span.end).unwrap_or("").lines().next().unwrap_or("");
        let end = node.span.start + line.trim_end().len();
        let span = crate::diag::Span::new(node.span.file, node.span.start, end);
        let message = format!("a definition file is a mapping, not {}", node.describe());
        self.invalid(span, message, "begin with `sources:` and `kpis:`");
    }
}

/// Where each definition of a section stands.
fn entries(kind: EntryKind, field: Field) -> Vec<Entry> {
    let Kind::Map(entries) = &field.value.kind else { return Vec::new() };
    let named = entries.iter().filter_map(|entry| {
        let name = entry.key.scalar()?.text.clone();
        let below = entry.value.span.start >= entry.key.span.end;
        let span = if below { entry.key.span.to(entry.value.span) } else { entry.key.span };
        Some(Entry { kind, name, span })
    });
    named.collect()
}
