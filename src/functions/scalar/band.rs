//! `band(x, 12, 24, 48)`: the labelled range that a number or duration lies in.

use super::ScalarFunction;
use super::rules::quantity;
use crate::functions::{Argument, Lowering, Misuse, Operand, misuse, operator};
use crate::lang::ast::{BinaryOp, DurationUnit, Literal};
use crate::lang::{Repr, Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result as Lowered;
use datafusion::logical_expr::{Expr, lit};

/// `band`.
pub(super) static BAND: [ScalarFunction; 1] = [ScalarFunction {
    name: "band",
    signature: "band(x, bound, bound, …) -> text",
    docs: "The range x lies in, each with its upper bound: `band(months, 12, 24)` is `00-12`, `13-24` or `25+` for whole \
           numbers, and `00-12`, `>12-24` or `>24` for others. Below zero it is `<00`. Bounds are literals in rising order; \
           they are padded with zeros so that the labels sort by size.",
    example: "band(tenure_months, 12, 24, 48, 60)",
    check,
    lower,
}];

fn check(arguments: &[Argument]) -> Result<Type, Misuse> {
    let ty = quantity("band", arguments, 0)?;
    if arguments.len() < 2 {
        return Err(misuse::count("band", "a number and its bounds", arguments.len()));
    }
    let mut last = None;
    for (index, argument) in arguments.iter().enumerate().skip(1) {
        let bound = bound(ty, argument.literal).ok_or_else(|| {
            let example = if *ty == Type::Duration { "band(x, 1h, 4h)" } else { "band(x, 12, 24)" };
            let message =
                "the bounds of `band` must be literals of the unit of its first argument".to_owned();
            misuse::of_literal(index, message, Some(format!("such as `{example}`")))
        })?;
        if last.is_some_and(|last| bound.size <= last) {
            let message = "the bounds of `band` must rise".to_owned();
            return Err(misuse::of_literal(index, message, Some("write the smallest first".to_owned())));
        }
        last = Some(bound.size);
    }
    Ok(Type::Text)
}

/// A bound as written, and its size to compare.
struct Bound {
    text: String,
    size: f64,
}

fn bound(ty: &Type, literal: Option<&Literal>) -> Option<Bound> {
    match (ty, literal?) {
        (Type::Duration, Literal::Duration(parts)) => duration(parts),
        (Type::Duration, _) => None,
        (_, Literal::Number(digits)) => Some(Bound { text: digits.clone(), size: digits.parse().ok()? }),
        (_, Literal::Percent(digits)) => {
            Some(Bound { text: format!("{digits}%"), size: digits.parse::<f64>().ok()? / 100.0 })
        }
        _ => None,
    }
}

fn duration(parts: &[(String, DurationUnit)]) -> Option<Bound> {
    let [(digits, unit)] = parts else { return None };
    let name = match unit {
        DurationUnit::Millisecond => "ms",
        DurationUnit::Second => "s",
        DurationUnit::Minute => "min",
        DurationUnit::Hour => "h",
        DurationUnit::Day => "d",
        DurationUnit::Week => "w",
    };
    let size = digits.parse::<f64>().ok()? * operator::microseconds(*unit) as f64;
    Some(Bound { text: format!("{digits}{name}"), size })
}

fn lower(operands: &[Operand], lowering: &Lowering) -> Lowered<Expr> {
    let Some((value, bounds)) = operands.split_first() else { return Ok(operator::null(&Type::Text).expr) };
    let written = bounds.iter().filter_map(|operand| bound(&value.ty, operand.literal.as_ref()));
    let whole = matches!(value.ty, Type::Number(Repr::Integer, _));
    let labels = labels(&written.map(|bound| bound.text).collect::<Vec<_>>(), whole);
    let text = |label: &str| Operand {
        expr: lit(ScalarValue::Utf8View(Some(label.to_owned()))),
        ty: Type::Text,
        literal: None,
    };
    let condition = |expr| Operand { expr, ty: Type::Boolean, literal: None };
    let zero = Operand { expr: lit(0_i64), ty: zero_type(&value.ty), literal: None };
    let mut arms = vec![
        (condition(operator::is_null(value, false)), operator::null(&Type::Text)),
        (condition(compare(BinaryOp::Less, value, &zero, lowering)?), text(&labels.below)),
    ];
    for (bound, label) in bounds.iter().zip(&labels.ranges) {
        arms.push((condition(compare(BinaryOp::LessEqual, value, bound, lowering)?), text(label)));
    }
    operator::case(&arms, Some(&text(&labels.above)), &Type::Text, lowering)
}

fn compare(op: BinaryOp, left: &Operand, right: &Operand, lowering: &Lowering) -> Lowered<Expr> {
    operator::binary(op, left, right, &Type::Boolean, lowering)
}

fn zero_type(ty: &Type) -> Type {
    if *ty == Type::Duration { Type::Duration } else { Type::INTEGER }
}

/// The names of the ranges.
#[derive(Clone, Debug)]
pub struct BandLabels {
    /// Of what is below zero.
    pub below: String,
    /// Of what is not above each bound.
    pub ranges: Vec<String>,
    /// Of what is above the last.
    pub above: String,
}

/// The names of the ranges between bounds for values of a type; none where a bound is not of that type.
pub fn band_labels(ty: &Type, bounds: &[Literal]) -> Option<BandLabels> {
    let written: Option<Vec<String>> =
        bounds.iter().map(|literal| bound(ty, Some(literal)).map(|bound| bound.text)).collect();
    Some(labels(&written?, matches!(ty, Type::Number(Repr::Integer, _))))
}

fn labels(bounds: &[String], whole: bool) -> BandLabels {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let width = bounds.iter().map(|bound| digits(bound)).max().unwrap_or(1);
    let pad = |text: &str| format!("{}{text}", "0".repeat(width.saturating_sub(digits(text))));
    let next = |text: &str| text.parse::<i64>().ok().filter(|_| whole).and_then(|bound| bound.checked_add(1));
    let from = |text: &str| match next(text) {
        Some(next) => pad(&next.to_string()),
        None => format!(">{}", pad(text)),
    };
    let first = bounds.first().map(|first| format!("{}-{}", pad("0"), pad(first)));
    let rest = bounds.windows(2).filter_map(|pair| match pair {
        [low, high] => Some(format!("{}-{}", from(low), pad(high))),
        _ => None,
    });
    let last = bounds.last().map_or("", String::as_str);
    let above = if next(last).is_some() { format!("{}+", from(last)) } else { from(last) };
    BandLabels { below: format!("<{}", pad("0")), ranges: first.into_iter().chain(rest).collect(), above }
}
