//! Operators and scalar functions as the engine runs them: exact, checked, null where there is no value.

use super::scalars::evaluate;
use jauge::calendar::Civil;
use jauge::diag::Code;
use jauge::functions::operator::{binary, literal, null, unary};
use jauge::functions::{Failure, Lowering, Operand};
use jauge::lang::ast::{BinaryOp, DurationUnit, Literal, StepUnit, UnaryOp};
use jauge::lang::{Repr, Type, Unit};

pub fn number(digits: &str) -> Literal {
    Literal::Number(digits.to_owned())
}

pub fn operand(value: Literal) -> Operand {
    literal(&value, &paris()).unwrap()
}

pub fn paris() -> Civil {
    Civil { zone: chrono_tz::Europe::Paris, ..Civil::default() }
}

pub fn run(op: BinaryOp, left: &Operand, right: &Operand, result: Type) -> Result<String, Failure> {
    let civil = paris();
    let lowering = Lowering { civil: &civil, as_of: 0 };
    evaluate(binary(op, left, right, &result, &lowering).unwrap())
}

fn decimal(scale: u8) -> Type {
    Type::Number(Repr::Decimal(scale), Unit::Number)
}

fn hours(count: &str) -> Literal {
    Literal::Duration(vec![(count.to_owned(), DurationUnit::Hour)])
}

fn date(text: &str) -> Literal {
    Literal::Date(text.parse().unwrap())
}

fn instant(text: &str) -> Literal {
    Literal::Instant(text.parse().unwrap(), None)
}

#[test]
fn numbers() {
    use BinaryOp::*;
    // By hand, and Python's decimal.
    let cases = [
        (Add, "1", "2", Type::INTEGER, "3"),
        (Subtract, "1", "2.50", decimal(2), "-1.50"),
        (Multiply, "0.1", "0.25", decimal(3), "0.025"),
        (Multiply, "0.1234567891", "0.1234567891", Type::FLOAT, "0.01524157877488188"),
        (Divide, "1", "3", Type::FLOAT, "0.3333333333333333"),
        (Divide, "0.3", "0.1", Type::FLOAT, "2.9999999999999996"),
        (Divide, "1", "0", Type::FLOAT, ""),
        (Divide, "0", "0.0", Type::FLOAT, ""),
        (Equal, "0.3", "0.30", Type::Boolean, "true"),
        (Less, "2", "2.01", Type::Boolean, "true"),
    ];
    for (op, left, right, ty, expected) in cases {
        let found = run(op, &operand(number(left)), &operand(number(right)), ty);
        assert_eq!(found.unwrap(), expected, "{left} {op:?} {right}");
    }
}

#[test]
fn overflow_is_an_error() {
    use BinaryOp::*;
    let integer = "9223372036854775807";
    let large = "12345678901234567890123456789.5";
    let cases = [
        (
            Add,
            integer,
            "1",
            Type::INTEGER,
            "integer overflow: 9223372036854775807 + 1 cannot be held exactly",
        ),
        (
            Multiply,
            integer,
            "2",
            Type::INTEGER,
            "integer overflow: 9223372036854775807 * 2 cannot be held exactly",
        ),
        (
            Multiply,
            large,
            "12345678901.5",
            decimal(2),
            "decimal overflow: a result of more than 38 digits cannot be held exactly",
        ),
    ];
    for (op, left, right, ty, message) in cases {
        let failure = run(op, &operand(number(left)), &operand(number(right)), ty).unwrap_err();
        assert_eq!((failure.code(), failure.to_string().as_str()), (Code::Overflow, message));
    }
}

