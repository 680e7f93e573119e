//! Which units go together: the type of an operation, or why there is none and how to mend it.

mod arithmetic;
mod remedy;
mod words;

pub use remedy::remedy;
pub use words::{article, noun};

use crate::lang::ast::{BinaryOp, Literal};
use crate::lang::{Repr, Type, Unit};
use arithmetic::{product, quotient, sum};
use remedy::mismatch;

/// An operand as the rules see it.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub ty: &'a Type,
    pub literal: Option<&'a Literal>,
    /// A parameter or literal: a value that the analyst wrote, not one from the data.
    pub constant: bool,
}

/// Why two operands do not go together.
#[derive(Debug, PartialEq)]
pub struct Clash {
    /// Which operand is the wrong one.
    pub wrong: Wrong,
    /// What is wrong.
    pub message: String,
    /// The remedy.
    pub help: String,
    /// Whether units, rather than types, clash.
    pub units: bool,
}

/// The operand to underline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wrong {
    Left,
    Right,
}

type Outcome = Result<Type, Clash>;

/// The type of `left op right`.
pub fn binary(op: BinaryOp, left: Side, right: Side) -> Outcome {
    use BinaryOp::*;
    if matches!(left.ty, Type::Null) || matches!(right.ty, Type::Null) {
        return null_operand(op, left, right);
    }
    match op {
        And | Or => logic(op, left, right),
        Add | Subtract => sum(op, left, right),
        Multiply => product(left, right),
        Divide => quotient(left, right),
        _ => comparison(op, left, right),
    }
}

/// A column without values takes the other's type; a written `null` in a comparison is a mistake.
fn null_operand(op: BinaryOp, left: Side, right: Side) -> Outcome {
    let other = if matches!(left.ty, Type::Null) { right.ty } else { left.ty };
    if is_comparison(op) {
        let wrong = match (left.literal, right.literal) {
            (_, Some(Literal::Null)) => Some(Wrong::Right),
            (Some(Literal::Null), _) => Some(Wrong::Left),
            _ => None,
        };
        return match wrong {
            None => Ok(Type::Boolean),
            Some(wrong) => {
                let not = if op == BinaryOp::NotEqual { "is not null" } else { "is null" };
                let message = "a comparison with `null` is never true".to_string();
                Err(Clash { wrong, message, help: format!("write `… {not}`"), units: false })
            }
        };
    }
    Ok(match (op, other) {
        (BinaryOp::And | BinaryOp::Or, _) => Type::Boolean,
        (BinaryOp::Divide, Type::Number(_, _) | Type::Null) => Type::FLOAT,
        (_, other) => other.clone(),
    })
}

/// Whether an operator compares.
pub fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp::*;
    matches!(op, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual)
}

fn logic(op: BinaryOp, left: Side, right: Side) -> Outcome {
    let word = if op == BinaryOp::And { "and" } else { "or" };
    for (side, wrong) in [(left, Wrong::Left), (right, Wrong::Right)] {
        if *side.ty != Type::Boolean {
            let message = format!("`{word}` joins conditions, and this is a {}", noun(side.ty));
            let help = match side.literal {
                Some(Literal::Text(_)) => "compare each value, or write `x in ('a', 'b')`".to_string(),
                _ => "write a comparison, such as `x = …` or `x is not null`".to_string(),
            };
            return Err(Clash { wrong, message, help, units: false });
        }
    }
    Ok(Type::Boolean)
}

fn comparison(op: BinaryOp, left: Side, right: Side) -> Outcome {
    match comparable(left, right) {
        true if *left.ty == Type::Boolean && !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) => {
            Err(Clash {
                wrong: Wrong::Right,
                message: "conditions have no order".into(),
                help: "use `=`, `and`, `or` or `not`".into(),
                units: false,
            })
        }
        true => Ok(Type::Boolean),
        false => {
            let (l, r) = (noun(left.ty), noun(right.ty));
            Err(mismatch(op, left, right, format!("{} is compared with {}", article(&l), article(&r))))
        }
    }
}

/// Whether two values can be compared; also what branches and lists must be among themselves.
pub fn comparable(left: Side, right: Side) -> bool {
    match (left.ty, right.ty) {
        (Type::Null, _) | (_, Type::Null) => true,
        (Type::Number(a, u), Type::Number(b, v)) => {
            units_compare(u, left, v, *b) && units_compare(v, right, u, *a)
        }
        (Type::Date | Type::Instant, Type::Date | Type::Instant) => true,
        (left, right) => left == right,
    }
}

/// Whether a side of unit `own` can stand beside one of unit `other` whose numbers are held as `repr`.
fn units_compare(own: &Unit, side: Side, other: &Unit, repr: Repr) -> bool {
    match (own, other) {
        (own, other) if own == other => true,
        (Unit::Ratio, other) => !matches!(other, Unit::Money(_)),
        (own, Unit::Ratio) => !matches!(own, Unit::Money(_)),
        // `discount > 20%` over a column of fractions is fine, `count() > 20%` is not.
        (Unit::Share, Unit::Number) => !side.constant || repr != Repr::Integer,
        (Unit::Number, Unit::Share) => !side.constant || is_fraction(side.literal),
        (Unit::Number, Unit::Points | Unit::Money(_)) => side.constant || matches!(other, Unit::Points),
        (Unit::Points | Unit::Money(_), Unit::Number) => true,
        _ => false,
    }
}

pub fn is_fraction(literal: Option<&Literal>) -> bool {
    match literal {
        Some(Literal::Number(digits)) => {
            digits.parse::<f64>().is_ok_and(|value| (0.0..=1.0).contains(&value))
        }
        Some(_) => false,
        // A parameter: its value is judged where it is written.
        None => true,
    }
}
