//! Types, units and formats that the definition states.

use super::support::{COLUMN, Case, FORMAT, NAME, UNIT, place};
use chrono_tz::America::New_York;

/// What is stated of the column `v`, its texts, the type, the values.
const COLUMNS: &[(&str, &[&str], &str, &[&str])] = &[
    ("type=text", &["007", "1"], "text", &["007", "1"]),
    ("type=integer", &["007", "12.0"], "integer", &["7", "12"]),
    ("type=integer", &["1 200", "1,200"], "integer", &["1200", "1200"]),
    ("type=float", &["1", "2.5e3"], "float", &["1.0", "2500.0"]),
    ("type=decimal", &["1", "2.50"], "decimal(2)", &["1.00", "2.50"]),
    ("type=decimal", &["$5", "€ 1 234.50", "-£0.25"], "decimal(2)", &["5.00", "1234.50", "-0.25"]),
    (
        "type=decimal;unit=EUR",
        &["5 €", "1\u{a0}200,00", "EUR 7"],
        "money(EUR) decimal(2)",
        &["5.00", "1200.00", "7.00"],
    ),
    ("unit=USD", &["$5.25"], "money(USD) decimal(2)", &["5.25"]),
    ("unit=USD", &["5"], "money(USD) integer", &["5"]),
    ("unit=points", &["5"], "points integer", &["5"]),
    ("type=share", &["94.01%", "0.9401"], "share decimal(4)", &["0.9401", "0.9401"]),
    ("type=share", &["1", "0"], "share integer", &["1", "0"]),
    ("type=boolean", &["1", "0", "oui"], "boolean", &["true", "false", "true"]),
    (
        "type=duration;unit=s",
        &["90", "1.5", "0.0000015", "0:01:00"],
        "duration",
        &["90000000", "1500000", "2", "60000000"],
    ),
    ("unit=min", &["90", "-0.5"], "duration", &["5400000000", "-30000000"]),
    ("type=integer;unit=ms", &["5"], "duration", &["5000"]),
    ("type=duration;unit=h", &["1e1"], "duration", &["36000000000"]),
    ("type=duration", &["7:02:47"], "duration", &["25367000000"]),
    ("type=duration;format=%M:%S", &["75:30"], "duration", &["4530000000"]),
    ("type=duration;format=%dd %Hh", &["2d 3h"], "duration", &["183600000000"]),
    ("type=date;format=%d/%m/%Y", &["31/01/2024", "1/2/2024"], "date", &["2024-01-31", "2024-02-01"]),
    ("format=%d.%m.%y", &["31.01.24"], "date", &["2024-01-31"]),
    ("type=date", &["2024-01-31 23:59"], "date", &["2024-01-31"]),
    ("type=date;format=%Y%m%d", &["20240131"], "date", &["2024-01-31"]),
    ("type=instant", &["2024-01-31"], "instant", &["2024-01-31T05:00:00"]),
    ("type=instant;format=%d/%m/%Y %H:%M", &["31/01/2024 08:00"], "instant", &["2024-01-31T13:00:00"]),
    ("format=%m/%d/%Y %I:%M %p", &["01/31/2024 08:00 PM"], "instant", &["2024-02-01T01:00:00"]),
    ("type=instant;format=%d/%m/%Y", &["31/01/2024"], "instant", &["2024-01-31T05:00:00"]),
    ("type=instant;format=%s", &["1706659200"], "instant", &["2024-01-31T00:00:00"]),
    (
        "type=instant;format=%Y-%m-%d %H:%M %z",
        &["2024-01-31 08:00 +0100"],
        "instant",
        &["2024-01-31T07:00:00"],
    ),
    ("type=decimal", &["", ""], "decimal(0)", &["-", "-"]),
];

#[test]
fn stated_columns_are_read_as_stated() {
    for (words, texts, ty, values) in COLUMNS {
        let lines: String = texts.iter().map(|text| format!("\"{text}\",x\n")).collect();
        let case = Case::csv(format!("v,other\n{lines}")).column("v", words).zone(New_York);
        let case = if texts.iter().any(|text| text.contains(",00")) {
            case.options(|csv| csv.decimal = ',')
        } else {
            case
        };
        let read = case.read().unwrap_or_else(|error| panic!("{words} {texts:?}: {error}"));
        assert_eq!(read.columns, format!("v: {ty}, other: text"), "{words} {texts:?}");
        let expected: Vec<String> = values.iter().map(|value| format!("{value} | x")).collect();
        assert_eq!(read.rows, expected, "{words} {texts:?}");
    }
}

