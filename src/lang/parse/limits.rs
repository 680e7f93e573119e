//! How deep a text may nest: checked on its tokens, before anything recurses.

use super::input::Input;
use super::rows::Rows;
use super::token::Token;
use crate::diag::{Code, Problem};

/// Brackets, `case` and signs inside each other; an unoptimised build parses this many on 1.5 MB of stack.
const NESTING: usize = 64;

/// Height of the tree, of which each operator in a row `a + b + c …` adds one.
const HEIGHT: usize = 500;

/// Refuses text that nests deeper than the parser may go.
pub(super) fn check_nesting(input: &Input, tokens: &[Token]) -> Result<(), Problem> {
    let (mut nesting, mut rows, mut value) = (Nesting::default(), Rows::new(), false);
    for token in tokens {
        let step = Step::of(token, value);
        match step {
            Step::Open => rows.open(),
            Step::Close => rows.close(),
            Step::Sign => {}
            Step::Other => check_height(input, rows.count(token) + 1, token.start, token.end)?,
        }
        if nesting.step(step) > NESTING {
            return Err(too_deep(input, token));
        }
        value = token.ends_operand();
    }
    Ok(())
}

/// Refuses a tree that grows higher than walks over it may go; `start..end` is the operator that does it.
pub(super) fn check_height(input: &Input, height: usize, start: usize, end: usize) -> Result<(), Problem> {
    if height <= HEIGHT {
        return Ok(());
    }
    let message = format!("more than {HEIGHT} operators depend on each other here");
    let problem = Problem::error(Code::TooDeep, input.span(start, end), message);
    Err(problem.help("write alternatives as `in (a, b, c)`, or move parts into columns or KPIs of their own"))
}

/// The problem of a token that is nested too deep.
pub(super) fn too_deep(input: &Input, token: &Token) -> Problem {
    let message = format!("this is nested more than {NESTING} levels deep");
    Problem::error(Code::TooDeep, input.span(token.start, token.end), message)
        .help("move inner parts into columns or KPIs of their own and use their names here")
}

/// How many brackets and signs are open.
#[derive(Default)]
struct Nesting {
    /// For each bracket, itself and the signs before it.
    open: Vec<usize>,
    depth: usize,
    signs: usize,
}

impl Nesting {
    fn step(&mut self, step: Step) -> usize {
        match step {
            Step::Open => {
                self.open.push(self.signs + 1);
                self.depth += 1;
                self.signs = 0;
            }
            Step::Close => {
                self.depth -= self.signs + self.open.pop().unwrap_or(0);
                self.signs = 0;
            }
            Step::Sign => {
                self.depth += 1;
                self.signs += 1;
            }
            Step::Other => {
                self.depth -= self.signs;
                self.signs = 0;
            }
        }
        self.depth
    }
}

#[derive(Clone, Copy)]
enum Step {
    Open,
    Close,
    Sign,
    Other,
}

impl Step {
    /// What a token does; a minus is a sign unless it follows a value.
    fn of(token: &Token, after_value: bool) -> Step {
        match (token.text, token.keyword().as_str()) {
            ("(", _) | (_, "case") => Step::Open,
            (")", _) | (_, "end") => Step::Close,
            ("-", _) if !after_value => Step::Sign,
            (_, "not") => Step::Sign,
            _ => Step::Other,
        }
    }
}
