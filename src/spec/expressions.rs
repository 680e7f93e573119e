//! Expressions, zones and literals inside YAML values, each part with its exact place.

use super::literals::literal_text;
use super::node::{Node, Scalar, Style};
use super::reader::{Reader, unreadable};
use super::record::Field;
use super::types::ZoneText;
use crate::diag::{Code, Problem, ScalarMap, Span, TextMap};
use crate::lang::ast::Expr;
use crate::lang::{expression, zone};

impl Reader<'_> {
    /// An expression; numbers and booleans as they are spelled.
    pub fn expression(&mut self, field: Option<Field>) -> Option<Expr> {
        let field = field?;
        let scalar = self.formula(field, "an expression")?;
        let map = scalar.map(self.file, self.text);
        let result = expression(&scalar.text, &map).map_err(|problem| self.in_yaml(problem, scalar));
        self.problems.keep(result)
    }

    /// An expression that must be there: where it cannot be read, a stand-in that fits everywhere.
    pub fn required_expression(&mut self, field: Field) -> Expr {
        self.expression(Some(field)).unwrap_or_else(|| unreadable(field.value.span))
    }

    /// A zone of a target, with the text that reports repeat.
    pub fn zone(&mut self, field: Option<Field>) -> Option<ZoneText> {
        let field = field?;
        let scalar = self.formula(field, "the rest of a comparison")?;
        let map = scalar.map(self.file, self.text);
        let result = zone(&scalar.text, &map).map_err(|problem| self.in_yaml(problem, scalar));
        let zone = self.problems.keep(result)?;
        Some(ZoneText { zone, text: scalar.text.trim().to_string() })
    }

    fn formula<'n>(&mut self, field: Field<'n>, expected: &str) -> Option<&'n Scalar> {
        let example = format!("write `{}: \"…\"` with the text in quotes", field.name);
        match field.value.scalar() {
            Some(scalar) if !scalar.text.trim().is_empty() => Some(scalar),
            Some(scalar) => {
                self.empty(field, scalar);
                None
            }
            None => {
                self.misfit(field, expected, example);
                None
            }
        }
    }

    /// An empty text; `>4` is the head of an empty block to YAML.
    fn empty(&mut self, field: Field, scalar: &Scalar) {
        let before = self.text.get(..scalar.raw.start).unwrap_or("").trim_end();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let head =
            before[line..].rfind(['>', '|']).map(|at| line + at).filter(|_| scalar.style == Style::Block);
        match head {
            Some(start) => {
                let written = &before[start..];
                let span = Span::new(self.file, start, before.len());
                let message = format!("an unquoted `{}` begins a text on the lines below", &written[..1]);
                let help = format!("quote it: {}: {}", field.name, super::mistakes::quoted(written));
                self.problems.push(Problem::error(Code::YamlSyntax, span, message).help(help));
            }
            None => {
                let message = format!("`{}` is empty", field.name);
                self.invalid(field.value.span, message, "write an expression, or remove the key");
            }
        }
    }

    /// Says where YAML, not the expression, is the reason for a problem.
    fn in_yaml(&self, problem: Problem, scalar: &Scalar) -> Problem {
        let rest = self.text.get(scalar.raw.end..).unwrap_or("");
        let comment = rest.starts_with([' ', '\t']) && rest.trim_start_matches([' ', '\t']).starts_with('#');
        let open =
            |left: char, right: char| scalar.text.matches(left).count() > scalar.text.matches(right).count();
        let odd = |quote: char| scalar.text.matches(quote).count() % 2 == 1;
        let cut = open('(', ')') || odd('\'') || odd('"') || odd('`');
        if scalar.style == Style::Plain && comment && cut {
            return problem.help("` #` begins a YAML comment: quote the whole text");
        }
        problem
    }

    /// A literal: an expression, a bare date, or a bare text.
    pub fn literal(&mut self, node: &Node) -> Option<Expr> {
        let scalar = node.scalar()?;
        let map = scalar.map(self.file, self.text);
        let result = literal_text(&scalar.text, &map);
        self.problems.keep(result)
    }

    /// The map of a text that is not what the file holds, so that all of it is underlined.
    pub fn unmapped(&self, span: Span) -> TextMap {
        let len = span.end.saturating_sub(span.start);
        TextMap::Scalar(self.file, ScalarMap::new(self.text, span.start, len, "\0"))
    }
}
