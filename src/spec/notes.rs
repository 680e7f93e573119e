//! Keys for people, which have no effect on values, and problems of whole definitions.

use super::reader::Reader;
use super::record::{Field, Record};
use super::types::Text;

impl Reader<'_> {
    /// Checks the form of descriptive keys that are not kept.
    pub fn notes(&mut self, record: &Record) {
        self.localized(record.get("title"));
        self.localized(record.get("description"));
        self.note(record.get("owner"));
        self.texts(record.get("tags"), false);
    }

    /// Checks the form of the texts that the library adds to a KPI.
    pub fn help_texts(&mut self, record: &Record) {
        self.localized(record.get("formula"));
        self.localized(record.get("how_to"));
    }

    /// Reports a definition of another form than `expected`, unless it was reported already.
    pub fn misfit_named(&mut self, field: Field, name: &Text, expected: &str, help: String) {
        if field.value.is_broken() || self.missing_space(field.value) {
            return;
        }
        if field.value.is_null() {
            return self.invalid(name.span, format!("`{}` has no value", name.value), help);
        }
        let message = format!("`{}` takes {expected}, not {}", name.value, field.value.describe());
        self.invalid(field.value.span, message, help);
    }
}
