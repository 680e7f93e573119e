//! Brackets and the commas inside them.

use super::{Finder, Mistake};
use crate::diag::Span;
use crate::spec::split::{cut, is_open};
use std::ops::Range;

impl Finder<'_> {
    pub(super) fn bracket(&self) -> Mistake {
        let written = self.written(self.at..self.at + 1);
        let message = format!("`{written}` closes nothing that is open");
        let mut mistake = self.mistake(self.at..self.at + 1, message, "remove it, or quote the whole text");
        mistake.skip = Some(self.line.value()).filter(|value| value.contains(&self.at));
        mistake
    }

    /// A bracket that is not closed, or a comma that is missing.
    pub(super) fn flow(&self) -> Option<Mistake> {
        let value = self.line.value();
        let written = self.written(value.clone());
        if written.starts_with(['{', '[']) && written.contains("${") {
            let help = "quote each text with `${…}` inside `[ ]` or `{ }`";
            let mut mistake =
                self.mistake(value.clone(), "an unquoted `{` inside brackets begins a mapping", help);
            mistake.skip = Some(value);
            return Some(mistake);
        }
        if let Some(mistake) = self.cut_expression(&value).or_else(|| self.unclosed_bracket()) {
            return Some(mistake);
        }
        let word = self.word();
        let mut mistake =
            self.mistake(word, "a comma is missing before this", "separate the entries by commas");
        mistake.skip = Some(self.line.value());
        Some(mistake)
    }

    /// An expression inside brackets that a comma cut, such as `{ where: kind in ('a', 'b') }`.
    pub(super) fn cut_expression(&self, value: &Range<usize>) -> Option<Mistake> {
        let before = self.text.get(value.start..self.at).filter(|before| before.starts_with(['{', '[']))?;
        let brackets = if before.starts_with('{') { "{ }" } else { "[ ]" };
        let start = before.rfind(": ").map_or(value.start + 1, |at| value.start + at + 2);
        let rest = self.written(start..value.end);
        let ends = rest.match_indices([',', '}', ']']).map(|(at, _)| at);
        let len = ends.into_iter().find(|at| !is_open(&rest[..*at])).filter(|len| start + len > self.at)?;
        let written = rest[..len].trim_end();
        if !written.contains(',') {
            return None;
        }
        let span = Span::new(self.file, start, start + written.len());
        Some(Mistake { problem: cut(span, brackets), skip: Some(value.clone()) })
    }

    /// The bracket of this line or above it that is opened and not closed.
    pub(super) fn unclosed_bracket(&self) -> Option<Mistake> {
        let mut line = Some(self.line.clone());
        for _ in 0..100 {
            let current = line?;
            let value = current.value();
            let written = self.written(value.clone());
            if let Some(open) = open_bracket(written) {
                let bracket = value.start + open..value.start + open + 1;
                let sign = self.written(bracket.clone());
                let help = format!("add `{}`", if sign == "{" { "}" } else { "]" });
                let mut mistake = self.mistake(bracket, format!("`{sign}` is not closed"), help);
                mistake.skip = Some(value);
                return Some(mistake);
            }
            let own = written.starts_with(['{', '[']) && value.contains(&self.at);
            line = current.above().filter(|_| !own);
        }
        None
    }
}

/// The outermost bracket that a value opens and does not close.
fn open_bracket(value: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, char) in value.char_indices() {
        match char {
            '{' | '[' => open.push(at),
            '}' | ']' => drop(open.pop()),
            _ => {}
        }
    }
    open.first().copied()
}
