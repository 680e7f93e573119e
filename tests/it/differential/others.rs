//! The same statements in DataFusion, in this process, and in PostgreSQL, which a script installs and starts.

use super::cells::{Cell, of_sql};
use super::definitions::{Run, runs};
use super::random::Random;
use super::tables::{SEGMENTS, Tables};
use super::{Computed, computed, difference, seed};
use crate::binary::root;
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use jauge::plan::sql::Dialect;
use serde_json::Value as Json;
use std::process::Command;

/// The values that a statement gave.
type Rows = Result<Vec<Vec<Json>>, String>;

/// Where the answers of an engine differ from our values; how many statements there were.
fn compared(run: &Run, computed: &Computed, ask: impl Fn(&str) -> Rows) -> (Vec<String>, usize) {
    let mut wrong = Vec::new();
    for definition in &run.definitions {
        let Some(statement) = computed.statements.get(&definition.name) else { continue };
        let ours: &[Cell] = &computed.cells[&definition.name];
        match ask(statement) {
            Ok(rows) => wrong.extend(difference(definition, ours, &of_sql(&rows))),
            Err(error) => wrong.push(format!("{definition}\n{error}\n{statement}")),
        }
    }
    (wrong, computed.statements.len())
}

#[test]
fn datafusion_agrees() {
    let mut random = Random::new(seed());
    let tables = Tables::write(&mut random);
    let runs = runs(&mut random);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let session = SessionContext::new();
    for (name, file) in
        [("sales", "sales"), ("visits", "sales"), ("stays", "sales"), ("customers", "customers")]
    {
        let path = tables.folder.join(format!("{file}.parquet")).display().to_string();
        runtime
            .block_on(session.register_parquet(name, path, ParquetReadOptions::default()))
            .expect("a table");
    }
    // Planning takes it long: some definitions over days of 23 hours are enough.
    let mut run = runs[0].clone();
    run.definitions = run.definitions.into_iter().step_by(2).collect();
    let run = &run;
    let ask = |sql: &str| {
        let batches = runtime.block_on(async { session.sql(sql).await?.collect().await });
        let batches = batches.map_err(|error| error.to_string())?;
        let row = |batch: &datafusion::arrow::array::RecordBatch, row: usize| {
            let value = |column: &datafusion::arrow::array::ArrayRef| match column.is_null(row) {
                true => Json::Null,
                false => array_value_to_string(column, row).expect("a text").into(),
            };
            batch.columns().iter().map(value).collect::<Vec<Json>>()
        };
        Ok(batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |at| row(batch, at))).collect())
    };
    let (wrong, asked) = compared(run, &computed(&tables, run, Dialect::DataFusion), ask);
    assert!(wrong.is_empty(), "{} of {asked} differ:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(asked > 10, "only {asked} statements");
}

#[test]
#[ignore = "installs and starts PostgreSQL: run it by name"]
fn postgres_agrees() {
    let mut random = Random::new(seed());
    let tables = Tables::write(&mut random);
    let runs = runs(&mut random);
    let script = root().join("tests/postgres/serve.sh");
    let started = Command::new(&script).output().expect("the script runs");
    assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
    let host = String::from_utf8(started.stdout).expect("a folder").trim().to_owned();
    load(&host, &tables);
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for run in &runs {
        let (found, count) =
            compared(run, &computed(&tables, run, Dialect::Postgres), |sql| psql(&host, sql));
        wrong.extend(found);
        asked += count;
    }
    Command::new(&script).args(["stop", &host]).status().expect("the server stops");
    println!("{asked} statements in PostgreSQL");
    assert!(wrong.is_empty(), "{} of {asked} differ:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(asked > 100, "only {asked} statements");
}

/// Null, which no value is written as.
const NULL: &str = "(null)";

fn psql(host: &str, sql: &str) -> Rows {
    let mut command = Command::new("psql");
    command.args(["-h", host, "-U", "postgres", "-X", "-q", "-t", "--csv", "-v", "ON_ERROR_STOP=1"]);
    let output = command.args(["-P", &format!("null={NULL}"), "-c", sql]).output().expect("psql");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(output.stdout.as_slice());
    let value = |text: &str| match text {
        NULL => Json::Null,
        "t" => "true".into(),
        "f" => "false".into(),
        text => text.into(),
    };
    Ok(reader.records().map(|record| record.expect("a row").iter().map(value).collect()).collect())
}

fn load(host: &str, tables: &Tables) {
    let sales: Vec<String> = tables.sales.iter().enumerate().map(|(id, sale)| sale.line(id)).collect();
    let customers: Vec<String> =
        SEGMENTS.iter().map(|(name, segment)| format!("{name},{}", segment.unwrap_or_default())).collect();
    let copied = |name: &str, lines: &[String]| {
        let path = tables.folder.join(format!("{name}.csv"));
        std::fs::write(&path, lines.join("\n")).expect("a file");
        format!("\\copy {name} from '{}' csv", path.display())
    };
    let create = "create table sales (id bigint, at timestamptz, closed_at timestamptz, day date, shop text, cust text, \
                  n bigint, amount numeric(15, 2), x double precision, ok boolean); \
                  create table customers (cust text, segment text); create view visits as select * from sales; create view stays as select * from sales";
    for sql in [create, &copied("sales", &sales), &copied("customers", &customers)] {
        psql(host, sql).expect("tables");
    }
}
