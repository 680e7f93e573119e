//! Problems for people: the line, the word underlined, the remedy.

use super::excerpt::Excerpt;
use super::{Problem, Severity, SourceMap, Span};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::fmt;

/// The problem as text of at most `width` columns, with colours if asked.
pub fn draw(problem: &Problem, sources: &SourceMap, width: usize, colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let drawn = Drawn::new(problem, sources);
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
    match handler.render_report(&mut text, &drawn) {
        Ok(()) => text.replace(UNBROKEN, "-"),
        Err(_) => format!("{}: {}\n", problem.code.as_str(), problem.message),
    }
}

/// A hyphen while lines are broken, so that dates and options stay whole. No text has this character.
const UNBROKEN: char = '\u{e000}';

/// Characters of a message or help that are shown.
const LONGEST: usize = 1_000;

struct Drawn<'a> {
    problem: &'a Problem,
    source: Option<Excerpt>,
}

impl<'a> Drawn<'a> {
    fn new(problem: &'a Problem, sources: &SourceMap) -> Self {
        let drawn = Self { problem, source: None };
        let places: Vec<Span> = drawn.here().map(|(span, _)| span).collect();
        let file = problem.span.and_then(|span| sources.get(span.file));
        Self { source: file.map(|file| Excerpt::new(file, &places)), ..drawn }
    }

    /// Miette draws one text: other places in the same file are labels there.
    fn here(&self) -> impl Iterator<Item = (Span, Option<String>)> + '_ {
        let file = self.problem.span.map(|span| span.file);
        let label = Some(self.problem.label.clone()).filter(|label| !label.is_empty());
        let first = self.problem.span.map(|span| (span, label));
        let others = self.problem.related.iter().filter(move |(span, _)| Some(span.file) == file);
        first.into_iter().chain(others.map(|(span, text)| (*span, Some(text.clone()))))
    }
}

/// A text that repeats what stands in a file may be of any length and hold anything.
fn brief(text: &str) -> String {
    let shown = text.chars().take(LONGEST).map(|char| match char {
        '-' => UNBROKEN,
        char if char.is_control() && char != '\n' => ' ',
        char => char,
    });
    let end = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    shown.collect::<String>() + end
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&brief(&self.problem.message))
    }
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.problem)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code.as_str()))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.help.as_ref().map(|help| Box::new(brief(help)) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let source = self.source.as_ref()?;
        Some(Box::new(self.here().map(|(span, label)| {
            let (start, length) = source.place(span);
            LabeledSpan::new(label, start, length)
        })))
    }
}
