//! Scalar functions: their values, and texts as numbers and durations.

use super::arithmetic::{number, operand, paris};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::execution::SessionState;
use datafusion::logical_expr::Expr;
use datafusion::prelude::SessionContext;
use jauge::functions::scalar::{engine_function, find};
use jauge::functions::{Argument, Failure, Lowering, Operand, text};
use jauge::lang::ast::{DurationUnit, Literal};
use jauge::lang::{Type, Unit};

/// The value of a constant expression as text, empty for none; computed per row, not folded.
pub fn evaluate(expr: Expr) -> Result<String, Failure> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let state: SessionState = SessionContext::new().state();
    let context = SessionContext::new_with_state(state);
    let run = async { context.read_empty()?.select(vec![expr.alias("x")])?.collect().await };
    match runtime.block_on(run) {
        Ok(batches) => Ok(array_value_to_string(batches[0].column(0), 0).unwrap()),
        Err(error) => Err(Failure::find(&error).unwrap_or_else(|| panic!("{error}")).clone()),
    }
}

fn arguments(operands: &[Operand]) -> Vec<Argument<'_>> {
    operands.iter().map(|operand| Argument { ty: &operand.ty, literal: operand.literal.as_ref() }).collect()
}

fn call(name: &str, operands: Vec<Operand>) -> (Type, String) {
    let civil = paris();
    let lowering = Lowering { civil: &civil, as_of: 0 };
    let function = find(name).unwrap();
    let ty = (function.check)(&arguments(&operands)).unwrap_or_else(|misuse| panic!("{name}: {misuse:?}"));
    (ty, evaluate((function.lower)(&operands, &lowering).unwrap()).unwrap())
}

