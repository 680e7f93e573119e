//! Reports: every format against texts written by hand, machine formats read back, tables within their width.

#[path = "report/sample.rs"]
mod sample;
#[path = "report/screen.rs"]
mod screen;
#[path = "report/width.rs"]
mod width;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow::ipc::reader::StreamReader;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use jauge::diag::{Code, Problem, Problems, SourceMap};
use jauge::lang::{Type, Unit, Value};
use jauge::report::{FORMATS, Format, Order, Report, sort, top};
use jauge::targets::Assessment;
use sample::{assessment, kpi, result, share};
use std::io::Write as _;

fn bytes(format: &str, assessment: &Assessment) -> Vec<u8> {
    let (problems, texts) = (Problems::default(), SourceMap::default());
    let report = Report { assessment, problems: &problems, texts: &texts, width: 80, colour: false };
    Format::named(format).expect("a format").write(&report).expect("a report")
}

fn text(format: &str, assessment: &Assessment) -> String {
    String::from_utf8(bytes(format, assessment)).expect("UTF-8")
}

#[test]
fn text_formats_are_as_written_by_hand() {
    let cases = [
        ("json", include_str!("../cases/report/sample.json")),
        ("jsonl", include_str!("../cases/report/sample.jsonl")),
        ("csv", include_str!("../cases/report/sample.csv")),
        ("table", include_str!("../cases/report/sample.txt")),
        ("markdown", include_str!("../cases/report/sample.md")),
    ];
    for (format, expected) in cases {
        let found = text(format, &assessment());
        assert_eq!(found, expected, "{format}:\n{found}");
    }
}

#[test]
fn a_run_that_does_not_judge_has_no_statuses() {
    let mut assessment = assessment();
    assessment.judged = false;
    let report: serde_json::Value = serde_json::from_str(&text("json", &assessment)).expect("JSON");
    let first = report["results"][0].as_object().expect("an object");
    assert!(!first.contains_key("status") && !first.contains_key("targets"), "{first:?}");
}

#[test]
fn problems_are_in_json_as_on_standard_error() {
    let assessment = assessment();
    let mut texts = SourceMap::default();
    let file = texts.add("a.yaml", "kpis:\n  x: 1\n");
    let span = jauge::diag::Span::new(file, 8, 9);
    let problems = Problems::from(Problem::warning(Code::UnknownKey, span, "odd").help("mend it"));
    let report =
        Report { assessment: &assessment, problems: &problems, texts: &texts, width: 80, colour: false };
    let bytes = FORMATS[1].write(&report).expect("a report");
    let report: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let expected = serde_json::json!([{"code": "jauge::unknown_key", "severity": "warning", "message": "odd",
        "help": "mend it", "file": "a.yaml", "start": 8, "end": 9, "line": 2, "column": 3}]);
    assert_eq!(report["problems"], expected);
}

