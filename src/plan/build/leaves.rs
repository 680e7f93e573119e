//! What is computed for an aggregate.

use crate::functions::Argument;
use crate::functions::aggregate::{AggregateFunction, Leaf, Parts};
use crate::lang::Type;
use crate::lang::ast::Literal;
use crate::model::{Aggregate, Node};
use crate::plan::LeafCall;

/// What is computed for an aggregate.
pub fn leaves(aggregate: &Aggregate) -> Vec<LeafCall> {
    let first = aggregate.arguments.first();
    let call = |leaf, argument: Option<&Node>, extra: Option<&Node>| LeafCall {
        leaf,
        argument: argument.cloned(),
        order: aggregate.order.clone(),
        filters: aggregate.filter.iter().chain(extra).cloned().collect(),
    };
    match parts(aggregate.function, &aggregate.arguments) {
        Parts::Mean => vec![call(Leaf::Sum, first, None)],
        Parts::Share => vec![call(Leaf::Count, None, first), call(Leaf::Count, None, None)],
        // A condition that is counted is one more filter, so that it is shared with a share's numerator.
        Parts::One(Leaf::Count) if first.is_some_and(|node| node.ty == Type::Boolean) => {
            vec![call(Leaf::Count, None, first)]
        }
        Parts::One(leaf) => vec![call(leaf, first, None)],
    }
}

/// How an aggregate is made of leaves.
pub fn parts(function: &AggregateFunction, arguments: &[Node]) -> Parts {
    let literals: Vec<Option<Literal>> = arguments.iter().map(Node::literal).collect();
    let arguments: Vec<_> = arguments
        .iter()
        .zip(&literals)
        .map(|(node, literal)| Argument { ty: &node.ty, literal: literal.as_ref() })
        .collect();
    // The model has accepted the arguments; a count is what needs none.
    (function.parts)(&arguments).unwrap_or(Parts::One(Leaf::Count))
}
