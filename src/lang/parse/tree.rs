//! From the flat sequence of operands and operators to a tree, by precedence.

use super::input::Input;
use super::limits::check_height;
use super::{Rule, errors, literal};
use crate::diag::{Problem, Spanned};
use crate::lang::ast::{BinaryOp, Expr, ExprKind, MatchKind, UnaryOp};
use pest::iterators::{Pair, Pairs};
use pest::pratt_parser::{Assoc, ConstPrattParser, Op, pratt_precedence};

static PRECEDENCE: ConstPrattParser<Rule, 18> = ConstPrattParser::new_const(pratt_precedence![
    Op::infix(Rule::kw_or, Assoc::Left),
    Op::infix(Rule::kw_and, Assoc::Left),
    Op::prefix(Rule::kw_not),
    Op::infix(Rule::equal, Assoc::Left)
        | Op::infix(Rule::not_equal, Assoc::Left)
        | Op::infix(Rule::less, Assoc::Left)
        | Op::infix(Rule::less_equal, Assoc::Left)
        | Op::infix(Rule::greater, Assoc::Left)
        | Op::infix(Rule::greater_equal, Assoc::Left)
        | Op::infix(Rule::like, Assoc::Left)
        | Op::postfix(Rule::member_of)
        | Op::postfix(Rule::between)
        | Op::postfix(Rule::is_null),
    Op::infix(Rule::add, Assoc::Left) | Op::infix(Rule::subtract, Assoc::Left),
    Op::infix(Rule::multiply, Assoc::Left) | Op::infix(Rule::divide, Assoc::Left),
    Op::prefix(Rule::negate),
]);

/// A part of the tree with its bytes, its height, and whether it is a comparison without parentheses.
pub(super) struct Node {
    pub expr: Expr,
    pub start: usize,
    pub end: usize,
    pub height: usize,
    pub comparison: bool,
}

/// A part of the tree or what is wrong in it.
pub(super) type Built = Result<Node, Problem>;

impl Input<'_> {
    /// The tree of an `expression` or `sum`.
    pub fn expression(&self, pair: Pair<Rule>) -> Built {
        self.climb(pair.into_inner())
    }

    /// The trees of expressions in a row, with the height of the highest.
    pub fn expressions<'p>(
        &self,
        pairs: impl Iterator<Item = Pair<'p, Rule>>,
    ) -> Result<(Vec<Expr>, usize), Problem> {
        let nodes = self.nodes(pairs)?;
        let height = nodes.iter().map(|node| node.height).max().unwrap_or(0);
        Ok((nodes.into_iter().map(|node| node.expr).collect(), height))
    }

    /// The nodes of expressions in a row.
    pub fn nodes<'p>(&self, pairs: impl Iterator<Item = Pair<'p, Rule>>) -> Result<Vec<Node>, Problem> {
        pairs.map(|pair| self.expression(pair)).collect()
    }

    /// A node over parts of this height.
    pub fn node(&self, kind: ExprKind, start: usize, end: usize, height: usize) -> Node {
        let expr = Expr { kind, span: self.span(start, end) };
        Node { expr, start, end, height: height + 1, comparison: false }
    }

    fn climb(&self, pairs: Pairs<Rule>) -> Built {
        PRECEDENCE
            .map_primary(|pair| self.primary(pair))
            .map_prefix(|op, operand| self.prefix(&op, operand?))
            .map_postfix(|operand, op| self.postfix(operand?, op))
            .map_infix(|left, op, right| self.infix(left?, op, right?))
            .parse(pairs)
    }

    fn primary(&self, pair: Pair<Rule>) -> Built {
        let (start, end) = (pair.as_span().start(), pair.as_span().end());
        match pair.as_rule() {
            Rule::group => self.group(pair, start, end),
            Rule::case => self.case(pair, start, end),
            Rule::call => self.call(pair, start, end),
            Rule::path => {
                let names = pair.into_inner().map(|name| self.spanned_name(&name));
                Ok(self.node(ExprKind::Path(names.collect::<Result<_, _>>()?), start, end, 0))
            }
            _ => {
                let (literal, end) = literal::literal(self, pair)?;
                Ok(self.node(ExprKind::Literal(literal), start, end, 0))
            }
        }
    }

    /// The parentheses belong to the place of what they hold, so that larger places stay balanced.
    fn group(&self, pair: Pair<Rule>, start: usize, end: usize) -> Built {
        let inner = operands(pair).next().ok_or_else(|| self.unreadable())?;
        let node = self.expression(inner)?;
        let expr = Expr { kind: node.expr.kind, span: self.span(start, end) };
        Ok(Node { expr, start, end, height: node.height, comparison: false })
    }

    /// A name with its place.
    pub fn spanned_name(&self, pair: &Pair<Rule>) -> Result<Spanned<String>, Problem> {
        Ok(Spanned::new(self.name(pair.as_str(), pair.as_span().start())?, self.place(pair)))
    }

    fn prefix(&self, op: &Pair<Rule>, operand: Node) -> Built {
        let span = op.as_span();
        let unary = if op.as_rule() == Rule::negate { UnaryOp::Minus } else { UnaryOp::Not };
        check_height(self, operand.height + 1, span.start(), span.end())?;
        let kind = ExprKind::Unary(unary, Box::new(operand.expr));
        Ok(self.node(kind, span.start(), operand.end, operand.height))
    }

    fn postfix(&self, value: Node, op: Pair<Rule>) -> Built {
        errors::check_chain(self, &value, &op)?;
        let (rule, span) = (op.as_rule(), op.as_span());
        let negated = op.clone().into_inner().any(|part| part.as_rule() == Rule::kw_not);
        let nodes = self.nodes(operands(op))?;
        let height = nodes.iter().map(|node| node.height).max().unwrap_or(0).max(value.height);
        check_height(self, height + 1, span.start(), span.end())?;
        let end = nodes.last().filter(|_| rule == Rule::between).map_or(span.end(), |high| high.end);
        let operands = nodes.into_iter().map(|node| node.expr).collect();
        let kind = after(rule, Box::new(value.expr), operands, negated).ok_or_else(|| self.unreadable())?;
        Ok(Node { comparison: true, ..self.node(kind, value.start, end, height) })
    }

    fn infix(&self, left: Node, op: Pair<Rule>, right: Node) -> Built {
        errors::check_chain(self, &left, &op)?;
        let height = left.height.max(right.height);
        check_height(self, height + 1, op.as_span().start(), op.as_span().end())?;
        let (start, end) = (left.start, right.end);
        let comparison = is_comparison(op.as_rule());
        let (left, right) = (Box::new(left.expr), Box::new(right.expr));
        let kind = match binary(op.as_rule()) {
            Some(operator) => ExprKind::Binary(Spanned::new(operator, self.place(&op)), left, right),
            None => matching(op, left, right),
        };
        Ok(Node { comparison, ..self.node(kind, start, end, height) })
    }
}

