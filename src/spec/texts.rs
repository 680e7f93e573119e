//! Texts, lists of texts and texts in two languages.

use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::{Field, Keys};
use super::types::{Localized, Text};

const LANGUAGES: Keys = Keys { owner: "a text in two languages", known: &["en", "fr"], ..Keys::NONE };

impl Reader<'_> {
    /// A text; numbers and booleans as they are spelled.
    pub fn text(&mut self, field: Option<Field>) -> Option<Text> {
        let field = field?;
        match field.value.scalar() {
            Some(scalar) if !scalar.text.trim().is_empty() => {
                Some(Text::new(scalar.word().to_string(), field.value.span))
            }
            Some(_) => {
                let message = format!("`{}` is empty", field.name);
                self.invalid(field.value.span, message, "write a text, or remove the key");
                None
            }
            None => {
                self.misfit(field, "a text", "write one text");
                None
            }
        }
    }

    /// A text for people only, which may be left empty.
    pub fn note(&mut self, field: Option<Field>) -> Option<String> {
        let field = field.filter(|field| !field.value.is_null())?;
        match field.value.scalar() {
            Some(scalar) => Some(scalar.text.clone()),
            None => {
                self.misfit(field, "a text", "write one text");
                None
            }
        }
    }

    /// A text, or `{ en: …, fr: … }`.
    pub fn localized(&mut self, field: Option<Field>) -> Localized {
        let Some(field) = field.filter(|field| !field.value.is_null()) else { return Localized::default() };
        if let Some(record) = self.record(field.value, &LANGUAGES) {
            return Localized { en: self.note(record.get("en")), fr: self.note(record.get("fr")) };
        }
        if field.value.scalar().is_none() {
            self.misfit(field, "a text or `{ en: …, fr: … }`", "write one text");
            return Localized::default();
        }
        Localized { en: self.note(Some(field)), fr: None }
    }

    /// The texts of a list; a single text is a list of one if `single` allows it.
    pub fn texts(&mut self, field: Option<Field>, single: bool) -> Vec<Text> {
        let Some(field) = field else { return Vec::new() };
        let help = format!("write `{}: [a, b]`", field.name);
        match &field.value.kind {
            Kind::List(items) if items.is_empty() => {
                self.invalid(
                    field.value.span,
                    format!("`{}` is empty", field.name),
                    "name one, or remove the key",
                );
                Vec::new()
            }
            Kind::List(items) => items.iter().filter_map(|item| self.list_text(field, item)).collect(),
            Kind::Scalar(_) if single => self.text(Some(field)).into_iter().collect(),
            _ => {
                self.misfit(
                    field,
                    if single { "a text or a list of texts" } else { "a list of texts" },
                    help,
                );
                Vec::new()
            }
        }
    }

    fn list_text(&mut self, field: Field, item: &Node) -> Option<Text> {
        match item.scalar() {
            Some(scalar) if !scalar.text.trim().is_empty() => {
                Some(Text::new(scalar.word().to_string(), item.span))
            }
            _ if item.is_broken() => None,
            Some(_) | None => {
                let message = format!("`{}` lists texts, not {}", field.name, item.describe());
                self.invalid(item.span, message, format!("write `{}: [a, b]`", field.name));
                None
            }
        }
    }
}
