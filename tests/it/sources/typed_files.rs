//! Parquet, JSON and Arrow files and tables in memory: their types, several files, and what is wrong with them.

use super::support::{COLUMN, Case, KIND, described, place, rows};
use chrono_tz::Europe::Paris;
use datafusion::arrow::array::*;
use datafusion::arrow::datatypes::*;
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::parquet::arrow::ArrowWriter;
use jauge::sources::from_batches;
use jauge::spec::Format;
use std::sync::Arc;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn ints(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn decimals(values: &[i128], scale: i8) -> ArrayRef {
    Arc::new(Decimal128Array::from(values.to_vec()).with_precision_and_scale(38, scale).unwrap())
}

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// A raw column, what is stated of `v`, its type, its values.
fn columns() -> Vec<(ArrayRef, &'static str, &'static str, Vec<&'static str>)> {
    let micros = |values: Vec<i64>| TimestampMicrosecondArray::from(values);
    let summer = 1_719_792_000_000_000; // 2024-07-01T00:00:00
    let words: DictionaryArray<Int32Type> = vec!["a", "b"].into_iter().collect();
    let wide = Decimal256Array::from(vec![arrow_buffer_i256(150)]).with_precision_and_scale(50, 2).unwrap();
    vec![
        (Arc::new(Int8Array::from(vec![Some(1), None])), "", "integer", vec!["1", "-"]),
        (Arc::new(UInt64Array::from(vec![9])), "", "integer", vec!["9"]),
        (Arc::new(Float32Array::from(vec![0.5, f32::NAN])), "", "float", vec!["0.5", "-"]),
        (Arc::new(Float64Array::from(vec![1.0, f64::INFINITY])), "", "float", vec!["1.0", "-"]),
        (decimals(&[150], 2), "", "decimal(2)", vec!["1.50"]),
        (Arc::new(wide), "", "decimal(2)", vec!["1.50"]),
        (Arc::new(LargeStringArray::from(vec!["x", ""])), "", "text", vec!["x", ""]),
        (Arc::new(words), "", "text", vec!["a", "b"]),
        (Arc::new(Date64Array::from(vec![86_400_000])), "", "date", vec!["1970-01-02"]),
        (Arc::new(Time32SecondArray::from(vec![3600])), "", "duration", vec!["3600000000"]),
        (Arc::new(DurationMillisecondArray::from(vec![5])), "", "duration", vec!["5000"]),
        (Arc::new(BooleanArray::from(vec![true])), "", "boolean", vec!["true"]),
        (Arc::new(NullArray::new(1)), "", "null", vec!["-"]),
        (Arc::new(micros(vec![summer])), "", "instant", vec!["2024-06-30T22:00:00"]),
        (
            Arc::new(micros(vec![summer]).with_timezone("America/New_York")),
            "",
            "instant",
            vec!["2024-07-01T00:00:00"],
        ),
        (
            Arc::new(TimestampNanosecondArray::from(vec![summer * 1000 + 1]).with_timezone("UTC")),
            "",
            "instant",
            vec!["2024-07-01T00:00:00"],
        ),
        (decimals(&[12_345_678_901_234_567_890], 1), "type=integer", "integer", vec!["1234567890123456789"]),
        (decimals(&[15], 1), "type=duration;unit=min", "duration", vec!["90000000"]),
        (texts(&["31/01/2024"]), "type=date;format=%d/%m/%Y", "date", vec!["2024-01-31"]),
        (texts(&["94.01%", "0.5"]), "type=share", "share float", vec!["0.9401", "0.5"]),
        (texts(&["7", " 8 "]), "type=integer", "integer", vec!["7", "8"]),
        (texts(&["1.25"]), "type=decimal", "decimal(9)", vec!["1.250000000"]),
        (texts(&["x", "n/a"]), "null=n/a", "text", vec!["x", "-"]),
        (texts(&["0:01:30"]), "type=duration", "duration", vec!["90000000"]),
        (ints(&[90]), "type=duration;unit=s", "duration", vec!["90000000"]),
        (ints(&[90]), "unit=min", "duration", vec!["5400000000"]),
        (ints(&[5]), "unit=EUR", "money(EUR) integer", vec!["5"]),
        (ints(&[5]), "type=decimal", "decimal(0)", vec!["5"]),
        (ints(&[5]), "type=float", "float", vec!["5.0"]),
        (ints(&[5]), "type=text", "text", vec!["5"]),
        (ints(&[1, 0]), "type=boolean", "boolean", vec!["true", "false"]),
        (ints(&[20240131]), "type=date;format=%Y%m%d", "date", vec!["2024-01-31"]),
        (Arc::new(Float64Array::from(vec![0.9401])), "type=share", "share float", vec!["0.9401"]),
        (Arc::new(Float64Array::from(vec![0.1 + 0.2])), "type=decimal", "decimal(9)", vec!["0.300000000"]),
        (Arc::new(Float64Array::from(vec![7.0])), "type=integer", "integer", vec!["7"]),
        (Arc::new(Float64Array::from(vec![1.5])), "type=duration;unit=h", "duration", vec!["5400000000"]),
        (Arc::new(micros(vec![summer])), "type=date", "date", vec!["2024-07-01"]),
        (Arc::new(Date32Array::from(vec![0])), "type=instant", "instant", vec!["1969-12-31T23:00:00"]),
    ]
}

fn arrow_buffer_i256(value: i128) -> datafusion::arrow::datatypes::i256 {
    datafusion::arrow::datatypes::i256::from_i128(value)
}

#[test]
fn types_of_the_engine_become_those_of_the_language() {
    for (array, words, ty, values) in columns() {
        let raw = array.data_type().clone();
        let case = Case::new("unused").zone(Paris);
        let case = if words.is_empty() { case } else { case.column("v", words) };
        let table = from_batches(vec![batch(vec![("v", array)])], &case.source, &case.settings).unwrap();
        assert_eq!(table.problems, [], "{raw} {words}");
        assert_eq!(described(&table), format!("v: {ty}"), "{raw} {words}");
        assert_eq!(
            rows(&table).unwrap_or_else(|failure| panic!("{raw} {words}: {failure}")),
            values,
            "{raw} {words}"
        );
    }
}

#[test]
fn what_does_not_fit_is_told() {
    let cases: Vec<(ArrayRef, &str, &str)> = vec![
        (Arc::new(UInt64Array::from(vec![u64::MAX])), "", "`18446744073709551615` is not a whole number"),
        (texts(&["x"]), "type=integer", "column `v`: `x` is not a whole number"),
        (Arc::new(Float64Array::from(vec![1.5])), "type=integer", "`1.5` is not a whole number"),
        (Arc::new(Float64Array::from(vec![1e300])), "type=decimal", "is not a decimal of 38 digits"),
        (decimals(&[15], 1), "type=integer", "`1.5` is not a whole number"),
        (ints(&[i64::MAX]), "type=duration;unit=h", "is not a length of time"),
    ];
    for (array, words, message) in cases {
        let case = Case::new("unused");
        let case = if words.is_empty() { case } else { case.column("v", words) };
        let table = from_batches(vec![batch(vec![("v", array)])], &case.source, &case.settings).unwrap();
        let failure = rows(&table).unwrap_err();
        assert!(failure.problem.message.contains(message), "{failure}");
    }
}

#[test]
fn what_cannot_be_stated_is_told_at_its_place() {
    for (words, at) in [("type=date", KIND), ("type=duration", KIND), ("column=w", COLUMN)] {
        let case = Case::new("unused").column("v", words);
        let table = from_batches(vec![batch(vec![("v", ints(&[1]))])], &case.source, &case.settings).unwrap();
        assert_eq!(table.problems.first().and_then(|problem| problem.span), Some(place(at)), "{words}");
        assert!(table.column("v").is_some());
    }
}

#[test]
fn columns_of_other_types_say_why() {
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)])]);
    let bytes = BinaryArray::from(vec![b"x".as_slice()]);
    let case = Case::new("unused");
    let columns = vec![("l", Arc::new(lists) as ArrayRef), ("b", Arc::new(bytes)), ("v", ints(&[1]))];
    let table = from_batches(vec![batch(columns)], &case.source, &case.settings).unwrap();
    assert_eq!(described(&table), "v: integer");
    let reasons: Vec<&str> = table.unusable.iter().map(|column| column.reason.as_str()).collect();
    assert!(reasons[0].contains("lists") && reasons[1].contains("bytes"), "{reasons:?}");
}

