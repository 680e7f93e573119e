//! What is wrong where YAML cannot be read, in words for people, and how much of it to leave out to read on.

mod brackets;
mod lines;
mod quotes;

use super::line::Line;
use crate::diag::{Code, FileId, Problem, Span};
use serde_saphyr::granit_parser::ErrorKind;
use std::ops::Range;

/// A syntax error: the problem, and the bytes without which the rest can be read.
pub(super) struct Mistake {
    pub problem: Problem,
    pub skip: Option<Range<usize>>,
}

/// Explains the parser's error at the byte `at`.
pub(super) fn explain(file: FileId, text: &str, kind: &ErrorKind, at: usize) -> Mistake {
    let at = text.floor_char_boundary(at);
    let finder = Finder { file, text, at, line: Line::at(text, at) };
    let known = finder.tab(kind).or_else(|| finder.in_text(kind)).or_else(|| finder.in_structure(kind));
    known.unwrap_or_else(|| finder.other(kind))
}

/// The text in the quotes that suit it.
pub(super) fn quoted(text: &str) -> String {
    let plain = !text.contains(['"', '\\']);
    if plain { format!("\"{text}\"") } else { format!("'{}'", text.replace('\'', "''")) }
}

struct Finder<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    line: Line<'a>,
}

impl<'a> Finder<'a> {
    /// Texts: their quotes, signs and comments.
    fn in_text(&self, kind: &ErrorKind) -> Option<Mistake> {
        use ErrorKind as K;
        match kind {
            K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => self.after_quote(),
            K::InvalidQuotedScalarIndent | K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => {
                self.unclosed_quote()
            }
            K::UnknownQuotedScalarEscape => self.escape(),
            K::CommentInterceptedScalar => Some(self.comment()),
            K::InvalidBlockScalarHeader
            | K::ZeroBlockScalarIndent
            | K::UnexpectedCharacter { .. }
            | K::MissingAnchorOrAliasName
            | K::InvalidTagTerminator
            | K::MissingTagUri
            | K::UndeclaredTagHandle
            | K::CommentNotSeparated
            | K::BlockSequenceEntryNotAllowed
            | K::PlainScalarStartsWithDashFlowIndicator => self.quote(),
            _ => None,
        }
    }

    /// Lists and mappings: their brackets, keys and indentation.
    fn in_structure(&self, kind: &ErrorKind) -> Option<Mistake> {
        use ErrorKind as K;
        match kind {
            K::RecursionLimitExceeded => Some(self.too_deep()),
            K::MisplacedFlowCollectionEnd | K::MismatchedFlowCollectionEnd { .. } => Some(self.bracket()),
            K::UnclosedFlowCollection { .. }
            | K::InvalidColonPlacement
            | K::ExpectedFlowMappingSeparator
            | K::ExpectedFlowSequenceSeparator
            | K::UnexpectedEofFlowMapping
            | K::UnexpectedEofFlowSequence
            | K::UnexpectedEofImplicitFlowMapping
            | K::InvalidFlowScalarIndent
            | K::BlockEntryInFlowCollection => self.flow(),
            K::MappingValueNotAllowed
            | K::MappingKeyNotAllowed
            | K::SimpleKeyExpected
            | K::InvalidSimpleKey
            | K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::InvalidIndentation
            | K::ExpectedDocumentStart
            | K::UnexpectedEofBlockMapping => self.block(),
            _ => None,
        }
    }

    fn written(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    fn mistake(&self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Mistake {
        let span = Span::new(self.file, range.start, range.end);
        Mistake { problem: Problem::error(Code::YamlSyntax, span, message).help(help), skip: None }
    }

    fn too_deep(&self) -> Mistake {
        let help = "write fewer levels: a definition needs no more than ten";
        let mut mistake = self.mistake(self.at..self.at + 1, "values are nested too deep", help);
        mistake.problem.code = Code::YamlLimit;
        mistake
    }

    fn word(&self) -> Range<usize> {
        let rest = &self.text[self.at..self.line.range.end.max(self.at)];
        let before = &self.text[self.line.range.start..self.at];
        if rest.starts_with(':') && before.ends_with(char::is_alphanumeric) {
            let name = before.trim_end_matches(|char: char| char.is_alphanumeric() || char == '_');
            return self.line.range.start + name.len()..self.at;
        }
        let len = rest.find(|char: char| char.is_whitespace() || matches!(char, ',' | '}' | ']' | ':'));
        let len = len.unwrap_or(rest.len()).max(rest.chars().next().map_or(0, char::len_utf8));
        self.at..self.at + len
    }

    fn other(&self, kind: &ErrorKind) -> Mistake {
        let message = format!("this is not well-formed YAML: {kind}");
        self.mistake(self.word(), message, "check the indentation and the quotes here and on the line above")
    }
}

/// A character in backticks, where it is none itself.
fn named(char: char) -> String {
    if char == '`' { "a backtick".into() } else { format!("`{char}`") }
}
