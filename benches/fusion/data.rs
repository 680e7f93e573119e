//! The lines of TPC-H orders as a Parquet file with all their columns.

use datafusion::arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int32Array, Int64Array, RecordBatch, StringViewArray,
};
use datafusion::parquet::arrow::ArrowWriter;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tpchgen::generators::{LineItem, LineItemGenerator};

/// Rows that are turned into columns at once.
const BATCH: usize = 8192;

/// The file at this scale (1 is 6 million lines), written if it is not there yet.
pub fn lineitem(folder: &Path, scale: f64) -> PathBuf {
    let path = folder.join(format!("lineitem-{scale}.parquet"));
    if !path.exists() {
        let unfinished = path.with_extension("part");
        write(&unfinished, scale);
        fs::rename(&unfinished, &path).expect("a finished file");
    }
    path
}

fn write(path: &Path, scale: f64) {
    let mut rows = LineItemGenerator::new(scale, 1, 1).iter();
    let mut writer: Option<ArrowWriter<File>> = None;
    loop {
        let some: Vec<LineItem> = rows.by_ref().take(BATCH).collect();
        if some.is_empty() {
            break;
        }
        let batch = batch(&some);
        let writer = writer.get_or_insert_with(|| {
            let file = File::create(path).expect("a new file");
            ArrowWriter::try_new(file, batch.schema(), None).expect("a writer")
        });
        writer.write(&batch).expect("written rows");
    }
    writer.expect("rows").close().expect("a closed file");
}

fn batch(rows: &[LineItem]) -> RecordBatch {
    let keys =
        |of: fn(&LineItem) -> i64| Arc::new(Int64Array::from_iter_values(rows.iter().map(of))) as ArrayRef;
    let dates =
        |of: fn(&LineItem) -> i32| Arc::new(Date32Array::from_iter_values(rows.iter().map(of))) as ArrayRef;
    let money = |of: fn(&LineItem) -> i64| {
        let values = Decimal128Array::from_iter_values(rows.iter().map(|row| i128::from(of(row))));
        Arc::new(values.with_precision_and_scale(15, 2).expect("15 digits")) as ArrayRef
    };
    let numbers = Int32Array::from_iter_values(rows.iter().map(|row| row.l_linenumber));
    RecordBatch::try_from_iter([
        ("l_orderkey", keys(|row| row.l_orderkey)),
        ("l_partkey", keys(|row| row.l_partkey)),
        ("l_suppkey", keys(|row| row.l_suppkey)),
        ("l_linenumber", Arc::new(numbers)),
        ("l_quantity", money(|row| row.l_quantity * 100)),
        ("l_extendedprice", money(|row| row.l_extendedprice.0)),
        ("l_discount", money(|row| row.l_discount.0)),
        ("l_tax", money(|row| row.l_tax.0)),
        ("l_returnflag", texts(rows.iter().map(|row| row.l_returnflag))),
        ("l_linestatus", texts(rows.iter().map(|row| row.l_linestatus))),
        ("l_shipdate", dates(|row| row.l_shipdate.to_unix_epoch())),
        ("l_commitdate", dates(|row| row.l_commitdate.to_unix_epoch())),
        ("l_receiptdate", dates(|row| row.l_receiptdate.to_unix_epoch())),
        ("l_shipinstruct", texts(rows.iter().map(|row| row.l_shipinstruct))),
        ("l_shipmode", texts(rows.iter().map(|row| row.l_shipmode))),
        ("l_comment", texts(rows.iter().map(|row| row.l_comment))),
    ])
    .expect("columns of one length")
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringViewArray::from_iter_values(values))
}
