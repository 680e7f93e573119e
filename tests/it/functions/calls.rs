//! Mistakes in calls: which argument, what is wrong, how to mend it; and the types of right ones.

use super::arithmetic::number;
use jauge::diag::{Code, FileId, TextMap};
use jauge::functions::aggregate::{self, Leaf, Parts, Quantile};
use jauge::functions::operator::check_pattern;
use jauge::functions::{Argument, Misuse, scalar};
use jauge::lang::ast::{Literal, MatchKind};
use jauge::lang::{Repr, Type, Unit};

fn euros(repr: Repr) -> Type {
    Type::Number(repr, Unit::Money("EUR".to_owned()))
}

fn check(name: &str, ty: &Type, more: &[Literal]) -> Result<Type, Misuse> {
    let first = Argument { ty, literal: None };
    let rest = more.iter().map(|literal| Argument { ty: &Type::FLOAT, literal: Some(literal) });
    let arguments = std::iter::once(first).chain(rest).collect::<Vec<_>>();
    match aggregate::find(name) {
        Some(function) => (function.check)(&arguments),
        None => (scalar::find(name).unwrap().check)(&arguments),
    }
}

#[test]
fn types_of_aggregates() {
    let share = |repr| Type::Number(repr, Unit::Share);
    let cases = [
        ("sum", euros(Repr::Decimal(2)), euros(Repr::Decimal(2))),
        ("avg", euros(Repr::Decimal(2)), euros(Repr::Float)),
        ("sum", share(Repr::Float), Type::Number(Repr::Float, Unit::Ratio)),
        ("avg", share(Repr::Float), share(Repr::Float)),
        ("sum", Type::Duration, Type::Duration),
        ("avg", Type::Duration, Type::Duration),
        ("avg", Type::Date, Type::Instant),
        ("median", Type::Duration, Type::Duration),
        ("max", Type::Date, Type::Date),
        ("min", Type::Text, Type::Text),
        ("share", Type::Boolean, share(Repr::Float)),
        ("count", Type::Boolean, Type::INTEGER),
        ("stddev", euros(Repr::Integer), euros(Repr::Float)),
        ("variance", euros(Repr::Integer), Type::FLOAT),
    ];
    for (name, ty, expected) in cases {
        assert_eq!(check(name, &ty, &[]), Ok(expected), "{name}({ty:?})");
    }
}

#[test]
fn mistakes() {
    let percent = |digits: &str| Literal::Percent(digits.to_owned());
    let cases = [
        (
            "sum",
            Type::Text,
            vec![],
            Code::TypeMismatch,
            "`sum` needs a number, not a text",
            "convert it: `number(x)`, or state `type: decimal` for the column",
        ),
        (
            "sum",
            Type::Date,
            vec![],
            Code::TypeMismatch,
            "`sum` needs a number, not a date",
            "`max(x) - min(x)` is the time between the first and the last",
        ),
        (
            "avg",
            Type::Boolean,
            vec![],
            Code::TypeMismatch,
            "`avg` needs a number, not a boolean",
            "`count(x)` counts the rows where it is true, `share(x)` gives their share",
        ),
        (
            "share",
            Type::INTEGER,
            vec![],
            Code::TypeMismatch,
            "`share` needs a condition, not a number",
            "compare it, such as `share(x >= 9)`",
        ),
        (
            "percentile",
            Type::INTEGER,
            vec![number("95")],
            Code::InvalidLiteral,
            "`95` is not a percentage from 0% to 100%",
            "write `95%`",
        ),
        (
            "percentile",
            Type::INTEGER,
            vec![percent("150")],
            Code::InvalidLiteral,
            "`150%` is not a percentage from 0% to 100%",
            "write a percentage from `0%` to `100%`",
        ),
        (
            "percentile",
            Type::INTEGER,
            vec![Literal::Null],
            Code::WrongArguments,
            "the percentage of `percentile` must be a literal",
            "such as `percentile(x, 95%)`",
        ),
        (
            "variance",
            Type::Duration,
            vec![],
            Code::TypeMismatch,
            "the variance of a duration has no unit that can be written",
            "use `stddev`, which is a duration",
        ),
        (
            "band",
            Type::INTEGER,
            vec![number("24"), number("12")],
            Code::InvalidLiteral,
            "the bounds of `band` must rise",
            "write the smallest first",
        ),
        (
            "band",
            Type::Duration,
            vec![number("24")],
            Code::InvalidLiteral,
            "the bounds of `band` must be literals of the unit of its first argument",
            "such as `band(x, 1h, 4h)`",
        ),
        (
            "round",
            Type::FLOAT,
            vec![Literal::Null],
            Code::InvalidLiteral,
            "the digits of `round` must be a literal from 0 to 18",
            "such as `round(x, 2)`",
        ),
    ];
    for (name, ty, more, code, message, help) in cases {
        let misuse = check(name, &ty, &more).unwrap_err();
        assert_eq!(
            (misuse.code, misuse.message.as_str(), misuse.help.as_deref()),
            (code, message, Some(help))
        );
    }
    let none = (aggregate::find("sum").unwrap().check)(&[]).unwrap_err();
    assert_eq!(
        (none.code, none.message.as_str()),
        (Code::WrongArguments, "`sum` takes one argument, and none given")
    );
}

#[test]
fn percentages() {
    let parts = |literal| {
        let arguments = [
            Argument { ty: &Type::FLOAT, literal: None },
            Argument { ty: &Type::FLOAT, literal: Some(&literal) },
        ];
        (aggregate::find("percentile").unwrap().parts)(&arguments).unwrap()
    };
    let expected = Parts::One(Leaf::Percentile { p: Quantile::new(0.95).unwrap(), discrete: false });
    assert_eq!(parts(Literal::Percent("95".to_owned())), expected);
    assert_eq!(parts(number("0.95")), expected);
}

#[test]
fn patterns() {
    let text = |text: &str| Literal::Text(text.to_owned());
    assert!(check_pattern(MatchKind::Regex, Some(&text("^a+$"))).is_ok());
    assert!(check_pattern(MatchKind::Like, Some(&text("(%"))).is_ok());
    let misuse = check_pattern(MatchKind::Regex, Some(&text("a("))).unwrap_err();
    assert_eq!((misuse.code, misuse.argument), (Code::InvalidLiteral, Some(1)));
    assert_eq!(misuse.message, "`a(` is not a regular expression: unclosed group");
    assert!(check_pattern(MatchKind::Regex, None).is_err());
}

#[test]
fn every_function_is_documented() {
    let aggregates = aggregate::all().iter().map(|f| (f.name, f.signature, f.docs, f.example));
    let scalars = scalar::all().map(|f| (f.name, f.signature, f.docs, f.example));
    for (name, signature, docs, example) in aggregates.chain(scalars) {
        assert!(signature.starts_with(&format!("{name}(")), "{name}: {signature}");
        assert!(example.contains(name), "{name}: {example}");
        assert!(docs.ends_with('.') && docs.len() > 10, "{name}: {docs}");
        assert!(jauge::lang::expression(example, &TextMap::whole(FileId(0))).is_ok(), "{name}: {example}");
    }
}
