//! Keys, colons, tabs and indentation.

use super::{Finder, Mistake};
use crate::spec::line::Line;
use serde_saphyr::granit_parser::ErrorKind;

impl Finder<'_> {
    /// Tabs in the indentation of this line or the next one.
    pub(super) fn tab(&self, kind: &ErrorKind) -> Option<Mistake> {
        use ErrorKind as K;
        let about_tabs = matches!(
            kind,
            K::TabNotAllowed
                | K::TabInBlockIndentation
                | K::TabInIndentation
                | K::TabInPlainScalar
                | K::TabAtBlockScalarStart
        );
        let below = || self.line.below().filter(|_| about_tabs).and_then(|line| line.tabs());
        let tabs = self.line.tabs().or_else(below);
        let tabs = tabs.or_else(|| {
            let at = self.text[self.at..].find('\t').filter(|_| about_tabs)?;
            Some(self.at + at..self.at + at + 1)
        })?;
        Some(self.mistake(
            tabs,
            "a tab in the indentation",
            "indent with spaces: YAML does not allow tabs there",
        ))
    }

    pub(super) fn comment(&self) -> Mistake {
        let range = self.at..self.line.content().end.max(self.at);
        self.mistake(
            range,
            "a comment cuts a text in two",
            "write the text as a block after `|`, or quote it",
        )
    }

    /// Keys, colons and indentation.
    pub(super) fn block(&self) -> Option<Mistake> {
        let lines = [Some(self.line.clone()), self.line.above()];
        if let Some(mistake) = lines.iter().flatten().find_map(|line| self.missing_space(line)) {
            return Some(mistake);
        }
        let value = self.line.value();
        let written = self.written(value.clone());
        if self.line.key().is_some() && value.contains(&self.at) && !written.is_empty() {
            return Some(self.quote_all(value));
        }
        if self.line.key().is_none() {
            return Some(self.no_key());
        }
        let key = self.line.key()?;
        if let Some(mistake) = self.missing_colon() {
            return Some(mistake);
        }
        let above = self.line.above().map(|line| line.content().start - line.range.start).unwrap_or(0);
        let deeper = self.line.content().start - self.line.range.start > above;
        let message = match deeper {
            true => "this is indented below a line that has a value already",
            false => "this indentation fits no line above",
        };
        Some(self.mistake(key, message, "align it with the keys that it belongs to"))
    }

    /// A single word above a line that is indented below it.
    pub(super) fn missing_colon(&self) -> Option<Mistake> {
        let above = self.line.above()?.item();
        let word = self.written(above.clone());
        let is_word = !word.is_empty() && word.chars().all(|char| char.is_alphanumeric() || char == '_');
        let mistake =
            || self.mistake(above, format!("a colon is missing after `{word}`"), format!("write `{word}:`"));
        is_word.then(mistake)
    }

    pub(super) fn missing_space(&self, line: &Line) -> Option<Mistake> {
        let (key, value) = line.missing_space()?;
        let (name, rest) = (self.written(key.clone()), self.written(value.clone()));
        let message = format!("a space is missing after `{name}:`");
        let mut mistake = self.mistake(key.start..value.end, message, format!("write `{name}: {rest}`"));
        mistake.skip = Some(value);
        Some(mistake)
    }

    pub(super) fn no_key(&self) -> Mistake {
        let content = self.line.content();
        if self.written(content.clone()).starts_with("- ") {
            return self.mistake(
                content,
                "a list item where a key is expected",
                "indent the list below its key",
            );
        }
        let message = "this line is not of the form `key: value`";
        self.mistake(
            content,
            message,
            "add the key and a colon, or indent the line if it goes on the text above",
        )
    }
}
