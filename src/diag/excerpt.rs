//! The text that a problem is drawn over: very long lines cut around it, what could move a cursor blanked.

use super::{SourceText, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Bytes that a line may have to be drawn whole.
const LONGEST: usize = 300;
/// Bytes of a longer line that are drawn on either side of a problem.
const AROUND: usize = 34;
/// What stands for what is cut.
const ELLIPSIS: &str = "…";

/// A text as it is drawn.
pub(super) struct Excerpt {
    name: String,
    shown: String,
    cuts: Vec<Cut>,
    /// Where places are drawn, and their lines and columns in the whole text, from 0.
    places: Vec<(usize, (usize, usize))>,
}

/// Bytes of the whole text that are not drawn.
struct Cut {
    start: usize,
    end: usize,
}

impl Excerpt {
    /// The text around some places.
    pub fn new(file: &SourceText, places: &[Span]) -> Self {
        let cuts = cuts(&file.text, places);
        let mut shown = String::new();
        let mut next = 0;
        for cut in &cuts {
            blank(&mut shown, file.text.get(next..cut.start).unwrap_or_default());
            shown.push_str(ELLIPSIS);
            next = cut.end;
        }
        blank(&mut shown, file.text.get(next..).unwrap_or_default());
        let mut excerpt = Self { name: file.name.clone(), shown, cuts, places: Vec::new() };
        let place = |place: &Span| (excerpt.offset(place.start), line_column(&file.text, place.start));
        excerpt.places = places.iter().map(place).collect();
        excerpt
    }

    /// Where a place of the whole text is drawn: offset and length.
    pub fn place(&self, span: Span) -> (usize, usize) {
        let (start, end) = (self.offset(span.start), self.offset(span.end));
        (start, end.saturating_sub(start))
    }

    fn offset(&self, offset: usize) -> usize {
        let before = self.cuts.iter().take_while(|cut| cut.start < offset);
        before.fold(offset, |shown, cut| {
            (shown + ELLIPSIS.len()).saturating_sub(cut.end.min(offset) - cut.start)
        })
    }
}

fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count(), before[line..].chars().count())
}

/// The ends of long lines, but for what lies around their first place.
fn cuts(text: &str, places: &[Span]) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        if end - start > LONGEST {
            let inside = places.iter().map(|place| place.start).filter(|at| (start..end).contains(at));
            let at = inside.min().unwrap_or(start);
            let from = text.floor_char_boundary(at.saturating_sub(AROUND).max(start));
            let to = text.floor_char_boundary((at + AROUND).min(end));
            let ends = [Cut { start, end: from }, Cut { start: to, end }];
            cuts.extend(ends.into_iter().filter(|cut| cut.start < cut.end));
        }
        start += line.len();
    }
    cuts
}

/// Adds a text of the same length without control characters but for the ends of lines.
fn blank(shown: &mut String, text: &str) {
    for (at, char) in text.char_indices() {
        match char {
            '\n' => shown.push(char),
            '\r' if text[at..].starts_with("\r\n") => shown.push(char),
            char if char.is_control() => shown.extend(std::iter::repeat_n(' ', char.len_utf8())),
            char => shown.push(char),
        }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.shown.read_span(span, before, after)?;
        // Without lines around it a place is asked for, to be named.
        let place = self.places.iter().find(|(at, _)| before == 0 && *at == span.offset());
        let (line, column) = place.map_or((contents.line(), contents.column()), |(_, place)| *place);
        let name = self.name.clone();
        let (data, span, count) = (contents.data(), *contents.span(), contents.line_count());
        Ok(Box::new(MietteSpanContents::new_named(name, data, span, line, column, count)))
    }
}
