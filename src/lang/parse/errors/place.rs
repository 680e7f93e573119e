//! Where the grammar stopped, and what stands around it.

use crate::diag::{Code, Problem, Span};
use crate::lang::parse::Rule;
use crate::lang::parse::input::Input;
use crate::lang::parse::token::Token;

/// The token where the grammar stopped (one past the last at the end of the text), among all tokens.
pub(super) struct Place<'a> {
    pub input: &'a Input<'a>,
    pub tokens: &'a [Token<'a>],
    pub at: usize,
    pub zone: bool,
}

/// What an open bracket holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Holds {
    /// Arguments of the call whose name has this index.
    Call(usize),
    /// The values of `in`.
    List,
    /// One expression.
    Group,
    /// The arms of a `case`.
    Case,
}

impl<'a> Place<'a> {
    /// The token where the grammar stopped.
    pub fn here(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    /// The token `back` places before; 1 is the last one that fits.
    pub fn before(&self, back: usize) -> Option<&'a Token<'a>> {
        self.at.checked_sub(back).and_then(|index| self.tokens.get(index))
    }

    /// The token after the one where the grammar stopped.
    pub fn next(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at + 1)
    }

    /// The lower-case keyword `back` places before; empty if it is none.
    pub fn keyword_before(&self, back: usize) -> String {
        self.before(back).map(Token::keyword).unwrap_or_default()
    }

    /// The innermost bracket or `case` that is open here, and what it holds.
    pub fn open(&self) -> Option<(&'a Token<'a>, Holds)> {
        let mut open = Vec::new();
        for (index, token) in self.tokens.iter().enumerate().take(self.at) {
            match (token.text, token.keyword().as_str()) {
                ("(", _) => open.push((token, self.holds(index))),
                (_, "case") => open.push((token, Holds::Case)),
                (")", _) | (_, "end") => drop(open.pop()),
                _ => {}
            }
        }
        open.pop()
    }

    fn holds(&self, bracket: usize) -> Holds {
        let Some(index) = bracket.checked_sub(1) else { return Holds::Group };
        match self.tokens.get(index) {
            Some(token) if token.keyword() == "in" => Holds::List,
            Some(token) if matches!(token.rule, Rule::word | Rule::quoted) => Holds::Call(index),
            _ => Holds::Group,
        }
    }

    /// The problem of a wrong token.
    pub fn problem(&self, token: &Token, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem::error(Code::Syntax, self.span(token), message).help(help)
    }

    /// The place of a token; a number's with its `%` or unit.
    pub fn span(&self, token: &Token) -> Span {
        self.input.span(token.start, self.end(token))
    }

    /// The token as written; a number with its `%` or unit.
    pub fn word(&self, token: &Token) -> &'a str {
        self.input.slice(token.start, self.end(token))
    }

    fn end(&self, token: &Token) -> usize {
        let next = self.tokens.iter().find(|next| next.start == token.end);
        let suffix = next.filter(|next| next.text == "%" || next.rule == Rule::word);
        suffix.filter(|_| token.rule == Rule::number).map_or(token.end, |suffix| suffix.end)
    }

    /// The text of several tokens as written.
    pub fn text(&self, first: &Token, last: &Token) -> &'a str {
        self.input.slice(first.start, last.end)
    }
}
