//! From positions in a decoded YAML scalar to positions in the YAML text.
//!
//! Decoding only adds, removes and changes white space (indentation, folding, chomping) and, in quoted styles,
//! escapes: all other characters keep their order. So the n-th visible decoded character is the n-th visible
//! character of the source, and aligning the two gives exact places in every style.

/// The alignment of one scalar: for each visible character its decoded offset, source offset and source length.
#[derive(Debug)]
pub struct ScalarMap {
    points: Vec<(usize, usize, usize)>,
    whole: (usize, usize),
}

impl ScalarMap {
    /// Aligns the scalar at `start..start + len` of `source` with the value it decodes to.
    pub fn new(source: &str, start: usize, len: usize, value: &str) -> Self {
        let raw = source.get(start..start + len).unwrap_or("");
        let whole = (start, raw.trim_end().len());
        // The span of a block scalar begins at its content, so a quote there may be content: try plain first.
        let quote = raw.chars().next().filter(|first| matches!(first, '"' | '\''));
        let points = align(raw, start, value, None)
            .or_else(|| quote.and_then(|quote| align(raw, start, value, Some(quote))))
            .unwrap_or_default();
        Self { points, whole }
    }

    /// Offset and length in the source of a decoded range; the whole scalar where it could not be aligned.
    pub fn range(&self, from: usize, to: usize) -> (usize, usize) {
        let Some(last) = self.points.last() else { return self.whole };
        let first = self.points.partition_point(|point| point.0 < from);
        let Some(start) = self.points.get(first) else { return (last.1 + last.2, 0) };
        if to <= from {
            return (start.1, 0);
        }
        let next = self.points.partition_point(|point| point.0 < to);
        let end = &self.points[next.max(first + 1) - 1];
        (start.1, end.1 + end.2 - start.1)
    }
}

fn align(raw: &str, base: usize, value: &str, quote: Option<char>) -> Option<Vec<(usize, usize, usize)>> {
    let (raw, skipped) = match quote {
        Some(quote) => (raw.strip_prefix(quote)?.trim_end().strip_suffix(quote)?, 1),
        None => (raw, 0),
    };
    let mut visible = Visible { rest: raw.char_indices(), quote };
    let mut points = Vec::new();
    for (decoded, char) in value.char_indices().filter(|(_, char)| !char.is_whitespace()) {
        let (at, found, len) = visible.next()?;
        if found != char {
            return None;
        }
        points.push((decoded, base + skipped + at, len));
    }
    visible.next().is_none().then_some(points)
}

/// The visible characters of a raw scalar, escapes resolved: offset, character, length in the source.
struct Visible<'a> {
    rest: std::str::CharIndices<'a>,
    quote: Option<char>,
}

impl Iterator for Visible<'_> {
    type Item = (usize, char, usize);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (at, char) = self.rest.next()?;
            let (char, len) = match (self.quote, char) {
                (Some('\''), '\'') => {
                    self.rest.next();
                    ('\'', 2)
                }
                (Some('"'), '\\') => self.escape()?,
                _ => (char, char.len_utf8()),
            };
            if !char.is_whitespace() {
                return Some((at, char, len));
            }
        }
    }
}

impl Visible<'_> {
    fn escape(&mut self) -> Option<(char, usize)> {
        let (_, escape) = self.rest.next()?;
        let len = 1 + escape.len_utf8();
        Some(match escape {
            '0' => ('\0', len),
            'a' => ('\x07', len),
            'b' => ('\x08', len),
            'e' => ('\x1b', len),
            'f' => ('\x0c', len),
            'v' => ('\x0b', len),
            't' | 'n' | 'r' | ' ' | '\n' | '\r' | '\t' | 'N' | '_' | 'L' | 'P' => (' ', len),
            'x' => (self.hex(2)?, len + 2),
            'u' => (self.hex(4)?, len + 4),
            'U' => (self.hex(8)?, len + 8),
            other => (other, len),
        })
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let digit = |value: u32, _| Some(value * 16 + self.rest.next()?.1.to_digit(16)?);
        char::from_u32((0..digits).try_fold(0, digit)?)
    }
}
