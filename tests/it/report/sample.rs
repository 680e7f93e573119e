//! A small assessment: calls in time by team, revenue and the busiest day of February 2024 in Paris.

use jauge::calendar::{Civil, Grain};
use jauge::lang::{Repr, Type, Unit, Value};
use jauge::spec::Locale;
use jauge::targets::{Assessment, Judged, KpiInfo, Outcome, PeriodInfo, Status, Verdict, result_status};

/// 2024-02-01 and 2024-03-01 in Paris.
const FEBRUARY: (i64, i64) = (1_706_742_000_000_000, 1_709_247_600_000_000);

pub fn kpi(name: &str, title: &str, ty: Type, slices: &[&str]) -> KpiInfo {
    KpiInfo {
        name: name.into(),
        title: title.into(),
        ty,
        decimals: None,
        grain: Some(Grain::Month),
        slices: slices.iter().map(|slice| slice.to_string()).collect(),
        better: None,
    }
}

/// What a result is made of.
pub struct Result {
    pub kpi: usize,
    pub period: PeriodInfo,
    pub slice: Vec<Option<Value>>,
    pub value: Value,
    pub rows: u64,
    pub verdicts: Vec<Verdict>,
}

impl Result {
    pub fn judged(self) -> Judged {
        let Result { kpi, period, slice, value, rows, verdicts } = self;
        Judged { kpi, period, slice, value, rows, status: result_status(&verdicts), verdicts }
    }
}

/// A total of February without a target.
pub fn result(kpi: usize, value: Value) -> Result {
    let (start, end) = (Some(FEBRUARY.0), Some(FEBRUARY.1));
    let period = PeriodInfo { label: "2024-02".into(), start, end, complete: true };
    Result { kpi, period, slice: vec![], value, rows: 31, verdicts: vec![] }
}

pub fn verdict(status: Status, limit: Value, pass: &str, warn: Option<&str>) -> Verdict {
    let outcome = match status {
        Status::Pass => Outcome::Pass,
        Status::Warn => Outcome::Warn,
        _ => Outcome::Fail,
    };
    let (pass, warn) = (pass.into(), warn.map(String::from));
    let (name, severity) = ("in_time".into(), "normal".into());
    Verdict { name, pass, warn, limit: Some(limit), status, outcome, severity, budget_used: None }
}

pub fn assessment() -> Assessment {
    let share = Type::Number(Repr::Float, Unit::Share);
    let money = Type::Number(Repr::Decimal(2), Unit::Money("EUR".into()));
    let calls = |status, budget_used| {
        let verdict = verdict(status, Value::Decimal(80, 2), ">= 80%", Some(">= 79%"));
        vec![Verdict { budget_used, ..verdict }]
    };
    let team = |name: Value| vec![Some(name)];
    let total = Result {
        slice: vec![None],
        rows: 2408,
        verdicts: calls(Status::Warn, Some(1.002)),
        ..result(0, Value::Float(0.7996))
    };
    let north = Result {
        slice: team(Value::Text("north".into())),
        rows: 1204,
        verdicts: calls(Status::Fail, Some(1.0925)),
        ..result(0, Value::Float(0.7815))
    };
    let nobody = Result {
        slice: team(Value::Null),
        rows: 0,
        verdicts: calls(Status::NoData, None),
        ..result(0, Value::Null)
    };
    let target =
        Verdict { name: "revenue".into(), ..verdict(Status::Pass, Value::Integer(1000), ">= 1000", None) };
    let revenue = Result { verdicts: vec![target], ..result(1, Value::Decimal(123_450, 2)) };
    let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 14).expect("a date");
    let period = PeriodInfo { label: "all".into(), start: None, end: None, complete: false };
    let busiest = Result { period, ..result(2, Value::Date(day)) };
    let mut kpis = vec![
        kpi("in_time", "Calls answered in 90 s", share, &["team"]),
        kpi("revenue", "Revenue", money, &[]),
        kpi("busiest", "busiest", Type::Date, &[]),
    ];
    kpis[2].grain = None;
    Assessment {
        as_of: 1_710_457_200_000_000,
        civil: Civil { zone: chrono_tz::Europe::Paris, ..Civil::default() },
        locale: Locale::En,
        judged: true,
        kpis,
        results: [total, north, nobody, revenue, busiest].map(Result::judged).into(),
    }
}

/// One share without slices or target.
pub fn share() -> Assessment {
    let mut assessment = assessment();
    assessment.kpis = vec![kpi("in_time", "in_time", Type::Number(Repr::Float, Unit::Share), &[])];
    assessment.results = vec![result(0, Value::Float(0.7815)).judged()];
    assessment
}