#[test]
fn parquet_files_are_one_table() {
    let narrow = batch(vec![("id", Arc::new(Int32Array::from(vec![1]))), ("a", texts(&["x"]))]);
    let wide = batch(vec![("b", Arc::new(Float64Array::from(vec![0.5]))), ("id", ints(&[2]))]);
    let case = Case::new("p")
        .file("p/on=x/day=1/a.parquet", parquet(&narrow))
        .file("p/on=y/day=2/b.parquet", parquet(&wide));
    let read = case.read().unwrap();
    assert_eq!(read.columns, "id: integer, a: text, b: float, on: text, day: integer");
    assert_eq!(read.rows, ["1 | x | - | x | 1", "2 | - | 0.5 | y | 2"]);
}

#[test]
fn files_that_do_not_fit_together_are_both_named() {
    let case = Case::new("*.parquet")
        .file("a.parquet", parquet(&batch(vec![("id", ints(&[1]))])))
        .file("b.parquet", parquet(&batch(vec![("id", texts(&["1"]))])));
    let told = case.told(&case.open().unwrap_err());
    let expected =
        "jauge::schema_conflict: column `id` is a whole number in `a.parquet` and text in `b.parquet`";
    assert!(told.starts_with(expected), "{told}");
}

#[test]
fn damaged_files_are_named() {
    let whole = parquet(&batch(vec![("id", ints(&[1, 2, 3]))]));
    for (name, content, expected) in [
        ("a.parquet", &whole[..whole.len() / 2], "`a.parquet` is not a complete parquet file"),
        ("a.parquet", b"".as_slice(), "`a.parquet` is empty"),
        ("a.parquet", b"id\n1\n", "`a.parquet` is not a complete parquet file"),
        ("a.arrow", b"ARROW1\0\0x", "`a.arrow` is not a complete arrow file"),
        ("a.json", b"{\"a\": 1}\n\n{\"a\": \n", "`a.json` line 3: the line is not a JSON record"),
        ("a.json", b"[1, 2]", "`a.json` is not JSON that can be read as a table"),
        ("a.json", b"[{\"a\": 1},\n{\"a\" 2}]", "`a.json` line 2: the list is not well-formed JSON"),
        (
            "a.json",
            b"{\"a\": 1}\n{\"a\": \"x\"}\n",
            "`a.json` line 2, column `a`: `\"x\"` is of another type",
        ),
        ("a.json", b"  \n", "`a.json` is empty"),
        ("a.parquet.gz", b"x", "`a.parquet.gz` is a compressed parquet file"),
    ] {
        let case = Case::new(name).file(name, content);
        let told = case.told(&case.open().unwrap_err());
        assert!(told.contains(expected), "{name}: {told}");
    }
}

