//! Calls with their clauses, `case`, and `if`.

use super::input::Input;
use super::tree::{Built, operands};
use super::{Rule, errors};
use crate::diag::{Code, Problem};
use crate::lang::ast::{Call, Expr, ExprKind, Name};
use pest::iterators::Pair;

/// A clause as written: its word, where that stands, and its expressions.
pub(super) struct Clause {
    pub word: String,
    pub start: usize,
    pub end: usize,
    pub operands: Vec<Expr>,
}

impl Input<'_> {
    /// The tree of `case when … then … else … end`.
    pub fn case(&self, pair: Pair<Rule>, start: usize, end: usize) -> Built {
        let (mut arms, mut otherwise, mut height) = (Vec::new(), None, 0);
        for part in pair.into_inner() {
            if part.as_rule() == Rule::expression {
                let node = self.expression(part)?;
                height = node.height.max(height);
                otherwise = Some(Box::new(node.expr));
            } else if part.as_rule() == Rule::arm {
                let (arm, highest) = self.expressions(operands(part))?;
                height = highest.max(height);
                arms.extend(<[Expr; 2]>::try_from(arm).ok().map(<(Expr, Expr)>::from));
            }
        }
        Ok(self.node(ExprKind::Case { arms, otherwise }, start, end, height))
    }

    /// The tree of a call; `if(c, a, b)` is a case.
    pub fn call(&self, pair: Pair<Rule>, start: usize, end: usize) -> Built {
        let mut parts = pair.into_inner();
        let name = self.spanned_name(&parts.next().ok_or_else(|| self.unreadable())?)?;
        let (mut arguments, mut clauses, mut height) = (Vec::new(), Vec::new(), 0);
        for part in parts {
            match part.as_rule() {
                Rule::clause => clauses.push(self.clause(part, &mut height)?),
                Rule::arguments => arguments = self.arguments(part, &name, &mut height)?,
                _ => {}
            }
        }
        errors::check_clauses(self, &name.value, &clauses)?;
        let kind = if name.value.eq_ignore_ascii_case("if") {
            conditional(name, arguments)?
        } else {
            let mut call = Call::new(name, arguments);
            clauses.into_iter().for_each(|clause| attach(&mut call, clause));
            ExprKind::Call(call)
        };
        Ok(self.node(kind, start, end, height))
    }

    /// The arguments of a call; those of `ramp` are pairs `date: value`.
    fn arguments(&self, pair: Pair<Rule>, name: &Name, height: &mut usize) -> Result<Vec<Expr>, Problem> {
        let mut all = Vec::new();
        for argument in pair.into_inner().filter(|part| part.as_rule() == Rule::argument) {
            errors::check_point(self, name, &argument)?;
            let (values, highest) = self.expressions(operands(argument))?;
            *height = highest.max(*height);
            all.extend(values);
        }
        Ok(all)
    }

    fn clause(&self, pair: Pair<Rule>, height: &mut usize) -> Result<Clause, Problem> {
        let word = pair.clone().into_inner().next().ok_or_else(|| self.unreadable())?;
        let (operands, highest) = self.expressions(operands(pair))?;
        *height = highest.max(*height);
        let span = word.as_span();
        let written = word.as_str().split_whitespace().next().unwrap_or_default();
        Ok(Clause { word: written.to_ascii_lowercase(), start: span.start(), end: span.end(), operands })
    }
}

/// `if(c, a, b)` as a case.
fn conditional(name: Name, arguments: Vec<Expr>) -> Result<ExprKind, Problem> {
    let count = arguments.len();
    let mut arguments = arguments.into_iter();
    let (arm, otherwise) = (arguments.next().zip(arguments.next()), arguments.next().map(Box::new));
    match arm {
        Some(arm) if count == 3 => Ok(ExprKind::Case { arms: vec![arm], otherwise }),
        _ => {
            let message = format!("`if` takes 3 arguments, not {count}");
            let problem = Problem::error(Code::WrongArguments, name.span, message);
            Err(problem.help("write `if(condition, value, other value)`; the other value may be `null`"))
        }
    }
}

/// Puts a clause where it belongs; that it is in order and has the right number of operands is known.
fn attach(call: &mut Call, clause: Clause) {
    let mut operands = clause.operands;
    match clause.word.as_str() {
        "order" => call.order_by = operands,
        "per" => call.per = operands,
        "where" => call.filter = operands.pop().map(Box::new),
        "on" => call.on = operands.pop().map(Box::new),
        "having" => call.having = operands.pop().map(Box::new),
        _ => call.except = operands.pop().map(Box::new),
    }
}