#[test]
fn misfits_name_file_line_column_and_text() {
    let cases = [
        ("type=integer", "x1", "is not a whole number", "type: text"),
        ("type=integer", "9999999999999999999", "is not a whole number", "type: text"),
        ("type=decimal;unit=EUR", "$5", "is not a number", "type: text"),
        ("type=float", "n/a", "is not a number", "nulls: [\"\", \"n/a\"]"),
        ("type=date", "31/01/2024", "is not a date `2024-01-31`", "format: \"%d/%m/%Y\""),
        ("type=instant", "noon", "is not an instant", "format:"),
        ("type=duration", "90", "is not a length of time `h:mm:ss`", "unit:"),
        ("type=boolean", "2", "is not true or false", "type: text"),
        ("type=share", "much", "is not a number", "type: text"),
    ];
    for (words, text, message, help) in cases {
        let case =
            Case::csv(format!("\u{feff}id,v\r\n1,\r\n\r\n\"2\n2\",\r\n3,{text}\r\n")).column("v", words);
        let failure = case.failure();
        let told = case.told(&failure);
        assert!(told.starts_with("jauge::invalid_data: `data.csv` line 6, column `v`: `"), "{words}: {told}");
        assert!(told.contains(&format!("`{text}` {message}")), "{words}: {told}");
        assert!(told.contains(help), "{words}: {told}");
        let place_in_data = failure.place.unwrap();
        assert_eq!((place_in_data.line, place_in_data.text.as_deref()), (Some(6), Some(text)));
        assert_eq!(failure.problem.span, Some(place(NAME)));
    }
}

#[test]
fn columns_are_renamed() {
    let case = Case::csv("Speed of answer in seconds,b\n90,1\n")
        .column("wait", "column=Speed of answer in seconds;type=duration;unit=s")
        .column("minutes", "column=Speed of answer in seconds;type=integer");
    let read = case.read().unwrap();
    assert_eq!(read.columns, "wait: duration, minutes: integer, b: integer");
    assert_eq!(read.rows, ["90000000 | 90 | 1"]);
}

#[test]
fn what_cannot_be_is_told_at_its_place() {
    let cases = [
        ("amonut", "type=decimal", NAME, "has no column `amonut`", "did you mean `amount`?"),
        ("x", "column=amout", COLUMN, "has no column `amout`", "did you mean `amount`?"),
        ("zzzzzz", "", NAME, "has no column `zzzzzz`", "it has `amount`, `on`"),
        ("amount", "unit=EURO", UNIT, "`EURO` is not a unit", "units are"),
        ("amount", "unit=eur", UNIT, "`eur` is not a unit", "did you mean `EUR`?"),
        ("amount", "type=duration;unit=EUR", UNIT, "a `duration` column cannot be in `EUR`", "`ms`"),
        ("amount", "type=share;unit=EUR", UNIT, "a `share` column cannot be in `EUR`", "leave `unit:` out"),
        ("on", "type=date;unit=s", UNIT, "a `date` column cannot be in `s`", "leave `unit:` out"),
        ("on", "type=date;format=%Q", FORMAT, "`%Q` is not a format", "%d/%m/%Y"),
        ("on", "type=date;format=dd/mm/yyyy", FORMAT, "`dd/mm/yyyy` is not a format", "%d/%m/%Y"),
        ("amount", "type=integer;format=%d", FORMAT, "`%d` is not a format", "only dates"),
        ("amount", "type=duration;format=%Y", FORMAT, "`%Y` is not a format", "`%M:%S`"),
    ];
    for (name, words, at, message, help) in cases {
        let table = Case::csv("amount,on\n1,2024-01-31\n").column(name, words).open().unwrap();
        let [problem] = table.problems.as_slice() else { panic!("{words}: {:?}", table.problems) };
        assert!(problem.message.contains(message), "{words}: {}", problem.message);
        assert!(problem.help.as_ref().is_some_and(|text| text.contains(help)), "{words}: {:?}", problem.help);
        assert_eq!(problem.span, Some(place(at)), "{words}");
        // The column is there all the same, so that its uses are no further problems.
        assert!(table.column(name).is_some(), "{words}");
    }
}