#[test]
fn json_comes_in_lines_and_lists_and_packed() {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    gzip.write_all(b"{\"id\": 3, \"at\": \"2024-01-31\"}\n").unwrap();
    let case = Case::new("*")
        .file("a.ndjson", "{\"id\": 1, \"name\": \"x\"}\n{\"id\": 1.5}\n")
        .file("b.json", "[{\"id\": 2, \"deep\": {\"er\": 1}}]")
        .file("c.jsonl.gz", gzip.finish().unwrap())
        .file("d.ndjson", "{\"id\": 4, \"on\": \"2024-01-31T08:00:00Z\"}\n")
        .column("name", "type=text");
    let read = case.read().unwrap();
    assert_eq!(read.columns, "id: float, name: text, at: date, on: instant");
    assert_eq!(
        read.rows,
        [
            "1.0 | x | - | -",
            "1.5 | - | - | -",
            "2.0 | - | - | -",
            "3.0 | - | 2024-01-31 | -",
            "4.0 | - | - | 2024-01-31T08:00:00"
        ]
    );
}

#[test]
fn arrow_files_are_read() {
    let rows = batch(vec![("id", ints(&[1, 2])), ("name", texts(&["x", "y"]))]);
    let mut bytes = Vec::new();
    let mut writer = FileWriter::try_new(&mut bytes, &rows.schema()).unwrap();
    writer.write(&rows).unwrap();
    writer.finish().unwrap();
    drop(writer);
    for name in ["a.arrow", "a.feather", "a.ipc", "a.bin"] {
        let case = Case::new(name).file(name, &bytes);
        let case = if name == "a.bin" { case.format(Format::Arrow) } else { case };
        let read = case.read().unwrap();
        assert_eq!(
            (read.columns.as_str(), read.rows),
            ("id: integer, name: text", vec!["1 | x".into(), "2 | y".into()])
        );
    }
}

#[test]
fn files_that_changed_are_read_anew() {
    let case = Case::new("*.parquet").file("a.parquet", parquet(&batch(vec![("id", ints(&[1]))])));
    assert_eq!(case.read().unwrap().rows, ["1"]);
    let case = case.file("a.parquet", parquet(&batch(vec![("id", ints(&[2]))])));
    let case = case.file("b.parquet", parquet(&batch(vec![("id", ints(&[3]))])));
    assert_eq!(case.read().unwrap().rows, ["2", "3"]);
}

#[test]
fn ranges_of_time_prune_and_keep_every_row_of_the_range() {
    let hour = 3_600_000_000;
    let values: Vec<i64> = (0..1000).map(|number| number * hour).collect();
    let naive = Arc::new(TimestampMicrosecondArray::from(values.clone())) as ArrayRef;
    let utc = Arc::new(
        TimestampSecondArray::from(values.iter().map(|at| at / 1_000_000).collect::<Vec<_>>())
            .with_timezone("UTC"),
    );
    let days = Arc::new(Date32Array::from((0..1000).collect::<Vec<i32>>()));
    let rows_in_memory = batch(vec![("naive", naive), ("utc", utc), ("day", days)]);
    let case = Case::new("unused").zone(Paris);
    let table = from_batches(vec![rows_in_memory], &case.source, &case.settings).unwrap();
    let (from, until) = (100 * hour, 200 * hour);
    for (name, exact, loose) in [("naive", 100, 150), ("utc", 100, 101), ("day", 4, 8)] {
        let column = table.column(name).unwrap();
        let pruned = column.pushdown.as_ref().unwrap().between(Some(from), Some(until)).unwrap();
        let kept = super::support::runtime().block_on(async {
            let frame = super::support::session().read_table(table.provider.clone()).unwrap();
            frame.filter(pruned).unwrap().count().await.unwrap()
        });
        assert!((exact..=loose).contains(&kept), "{name}: {kept}");
    }
    assert_eq!(table.column("day").unwrap().pushdown.as_ref().unwrap().between(None, None), None);
}