#[test]
fn durations_and_times() {
    use BinaryOp::*;
    let month = || Literal::Step(1, StepUnit::Month);
    // Zoneinfo in Paris: clocks go forward on 2024-03-31 at 02:00.
    let cases = [
        (Add, hours("1"), hours("0.5"), Type::Duration, "5400000000"),
        (Multiply, hours("1"), number("0.25"), Type::Duration, "900000000"),
        (Multiply, number("2"), hours("1"), Type::Duration, "7200000000"),
        (Divide, hours("1"), number("7"), Type::Duration, "514285714"),
        (Divide, hours("1"), number("0"), Type::Duration, ""),
        (Divide, hours("3"), hours("2"), Type::FLOAT, "1.5"),
        (Subtract, date("2024-03-01"), date("2024-02-01"), Type::Duration, "2505600000000"),
        (Subtract, instant("2024-04-01T00:00:00"), date("2024-03-31"), Type::Duration, "82800000000"),
        (Add, date("2024-02-28"), hours("48"), Type::Date, "2024-03-01"),
        (Subtract, date("2024-03-01"), hours("24"), Type::Date, "2024-02-29"),
        (Add, date("2024-03-31"), hours("24"), Type::Instant, "2024-03-31T23:00:00"),
        (Subtract, instant("2024-01-01T00:00:00"), hours("1"), Type::Instant, "2023-12-31T22:00:00"),
        (Add, date("2024-01-31"), month(), Type::Date, "2024-02-29"),
        (Subtract, date("2024-03-31"), month(), Type::Date, "2024-02-29"),
        (
            Add,
            instant("2024-03-30T02:30:00"),
            Literal::Step(1, StepUnit::Year),
            Type::Instant,
            "2025-03-30T01:30:00",
        ),
        (Less, date("2024-01-02"), instant("2024-01-02T00:00:01"), Type::Boolean, "true"),
        (Equal, date("2024-01-02"), instant("2024-01-02T00:00:00"), Type::Boolean, "true"),
    ];
    for (op, left, right, ty, expected) in cases {
        let shown = format!("{left:?} {op:?} {right:?}");
        assert_eq!(run(op, &operand(left), &operand(right), ty).unwrap(), expected, "{shown}");
    }
}

#[test]
fn wider_results_of_aggregates() {
    use datafusion::common::ScalarValue;
    use datafusion::logical_expr::lit;
    let held = |value: ScalarValue| Operand { expr: lit(value), ty: Type::Duration, literal: None };
    let mean = held(ScalarValue::Float64(Some(1.5)));
    let sum = held(ScalarValue::Decimal128(Some(7), 38, 0));
    let row = held(ScalarValue::Int64(Some(2)));
    let three = operand(number("3"));
    let cases = [
        (BinaryOp::Add, &mean, &row, "3.5"),
        (BinaryOp::Add, &sum, &row, "9"),
        (BinaryOp::Divide, &mean, &three, "0.5"),
        (BinaryOp::Divide, &sum, &three, "2.3333333333333335"),
        (BinaryOp::Divide, &row, &three, "1"),
        (BinaryOp::Multiply, &sum, &three, "21"),
        (BinaryOp::Multiply, &mean, &three, "4.5"),
        (BinaryOp::Multiply, &three, &mean, "4.5"),
    ];
    for (op, left, right, expected) in cases {
        assert_eq!(run(op, left, right, Type::Duration).unwrap(), expected, "{left:?} {op:?} {right:?}");
    }
}

#[test]
fn three_valued_logic() {
    let value =
        |truth: Option<bool>| truth.map_or(null(&Type::Boolean), |truth| operand(Literal::Boolean(truth)));
    let cases = [
        (BinaryOp::And, Some(true), None, ""),
        (BinaryOp::And, Some(false), None, "false"),
        (BinaryOp::Or, Some(true), None, "true"),
        (BinaryOp::Or, None, None, ""),
    ];
    for (op, left, right, expected) in cases {
        assert_eq!(run(op, &value(left), &value(right), Type::Boolean).unwrap(), expected);
    }
    let untyped = operand(Literal::Null);
    assert_eq!(run(BinaryOp::And, &untyped, &value(Some(false)), Type::Boolean).unwrap(), "false");
    assert_eq!(run(BinaryOp::Equal, &untyped, &operand(number("1")), Type::Boolean).unwrap(), "");
    assert_eq!(run(BinaryOp::Add, &untyped, &operand(number("1")), Type::INTEGER).unwrap(), "");
}

#[test]
fn minus() {
    assert_eq!(evaluate(unary(UnaryOp::Minus, &operand(number("1.50")))).unwrap(), "-1.50");
    assert_eq!(evaluate(unary(UnaryOp::Minus, &operand(number("2")))).unwrap(), "-2");
    let least = Operand { expr: datafusion::logical_expr::lit(i64::MIN), ty: Type::INTEGER, literal: None };
    assert_eq!(evaluate(unary(UnaryOp::Minus, &least)).unwrap_err().code(), Code::Overflow);
}

#[test]
fn literals_too_large() {
    assert!(literal(&hours("99999999999999999999"), &paris()).is_none());
    assert!(literal(&number(&"9".repeat(400)), &paris()).is_none());
    assert!(literal(&Literal::Step(i64::MAX, StepUnit::Year), &paris()).is_none());
}
