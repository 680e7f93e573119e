//! Texts that need quotes, and quotes that do not fit.

use super::{Finder, Mistake, named, quoted};
use std::ops::Range;

impl Finder<'_> {
    /// The value of this line is to be quoted as a whole.
    pub(super) fn quote(&self) -> Option<Mistake> {
        let value = self.flow_value().unwrap_or_else(|| self.line.value());
        let written = self.written(value.clone());
        let first = written.chars().next()?;
        let message = match first {
            '>' | '|' => format!("an unquoted `{first}` begins a text on the lines below"),
            '-' => "a list item cannot stand on the line of its key".to_string(),
            _ => format!("a text that begins with {} must be quoted", named(first)),
        };
        let help = match first {
            '-' => {
                format!("write the list as `[{}]`, or each item on a line of its own", written[1..].trim())
            }
            _ => self.quote_help(&value, written),
        };
        let mut mistake = self.mistake(value, message, help);
        mistake.skip = Some(self.line.value());
        Some(mistake)
    }

    pub(super) fn quote_help(&self, value: &Range<usize>, written: &str) -> String {
        match self.line.key().filter(|_| value.start == self.line.value().start) {
            Some(key) => format!("quote it: {}: {}", self.written(key), quoted(written)),
            None => format!("quote it: {}", quoted(written)),
        }
    }

    /// The entry of `{ }` or `[ ]` that begins at the error.
    pub(super) fn flow_value(&self) -> Option<Range<usize>> {
        let value = self.line.value();
        let inside = self.written(value.clone()).starts_with(['{', '[']) && self.at > value.start;
        let rest = self.text.get(self.at..value.end).filter(|_| inside)?;
        let len = rest.find([',', '}', ']']).unwrap_or(rest.len());
        Some(self.at..self.at + rest[..len].trim_end().len())
    }

    /// Text after a closing quote: an expression that begins with a quote, or an apostrophe inside one.
    pub(super) fn after_quote(&self) -> Option<Mistake> {
        let value = self.line.value();
        let written = self.written(value.clone());
        if written.starts_with(['{', '[']) {
            return self.flow();
        }
        let Some(quote) = written.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
            return self.unclosed_quote();
        };
        let inner = written.strip_prefix(quote)?.strip_suffix(quote);
        let odd = written.matches(quote).count() % 2 == 1;
        let meant = inner.filter(|_| odd).unwrap_or(written);
        let mut mistake = self.mistake(
            value.clone(),
            "there is more text after the closing quote",
            self.quote_help(&value, meant),
        );
        mistake.skip = Some(value);
        Some(mistake)
    }

    /// The line of this value or above it where a quote is opened and not closed.
    pub(super) fn unclosed_quote(&self) -> Option<Mistake> {
        let mut line = Some(self.line.clone());
        for _ in 0..100 {
            let current = line?;
            let value = current.value();
            let written = self.written(value.clone());
            let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
            if let Some(quote) = quote.filter(|quote| written.matches(*quote).count() % 2 == 1) {
                let help = format!("add a `{quote}` at the end of the text");
                let mut mistake = self.mistake(value.clone(), "the quote is not closed", help);
                mistake.skip = Some(value);
                return Some(mistake);
            }
            line = current.above();
        }
        None
    }

    pub(super) fn escape(&self) -> Option<Mistake> {
        const KNOWN: &str = "0abtnvfre \"/\\N_LPxuU\t\n\r";
        let rest = &self.text[self.at..];
        let mut chars = rest.char_indices().skip(1);
        let (at, char) = loop {
            let (at, char) = chars.next()?;
            if char == '\\' {
                let (_, escaped) = chars.next()?;
                if !KNOWN.contains(escaped) {
                    break (self.at + at, escaped);
                }
            }
        };
        let range = at..at + 1 + char.len_utf8();
        let message = format!("`\\{char}` is no escape that YAML knows");
        let mut mistake =
            self.mistake(range, message, "put the text in single quotes, which keep backslashes");
        mistake.skip = Some(self.line.value());
        Some(mistake)
    }

    pub(super) fn quote_all(&self, value: Range<usize>) -> Mistake {
        let written = self.written(value.clone());
        let message = match self.written(self.at..self.at + 2) {
            ": " => "a colon and a space inside an unquoted text".to_string(),
            _ => match written.chars().next() {
                Some(first @ ('*' | '&' | '!' | '{' | '[' | ',')) => {
                    format!("a text that begins with {} must be quoted", named(first))
                }
                _ => "this text cannot stand here unquoted".to_string(),
            },
        };
        let mut mistake = self.mistake(value.clone(), message, self.quote_help(&value, written));
        mistake.skip = Some(value);
        mistake
    }
}
