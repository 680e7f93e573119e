//! No table is wider than its terminal, whatever it holds.

use super::sample::{self, assessment, kpi, result, verdict};
use jauge::diag::{Problems, SourceMap};
use jauge::lang::{Repr, Type, Unit, Value};
use jauge::report::{FORMATS, Format, Report};
use jauge::spec::Locale;
use jauge::targets::{Assessment, Judged, KpiInfo, PeriodInfo, Status};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{0,20}",
        "[a-z]{0,150}",
        "(日本|é|한국어|👩‍🚀|\u{1b}\\[2J|\n|\t|a\u{301}|\u{202e}|ﷺ| ){0,30}",
        any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i128>().prop_map(Value::Integer),
        (any::<i128>(), 0u8..39).prop_map(|(digits, scale)| Value::Decimal(digits, scale)),
        prop::num::f64::NORMAL.prop_map(Value::Float),
        prop::num::f64::NORMAL.prop_map(Value::Duration),
        any::<i64>().prop_map(Value::Instant),
        (0.0..1e7).prop_map(Value::Duration),
        (0.0..1.0).prop_map(Value::Float),
        any::<bool>().prop_map(Value::Boolean),
        text().prop_map(Value::Text),
    ]
}

fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::Number),
        Just(Unit::Ratio),
        Just(Unit::Share),
        Just(Unit::Points),
        Just(Unit::Money("EUR".into())),
        text().prop_map(Unit::Money),
    ]
}

fn info() -> impl Strategy<Value = KpiInfo> {
    let slices = prop::collection::vec(text(), 0..6);
    (text(), text(), unit(), slices, prop::option::of(any::<u8>())).prop_map(
        |(name, title, unit, slices, decimals)| {
            let slices: Vec<_> = slices.iter().map(String::as_str).collect();
            KpiInfo { decimals, ..kpi(&name, &title, Type::Number(Repr::Float, unit), &slices) }
        },
    )
}

fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

fn judged() -> impl Strategy<Value = Judged> {
    let slice = prop::collection::vec(prop::option::of(value()), 0..6);
    let targets = prop::collection::vec((status(), value(), text(), prop::option::of(text())), 0..3);
    (0..4usize, text(), any::<bool>(), slice, value(), any::<u64>(), targets).prop_map(
        |(kpi, label, complete, slice, value, rows, targets)| {
            let verdict = |(status, limit, pass, warn): (_, _, String, Option<String>)| {
                verdict(status, limit, &pass, warn.as_deref())
            };
            let verdicts = targets.into_iter().map(verdict).collect();
            let period = PeriodInfo { label, complete, ..result(kpi, Value::Null).period };
            sample::Result { kpi, period, slice, value, rows, verdicts }.judged()
        },
    )
}

fn any_assessment() -> impl Strategy<Value = Assessment> {
    let french = any::<bool>().prop_map(|french| if french { Locale::Fr } else { Locale::En });
    (prop::collection::vec(info(), 0..4), prop::collection::vec(judged(), 0..14), any::<bool>(), french)
        .prop_map(|(kpis, results, judged, locale)| Assessment {
            kpis,
            results,
            judged,
            locale,
            ..assessment()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_line_fits(assessment in any_assessment(), width in 40usize..140) {
        let (problems, texts) = (Problems::default(), SourceMap::default());
        let report = Report { assessment: &assessment, problems: &problems, texts: &texts, width, colour: false };
        let table = String::from_utf8(FORMATS[0].write(&report).expect("a table")).expect("UTF-8");
        for line in table.lines() {
            prop_assert!(line.width() <= width, "{} > {width}: {line}\n{table}", line.width());
            prop_assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }

    #[test]
    fn no_format_panics_and_json_parses(assessment in any_assessment()) {
        let (problems, texts) = (Problems::default(), SourceMap::default());
        let report = Report { assessment: &assessment, problems: &problems, texts: &texts, width: 80, colour: true };
        for format in FORMATS {
            format.write(&report).expect("a report");
        }
        let json = Format::named("json").expect("a format").write(&report).expect("JSON");
        serde_json::from_slice::<serde_json::Value>(&json).expect("JSON that parses");
    }
}
