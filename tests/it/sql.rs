//! `jauge sql`: what is printed, what is refused and where, and what DuckDB makes of it from the files.

use crate::binary::jauge;
use crate::duckdb::{answers, python};
use crate::engine::support::{project, query};
use jauge::Engine;
use jauge::diag::Code;
use jauge::plan::sql::Dialect;
use tempfile::TempDir;

const SOURCES: &str = "
project: { timezone: Europe/Paris, as_of: 2024-07-01 }
sources:
  calls:
    path: calls.csv
    key: id
    time: at
    columns: { wait: { type: duration, unit: s }, late: wait > 1min, talk: { type: duration } }
    links: { agent: { to: agents, key: agent_id } }
  agents: { path: agents.csv, key: agent_id }
  found: { sql: select * from calls }
kpis:
";

/// The second of two times that clocks show twice has an offset; one wait is missing, one agent is not there.
const CALLS: &str = "id,at,wait,agent_id,ok,talk
1,2024-03-31T00:00:00,30,a,yes,0:01:00
2,2024-03-31T23:59:59,90,b,no,0:02:00
3,2024-04-01,,a,,0:00:10
4,2024-05-01T10:00:00+02:00,120.5,zz,yes,
5,2024-10-27T02:30:00,5,a,no,
";
const AGENTS: &str = "agent_id,team\na,north\nb,\n";

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("calls.csv"), CALLS).expect("calls");
    std::fs::write(folder.path().join("agents.csv"), AGENTS).expect("agents");
    folder
}

fn definitions(folder: &TempDir, kpi: &str) -> String {
    let text = format!("{SOURCES}  k: {kpi}\n");
    text.replace("path: ", &format!("path: {}/", folder.path().display()))
}

/// What is written between `«` and `»` cannot be exported to these dialects.
const REFUSED: [(&str, &[Dialect]); 13] = [
    ("{ expr: approx_count_distinct(«calls.agent_id») }", &ALL),
    ("{ from: calls, expr: \"approx_percentile(«wait», 90%)\" }", &ALL),
    ("{ from: calls, expr: count(«sqrt(id)» > 2) }", &ALL),
    ("{ from: calls, expr: count_distinct(«hour(at)») }", &ALL),
    ("{ from: calls, expr: \"count(where «number(agent_id)» > 3)\" }", &ALL),
    ("{ from: calls, expr: avg(«next(at)» - at) }", &ALL),
    ("{ from: agents, expr: sum(«count(calls)») , grain: all }", &ALL),
    ("{ from: calls, expr: sum(talk) }", &ALL),
    ("{ expr: count(found) }", &ALL),
    ("{ from: calls, expr: \"count(where agent.team matches «'^n'»)\" }", &[Dialect::Postgres]),
    ("{ from: calls, expr: median(«wait») }", &[Dialect::DataFusion]),
    ("{ from: calls, expr: count(where date(at + «1 month») > @2024-01-01) }", &[Dialect::DataFusion]),
    (
        "{ from: calls, expr: \"count(where «full_months_between(at, as_of)» > 1)\" }",
        &[Dialect::Postgres, Dialect::DataFusion],
    ),
];
const ALL: [Dialect; 3] = [Dialect::DuckDb, Dialect::Postgres, Dialect::DataFusion];

#[test]
fn what_cannot_be_exported_is_refused_by_name() {
    let folder = folder();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (kpi, dialects) in REFUSED {
        let clean = kpi.replace(['«', '»'], "");
        let marked = kpi.split_once('«').map(|(_, rest)| rest.split('»').next().unwrap().to_owned());
        for dialect in ALL {
            let mut project = project(&definitions(&folder, &clean));
            let asked = query("2024-03");
            let told = runtime.block_on(Engine::default().sql(&mut project, &asked, dialect));
            let told = told.unwrap_or_else(|problems| panic!("{kpi}: {problems:?}"));
            let refused: Vec<_> =
                project.problems.iter().filter(|problem| problem.code == Code::NotExportable).collect();
            if !dialects.contains(&dialect) {
                assert!(refused.is_empty() && told.len() == 1, "{kpi} {dialect:?}: {refused:?}");
                continue;
            }
            assert_eq!((refused.len(), told.len()), (1, 0), "{kpi} {dialect:?}: {told:?}");
            assert!(
                refused[0].message.ends_with(dialect.title()) && refused[0].help.is_some(),
                "{refused:?}"
            );
            let span = refused[0].span.unwrap();
            let text = &project.texts.get(span.file).unwrap().text[span.start..span.end];
            marked.iter().for_each(|marked| assert_eq!(text, marked, "{kpi} {dialect:?}"));
        }
    }
}

#[test]
fn the_files_give_the_same_numbers_in_duckdb() {
    let Some(python) = python() else { return };
    let folder = folder();
    let path = folder.path().join("k.yaml");
    // Per KPI the values of April by total and slice, by hand: Paris is two hours ahead of UTC from 31 March on.
    type Expected = [(&'static str, Option<f64>, u64)];
    let cases: [(&str, &Expected); 4] = [
        ("{ expr: count(calls), by: [agent.team] }", &[("total", Some(1.0), 1), ("north", Some(1.0), 1)]),
        ("{ expr: avg(calls.wait) }", &[("", None, 0)]),
        ("{ from: calls, expr: share(ok) }", &[("", Some(0.0), 1)]),
        ("{ from: calls, expr: previous(max(wait)) }", &[("", Some(90.0), 2)]),
    ];
    for (kpi, expected) in cases {
        std::fs::write(&path, definitions(&folder, kpi)).expect("definitions");
        let output = jauge(&["sql", "k", &path.display().to_string(), "--period", "2024-04"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let sql = String::from_utf8(output.stdout).expect("UTF-8");
        let rows = answers(python, std::slice::from_ref(&sql))
            .remove(0)
            .unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let number = |value: &serde_json::Value| value.as_str().and_then(|text| text.parse::<f64>().ok());
        let found: Vec<_> =
            rows.iter().map(|row| (number(&row[row.len() - 2]), row[row.len() - 1].clone())).collect();
        let wanted: Vec<_> = expected
            .iter()
            .map(|(_, value, rows)| (*value, serde_json::Value::from(rows.to_string())))
            .collect();
        assert_eq!(found, wanted, "{kpi}\n{sql}");
    }
}

#[test]
fn statements_are_readable() {
    let cases = [
        ("on_time", "punctuality", "duckdb", "2013-12"),
        ("on_time", "punctuality", "postgres", "2013-12"),
        ("orders_per_buyer", "loyalty", "datafusion", "1997"),
    ];
    for (kpi, example, dialect, period) in cases {
        let output =
            jauge(&["sql", kpi, &format!("examples/{example}"), "--dialect", dialect, "--period", period]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let sql = String::from_utf8(output.stdout).expect("UTF-8");
        insta::with_settings!({ snapshot_path => "../cases/sql", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{kpi}.{dialect}"), sql);
        });
    }
}

#[test]
fn what_is_wrong_is_told_by_the_exit() {
    let folder = folder();
    let path = folder.path().join("k.yaml");
    std::fs::write(&path, definitions(&folder, "{ expr: approx_count_distinct(calls.agent_id) }"))
        .expect("definitions");
    let path = path.display().to_string();
    let exits = |arguments: &[&str]| jauge(arguments).status.code();
    assert_eq!(exits(&["sql", "k", &path]), Some(2));
    assert_eq!(exits(&["sql", "nobody", &path]), Some(2));
    assert_eq!(exits(&["sql", "k", &path, "--dialect", "oracle"]), Some(2));
}