fn text_of(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

fn minutes(count: &str) -> Literal {
    Literal::Duration(vec![(count.to_owned(), DurationUnit::Minute)])
}

#[test]
fn values() {
    let n = number;
    let t = text_of;
    let cases: Vec<(&str, Vec<Literal>, &str)> = vec![
        ("coalesce", vec![Literal::Null, n("2"), n("3.5")], "2.0"),
        ("nullif", vec![n("2"), n("2.0")], ""),
        ("min_of", vec![n("2"), Literal::Null, n("1.25")], "1.25"),
        ("max_of", vec![minutes("2"), minutes("3")], "180000000"),
        ("round", vec![n("2.5")], "3"),
        ("round", vec![n("1.005"), n("2")], "1.01"),
        ("floor", vec![n("2.9")], "2"),
        ("ceil", vec![n("2.1")], "3"),
        ("round", vec![minutes("0.26")], "16000000"),
        ("mod", vec![n("7"), n("3")], "1"),
        ("mod", vec![n("7.5"), n("2")], "1.5"),
        ("mod", vec![n("7"), n("0")], ""),
        ("lower", vec![t("ÀB")], "àb"),
        ("upper", vec![t("é")], "É"),
        ("trim", vec![t("  a b ")], "a b"),
        ("length", vec![t("né")], "2"),
        ("starts_with", vec![t("abc"), t("ab")], "true"),
        ("contains", vec![t("abc"), t("bd")], "false"),
        ("concat", vec![t("a"), Literal::Null, n("1")], "a1"),
        ("number", vec![t(" 94.01% ")], "0.9401"),
        ("number", vec![t("")], ""),
        ("duration", vec![t("1:05:30")], "3930000000"),
        ("band", vec![n("12"), n("12"), n("24")], "00-12"),
        ("band", vec![n("13"), n("12"), n("24")], "13-24"),
        ("band", vec![n("25"), n("12"), n("24")], "25+"),
        ("band", vec![n("12.5"), n("5"), n("100")], ">005-100"),
        ("band", vec![n("100.5"), n("5"), n("100")], ">100"),
        ("band", vec![minutes("7"), minutes("5"), minutes("10")], ">05min-10min"),
        ("band", vec![Literal::Null, n("12"), n("24")], ""),
    ];
    for (name, literals, expected) in cases {
        let shown = format!("{name} {literals:?}");
        let operands = literals.into_iter().map(operand).collect();
        assert_eq!(call(name, operands).1, expected, "{shown}");
    }
}

#[test]
fn negative_values() {
    let minus = |digits: &str| {
        let positive = operand(number(digits));
        let expr = jauge::functions::operator::unary(jauge::lang::ast::UnaryOp::Minus, &positive);
        Operand { expr, ty: positive.ty, literal: None }
    };
    // Half away from zero; the remainder has the sign of the dividend, as in SQL.
    assert_eq!(call("round", vec![minus("2.5")]).1, "-3");
    assert_eq!(call("round", vec![minus("2.4")]).1, "-2");
    assert_eq!(call("floor", vec![minus("2.1")]).1, "-3");
    assert_eq!(call("ceil", vec![minus("2.9")]).1, "-2");
    assert_eq!(call("abs", vec![minus("2.9")]).1, "2.9");
    assert_eq!(call("mod", vec![minus("7"), operand(number("3"))]).1, "-1");
    assert_eq!(call("band", vec![minus("7"), operand(number("3"))]).1, "<0");
}

#[test]
fn units_are_kept() {
    let euros = Type::Number(jauge::lang::Repr::Decimal(2), Unit::Money("EUR".to_owned()));
    let amount = || Operand { ty: euros.clone(), ..operand(number("1.25")) };
    let amount = || Operand { literal: None, ..amount() };
    assert_eq!(call("abs", vec![amount()]).0, euros);
    assert_eq!(call("coalesce", vec![amount(), operand(number("0"))]).0, euros);
    assert_eq!(call("coalesce", vec![operand(number("0")), amount()]).0, euros);
    assert_eq!(call("max_of", vec![amount(), amount()]).0, euros);
}

#[test]
fn texts_as_numbers() {
    let cases =
        [("1e3", Some(1000.0)), ("-0.5", Some(-0.5)), ("12 %", Some(0.12)), ("nan", None), ("inf", None)];
    let cases =
        cases.into_iter().chain([("1,5", None), ("0x10", None), ("%", None), ("", None), ("1e999", None)]);
    for (text, expected) in cases {
        assert_eq!(text::number(text), expected, "{text}");
    }
}

#[test]
fn texts_as_durations() {
    let second = 1_000_000;
    let cases = [
        ("0:00:02.5", Some(5 * second / 2)),
        ("-1:05", Some(-3_900 * second)),
        ("100:00:00", Some(360_000 * second)),
        ("1:5", None),
        ("1:60:00", None),
        ("1:00:00:00", None),
        ("1:00:00.", None),
        ("9999999999:00", None),
        ("abc", None),
    ];
    for (text, expected) in cases {
        assert_eq!(text::duration(text), expected, "{text}");
    }
}

#[test]
fn misfits_name_the_text() {
    let civil = paris();
    let lowering = Lowering { civil: &civil, as_of: 0 };
    let lowered = (find("number").unwrap().lower)(&[operand(text_of("n/a"))], &lowering).unwrap();
    assert_eq!(evaluate(lowered).unwrap_err().to_string(), "`n/a` is not a number");
}

#[test]
fn functions_of_the_engine() {
    let civil = paris();
    let lowering = Lowering { civil: &civil, as_of: 0 };
    for (name, operands, expected) in [
        ("SQRT", vec![operand(number("2"))], "1.4142135623730951"),
        ("ln", vec![operand(number("0"))], ""),
        ("reverse", vec![operand(text_of("abc"))], "cba"),
    ] {
        let function = engine_function(name).unwrap();
        function.check(&arguments(&operands)).unwrap();
        assert_eq!(evaluate(function.lower(&operands, &lowering).unwrap()).unwrap(), expected, "{name}");
    }
    for name in ["random", "uuid", "now", "current_date", "no_such"] {
        assert!(engine_function(name).is_none(), "{name}");
    }
    let misuse = engine_function("sqrt").unwrap().check(&[]).unwrap_err();
    assert_eq!(misuse.message, "`sqrt` of the engine does not take ()");
}
