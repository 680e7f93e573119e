//! Operators of one kind in a row, which make a tree as high as they are many: counted on the tokens.

use super::Rule;
use super::token::Token;

/// For each open bracket, how many operators of each precedence stand in a row there.
pub(super) struct Rows(Vec<Row>);

#[derive(Clone, Copy, Default)]
struct Row {
    ors: usize,
    ands: usize,
    sums: usize,
    products: usize,
    /// Each `between` whose `and` is still to come.
    betweens: usize,
}

impl Rows {
    /// The rows of a text that begins.
    pub fn new() -> Self {
        Self(vec![Row::default()])
    }

    /// A bracket opens.
    pub fn open(&mut self) {
        self.0.push(Row::default());
    }

    /// A bracket closes.
    pub fn close(&mut self) {
        if self.0.len() > 1 {
            self.0.pop();
        }
    }

    /// The length of the row that ends with this token.
    pub fn count(&mut self, token: &Token) -> usize {
        self.0.last_mut().map_or(0, |row| row.count(token))
    }
}

impl Row {
    fn count(&mut self, token: &Token) -> usize {
        match (token.text, token.keyword().as_str()) {
            ("*" | "/", _) => self.products += 1,
            ("+" | "-", _) => *self = Row { sums: self.sums + 1, products: 0, ..*self },
            (_, "and") if self.betweens > 0 => *self = self.between(self.betweens - 1),
            (_, "and") => *self = Row { ands: self.ands + 1, sums: 0, products: 0, ..*self },
            (_, "or") => *self = Row { ors: self.ors + 1, ..Row::default() },
            (_, "between") => *self = self.between(self.betweens + 1),
            (_, "null" | "true" | "false") => {}
            ("," | ":", _) => *self = Row::default(),
            _ if token.rule == Rule::keyword && !token.is_operator() => *self = Row::default(),
            _ if token.is_operator() => *self = self.between(self.betweens),
            _ => {}
        }
        self.ors.max(self.ands).max(self.sums).max(self.products)
    }

    /// The row after a comparison: its sums are those of another operand.
    fn between(self, betweens: usize) -> Row {
        Row { sums: 0, products: 0, betweens, ..self }
    }
}
