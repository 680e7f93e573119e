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

/// Rows of which only the first and the last decide the extremes of `a` and `b`, and one in the middle those of `c`:
/// a filter that forgets `c` skips its row group.
fn extremes(file: i64) -> RecordBatch {
    let rows = 4000_i64;
    let edge = move |row: i64| row == 0 || row == 1;
    let a = column((0..rows).map(move |row| if row == 0 { -1000 } else if row == 1 { 1000 } else { row % 7 }));
    let b = column((0..rows).map(move |row| if edge(row) { 5000 } else { row % 11 }));
    let c = column((0..rows).map(move |row| if row == rows - 1 { 70 - file } else { 90 }));
    batch(vec![("a", a), ("b", b), ("c", c)])
}

#[test]
fn extremes_over_several_files() {
    let folder = tempfile::tempdir().unwrap();
    for file in [0, 1] {
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
        let cells = values(&engine(&[], limits(4, None)), &yaml, &query(""));
        let found: Vec<_> = cells.into_iter().map(|cell| cell.value).collect();
        assert_eq!(found, [-1000, 1000, 5000, 70, -1000, 1000, 5000, 70].map(Value::Integer));
    }
}
