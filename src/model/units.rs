//! Which units go together: the type of an operation, or why there is none and how to mend it.

use crate::functions::operator::result_repr;
use crate::lang::ast::{BinaryOp, DurationUnit, Literal};
use crate::lang::{Repr, Type, Unit};

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
            let help = "write a comparison, such as `x = …` or `x is not null`".to_string();
            return Err(Clash { wrong, message, help, units: false });
        }
    }
    Ok(Type::Boolean)
}

fn sum(op: BinaryOp, left: Side, right: Side) -> Outcome {
    let minus = op == BinaryOp::Subtract;
    match (left.ty, right.ty) {
        (Type::Number(a, u), Type::Number(b, v)) => {
            let unit = sum_unit(u, v, left, right).ok_or_else(|| sum_clash(op, left, right))?;
            Ok(Type::Number(result_repr(op, *a, *b), unit))
        }
        (Type::Duration, Type::Duration) => Ok(Type::Duration),
        (Type::Step, Type::Step) => Ok(Type::Step),
        (Type::Date | Type::Instant, Type::Date | Type::Instant) if minus => Ok(Type::Duration),
        (Type::Date, Type::Duration) => Ok(date_plus(right)),
        (Type::Duration, Type::Date) if !minus => Ok(date_plus(left)),
        (Type::Date, Type::Step) => Ok(Type::Date),
        (Type::Step, Type::Date) if !minus => Ok(Type::Date),
        (Type::Instant, Type::Duration | Type::Step) => Ok(Type::Instant),
        (Type::Duration | Type::Step, Type::Instant) if !minus => Ok(Type::Instant),
        _ => Err(sum_clash(op, left, right)),
    }
}

/// A date and whole days make a date; any other length of time may end within a day.
fn date_plus(duration: Side) -> Type {
    let days = |(_, unit): &(String, DurationUnit)| matches!(unit, DurationUnit::Day | DurationUnit::Week);
    let whole = |(number, _): &(String, DurationUnit)| !number.contains('.');
    match duration.literal {
        Some(Literal::Duration(parts)) if parts.iter().all(|part| days(part) && whole(part)) => Type::Date,
        _ => Type::Instant,
    }
}

fn sum_unit(left: &Unit, right: &Unit, a: Side, b: Side) -> Option<Unit> {
    Some(match (left, right) {
        (Unit::Share | Unit::Ratio, Unit::Share | Unit::Ratio) => Unit::Ratio,
        (Unit::Number, Unit::Number) => Unit::Number,
        (Unit::Number, Unit::Ratio) | (Unit::Ratio, Unit::Number) => Unit::Ratio,
        (Unit::Share, Unit::Number) if b.constant && is_fraction(b.literal) => Unit::Ratio,
        (Unit::Number, Unit::Share) if a.constant && is_fraction(a.literal) => Unit::Ratio,
        (Unit::Points, Unit::Points | Unit::Number | Unit::Ratio) => Unit::Points,
        (Unit::Number | Unit::Ratio, Unit::Points) => Unit::Points,
        (Unit::Money(c), Unit::Money(d)) if c == d => left.clone(),
        (Unit::Money(_), Unit::Number) if b.constant => left.clone(),
        (Unit::Number, Unit::Money(_)) if a.constant => right.clone(),
        _ => return None,
    })
}

fn sum_clash(op: BinaryOp, left: Side, right: Side) -> Clash {
    let minus = op == BinaryOp::Subtract;
    let (l, r) = (noun(left.ty), noun(right.ty));
    let message = match minus {
        true => format!("{} cannot be subtracted from {}", article(&r), article(&l)),
        false => format!("{} and {} cannot be added", article(&l), article(&r)),
    };
    mismatch(left, right, message)
}

