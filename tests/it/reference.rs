//! Values over real data that others published or that independent SQL computed: each comes out of a definition in
//! `tests/reference`. The data is found by `JAUGE_DATA`; without it these tests say so and pass.

use crate::binary::{Row, cell, close, report, root, table};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Published values have ten digits.
const PUBLISHED: f64 = 1e-9;
const EXACT: f64 = 1e-12;

#[derive(Deserialize)]
struct Expectations {
    values: Vec<Expected>,
    tables: Vec<ExpectedTable>,
    not_yet: BTreeMap<String, String>,
}

/// One value: that of the KPI, times `factor`, by `divisor`.
#[derive(Deserialize)]
struct Expected {
    id: String,
    project: String,
    kpi: String,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default = "one")]
    factor: f64,
    #[serde(default = "one")]
    divisor: f64,
}

/// A table: which of its columns are slices (ours by theirs), which is the period, which are KPIs.
#[derive(Deserialize)]
struct ExpectedTable {
    id: String,
    project: String,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default)]
    slices: BTreeMap<String, String>,
    period: Option<PeriodColumn>,
    kpis: BTreeMap<String, String>,
}

/// Where a table names the period, and what makes a label of a month's number.
#[derive(Deserialize)]
struct PeriodColumn {
    column: String,
    #[serde(default)]
    prefix: String,
    /// How much of it is the label of the month that a day ends.
    length: Option<usize>,
}

#[derive(Deserialize)]
struct Reference {
    id: String,
    value: serde_json::Value,
}

#[test]
fn flights() {
    check("flights");
}

#[test]
fn bank_calls() {
    check("bank_calls");
}

#[test]
fn telco() {
    check("telco");
}

#[test]
fn cdnow() {
    check("cdnow");
}

#[test]
fn incidents() {
    check("incidents");
}

#[test]
fn every_reference_value_is_tested_or_has_its_reason() {
    let Some(data) = data() else { return };
    let expectations = expectations();
    let values = expectations.values.iter().map(|value| &value.id);
    let tables = expectations.tables.iter().map(|table| &table.id);
    let named: BTreeSet<_> = values.chain(tables).chain(expectations.not_yet.keys()).cloned().collect();
    let all: BTreeSet<_> = reference(&data).into_keys().collect();
    assert_eq!(named, all);
}

fn check(project: &str) {
    let Some(data) = data() else { return };
    let expectations = expectations();
    let reference = reference(&data);
    let mut wrong = Vec::new();
    for (options, values) in by_options(&expectations, project) {
        let rows = run(project, values.iter().map(|value| &value.kpi), options);
        wrong.extend(values.iter().filter_map(|value| value.check(&rows, &reference)));
    }
    for table in expectations.tables.iter().filter(|table| table.project == project) {
        wrong.extend(table.check(&data));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The values of a project, those with the same options together: one run computes them all.
fn by_options<'a>(all: &'a Expectations, project: &str) -> BTreeMap<&'a [String], Vec<&'a Expected>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for value in all.values.iter().filter(|value| value.project == project) {
        groups.entry(value.options.as_slice()).or_default().push(value);
    }
    groups
}

impl Expected {
    fn check(&self, rows: &[Row], reference: &BTreeMap<String, f64>) -> Option<String> {
        let own: Vec<_> = rows.iter().filter(|row| row.kpi == self.kpi).collect();
        let [row] = own.as_slice() else { return Some(format!("{}: not one value but {own:?}", self.id)) };
        let found = row.value.map(|value| value * self.factor / self.divisor);
        let expected = reference[&self.id];
        let right = found.is_some_and(|found| close(found, expected, PUBLISHED));
        (!right).then(|| format!("{}: {found:?} instead of {expected}", self.id))
    }
}

impl ExpectedTable {
    fn check(&self, data: &Path) -> Vec<String> {
        let rows = run(&self.project, self.kpis.values(), &self.options);
        let expected = self.expected(data);
        let mut wrong = Vec::new();
        for row in rows.iter().filter(|row| row.slice.len() == self.slices.len()) {
            // A slice without rows in a period is not in the table: its count is zero, its share no value.
            let due = expected.get(&self.place(row)).copied().unwrap_or(0.0);
            if !close(row.value.unwrap_or(0.0), due, EXACT) {
                wrong.push(format!("{}: {row:?} instead of {due}", self.id));
            }
        }
        let found: BTreeSet<_> = rows.iter().map(|row| self.place(row)).collect();
        let missing = expected.keys().filter(|place| !found.contains(*place));
        wrong.extend(missing.map(|place| format!("{}: no value for {place:?}", self.id)));
        wrong
    }

    /// The expected values by KPI, period and slices.
    fn expected(&self, data: &Path) -> BTreeMap<Place, f64> {
        let file = data.join("expected").join(format!("{}.csv", self.id));
        let mut expected = BTreeMap::new();
        for row in table(&file) {
            let period = self.period.as_ref().map(|period| period.label(cell(&row, &period.column)));
            let slices: Vec<_> = self.slices.keys().map(|theirs| cell(&row, theirs).to_string()).collect();
            for (column, kpi) in &self.kpis {
                let place = (kpi.clone(), period.clone(), slices.clone());
                expected.insert(place, cell(&row, column).parse().expect("a number"));
            }
        }
        expected
    }

    fn place(&self, row: &Row) -> Place {
        let period = self.period.as_ref().map(|_| row.period.clone());
        let slice =
            |ours: &String| row.slice.iter().find(|(name, _)| name == ours).map(|(_, value)| value.clone());
        (row.kpi.clone(), period, self.slices.values().filter_map(slice).collect())
    }
}

/// KPI, period where the table has periods, slices in the order of the table's names.
type Place = (String, Option<String>, Vec<String>);

impl PeriodColumn {
    fn label(&self, cell: &str) -> String {
        let cell = self.length.and_then(|length| cell.get(..length)).unwrap_or(cell);
        format!("{}{cell:0>2}", self.prefix)
    }
}

fn run<'a>(project: &str, kpis: impl Iterator<Item = &'a String>, options: &[String]) -> Vec<Row> {
    let kpis: Vec<&str> = kpis.map(String::as_str).collect();
    let mut options = options.to_vec();
    options.extend(["--kpi".into(), kpis.join(",")]);
    report("run", &root().join(format!("tests/reference/{project}.yaml")), &options)
}

fn expectations() -> Expectations {
    let text = std::fs::read_to_string(root().join("tests/reference/expectations.json"));
    serde_json::from_str(&text.expect("the expectations")).expect("expectations in JSON")
}

/// All identifiers; those of tables, whose value is a remark, have no number.
fn reference(data: &Path) -> BTreeMap<String, f64> {
    let text = std::fs::read_to_string(data.join("reference.json")).expect("the reference values");
    let all: Vec<Reference> = serde_json::from_str(&text).expect("reference values in JSON");
    all.into_iter().map(|one| (one.id, one.value.as_f64().unwrap_or(f64::NAN))).collect()
}

fn data() -> Option<PathBuf> {
    let data = std::env::var_os("JAUGE_DATA").map(PathBuf::from);
    if data.is_none() {
        eprintln!("skipped: JAUGE_DATA does not name the folder of the real data");
    }
    data
}

fn one() -> f64 {
    1.0
}
