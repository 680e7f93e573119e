//! Judging: statuses, outcomes, budgets, exits and zones that cannot be meant.

use jauge::calendar::Grain;
use jauge::diag::{Code, Problem, Problems};
use jauge::lang::Value;
use jauge::targets::{
    Comparison, Exit, Flaw, Outcome, Rule, Status, Test, ZoneRule, judge, lint, result_status,
};
use proptest::prelude::*;

use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};

fn zone(tests: Vec<Test>) -> ZoneRule {
    ZoneRule { tests, text: "as written".into() }
}

fn rule(pass: Vec<Test>, warn: Option<Vec<Test>>) -> Rule {
    Rule { name: "t".into(), pass: zone(pass), warn: warn.map(zone), severity: "normal".into(), share: false }
}

fn one(comparison: Comparison, limit: Value) -> Vec<Test> {
    vec![Test::Compare(comparison, limit)]
}

fn status(pass: Vec<Test>, value: &Value) -> Status {
    judge(&rule(pass, None), value, true).status
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn date(text: &str) -> Value {
    Value::Date(text.parse().expect("a date"))
}

#[test]
fn a_value_is_placed_by_the_zones() {
    let percent = |digits| Value::Decimal(digits, 2);
    let target = rule(one(GreaterEqual, percent(90)), Some(one(GreaterEqual, percent(85))));
    for (value, expected) in
        [(0.95, Status::Pass), (0.9, Status::Pass), (0.86, Status::Warn), (0.84, Status::Fail)]
    {
        let verdict = judge(&target, &Value::Float(value), true);
        assert_eq!(verdict.status, expected, "{value}");
        assert_eq!(verdict.outcome.as_str(), expected.as_str(), "{value}");
        assert_eq!(verdict.limit, Some(percent(90)));
    }
}

#[test]
fn comparisons_hold_at_the_limit_as_written() {
    let cases = [
        (Less, [true, false, false]),
        (LessEqual, [true, true, false]),
        (Equal, [false, true, false]),
        (NotEqual, [true, false, true]),
        (GreaterEqual, [false, true, true]),
        (Greater, [false, false, true]),
    ];
    for (comparison, expected) in cases {
        let limit = || one(comparison, Value::Integer(5));
        let found = [4, 5, 6].map(|value| status(limit(), &Value::Integer(value)) == Status::Pass);
        assert_eq!(found, expected, "{comparison:?}");
    }
}

#[test]
fn every_kind_of_value_is_judged() {
    let hours = |hours: f64| Value::Duration(hours * 3600.0);
    let month = |number| Value::Period(Grain::Month, number);
    let between = vec![Test::Between(hours(0.0), hours(4.0))];
    let open = vec![Test::Compare(Greater, hours(0.0)), Test::Compare(Less, hours(4.0))];
    let listed = |negated| vec![Test::In { list: vec![text("a"), text("b")], negated }];
    let cases = [
        (between.clone(), hours(4.0), Status::Pass),
        (between, hours(4.01), Status::Fail),
        (open.clone(), hours(4.0), Status::Fail),
        (open, hours(3.99), Status::Pass),
        (listed(false), text("b"), Status::Pass),
        (listed(false), text("c"), Status::Fail),
        (listed(true), text("b"), Status::Fail),
        (listed(true), text("c"), Status::Pass),
        (one(Equal, Value::Boolean(true)), Value::Boolean(true), Status::Pass),
        (one(Equal, Value::Boolean(true)), Value::Boolean(false), Status::Fail),
        (one(Less, date("2024-03-01")), date("2024-02-29"), Status::Pass),
        (one(LessEqual, Value::Instant(10)), Value::Instant(11), Status::Fail),
        (one(Greater, month(10)), month(11), Status::Pass),
        (one(Equal, text("x")), Value::Integer(1), Status::Error),
        (one(Less, hours(1.0)), Value::Integer(1), Status::Error),
        (one(Less, Value::Null), Value::Integer(1), Status::Error),
        (one(Less, Value::Period(Grain::Year, 10)), month(1), Status::Error),
        (vec![], Value::Integer(1), Status::Pass),
    ];
    for (pass, value, expected) in cases {
        assert_eq!(status(pass.clone(), &value), expected, "{value:?} against {pass:?}");
    }
}

#[test]
fn near_a_limit_floats_are_equal_and_exact_numbers_are_not() {
    let limit = || Value::Decimal(8, 1);
    let cases = [
        (GreaterEqual, Value::Float(0.8 - 1e-13), Status::Pass),
        (GreaterEqual, Value::Float(0.8 - 1e-11), Status::Fail),
        (Greater, Value::Float(0.8 + 1e-13), Status::Fail),
        (Equal, Value::Float(0.1 + 0.7), Status::Pass),
        (GreaterEqual, Value::Decimal(7_999_999_999_999_999, 16), Status::Fail),
        (GreaterEqual, Value::Decimal(80, 2), Status::Pass),
        (Less, Value::Integer(1), Status::Fail),
        (Less, Value::Integer(-1), Status::Pass),
    ];
    for (comparison, value, expected) in cases {
        assert_eq!(status(one(comparison, limit()), &value), expected, "{value:?} {comparison:?}");
    }
    assert_eq!(status(one(Greater, Value::Integer(i128::MAX - 1)), &Value::Integer(i128::MAX)), Status::Pass);
    assert_eq!(status(one(Greater, Value::Decimal(1, 38)), &Value::Integer(i128::MAX)), Status::Pass);
    assert_eq!(status(one(Less, Value::Integer(0)), &Value::Float(-1e-300)), Status::Pass);
}

#[test]
fn no_value_and_no_rows_are_no_data_and_fail() {
    let target = rule(one(GreaterEqual, Value::Integer(0)), None);
    for (value, has_rows) in [(Value::Null, true), (Value::Integer(0), false), (Value::Null, false)] {
        let verdict = judge(&target, &value, has_rows);
        assert_eq!((verdict.status, verdict.outcome), (Status::NoData, Outcome::Fail));
    }
    assert_eq!(judge(&target, &Value::Integer(0), true).status, Status::Pass);
}

#[test]
fn a_share_has_an_error_budget() {
    let target = |comparison, limit, share| Rule { share, ..rule(one(comparison, limit), None) };
    let used = |target: Rule, value: Value| judge(&target, &value, true).budget_used;
    let percent = |digits| Value::Decimal(digits, 2);
    let near = used(target(GreaterEqual, percent(80), true), Value::Float(0.7815)).expect("a budget");
    assert!((near - 1.0925).abs() < 1e-12, "{near}");
    assert_eq!(used(target(GreaterEqual, percent(80), true), Value::Decimal(9, 1)), Some(0.5));
    assert_eq!(used(target(GreaterEqual, percent(80), true), Value::Integer(1)), Some(0.0));
    assert_eq!(used(target(GreaterEqual, percent(100), true), Value::Float(0.5)), None);
    assert_eq!(used(target(GreaterEqual, percent(80), true), Value::Null), None);
    assert_eq!(used(target(Greater, percent(80), true), Value::Float(0.5)), None);
    assert_eq!(used(target(GreaterEqual, percent(80), false), Value::Float(0.5)), None);
}

#[test]
fn a_result_has_the_status_of_its_worst_outcome() {
    let verdict =
        |limit| judge(&rule(one(GreaterEqual, Value::Integer(limit)), None), &Value::Integer(5), true);
    let mut warned = verdict(9);
    (warned.status, warned.outcome) = (Status::SmallSample, Outcome::Warn);
    let mut muted = verdict(9);
    muted.outcome = Outcome::Skip;
    assert_eq!(result_status(&[]), None);
    assert_eq!(result_status(&[verdict(1), verdict(2)]), Some(Status::Pass));
    assert_eq!(result_status(&[verdict(1), warned.clone()]), Some(Status::SmallSample));
    assert_eq!(result_status(&[verdict(9), warned, verdict(1)]), Some(Status::Fail));
    assert_eq!(result_status(&[verdict(1), muted]), Some(Status::Fail));
}

#[test]
fn zones_that_cannot_be_meant_are_found() {
    let number = Value::Integer;
    let at_least = |limit| one(GreaterEqual, Value::Integer(limit));
    let within = |low, high| vec![Test::Between(Value::Integer(low), Value::Integer(high))];
    let listed = |items: &[i128], negated| {
        vec![Test::In { list: items.iter().copied().map(Value::Integer).collect(), negated }]
    };
    let both = |left: Comparison, low, right: Comparison, high| {
        vec![Test::Compare(left, Value::Integer(low)), Test::Compare(right, Value::Integer(high))]
    };
    let cases = [
        (at_least(90), None, vec![]),
        (at_least(90), Some(at_least(85)), vec![]),
        (at_least(90), Some(at_least(95)), vec![Flaw::WarnWithinPass]),
        (at_least(90), Some(at_least(90)), vec![Flaw::WarnWithinPass]),
        (at_least(90), Some(one(Greater, number(90))), vec![Flaw::WarnWithinPass]),
        (one(Greater, number(90)), Some(at_least(90)), vec![]),
        (one(LessEqual, number(4)), Some(one(LessEqual, number(5))), vec![]),
        (one(Less, number(4)), Some(one(Less, number(3))), vec![Flaw::WarnWithinPass]),
        (within(0, 4), Some(within(1, 3)), vec![Flaw::WarnWithinPass]),
        (within(0, 4), Some(within(3, 5)), vec![]),
        (within(0, 4), Some(both(Greater, 0, Less, 4)), vec![Flaw::WarnWithinPass]),
        (both(Greater, 0, Less, 4), Some(within(0, 4)), vec![]),
        (within(4, 0), None, vec![Flaw::EmptyPass]),
        (both(Greater, 5, Less, 3), None, vec![Flaw::EmptyPass]),
        (both(GreaterEqual, 5, LessEqual, 5), None, vec![]),
        (both(Greater, 5, LessEqual, 5), None, vec![Flaw::EmptyPass]),
        (at_least(9), Some(both(Greater, 5, Less, 3)), vec![Flaw::EmptyWarn]),
        (listed(&[1, 2], false), Some(listed(&[2], false)), vec![Flaw::WarnWithinPass]),
        (listed(&[1, 2], false), Some(listed(&[2, 3], false)), vec![]),
        (listed(&[1], true), Some(listed(&[1, 2], true)), vec![Flaw::WarnWithinPass]),
        (listed(&[], false), None, vec![Flaw::EmptyPass]),
        (one(NotEqual, number(1)), Some(one(Equal, number(1))), vec![]),
        (one(Equal, text("a")), Some(one(Equal, number(1))), vec![]),
    ];
    for (pass, warn, expected) in cases {
        assert_eq!(lint(&rule(pass.clone(), warn.clone())), expected, "{pass:?} {warn:?}");
    }
}

#[test]
fn limits_of_one_worth_are_one_limit() {
    let warn = vec![Test::Compare(Greater, Value::Decimal(950, 3))];
    assert_eq!(lint(&rule(one(GreaterEqual, Value::Decimal(95, 2)), Some(warn))), [Flaw::WarnWithinPass]);
}

#[test]
fn wrong_definitions_come_before_failed_computations() {
    let problems = |codes: &[Code]| {
        let mut problems = Problems::default();
        problems.extend(codes.iter().map(|code| Problem::general(*code, "x")));
        problems
    };
    let code = |codes: &[Code], computing| Exit::of_problems(&problems(codes), computing).code();
    assert_eq!(code(&[], true), 0);
    assert_eq!(code(&[Code::UnknownColumn], true), 2);
    assert_eq!(code(&[Code::Overflow], true), 3);
    assert_eq!(code(&[Code::Overflow, Code::UnknownColumn], true), 2);
    assert_eq!(code(&[Code::UnreadableData], true), 3);
    assert_eq!(code(&[Code::UnreadableData], false), 2);
    assert_eq!(Exit::Missed.max(Exit::NotComputed).code(), 3);
    assert_eq!(Exit::Met.max(Exit::Missed).code(), 1);
    let mut warnings = problems(&[Code::UnknownColumn]);
    warnings.demote(|_| false);
    assert_eq!(Exit::of_problems(&warnings, true), Exit::Met);
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![Less, LessEqual, Equal, NotEqual, GreaterEqual, Greater])
}

