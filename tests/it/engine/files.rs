//! Files that change between two runs, and the engine's filters that skip too much of them.

use super::support::{batch, engine, limits, query, values};
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;
use jauge::lang::Value;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

fn write(path: &Path, batch: &RecordBatch, rows_per_group: usize) {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows_per_group)).build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn column(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

#[test]
fn added_and_overwritten_files_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, last: i64| {
        write(&folder.path().join(name), &batch(vec![("x", column(1..=last))]), 1000);
    };
    let yaml = format!(
        "sources:\n  t: {{ path: '{}/*.parquet' }}\nkpis:\n  n: {{ expr: count(t) }}\n  s: {{ expr: sum(t.x) }}\n",
        folder.path().display()
    );
    let engine = engine(&[], limits(2, None));
    let mut found = Vec::new();
    let mut run = || {
        let cells = values(&engine, &yaml, &query(""));
        found.push(cells.into_iter().map(|cell| cell.value).collect::<Vec<_>>());
    };
    file("a.parquet", 3);
    run();
    file("b.parquet", 4);
    run();
    file("a.parquet", 10);
    run();
    std::fs::remove_file(folder.path().join("b.parquet")).unwrap();
    run();
    let expected = [(3, 6), (7, 16), (14, 65), (10, 55)];
    let expected = expected.map(|(n, s)| vec![Value::Integer(n), Value::Integer(s)]);
    assert_eq!(found, expected);
}

/// The first files hold the extremes of `a` and `b`, the last ones that of `c`: a filter that is made of the extremes
/// so far and forgets `c` skips the last ones.
fn extremes(file: i64) -> RecordBatch {
    let first = file % 4 == 0;
    let last = file % 4 == 3;
    let a = column([if first { -1000 } else { 1 }, if first { 1000 } else { 2 }].into_iter());
    let b = column([if first { 5000 } else { 3 }, 4].into_iter());
    let c = column([90, if last { 69 } else { 91 }].into_iter());
    batch(vec![("a", a), ("b", b), ("c", c)])
}

#[test]
fn extremes_over_several_files() {
    let folder = tempfile::tempdir().unwrap();
    for file in 0..8 {
        write(&folder.path().join(format!("{file}.parquet")), &extremes(file), 100);
    }
    let yaml = format!(
        "
sources:
  t: {{ path: {} }}
  by_sql: {{ sql: 'select min(a) as low, max(a) as high, max(b) as top, min(c + 1) as least from t' }}
kpis:
  low: {{ expr: min(t.a) }}
  high: {{ expr: max(t.a) }}
  top: {{ expr: max(t.b) }}
  least: {{ expr: min(t.c + 1) }}
  sql_low: {{ expr: max(by_sql.low) }}
  sql_high: {{ expr: max(by_sql.high) }}
  sql_top: {{ expr: max(by_sql.top) }}
  sql_least: {{ expr: max(by_sql.least) }}
",
        folder.path().display()
    );
    for _ in 0..5 {
        let cells = values(&engine(&[], limits(2, None)), &yaml, &query(""));
        let found: Vec<_> = cells.into_iter().map(|cell| cell.value).collect();
        assert_eq!(found, [-1000, 1000, 5000, 70, -1000, 1000, 5000, 70].map(Value::Integer));
    }
}
