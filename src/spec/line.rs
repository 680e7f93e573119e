//! One line of a YAML text as people read it: indentation, key, value.

use std::ops::Range;

/// A line without its line break, cut into its parts by offsets of the whole text.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    text: &'a str,
    /// First byte and one past the last.
    pub range: Range<usize>,
}

impl<'a> Line<'a> {
    /// The line that holds this offset.
    pub fn at(text: &'a str, offset: usize) -> Self {
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
        let end = start + text[start..end].trim_end_matches('\r').len();
        Self { text, range: start..end }
    }

    /// The nearest line above that has any content.
    pub fn above(&self) -> Option<Self> {
        let mut line = self.clone();
        loop {
            line = Line::at(self.text, line.range.start.checked_sub(1)?);
            let content = line.content();
            if !content.is_empty() && !self.text[content].starts_with('#') {
                return Some(line);
            }
        }
    }

    /// The nearest line below.
    pub fn below(&self) -> Option<Self> {
        let next = self.range.end + self.text[self.range.end..].find('\n')? + 1;
        (next < self.text.len()).then(|| Line::at(self.text, next))
    }

    /// What is not white space at its ends.
    pub fn content(&self) -> Range<usize> {
        self.trimmed(self.range.clone())
    }

    /// The tabs of the indentation.
    pub fn tabs(&self) -> Option<Range<usize>> {
        let indent = self.range.start..self.content().start;
        let at = indent.start + self.text[indent.clone()].find('\t')?;
        let len = self.text[at..indent.end].chars().take_while(|char| *char == '\t').count();
        Some(at..at + len)
    }

    /// The content without the dashes of list items.
    pub fn item(&self) -> Range<usize> {
        let mut range = self.content();
        while let Some(rest) = self.text[range.clone()].strip_prefix("- ") {
            range = range.end - rest.trim_start().len()..range.end;
        }
        range
    }

    /// The key, if the line is `key: value` or `key:`.
    pub fn key(&self) -> Option<Range<usize>> {
        let item = self.item();
        let text = &self.text[item.clone()];
        let len = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
        let quotable = text.starts_with(['"', '\'', '{', '[']);
        (len > 0 && !quotable).then(|| item.start..item.start + len)
    }

    /// The value after the key, or the list item, without a comment; empty where there is none.
    pub fn value(&self) -> Range<usize> {
        let item = self.item();
        let start = self.key().map_or(item.start, |key| (key.end + 1).min(item.end));
        let rest = &self.text[start..item.end];
        let quoted = rest.trim_start().starts_with(['"', '\'']);
        let comment = rest.find(" #").filter(|_| !quoted).unwrap_or(rest.len());
        self.trimmed(start..start + comment)
    }

    /// `key:value` without the space that YAML needs: the key and what follows the colon.
    pub fn missing_space(&self) -> Option<(Range<usize>, Range<usize>)> {
        let item = self.item();
        let text = &self.text[item.clone()];
        let len = text.find(':')?;
        let name = &text[..len];
        let is_name = !name.is_empty() && name.chars().all(|char| char.is_alphanumeric() || char == '_');
        let rest = &text[len + 1..];
        let glued = is_name && !rest.starts_with([' ', '/', ':']) && !rest.is_empty();
        glued.then(|| (item.start..item.start + len, item.start + len + 1..item.end))
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.text[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        start..start + text.trim().len()
    }
}
