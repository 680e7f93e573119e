//! Values as people read them.

use super::sample::{self, kpi, result, verdict};
use jauge::calendar::Civil;
use jauge::lang::{Repr, Type, Unit, Value};
use jauge::report::Screen;
use jauge::spec::Locale;
use jauge::targets::{KpiInfo, Status};

fn number(unit: Unit) -> KpiInfo {
    kpi("k", "k", Type::Number(Repr::Float, unit), &[])
}

fn shown(info: &KpiInfo, value: &Value, locale: Locale) -> String {
    Screen { civil: &Civil::default(), locale }.value(info, value)
}

#[test]
fn numbers_in_both_languages() {
    let money = |code: &str| Unit::Money(code.into());
    let cases = [
        (Unit::Share, Value::Float(0.7815), "78.2%", "78,2\u{202f}%"),
        (Unit::Share, Value::Float(0.78), "78.0%", "78,0\u{202f}%"),
        (Unit::Share, Value::Integer(1), "100.0%", "100,0\u{202f}%"),
        (Unit::Share, Value::Integer(0), "0.0%", "0,0\u{202f}%"),
        (Unit::Share, Value::Float(0.9997), "99.97%", "99,97\u{202f}%"),
        (Unit::Share, Value::Float(0.0001), "0.01%", "0,01\u{202f}%"),
        (Unit::Share, Value::Float(-0.25), "-25.0%", "-25,0\u{202f}%"),
        (Unit::Share, Value::Float(12.5), "1,250.0%", "1\u{202f}250,0\u{202f}%"),
        (Unit::Number, Value::Integer(1_234_567), "1,234,567", "1\u{202f}234\u{202f}567"),
        (Unit::Number, Value::Integer(-999), "-999", "-999"),
        (Unit::Number, Value::Integer(-1000), "-1,000", "-1\u{202f}000"),
        (Unit::Number, Value::Float(1234.567), "1,235", "1\u{202f}235"),
        (Unit::Number, Value::Float(12.34567), "12.35", "12,35"),
        (Unit::Number, Value::Float(0.5), "0.5", "0,5"),
        (Unit::Number, Value::Float(0.0123456), "0.01235", "0,01235"),
        (Unit::Number, Value::Float(0.0), "0", "0"),
        (Unit::Number, Value::Float(-0.0), "0", "0"),
        (Unit::Number, Value::Float(1.5e300), "1.500e300", "1,500e300"),
        (Unit::Number, Value::Decimal(1_234_500, 2), "12,345.00", "12\u{202f}345,00"),
        (Unit::Ratio, Value::Float(1.25), "1.25", "1,25"),
        (Unit::Points, Value::Float(41.26), "41.3 pts", "41,3 pts"),
        (Unit::Points, Value::Integer(41), "41 pts", "41 pts"),
        (money("EUR"), Value::Float(1234.5), "€1,234.50", "1\u{202f}234,50\u{a0}€"),
        (money("EUR"), Value::Decimal(-123_450, 2), "-€1,234.50", "-1\u{202f}234,50\u{a0}€"),
        (money("JPY"), Value::Integer(1234), "¥1,234", "1\u{202f}234\u{a0}¥"),
        (money("CHF"), Value::Float(0.5), "CHF 0.50", "0,50\u{a0}CHF"),
        (money("CAD"), Value::Integer(3), "CAD 3.00", "3,00\u{a0}CAD"),
        (money("KWD"), Value::Integer(3), "KWD 3.000", "3,000\u{a0}KWD"),
        (money("XYZ"), Value::Integer(3), "XYZ 3.00", "3,00\u{a0}XYZ"),
        (Unit::Number, Value::Null, "–", "–"),
    ];
    for (unit, value, english, french) in cases {
        let info = number(unit);
        assert_eq!(shown(&info, &value, Locale::En), english, "{value:?}");
        assert_eq!(shown(&info, &value, Locale::Fr), french, "{value:?}");
    }
}