#[test]
fn numbers_of_json_and_csv_read_back() {
    let great = 170_141_183_460_469_231_731_687_303_715_884_105_727i128;
    let cases = [
        (
            Value::Integer(great),
            "170141183460469231731687303715884105727",
            "170141183460469231731687303715884105727",
        ),
        (Value::Decimal(-1050, 2), "-10.5", "-10.5"),
        (Value::Decimal(12, 0), "12", "12"),
        (Value::Decimal(1, 1), "0.1", "0.1"),
        (Value::Decimal(123_456_789_012_345_678, 2), "1234567890123456.8", "1234567890123456.8"),
        (Value::Float(0.1 + 0.2), "0.30000000000000004", "0.30000000000000004"),
        (Value::Float(-0.0), "0.0", "0"),
        (Value::Duration(90.0), "90.0", "90"),
        (Value::Null, "null", ""),
    ];
    for (value, in_json, in_csv) in cases {
        let mut assessment = share();
        assessment.results[0].value = value.clone();
        assert!(text("jsonl", &assessment).contains(&format!(r#""value":{in_json},"#)), "{value:?}");
        let csv = text("csv", &assessment);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let record = reader.records().next().expect("a line").expect("a record");
        assert_eq!(&record[6], in_csv, "{value:?}");
    }
}

#[test]
fn csv_quotes_what_would_break_it() {
    let mut assessment = assessment();
    let hostile = "a,\"b\"\r\nc;";
    assessment.results[1].slice = vec![Some(Value::Text(hostile.into()))];
    let csv = text("csv", &assessment);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<_> = reader.records().map(|record| record.expect("a record")).collect();
    assert_eq!(records.len(), 5);
    assert_eq!(&records[1][6], hostile);
}

fn check(batch: &RecordBatch) {
    let names: Vec<_> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let expected = [
        "kpi",
        "grain",
        "period_start",
        "period_end",
        "complete",
        "level",
        "team",
        "value",
        "value_text",
        "unit",
        "rows",
        "status",
    ];
    assert_eq!(names, expected);
    let texts = |name: &str| {
        let column = batch.column_by_name(name).expect("a column").as_string::<i32>();
        column.iter().map(|text| text.map(String::from)).collect::<Vec<_>>()
    };
    let some =
        |texts: [&str; 5]| texts.map(|text| Some(text.to_string()).filter(|text| !text.is_empty())).to_vec();
    assert_eq!(texts("kpi"), some(["in_time", "in_time", "in_time", "revenue", "busiest"]));
    assert_eq!(texts("level"), some(["total", "slice", "slice", "total", "total"]));
    assert_eq!(texts("team"), some(["", "north", "", "", ""]));
    assert_eq!(texts("value_text"), some(["", "", "", "", "2024-02-14"]));
    assert_eq!(texts("unit"), some(["share", "share", "share", "money(EUR)", "date"]));
    assert_eq!(texts("status"), some(["warn", "fail", "no_data", "pass", ""]));
    let values: Vec<_> = batch.column(7).as_primitive::<Float64Type>().iter().collect();
    assert_eq!(values, [Some(0.7996), Some(0.7815), None, Some(1234.5), None]);
    let rows: Vec<_> = batch.column(10).as_primitive::<Int64Type>().iter().collect();
    assert_eq!(rows, [Some(2408), Some(1204), Some(0), Some(31), Some(31)]);
    let starts: Vec<_> = batch.column(2).as_primitive::<TimestampMicrosecondType>().iter().collect();
    let february = 1_706_742_000_000_000;
    assert_eq!(starts, [Some(february), Some(february), Some(february), Some(february), None]);
}

#[test]
fn arrow_and_parquet_read_back() {
    let stream = bytes("arrow", &assessment());
    let batches: Vec<_> = StreamReader::try_new(stream.as_slice(), None).expect("a stream").collect();
    check(batches[0].as_ref().expect("a batch"));
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(&bytes("parquet", &assessment())).expect("a file written");
    let mut reader = ParquetRecordBatchReader::try_new(file, 1024).expect("a Parquet file");
    check(&reader.next().expect("a batch").expect("a batch"));
}

#[test]
fn slices_keep_their_type_unless_they_differ() {
    let info = |name: &str, slice: &str| kpi(name, name, Type::INTEGER, &[slice]);
    let value = |index, value| {
        sample::Result { slice: vec![Some(value)], ..result(index, Value::Integer(1)) }.judged()
    };
    let mut assessment = assessment();
    assessment.kpis = vec![info("a", "s"), info("b", "t"), info("c", "value")];
    assessment.results =
        vec![value(0, Value::Integer(5)), value(1, Value::Boolean(true)), value(2, Value::Text("x".into()))];
    let batch = jauge::report::batch(&assessment).expect("a batch");
    assert_eq!(batch.schema().field(6).data_type(), &DataType::Int64);
    assert_eq!(batch.schema().field(7).data_type(), &DataType::Boolean);
    assert_eq!(batch.schema().field(8).name(), "slice.value");
    assessment.kpis[1].slices = vec!["s".into()];
    let batch = jauge::report::batch(&assessment).expect("a batch");
    let texts: Vec<_> = batch.column(6).as_string::<i32>().iter().collect();
    assert_eq!(texts, [Some("5"), Some("true"), None]);
}

#[test]
fn an_empty_report_is_one_in_every_format() {
    let mut assessment = assessment();
    assessment.kpis.clear();
    assessment.results.clear();
    FORMATS.iter().for_each(|format| drop(bytes(format.name, &assessment)));
    assert_eq!(text("table", &assessment), " 0 KPIs, 0 values\n");
    assert_eq!(text("csv", &assessment).lines().count(), 1);
}

#[test]
fn sorting_and_cutting_keep_totals_and_leave_no_value_last() {
    let mut assessment = assessment();
    assessment.kpis = vec![kpi("a", "a", Type::Number(jauge::lang::Repr::Float, Unit::Number), &["s"])];
    let values = [None, Some(2.0), Some(3.0), None, Some(-1.0)];
    let slice = |index: usize| if index == 0 { None } else { Some(Value::Integer(index as i128)) };
    let judged = |(index, value): (usize, &Option<f64>)| {
        let value = value.map_or(Value::Null, Value::Float);
        sample::Result { slice: vec![slice(index)], ..result(0, value) }.judged()
    };
    assessment.results = values.iter().enumerate().map(judged).collect();
    let order = |assessment: &Assessment| {
        let slices = assessment.results.iter().map(|result| result.slice[0].clone());
        slices
            .map(|slice| if let Some(Value::Integer(number)) = slice { number } else { 0 })
            .collect::<Vec<_>>()
    };
    sort(&mut assessment, Order::Rising);
    assert_eq!(order(&assessment), [0, 4, 1, 2, 3]);
    sort(&mut assessment, Order::Falling);
    assert_eq!(order(&assessment), [0, 2, 1, 4, 3]);
    top(&mut assessment, 2);
    assert_eq!(order(&assessment), [0, 2, 1]);
    assert_eq!(
        (Order::parse("value"), Order::parse("-value"), Order::parse("rows")),
        (Some(Order::Rising), Some(Order::Falling), None)
    );
}

#[test]
fn hostile_names_break_neither_table_nor_markdown() {
    let mut assessment = assessment();
    assessment.kpis[0].title = "a|b\n\u{1b}[31m<script>`x`\u{202e}".into();
    let table = text("table", &assessment);
    assert!(table.starts_with(" a|b\\u{a}\\u{1b}[31m<script>`x`\\u{202e} (in_time)\n"), "{table}");
    let markdown = text("markdown", &assessment);
    assert!(
        markdown
            .starts_with("### a\\|b\\\\u{a}\\\\u{1b}\\[31m&lt;script&gt;\\`x\\`\\\\u{202e} (in\\_time)\n"),
        "{markdown}"
    );
}

#[test]
fn colours_only_if_asked() {
    let assessment = assessment();
    let (problems, texts) = (Problems::default(), SourceMap::default());
    let report =
        Report { assessment: &assessment, problems: &problems, texts: &texts, width: 80, colour: true };
    let coloured = String::from_utf8(FORMATS[0].write(&report).expect("a report")).expect("UTF-8");
    for status in [
        "\u{1b}[33m! warn\u{1b}[0m",
        "\u{1b}[31m✗ fail\u{1b}[0m",
        "\u{1b}[31m✗ no data\u{1b}[0m",
        "\u{1b}[32m✓ pass\u{1b}[0m",
    ] {
        assert!(coloured.contains(status), "{coloured}");
    }
    let plain = ["\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[0m"]
        .iter()
        .fold(coloured, |text, code| text.replace(code, ""));
    assert_eq!(plain, text("table", &assessment));
}