fn test() -> impl Strategy<Value = Test> {
    let number = || (0..6i128).prop_map(Value::Integer);
    prop_oneof![
        (comparison(), number()).prop_map(|(comparison, limit)| Test::Compare(comparison, limit)),
        (number(), number()).prop_map(|(low, high)| Test::Between(low, high)),
        (prop::collection::vec(number(), 0..3), any::<bool>())
            .prop_map(|(list, negated)| Test::In { list, negated }),
    ]
}

proptest! {
    /// What lint says of all values agrees with judging the values between -1 and 6 in halves.
    #[test]
    fn lint_agrees_with_judging(pass in prop::collection::vec(test(), 1..3), warn in prop::collection::vec(test(), 1..3)) {
        let target = rule(pass, Some(warn.clone()));
        let values: Vec<_> = (-2..13).map(|half| Value::Decimal(half * 5, 1)).collect();
        let statuses: Vec<_> = values.iter().map(|value| judge(&target, value, true).status).collect();
        let warns = values.iter().any(|value| zone(warn.clone()).contains(value) == Some(true));
        let flaws = lint(&target);
        prop_assert_eq!(flaws.contains(&Flaw::EmptyPass), !statuses.contains(&Status::Pass));
        prop_assert_eq!(flaws.contains(&Flaw::EmptyWarn), !warns);
        prop_assert_eq!(flaws.contains(&Flaw::WarnWithinPass), warns && !statuses.contains(&Status::Warn));
    }

    /// No two values and no target make judging panic, and exact numbers keep their order.
    #[test]
    fn exact_numbers_compare_like_fractions(left in any::<i64>(), right in any::<i64>(), scale in 0u8..6, other in 0u8..6) {
        let expected = i128::from(left) * 10i128.pow(other.into()) >= i128::from(right) * 10i128.pow(scale.into());
        let found = status(one(GreaterEqual, Value::Decimal(right.into(), other)), &Value::Decimal(left.into(), scale));
        prop_assert_eq!(found == Status::Pass, expected);
    }

    #[test]
    fn no_numbers_panic(digits in any::<i128>(), limit in any::<i128>(), scale: u8, other: u8, comparison in comparison()) {
        let target = Rule { share: true, ..rule(one(comparison, Value::Decimal(limit, other)), None) };
        judge(&target, &Value::Decimal(digits, scale), true);
    }
}
