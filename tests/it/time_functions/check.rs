//! Which arguments the functions of time take.

use jauge::calendar::Grain;
use jauge::diag::Code;
use jauge::functions::{Argument, Misuse, scalar};
use jauge::lang::Type;
use jauge::lang::ast::{DurationUnit, Literal, StepUnit};

fn check(name: &str, arguments: &[(Type, Option<Literal>)]) -> Result<Type, Misuse> {
    let arguments: Vec<_> =
        arguments.iter().map(|(ty, literal)| Argument { ty, literal: literal.as_ref() }).collect();
    (scalar::find(name).unwrap().check)(&arguments)
}

fn duration(digits: &str, unit: DurationUnit) -> (Type, Option<Literal>) {
    (Type::Duration, Some(Literal::Duration(vec![(digits.to_owned(), unit)])))
}

fn text(value: &str) -> (Type, Option<Literal>) {
    (Type::Text, Some(Literal::Text(value.to_owned())))
}

#[test]
fn types_follow_from_arguments() {
    let time = || (Type::Instant, None);
    let step = (Type::Step, Some(Literal::Step(1, StepUnit::Quarter)));
    let cases = [
        ("month", vec![time()], Type::Period(Grain::Month)),
        ("week", vec![(Type::Date, None)], Type::Period(Grain::Week)),
        ("year", vec![(Type::Null, None)], Type::Period(Grain::Year)),
        ("bucket", vec![time(), duration("5", DurationUnit::Minute)], Type::Period(Grain::Minutes(5))),
        ("bucket", vec![time(), duration("1", DurationUnit::Hour)], Type::Period(Grain::Hour)),
        ("bucket", vec![time(), duration("24", DurationUnit::Hour)], Type::Period(Grain::Day)),
        ("bucket", vec![time(), step], Type::Period(Grain::Quarter)),
        ("hour_of_day", vec![time()], Type::INTEGER),
        ("part", vec![time(), text("dow")], Type::INTEGER),
        ("date", vec![time()], Type::Date),
        ("months_between", vec![time(), (Type::Date, None)], Type::INTEGER),
        ("instant", vec![(Type::Text, None)], Type::Instant),
        ("instant", vec![(Type::Text, None), text("%d/%m/%Y")], Type::Instant),
    ];
    for (name, arguments, expected) in cases {
        assert_eq!(check(name, &arguments), Ok(expected), "{name}");
    }
}

#[test]
fn misuses_are_placed_and_mended() {
    let time = || (Type::Instant, None);
    let cases = [
        ("month", vec![], None, Code::WrongArguments, ""),
        ("month", vec![(Type::Text, None)], Some(0), Code::TypeMismatch, "convert it: `instant(x)`"),
        (
            "year",
            vec![(Type::Period(Grain::Month), None)],
            Some(0),
            Code::TypeMismatch,
            "the time that the period",
        ),
        ("date", vec![(Type::INTEGER, None)], Some(0), Code::TypeMismatch, "@2024-01-31"),
        ("bucket", vec![time()], None, Code::WrongArguments, ""),
        ("bucket", vec![time(), (Type::Duration, None)], Some(1), Code::InvalidLiteral, "bucket(x, 15min)"),
        (
            "bucket",
            vec![time(), duration("7", DurationUnit::Minute)],
            Some(1),
            Code::InvalidLiteral,
            "minutes that divide",
        ),
        (
            "bucket",
            vec![time(), duration("0", DurationUnit::Minute)],
            Some(1),
            Code::InvalidLiteral,
            "minutes that divide",
        ),
        ("part", vec![time(), text("monht")], Some(1), Code::InvalidLiteral, "did you mean `month`?"),
        ("part", vec![time(), text("æ")], Some(1), Code::InvalidLiteral, "`isodow`"),
        ("part", vec![time(), (Type::Text, None)], Some(1), Code::InvalidLiteral, "part(x, 'dow')"),
        ("days_between", vec![time()], None, Code::WrongArguments, ""),
        ("days_between", vec![time(), (Type::Text, None)], Some(1), Code::TypeMismatch, "convert it"),
        ("instant", vec![(Type::INTEGER, None)], Some(0), Code::TypeMismatch, "2024-01-31T08:00"),
        ("instant", vec![(Type::Text, None), text("%Q")], Some(1), Code::InvalidLiteral, "%d/%m/%Y"),
        ("instant", vec![(Type::Text, None), text("dd/mm")], Some(1), Code::InvalidLiteral, "%d/%m/%Y"),
        ("instant", vec![(Type::Text, None), (Type::Text, None)], Some(1), Code::InvalidLiteral, "%d/%m/%Y"),
    ];
    for (name, arguments, argument, code, help) in cases {
        let misuse = check(name, &arguments).unwrap_err();
        assert_eq!((misuse.argument, misuse.code), (argument, code), "{name}: {misuse:?}");
        assert!(misuse.help.unwrap_or_default().contains(help), "{name} {help}");
    }
}
