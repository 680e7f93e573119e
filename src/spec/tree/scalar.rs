//! Scalars with the bytes of their content.

use super::Builder;
use crate::diag::{Code, Problem, ScalarMap};
use crate::spec::mistakes::quoted;
use crate::spec::node::{Kind, Node, Scalar, Style};
use serde_saphyr::granit_parser::{ScalarStyle, Span as Place, Tag};
use std::ops::Range;

impl Builder<'_> {
    /// The node of a scalar event; broken where it was reported already or is not meant as YAML reads it.
    pub(super) fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        raw: Range<usize>,
        tag: Option<&Tag>,
        place: Place,
    ) -> Node {
        if self.broken.iter().any(|broken| broken.start <= raw.start && raw.start < broken.end) {
            return self.node(Kind::Broken, raw);
        }
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema()) {
            return self.tagged(raw, place);
        }
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let content = self.content(&text, style, &raw);
        self.node(Kind::Scalar(Scalar { text, style, raw }), content)
    }

    /// The bytes of the content: without quotes, and without the white space around a block.
    fn content(&self, text: &str, style: Style, raw: &Range<usize>) -> Range<usize> {
        let inner = raw.start + 1..raw.end.saturating_sub(1).max(raw.start + 1);
        match style {
            Style::Plain => raw.clone(),
            Style::Quoted if !text.is_empty() && self.text.get(inner.clone()) == Some(text) => inner,
            _ if text.trim().is_empty() => raw.clone(),
            _ => {
                let map = ScalarMap::new(self.text, raw.start, raw.len(), text);
                let (start, len) = map.range(0, text.len());
                start..start + len
            }
        }
    }

    /// `!= 3` is a tag and a number to YAML.
    fn tagged(&mut self, raw: Range<usize>, place: Place) -> Node {
        let tag = place.tag_span().and_then(|tag| tag.byte_range()).unwrap_or(raw.start..raw.start);
        let range = tag.start..raw.end.max(tag.end);
        let written = self.text.get(range.clone()).unwrap_or("");
        let help = format!("quote it: {}", quoted(written));
        let problem =
            Problem::error(Code::YamlSyntax, self.span(&range), "an unquoted `!` begins a YAML tag");
        self.report(problem.help(help));
        self.node(Kind::Broken, range)
    }
}