fn product(left: Side, right: Side) -> Outcome {
    match (left.ty, right.ty) {
        (Type::Number(a, u), Type::Number(b, v)) => {
            let unit = product_unit(u, v).ok_or_else(|| product_clash(left, right))?;
            Ok(Type::Number(result_repr(BinaryOp::Multiply, *a, *b), unit))
        }
        (Type::Duration, Type::Number(_, unit)) | (Type::Number(_, unit), Type::Duration)
            if is_bare(unit) =>
        {
            Ok(Type::Duration)
        }
        (Type::Step, Type::Number(Repr::Integer, Unit::Number))
        | (Type::Number(Repr::Integer, Unit::Number), Type::Step) => Ok(Type::Step),
        _ => Err(product_clash(left, right)),
    }
}

fn product_clash(left: Side, right: Side) -> Clash {
    let message =
        format!("{} and {} cannot be multiplied", article(&noun(left.ty)), article(&noun(right.ty)));
    mismatch(left, right, message)
}

/// A ratio times a number is a number, times a unit that unit; shares and ratios among themselves stay ratios.
fn product_unit(left: &Unit, right: &Unit) -> Option<Unit> {
    Some(match (left, right) {
        (Unit::Share | Unit::Ratio, Unit::Share | Unit::Ratio) => Unit::Ratio,
        (left, right) if is_bare(left) && is_bare(right) => Unit::Number,
        (left, unit) if is_bare(left) => unit.clone(),
        (unit, right) if is_bare(right) => unit.clone(),
        _ => return None,
    })
}

fn is_bare(unit: &Unit) -> bool {
    matches!(unit, Unit::Number | Unit::Ratio | Unit::Share)
}

fn quotient(left: Side, right: Side) -> Outcome {
    let float = |unit| Ok(Type::Number(Repr::Float, unit));
    match (left.ty, right.ty) {
        (Type::Number(_, u), Type::Number(_, v)) => {
            float(quotient_unit(u, v).ok_or_else(|| quotient_clash(left, right))?)
        }
        (Type::Duration, Type::Duration) => float(Unit::Ratio),
        (Type::Duration, Type::Number(_, unit)) if is_bare(unit) => Ok(Type::Duration),
        _ => Err(quotient_clash(left, right)),
    }
}

fn quotient_unit(left: &Unit, right: &Unit) -> Option<Unit> {
    Some(match (left, right) {
        (Unit::Money(c), Unit::Money(d)) => return (c == d).then_some(Unit::Ratio),
        (left, right) if left == right => Unit::Ratio,
        (Unit::Share | Unit::Ratio, Unit::Share | Unit::Ratio) => Unit::Ratio,
        (left, right) if is_bare(left) && is_bare(right) => Unit::Number,
        (unit, right) if is_bare(right) => unit.clone(),
        (left, Unit::Money(_) | Unit::Points) if is_bare(left) => Unit::Number,
        (Unit::Money(_), Unit::Points) => left.clone(),
        _ => return None,
    })
}

fn quotient_clash(left: Side, right: Side) -> Clash {
    let message = format!("{} cannot be divided by {}", article(&noun(left.ty)), article(&noun(right.ty)));
    match right.ty {
        Type::Duration => Clash {
            wrong: Wrong::Right,
            message,
            help: "say per which time: divide it first, such as `… / (x / 1h)`".into(),
            units: true,
        },
        _ => mismatch(left, right, message),
    }
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
            Err(mismatch(left, right, format!("{} is compared with {}", article(&l), article(&r))))
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
        (Unit::Share, Unit::Number) => side.constant && repr != Repr::Integer || !side.constant,
        (Unit::Number, Unit::Share) => !side.constant || is_fraction(side.literal),
        (Unit::Number, Unit::Points | Unit::Money(_)) => side.constant || matches!(other, Unit::Points),
        (Unit::Points | Unit::Money(_), Unit::Number) => true,
        _ => false,
    }
}

fn is_fraction(literal: Option<&Literal>) -> bool {
    match literal {
        Some(Literal::Number(digits)) => {
            digits.parse::<f64>().is_ok_and(|value| (0.0..=1.0).contains(&value))
        }
        Some(_) => false,
        // A parameter: its value is judged where it is written.
        None => true,
    }
}