#[test]
fn stated_digits_are_kept() {
    let cases = [
        (Unit::Share, Value::Float(0.7815), 0, "78%"),
        (Unit::Share, Value::Float(0.7815), 2, "78.15%"),
        (Unit::Number, Value::Float(2.0), 2, "2.00"),
        (Unit::Number, Value::Integer(5), 1, "5.0"),
        (Unit::Number, Value::Decimal(123_456, 3), 1, "123.5"),
        (Unit::Points, Value::Float(41.26), 0, "41 pts"),
        (Unit::Money("EUR".into()), Value::Float(1234.5), 0, "€1,235"),
    ];
    for (unit, value, decimals, expected) in cases {
        let info = KpiInfo { decimals: Some(decimals), ..number(unit) };
        assert_eq!(shown(&info, &value, Locale::En), expected, "{value:?}");
    }
}

#[test]
fn durations_are_humane() {
    let cases = [
        (0.0, "0s", "0\u{202f}s"),
        (0.4, "0.4s", "0,4\u{202f}s"),
        (0.000_45, "0.00045s", "0,00045\u{202f}s"),
        (12.34, "12.3s", "12,3\u{202f}s"),
        (59.96, "1min", "1\u{202f}min"),
        (90.0, "1min 30s", "1\u{202f}min 30\u{202f}s"),
        (3599.7, "1h", "1\u{202f}h"),
        (11_520.0, "3h 12min", "3\u{202f}h 12\u{202f}min"),
        (11_549.0, "3h 12min", "3\u{202f}h 12\u{202f}min"),
        (-11_520.0, "-3h 12min", "-3\u{202f}h 12\u{202f}min"),
        (86_399.0, "1d", "1\u{202f}j"),
        (187_200.0, "2d 4h", "2\u{202f}j 4\u{202f}h"),
        (172_800.0 * 1000.0, "2,000d", "2\u{202f}000\u{202f}j"),
    ];
    let info = kpi("k", "k", Type::Duration, &[]);
    for (seconds, english, french) in cases {
        assert_eq!(shown(&info, &Value::Duration(seconds), Locale::En), english, "{seconds}");
        assert_eq!(shown(&info, &Value::Duration(seconds), Locale::Fr), french, "{seconds}");
    }
}

#[test]
fn a_miss_never_looks_like_its_limit() {
    let percent = |digits, scale| Value::Decimal(digits, scale);
    let share = || number(Unit::Share);
    let duration = || kpi("k", "k", Type::Duration, &[]);
    let cases = [
        (share(), Value::Float(0.7996), percent(80, 2), "79.96%"),
        (share(), Value::Float(0.79999), percent(80, 2), "79.999%"),
        (share(), Value::Float(0.7), percent(80, 2), "70.0%"),
        (KpiInfo { decimals: Some(0), ..share() }, Value::Float(0.796), percent(80, 2), "79.6%"),
        (number(Unit::Number), Value::Float(4.00001), Value::Integer(4), "4.00001"),
        (number(Unit::Money("EUR".into())), Value::Float(9.999), Value::Integer(10), "€9.999"),
        (duration(), Value::Duration(14_401.0), Value::Duration(14_400.0), "4h 1s"),
        (duration(), Value::Duration(90.4), Value::Duration(90.0), "1min 30.4s"),
        (duration(), Value::Duration(90_061.0), Value::Duration(90_000.0), "1d 1h 1min"),
    ];
    for (info, value, limit, expected) in cases {
        let verdicts = vec![verdict(Status::Fail, limit, "as written", None)];
        let judged = sample::Result { verdicts, ..result(0, value.clone()) }.judged();
        let screen = Screen { civil: &Civil::default(), locale: Locale::En };
        assert_eq!(screen.judged(&info, &judged), expected, "{value:?}");
    }
}

#[test]
fn texts_booleans_and_dates_are_plain() {
    let info = kpi("k", "k", Type::Text, &[]);
    let cases = [
        (Value::Text("a\tb".into()), "a\\u{9}b"),
        (Value::Boolean(true), "true"),
        (Value::Instant(0), "1970-01-01T00:00:00+00:00"),
    ];
    for (value, expected) in cases {
        assert_eq!(shown(&info, &value, Locale::En), expected);
    }
}
