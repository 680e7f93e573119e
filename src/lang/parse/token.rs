//! Words, numbers, texts, operators and brackets, right ones and wrong ones.

use super::{Grammar, Rule};
use pest::Parser as _;
use pest::iterators::Pair;

/// A word, number, text, operator or bracket as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub rule: Rule,
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
}

impl<'a> Token<'a> {
    /// The tokens of a text. After a dot a keyword is a name like any other.
    pub fn all(text: &'a str) -> Vec<Token<'a>> {
        let mut tokens: Vec<Token> = Vec::new();
        let pairs = Grammar::parse(Rule::tokens, text).into_iter().flatten().flat_map(Pair::into_inner);
        for pair in pairs.filter(|pair| pair.as_rule() != Rule::EOI) {
            let after_dot = tokens.last().is_some_and(|last| last.text == ".");
            let rule = if pair.as_rule() == Rule::keyword && after_dot { Rule::word } else { pair.as_rule() };
            let span = pair.as_span();
            tokens.push(Token { rule, text: pair.as_str(), start: span.start(), end: span.end() });
        }
        tokens
    }

    /// The keyword in lower case; empty if it is none.
    pub fn keyword(&self) -> String {
        if self.rule == Rule::keyword { self.text.to_ascii_lowercase() } else { String::new() }
    }

    /// Whether it is a name, a literal or a closing bracket: what an operator may follow.
    pub fn ends_operand(&self) -> bool {
        let literal = matches!(self.keyword().as_str(), "null" | "true" | "false" | "end");
        self.is_value() || literal || matches!(self.text, ")" | "%")
    }

    /// Whether an operand may begin with it.
    pub fn begins_operand(&self) -> bool {
        let keyword = matches!(self.keyword().as_str(), "null" | "true" | "false" | "case" | "not");
        self.is_value() || keyword || matches!(self.text, "(" | "-")
    }

    /// Whether it is a name or a literal of one word.
    pub fn is_value(&self) -> bool {
        matches!(self.rule, Rule::word | Rule::quoted | Rule::number | Rule::text | Rule::date)
    }

    /// Whether it is an operator between or before operands.
    pub fn is_operator(&self) -> bool {
        let keyword = matches!(
            self.keyword().as_str(),
            "or" | "and" | "not" | "in" | "between" | "is" | "like" | "matches"
        );
        keyword || self.rule == Rule::symbol && !matches!(self.text, "(" | ")" | "," | "." | ":" | "%")
    }
}
