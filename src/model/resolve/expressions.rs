//! Operators and conditions: both levels alike.

use super::{Resolver, Scope};
use crate::diag::{Code, Problem, Span, Spanned};
use crate::functions::operator;
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Expr, ExprKind, Literal, MatchKind, UnaryOp};
use crate::model::node::{Node, NodeKind};
use crate::model::units::{self, Clash, Wrong, article, noun};

impl Resolver<'_> {
    /// The checked form of an expression; none if it has a problem, which is told.
    pub(super) fn node(&mut self, expr: &Expr, scope: Scope) -> Option<Node> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, span),
            ExprKind::Path(names) => self.path(names, span, scope),
            ExprKind::Call(call) => self.call(call, span, scope),
            ExprKind::Unary(op, inner) => self.unary(*op, inner, span, scope),
            ExprKind::Binary(op, left, right) => self.binary(op, left, right, span, scope),
            ExprKind::In { value, list, negated } => self.in_list(value, list, *negated, span, scope),
            ExprKind::Between { value, low, high, negated } => {
                let nodes = self.nodes([&**value, &**low, &**high], scope);
                let [value, low, high] = <[Node; 3]>::try_from(nodes?).ok()?;
                let (value, low) = self.compared(BinaryOp::GreaterEqual, value, low)?;
                let (value, high) = self.compared(BinaryOp::LessEqual, value, high)?;
                let [value, low, high] = [value, low, high].map(Box::new);
                Some(condition(NodeKind::Between { value, low, high, negated: *negated }, span))
            }
            ExprKind::IsNull { value, negated } => {
                let value = Box::new(self.node(value, scope)?);
                Some(condition(NodeKind::IsNull { value, negated: *negated }, span))
            }
            ExprKind::Match { value, pattern, kind, negated } => {
                self.pattern([value, pattern], *kind, *negated, span, scope)
            }
            ExprKind::Case { arms, otherwise } => self.case(arms, otherwise.as_deref(), span, scope),
        }
    }

    fn literal(&mut self, literal: &Literal, span: Span) -> Option<Node> {
        let Some(operand) = operator::literal(literal, self.civil) else {
            let (what, help) = match literal {
                Literal::Duration(_) | Literal::Step(..) => ("length of time", "write a shorter one"),
                Literal::Date(_) | Literal::Instant(..) => ("time", "write a year with four digits"),
                _ => ("number", "write a smaller one"),
            };
            let message = format!("this {what} is too large to be held");
            return self.problem(Problem::error(Code::InvalidLiteral, span, message).help(help));
        };
        Some(Node::new(NodeKind::Literal(literal.clone()), operand.ty, span))
    }

    /// All nodes, each resolved even where one before has a problem.
    pub(super) fn nodes<'e>(
        &mut self,
        exprs: impl IntoIterator<Item = &'e Expr>,
        scope: Scope,
    ) -> Option<Vec<Node>> {
        let nodes: Vec<_> = exprs.into_iter().map(|expr| self.node(expr, scope)).collect();
        nodes.into_iter().collect()
    }

    fn unary(&mut self, op: UnaryOp, inner: &Expr, span: Span, scope: Scope) -> Option<Node> {
        let inner = self.node(inner, scope)?;
        let (fits, wanted) = match op {
            UnaryOp::Not => (matches!(inner.ty, Type::Boolean | Type::Null), "`not` needs a condition"),
            UnaryOp::Minus => (
                matches!(inner.ty, Type::Number(..) | Type::Duration | Type::Step | Type::Null),
                "`-` needs a number or a duration",
            ),
        };
        if !fits {
            let message = format!("{wanted}, and this is {}", article(&noun(&inner.ty)));
            let help = match op {
                UnaryOp::Not => "compare it first, such as `not (x = 'a')`",
                UnaryOp::Minus if inner.ty == Type::Boolean => "to turn a condition round, write `not x`",
                UnaryOp::Minus => "convert it first, such as `-number(x)`",
            };
            return self.problem(Problem::error(Code::TypeMismatch, inner.span, message).help(help));
        }
        let ty = if op == UnaryOp::Not { Type::Boolean } else { inner.ty.clone() };
        Some(Node::new(NodeKind::Unary(op, Box::new(inner)), ty, span))
    }

    fn binary(
        &mut self,
        op: &Spanned<BinaryOp>,
        left: &Expr,
        right: &Expr,
        span: Span,
        scope: Scope,
    ) -> Option<Node> {
        let (left, right) = (self.node(left, scope), self.node(right, scope));
        self.combined(op.value, left?, right?, span)
    }

    /// An operator over checked operands.
    pub(super) fn combined(&mut self, op: BinaryOp, left: Node, right: Node, span: Span) -> Option<Node> {
        let (left, right) = self.labels(left, right)?;
        match units::binary(op, side(&left), side(&right)) {
            Ok(ty) => {
                let (left, right) = (Box::new(left), Box::new(right));
                Some(Node::new(NodeKind::Binary(op, left, right), ty, span))
            }
            Err(clash) => self.clash(clash, &left, &right),
        }
    }

    fn clash<T>(&mut self, clash: Clash, left: &Node, right: &Node) -> Option<T> {
        let span = if clash.wrong == Wrong::Left { left.span } else { right.span };
        let code = if clash.units { Code::UnitMismatch } else { Code::TypeMismatch };
        self.problem(Problem::error(code, span, clash.message).help(clash.help))
    }

    /// Two operands of a comparison, checked; a label beside a civil period becomes that period.
    fn compared(&mut self, op: BinaryOp, left: Node, right: Node) -> Option<(Node, Node)> {
        let (left, right) = self.labels(left, right)?;
        match units::binary(op, side(&left), side(&right)) {
            Ok(_) => Some((left, right)),
            Err(clash) => self.clash(clash, &left, &right),
        }
    }

    /// A text literal beside a civil period is its label.
    fn labels(&mut self, left: Node, right: Node) -> Option<(Node, Node)> {
        match (&left.ty, &right.ty) {
            (Type::Period(grain), Type::Text) => {
                let right = self.label(*grain, right)?;
                Some((left, right))
            }
            (Type::Text, Type::Period(grain)) => {
                let left = self.label(*grain, left)?;
                Some((left, right))
            }
            _ => Some((left, right)),
        }
    }

    fn label(&mut self, grain: crate::calendar::Grain, node: Node) -> Option<Node> {
        let NodeKind::Literal(Literal::Text(text)) = &node.kind else { return Some(node) };
        if let Some(number) = self.civil.parse_label(grain, text) {
            return Some(Node::new(NodeKind::PeriodLiteral(grain, number), Type::Period(grain), node.span));
        }
        let number = self.civil.number(grain, 1_706_659_200_000_000);
        let example =
            self.civil.label(grain, self.civil.numbers(grain).map_or(number, |numbers| numbers.start));
        let message = format!("`{text}` is not a {grain}");
        self.problem(
            Problem::error(Code::InvalidLiteral, node.span, message)
                .help(format!("a {grain} is written like `'{example}'`")),
        )
    }

    fn in_list(
        &mut self,
        value: &Expr,
        list: &[Expr],
        negated: bool,
        span: Span,
        scope: Scope,
    ) -> Option<Node> {
        let nodes = self.nodes(std::iter::once(value).chain(list), scope)?;
        let mut nodes = nodes.into_iter();
        let mut value = nodes.next()?;
        let mut checked = Vec::new();
        for item in nodes {
            if matches!(item.kind, NodeKind::Literal(Literal::Null)) {
                let problem =
                    Problem::error(Code::TypeMismatch, item.span, "`null` in a list is never found");
                return self.problem(problem.help("leave it out, and add `or x is null`"));
            }
            let (kept, item) = self.compared(BinaryOp::Equal, value, item)?;
            value = kept;
            checked.push(item);
        }
        Some(condition(NodeKind::In { value: Box::new(value), list: checked, negated }, span))
    }

    fn pattern(
        &mut self,
        operands: [&Expr; 2],
        kind: MatchKind,
        negated: bool,
        span: Span,
        scope: Scope,
    ) -> Option<Node> {
        let [value, pattern] = <[Node; 2]>::try_from(self.nodes(operands, scope)?).ok()?;
        let word = if kind == MatchKind::Like { "like" } else { "matches" };
        for node in [&value, &pattern] {
            if !matches!(node.ty, Type::Text | Type::Null) {
                let message = format!("`{word}` compares texts, and this is {}", article(&noun(&node.ty)));
                return self.problem(
                    Problem::error(Code::TypeMismatch, node.span, message)
                        .help("compare it with `=`, `<` or `in`"),
                );
            }
        }
        if let Err(misuse) = crate::functions::operator::check_pattern(kind, pattern.literal().as_ref()) {
            let problem = Problem::error(misuse.code, pattern.span, misuse.message).maybe_help(misuse.help);
            return self.problem(problem);
        }
        let [value, pattern] = [value, pattern].map(Box::new);
        Some(condition(NodeKind::Match { value, pattern, kind, negated }, span))
    }

    /// Tells that a value is no condition, where one is needed.
    pub(super) fn must_be_condition(&mut self, node: &Node, wanted: &str) -> Option<()> {
        if matches!(node.ty, Type::Boolean | Type::Null) {
            return Some(());
        }
        let message = format!("{wanted}, and this is {}", article(&noun(&node.ty)));
        let help = "compare it, such as `x = 'a'`, `x > 0` or `x is not null`";
        self.problem(Problem::error(Code::TypeMismatch, node.span, message).help(help))
    }
}

fn condition(kind: NodeKind, span: Span) -> Node {
    Node::new(kind, Type::Boolean, span)
}

/// An operand for the unit rules. The literal lives as long as the call.
pub(super) fn side(node: &Node) -> units::Side<'_> {
    let literal = match &node.kind {
        NodeKind::Literal(literal) => Some(literal),
        NodeKind::Unary(UnaryOp::Minus, inner) => match &inner.kind {
            NodeKind::Literal(literal) => Some(literal),
            _ => None,
        },
        _ => None,
    };
    units::Side { ty: &node.ty, literal, constant: literal.is_some() }
}
