//! Types told from the values of CSV files.

use super::support::Case;
use chrono_tz::Europe::Paris;

/// One column: its texts, the type, the values.
const COLUMNS: &[(&[&str], &str, &[&str])] = &[
    (&["1", "-2", " 30 "], "integer", &["1", "-2", "30"]),
    (&["1", "0"], "integer", &["1", "0"]),
    (&["+5", "999999999999999999"], "integer", &["5", "999999999999999999"]),
    (&["1234567890123456789"], "text", &["1234567890123456789"]),
    (&["007", "12"], "text", &["007", "12"]),
    (&["0", "10"], "integer", &["0", "10"]),
    (&["0.5", "00.5"], "text", &["0.5", "00.5"]),
    (&["1.5", "2"], "decimal(1)", &["1.5", "2.0"]),
    (&["29.85", "-.5", "5."], "decimal(2)", &["29.85", "-0.50", "5.00"]),
    (&["0.000000000000000001"], "decimal(18)", &["0.000000000000000001"]),
    (&["0.0000000000000000001"], "float", &["1e-19"]),
    (&["1e3", "2.5"], "float", &["1000.0", "2.5"]),
    (&["1.5", "NaN", "-inf"], "float", &["1.5", "-", "-"]),
    (&["94.01%", "5 %"], "share decimal(4)", &["0.9401", "0.0500"]),
    (&["94%", "0.5"], "text", &["94%", "0.5"]),
    (&["true", "FALSE"], "boolean", &["true", "false"]),
    (&["Yes", "no", "Y"], "boolean", &["true", "false", "true"]),
    (&["oui", "Non"], "boolean", &["true", "false"]),
    (&["yes", "1"], "text", &["yes", "1"]),
    (&["7:02:47", "0:00:00", "-100:00:00.5"], "duration", &["25367000000", "0", "-360000500000"]),
    (&["7:02:60"], "text", &["7:02:60"]),
    (&["12:30"], "text", &["12:30"]),
    (&["2024-02-29", "1969-12-31"], "date", &["2024-02-29", "1969-12-31"]),
    (&["2023-02-29"], "text", &["2023-02-29"]),
    (&["31/01/2024"], "text", &["31/01/2024"]),
    (&["2024-01-31 08:00"], "instant", &["2024-01-31T08:00:00"]),
    (&["2024-01-31", "2024-01-31T08:00:00"], "instant", &["2024-01-31T00:00:00", "2024-01-31T08:00:00"]),
    (
        &["2024-01-31T08:00:00.123456789Z", "2024-01-31T08:00:00-05:00", "2024-01-31 08:00:00+0130"],
        "instant",
        &["2024-01-31T08:00:00.123456", "2024-01-31T13:00:00", "2024-01-31T06:30:00"],
    ),
    (&["2024-01-31 24:00"], "text", &["2024-01-31 24:00"]),
    (&["a", " b "], "text", &["a", " b "]),
    (&["1,200.50"], "text", &["1,200.50"]),
    (&["€5"], "text", &["€5"]),
    (&["1", "", "  "], "integer", &["1", "-", "-"]),
    (&["x", "", "  "], "text", &["x", "-", "  "]),
    (&["", ""], "null", &["-", "-"]),
    (&["  "], "text", &["  "]),
    (&["-"], "text", &["-"]),
    (&["%"], "text", &["%"]),
];

#[test]
fn types_are_told_from_values() {
    for (texts, ty, values) in COLUMNS {
        // A second column keeps lines with an empty value from being blank lines.
        let lines: String = texts.iter().map(|text| format!("\"{text}\",x\n")).collect();
        let read = Case::csv(format!("value,other\n{lines}")).read().unwrap();
        assert_eq!(read.columns, format!("value: {ty}, other: text"), "{texts:?}");
        let expected: Vec<String> = values.iter().map(|value| format!("{value} | x")).collect();
        assert_eq!(read.rows, expected, "{texts:?}");
    }
}

#[test]
fn naive_instants_are_read_in_the_projects_zone() {
    let case = Case::csv("at\n2024-01-31 08:00\n2024-03-31 02:30\n2024-10-27 02:30\n2024-07-01T00:00Z\n")
        .zone(Paris);
    let expected =
        ["2024-01-31T07:00:00", "2024-03-31T01:30:00", "2024-10-27T00:30:00", "2024-07-01T00:00:00"];
    assert_eq!(case.read().unwrap().rows, expected);
}

#[test]
fn decimal_commas_come_with_points_between_thousands() {
    let case = Case::csv("a;b;c\n1.234,50;1.5;2 000\n3;2.000;-0,5\n").options(|csv| csv.decimal = ',');
    let read = case.read().unwrap();
    assert_eq!(read.columns, "a: decimal(2), b: text, c: decimal(1)");
    assert_eq!(read.rows, ["1234.50 | 1.5 | 2000.0", "3.00 | 2.000 | -0.5"]);
}

#[test]
fn dates_that_could_be_two_days_are_hinted_at() {
    for (texts, format) in [
        ("31/01/2024\n01/02/2024", Some("%d/%m/%Y")),
        ("1.2.2024\n31.12.2024", Some("%d.%m.%Y")),
        ("01/02/2024\n01/31/2024", Some("%m/%d/%Y")),
        ("31/01/2024\n01/31/2024", None),
        ("31/01/2024\nlater", None),
    ] {
        let table = Case::csv(format!("on\n{texts}\n")).open().unwrap();
        let hint = table.column("on").unwrap().hint.clone();
        assert_eq!(
            hint.as_ref().map(|hint| hint.contains(format.unwrap_or("?"))),
            format.map(|_| true),
            "{texts} {hint:?}"
        );
    }
}

#[test]
fn null_texts_are_those_stated() {
    let case = Case::csv("a,b\nNA,\n1,n/a\n").options(|csv| csv.nulls = vec!["NA".into(), "".into()]);
    let read = case.column("b", "null=n/a").read().unwrap();
    assert_eq!(
        (read.columns.as_str(), read.rows),
        ("a: integer, b: null", vec!["- | -".to_owned(), "1 | -".into()])
    );
}