/// The expressions among the parts of a pair.
pub(super) fn operands(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner().filter(|part| matches!(part.as_rule(), Rule::expression | Rule::sum))
}

/// `is null`, `in (…)`, `between … and …`, with or without `not`.
fn after(rule: Rule, value: Box<Expr>, operands: Vec<Expr>, negated: bool) -> Option<ExprKind> {
    match rule {
        Rule::is_null => Some(ExprKind::IsNull { value, negated }),
        Rule::member_of => Some(ExprKind::In { value, list: operands, negated }),
        _ => {
            let [low, high] = <[Expr; 2]>::try_from(operands).ok()?.map(Box::new);
            Some(ExprKind::Between { value, low, high, negated })
        }
    }
}

/// `like` and `matches`, with or without `not`.
fn matching(op: Pair<Rule>, value: Box<Expr>, pattern: Box<Expr>) -> ExprKind {
    let words: Vec<Rule> = op.into_inner().map(|word| word.as_rule()).collect();
    let kind = if words.contains(&Rule::kw_like) { MatchKind::Like } else { MatchKind::Regex };
    ExprKind::Match { value, pattern, kind, negated: words.contains(&Rule::kw_not) }
}

/// The operator of a rule; none for `like`.
pub(super) fn binary(rule: Rule) -> Option<BinaryOp> {
    Some(match rule {
        Rule::kw_or => BinaryOp::Or,
        Rule::kw_and => BinaryOp::And,
        Rule::equal => BinaryOp::Equal,
        Rule::not_equal => BinaryOp::NotEqual,
        Rule::less => BinaryOp::Less,
        Rule::less_equal => BinaryOp::LessEqual,
        Rule::greater => BinaryOp::Greater,
        Rule::greater_equal => BinaryOp::GreaterEqual,
        Rule::add => BinaryOp::Add,
        Rule::subtract => BinaryOp::Subtract,
        Rule::multiply => BinaryOp::Multiply,
        Rule::divide => BinaryOp::Divide,
        _ => return None,
    })
}

/// Whether the operator stands on the level of comparisons, of which only one may stand in a row.
pub(super) fn is_comparison(rule: Rule) -> bool {
    use Rule::{
        between, equal, greater, greater_equal, is_null, less, less_equal, like, member_of, not_equal,
    };
    matches!(
        rule,
        equal
            | not_equal
            | less
            | less_equal
            | greater
            | greater_equal
            | like
            | member_of
            | between
            | is_null
    )
}