/// The common clash: underline the literal, else the right side, and offer the literal in the other's unit.
fn mismatch(left: Side, right: Side, message: String) -> Clash {
    let wrong = if left.literal.is_some() && right.literal.is_none() { Wrong::Left } else { Wrong::Right };
    let (own, other) = match wrong {
        Wrong::Left => (left, right),
        Wrong::Right => (right, left),
    };
    let help = remedy(own, other.ty);
    let types = matches!(
        (left.ty, right.ty),
        (Type::Text, _) | (_, Type::Text) | (Type::Boolean, _) | (_, Type::Boolean)
    );
    Clash { wrong, message, help, units: !types }
}

/// How to write `side` so that it goes with a value of type `wanted`.
fn remedy(side: Side, wanted: &Type) -> String {
    let digits = match side.literal {
        Some(Literal::Number(digits)) => Some(digits.as_str()),
        Some(Literal::Percent(digits)) => Some(digits.as_str()),
        _ => None,
    };
    match (wanted, side.ty, digits) {
        (Type::Duration, Type::Number(..), Some(n)) => format!("write `{n}h`, `{n}min` or `{n}s`"),
        (Type::Duration, Type::Number(..), None) => {
            "state `type: duration, unit: s` for that column, or multiply by `1s`".into()
        }
        (Type::Number(..), Type::Duration, _) => {
            "state `type: duration, unit: …` for the number's column, or divide the duration by `1h`".into()
        }
        (Type::Number(_, Unit::Share), Type::Number(_, Unit::Number), Some(n)) => format!("write `{n}%`"),
        (Type::Number(_, Unit::Number), Type::Number(_, Unit::Share), Some(n)) => {
            format!("write `{n}`, or state `type: share` for the column")
        }
        (Type::Date | Type::Instant, Type::Text, _) => match side.literal {
            Some(Literal::Text(text)) => format!("write `@{text}`"),
            _ => "turn the text into an instant: `instant(text)`".into(),
        },
        (Type::Date | Type::Instant, Type::Number(..), Some(n)) => {
            format!("write `{n} days`, or a date such as `@2024-01-31`")
        }
        (Type::Number(_, Unit::Money(a)), Type::Number(_, Unit::Money(b)), _) => {
            format!("convert {b} to {a} first, in a computed column")
        }
        (Type::Number(_, Unit::Money(currency)), Type::Number(..), _) => {
            format!("state `unit: {currency}` for the number's column")
        }
        (Type::Number(_, Unit::Number), Type::Number(_, Unit::Money(currency)), _) => {
            format!("state `unit: {currency}` for the number's column")
        }
        (Type::Text, Type::Number(..), Some(n)) => {
            format!("write `'{n}'` in quotes, or turn the text into a number: `number(text)`")
        }
        (Type::Number(..), Type::Text, _) => {
            "turn the text into a number: `number(text)`, or state `type:` for its column".into()
        }
        (Type::Duration, Type::Text, _) => "turn the text into a duration: `duration(text)`".into(),
        (Type::Boolean, _, _) => "a column that is true or false stands alone: write `x` or `not x`".into(),
        (Type::Period(_), Type::Date | Type::Instant, _) => {
            "compare it with a label such as `'2024-01'`".into()
        }
        (_, Type::Boolean, _) => "count where a condition holds with `count(x)`, or use `if(x, 1, 0)`".into(),
        (Type::Text, _, _) => "join texts with `concat(a, b)`".into(),
        (wanted, _, _) => format!("a {} is needed here", noun(wanted)),
    }
}

/// What a message calls a value of this type.
pub fn noun(ty: &Type) -> String {
    match ty {
        Type::Number(_, Unit::Number) => "number".into(),
        Type::Number(_, Unit::Points) => "number of points".into(),
        Type::Number(_, Unit::Money(currency)) => format!("amount in {currency}"),
        Type::Number(_, unit) => unit.to_string(),
        Type::Step => "calendar step".into(),
        Type::Period(grain) => format!("civil period ({grain})"),
        Type::Boolean => "condition".into(),
        other => other.unit_name(),
    }
}

/// The noun with `a` or `an`.
pub fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("un");
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
