//! Twenty KPIs computed by jauge against one hand-written query that computes the same on the same engine.
//!
//! `cargo bench --bench fusion` prints a table; `JAUGE_BENCH_SCALE` is the scale of the data (1 is 6 million rows) and
//! `JAUGE_BENCH_RUNS` the number of runs, whose median counts. The query by itself has no totals; it is measured
//! without and with them. `-- jauge` measures only what has that in its name.

mod data;

use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use jauge::diag::{SourceMap, TextMap};
use jauge::model::Query;
use jauge::{Engine, Project};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const KPIS: &str = include_str!("kpis.yaml");
const FUSED: &str = include_str!("fused.sql");
/// What the query groups by, and what it groups by to give the totals of months too.
const SLICES: &str = "date_trunc('month', l_shipdate), l_returnflag, l_linestatus";
const TOTALS: &str = "grouping sets ((date_trunc('month', l_shipdate), l_returnflag, l_linestatus),
    (date_trunc('month', l_shipdate)))";

/// What is measured: its name and one run of it, which returns how many values it gave.
struct Contender {
    name: &'static str,
    run: Box<dyn Fn() -> usize>,
    times: Vec<Duration>,
}

fn main() {
    let scale = setting("JAUGE_BENCH_SCALE", 1.0);
    let runs = setting("JAUGE_BENCH_RUNS", 7.0) as usize;
    let path = data::lineitem(Path::new(env!("CARGO_TARGET_TMPDIR")), scale);
    let mut contenders = contenders(path);
    let names: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    contenders.retain(|contender| names.iter().all(|name| contender.name.contains(name.as_str())));
    // They take turns, so that a busy moment of the machine does not fall on one of them alone.
    for run in 0..=runs {
        for contender in &mut contenders {
            let start = Instant::now();
            let values = (contender.run)();
            assert!(values > 0, "{} gives nothing", contender.name);
            if run > 0 {
                contender.times.push(start.elapsed());
            }
        }
    }
    print(&mut contenders);
}

fn contenders(path: PathBuf) -> Vec<Contender> {
    let sql = |groups: &'static str, path: PathBuf| -> Box<dyn Fn() -> usize> {
        Box::new(move || fused(&path, &FUSED.replace("GROUPS", groups)))
    };
    let contender = |name, run| Contender { name, run, times: Vec::new() };
    vec![
        contender("fused query", sql(SLICES, path.clone())),
        contender("fused query, totals", sql(TOTALS, path.clone())),
        contender("jauge, slices and totals", Box::new(move || kpis(&path))),
    ]
}

/// The hand-written query, as a program would run it.
fn fused(path: &Path, sql: &str) -> usize {
    runtime().block_on(async {
        let session = SessionContext::new_with_config(SessionConfig::new());
        let path = path.to_str().expect("a path of text");
        session.register_parquet("lineitem", path, ParquetReadOptions::default()).await.expect("a table");
        let batches = session.sql(sql).await.expect("a query").collect().await.expect("a result");
        batches.iter().map(|batch| batch.num_rows()).sum()
    })
}

/// The same by jauge, from the text of the definitions to the values.
fn kpis(path: &Path) -> usize {
    let mut texts = SourceMap::default();
    let environment = |_: &str| path.to_str().map(str::to_owned);
    let (spec, problems) = jauge::spec::load_text("kpis.yaml", KPIS, Path::new(""), &environment, &mut texts);
    let range = "1992-01-01..1999-01-01";
    let periods = jauge::lang::periods(range, &TextMap::whole(texts.add("--period", range)));
    let mut project = Project { spec, texts, problems };
    let query = Query { periods: Some(periods.expect("periods")), ..Query::default() };
    let done = runtime().block_on(Engine::default().run(&mut project, &query)).expect("no problem");
    assert!(project.problems.iter().next().is_none(), "{:?}", project.problems);
    done.results.len()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("threads")
}

fn print(contenders: &mut [Contender]) {
    let base = contenders.first_mut().map_or(1.0, |first| median(&mut first.times));
    println!("{:<28}{:>10}{:>8}", "", "seconds", "ratio");
    for contender in contenders {
        let time = median(&mut contender.times);
        println!("{:<28}{:>10.3}{:>8.2}", contender.name, time, time / base);
    }
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn setting(name: &str, default: f64) -> f64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}
