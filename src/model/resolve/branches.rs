//! `if` and `case`: conditions, and branches of one unit.

use super::expressions::side;
use super::{Resolver, Scope};
use crate::diag::{Code, Problem, Span};
use crate::lang::ast::Expr;
use crate::lang::{Repr, Type, Unit};
use crate::model::node::{Node, NodeKind};
use crate::model::units::{self, Side, article, noun};

impl Resolver<'_> {
    pub(super) fn case(
        &mut self,
        arms: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        span: Span,
        scope: Scope,
    ) -> Option<Node> {
        let conditions = self.nodes(arms.iter().map(|(condition, _)| condition), scope);
        let values = self.nodes(arms.iter().map(|(_, value)| value).chain(otherwise), scope);
        let (conditions, mut values) = (conditions?, values?);
        for condition in &conditions {
            self.must_be_condition(condition, "`if` and `case` test conditions")?;
        }
        let ty = self.common(&values)?;
        let otherwise = otherwise.and_then(|_| values.pop()).map(Box::new);
        let arms = conditions.into_iter().zip(values).collect();
        Some(Node::new(NodeKind::Case { arms, otherwise }, ty, span))
    }

    /// The one type of all branches.
    fn common(&mut self, values: &[Node]) -> Option<Type> {
        let mut ty = Type::Null;
        let mut first: Option<&Node> = None;
        for value in values {
            let Some(wider) = unify(&ty, value) else {
                let message =
                    format!("the branches are {} and {}", article(&noun(&ty)), article(&noun(&value.ty)));
                let code = match (&ty, &value.ty) {
                    (Type::Number(..) | Type::Duration, Type::Number(..) | Type::Duration) => {
                        Code::UnitMismatch
                    }
                    _ => Code::TypeMismatch,
                };
                let help = match value.literal() {
                    Some(_) => units::remedy(None, side(value), &ty),
                    None => format!("all branches need one unit: {} here", article(&noun(&ty))),
                };
                let problem = Problem::error(code, value.span, message).help(help);
                let problem = match first {
                    Some(first) => problem.related(first.span, format!("this is {}", article(&noun(&ty)))),
                    None => problem,
                };
                return self.problem(problem);
            };
            ty = wider;
            first = first.or((value.ty != Type::Null).then_some(value));
        }
        Some(ty)
    }
}

/// The type that holds both, if they go together.
fn unify(ty: &Type, node: &Node) -> Option<Type> {
    let other = Side { ty, literal: None, constant: false };
    if !units::comparable(other, side(node)) {
        return None;
    }
    Some(match (ty, &node.ty) {
        (Type::Null, ty) | (ty, Type::Null) => ty.clone(),
        (Type::Number(a, u), Type::Number(b, v)) => Type::Number(wider(*a, *b), common_unit(u, v)),
        (Type::Date, Type::Instant) | (Type::Instant, Type::Date) => Type::Instant,
        (ty, _) => ty.clone(),
    })
}

fn wider(left: Repr, right: Repr) -> Repr {
    match (left, right) {
        (Repr::Float, _) | (_, Repr::Float) => Repr::Float,
        (Repr::Decimal(a), Repr::Decimal(b)) => Repr::Decimal(a.max(b)),
        (Repr::Decimal(scale), _) | (_, Repr::Decimal(scale)) => Repr::Decimal(scale),
        _ => Repr::Integer,
    }
}

fn common_unit(left: &Unit, right: &Unit) -> Unit {
    match (left, right) {
        (Unit::Number, other) | (other, Unit::Number) => other.clone(),
        (Unit::Ratio, other) | (other, Unit::Ratio) => other.clone(),
        (left, _) => left.clone(),
    }
}
