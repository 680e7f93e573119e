//! The text being parsed: its tokens, its parse by a rule, and the places in the file that holds it.

use super::token::Token;
use super::{Grammar, Rule, errors, limits};
use crate::diag::{Code, Problem, Span, TextMap};
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;

/// A text from `base` on, and where it stands. Offsets are those of the whole text's bytes.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub text: &'a str,
    base: usize,
    map: &'a TextMap,
}

/// Bytes of a long text that are looked at first, so that endless nesting is refused at once.
const GLANCE: usize = 4096;

impl<'a> Input<'a> {
    /// The part of `text` that begins at `base`.
    pub fn new(text: &'a str, base: usize, map: &'a TextMap) -> Self {
        Self { text: text.get(base..).unwrap_or(""), base, map }
    }

    /// The place of a range of bytes, counted from the base.
    pub fn span(&self, start: usize, end: usize) -> Span {
        self.map.span(self.base + start, self.base + end)
    }

    /// The place of a pair.
    pub fn place(&self, pair: &Pair<'_, Rule>) -> Span {
        self.span(pair.as_span().start(), pair.as_span().end())
    }

    /// The bytes from `start` to `end`.
    pub fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// All tokens, the wrong ones too.
    pub fn tokens(&self) -> Vec<Token<'a>> {
        Token::all(self.text)
    }

    /// Parses all of the text; limits and words that are wrong anywhere come first.
    pub fn parse(self, rule: Rule) -> Result<Pair<'a, Rule>, Problem> {
        if self.text.len() > GLANCE {
            let beginning = self.slice(0, self.text.floor_char_boundary(GLANCE));
            limits::check_nesting(&self, &Token::all(beginning))?;
        }
        let tokens = self.tokens();
        limits::check_nesting(&self, &tokens)?;
        errors::check_tokens(&self, &tokens)?;
        let parsed = Grammar::parse(rule, self.text).map_err(|error| {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            let index = tokens.iter().take_while(|token| token.end <= at).count();
            match (error.variant, tokens.get(index).or(tokens.last())) {
                // The only error without a list of rules is that of a stack too small for the limits.
                (ErrorVariant::CustomError { .. }, Some(token)) => limits::too_deep(&self, token),
                _ => errors::explain(&self, &tokens, index, rule),
            }
        });
        parsed?.next().ok_or_else(|| self.unreadable())
    }

    /// A name as meant: without its backticks.
    pub fn name(&self, written: &str, start: usize) -> Result<String, Problem> {
        let Some(inner) = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) else {
            return Ok(written.to_string());
        };
        if inner.trim().is_empty() {
            let span = self.span(start, start + written.len());
            let problem = Problem::error(Code::InvalidName, span, "there is no name between the backticks");
            return Err(problem.help("write the column's name between them, such as `` `Speed of answer` ``"));
        }
        Ok(inner.replace("``", "`"))
    }

    /// The problem where nothing better can be said: the whole text.
    pub fn unreadable(&self) -> Problem {
        let end = self.text.trim_end().len();
        Problem::error(Code::Syntax, self.span(0, end), "this cannot be read")
            .help("split it into smaller parts to find the one that is wrong")
    }
}
