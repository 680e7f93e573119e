//! CSV files as they come: delimiters, quotes, ends of lines, several files, and what is wrong with them.

use super::support::Case;

#[test]
fn spellings_of_the_same_table() {
    let spellings: &[&[u8]] = &[
        b"id,name\n1,a\n2,b\n",
        b"id;name\n1;a\n2;b",
        b"id\tname\n1\ta\n2\tb\n",
        b"id|name\r\n1|a\r\n2|b\r\n",
        b"\xef\xbb\xbfid,name\n1,a\n2,b\n",
        b"\"id\",\"name\"\n\"1\",\"a\"\n\"2\",\"b\"\n",
        b"id,name\n\n1,a\n\n\n2,b\n\n",
        b"id,name\n1,a\n   \n2,b\n",
        b"id,name,\n1,a,\n2,b,\n",
        b"id,name\n1,a,\n2,b,\n",
        b" id , name \n1,a\n2,b\n",
        b"id,name\r1,a\r2,b\r",
    ];
    for content in spellings {
        let read = Case::csv(content).read().unwrap_or_else(|error| panic!("{content:?}: {error}"));
        assert_eq!(read.columns, "id: integer, name: text", "{content:?}");
        assert_eq!(read.rows, ["1 | a", "2 | b"], "{content:?}");
    }
}

#[test]
fn quotes_hold_delimiters_and_line_breaks() {
    let read = Case::csv("id,text\n1,\"a,b\"\n2,\"c\n\"\"d\"\"\"\n").read().unwrap();
    assert_eq!(read.rows, ["1 | a,b", "2 | c\n\"d\""]);
}

#[test]
fn names_of_columns() {
    let read = Case::csv(",b,Speed of answer\n1,2,3\n").read().unwrap();
    assert_eq!(read.columns, "column_1: integer, b: integer, Speed of answer: integer");
    let read = Case::csv("1,a\n2,b\n").options(|csv| csv.header = false).read().unwrap();
    assert_eq!((read.columns.as_str(), read.rows.len()), ("column_1: integer, column_2: text", 2));
    let read = Case::csv("one\n1\n2\n").read().unwrap();
    assert_eq!((read.columns.as_str(), read.rows.len()), ("one: integer", 2));
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    for content in ["a,b", "a,b\n", "a,b\r\n\r\n"] {
        let read = Case::csv(content).read().unwrap();
        assert_eq!((read.columns.as_str(), read.rows.len()), ("a: null, b: null", 0), "{content:?}");
    }
}

#[test]
fn delimiters_are_stated_or_told_from_the_header() {
    let read = Case::csv("a;b,c\n1;2\n").options(|csv| csv.delimiter = Some(b';')).read().unwrap();
    assert_eq!(read.columns, "a: integer, b,c: integer");
    let read = Case::csv("\"a,b,c\";d\n1;2\n").read().unwrap();
    assert_eq!(read.columns, "a,b,c: integer, d: integer");
    let read = Case::new("x.tsv").file("x.tsv", "a,b,c\td\n1\t2\n").read().unwrap();
    assert_eq!(read.columns, "a,b,c: integer, d: integer");
}

#[test]
fn several_files_are_one_table() {
    let case = Case::new("*.csv")
        .file("a.csv", "id,amount,only_a\n1,5,x\n")
        .file("b.csv", "amount;id\n0.25;2\n")
        .file("c.csv", "id,amount\n");
    let read = case.read().unwrap();
    assert_eq!(read.columns, "id: integer, amount: decimal(2), only_a: text");
    assert_eq!(read.rows, ["1 | 5.00 | x", "2 | 0.25 | -"]);
    let case = Case::new("*.csv").file("a.csv", "v\n1\n").file("b.csv", "v\nx\n");
    assert_eq!(case.read().unwrap().columns, "v: text");
    assert!(case.column("v", "type=integer").failure().problem.message.contains("b.csv` line 2"));
}

#[test]
fn only_columns_asked_for_are_parsed() {
    let case = Case::csv("a,b\n1,x\n").column("b", "type=integer");
    let table = case.open().unwrap();
    let count = super::support::runtime().block_on(async {
        let frame = super::support::session().read_table(table.provider.clone()).unwrap();
        (
            frame.clone().count().await.unwrap(),
            frame.select_columns(&["a"]).unwrap().collect().await.unwrap().len(),
        )
    });
    assert_eq!(count, (1, 1));
}

#[test]
fn bad_files_are_told() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "jauge::unreadable_data: `data.csv` is empty | a CSV file begins with a line of column names"),
        (b"\n \n", "jauge::unreadable_data: `data.csv` is empty"),
        (b"\xef\xbb\xbf", "jauge::unreadable_data: `data.csv` is empty"),
        (
            b"a,b\n1,2\n3\n",
            "jauge::invalid_data: `data.csv` line 3: the row has 1 field, the header has 2 fields",
        ),
        (
            b"a,b\r\n1,2\r\n\r\n3,4,5\r\n",
            "jauge::invalid_data: `data.csv` line 4: the row has 3 fields, the header has 2",
        ),
        (b"a,b\n1,2\n3,4,,\n", "jauge::invalid_data: `data.csv` line 3: the row has 4 fields"),
        (b"a,b\n1,\"2\n3,4\n5,6\n", "jauge::invalid_data: `data.csv` line 2: a quote is not closed"),
        (b"a,b,c\n1,\"2\n3,4\n5,6\n", "a quote that opens on this line is not closed there"),
        (b"a,b,a\n1,2,3\n", "jauge::schema_conflict: `data.csv` line 1: two columns have the name `a`"),
        (
            b"a,b\n1,caf\xe9\n",
            "jauge::unreadable_data: `data.csv` line 2: the text is not UTF-8 | save the file as UTF-8",
        ),
        (b"caf\xe9,b\n1,2\n", "jauge::unreadable_data: `data.csv` line 1: the text is not UTF-8"),
        (
            b"\xff\xfea\0,\0b\0\n\0",
            "jauge::unreadable_data: `data.csv` is encoded in UTF-16 | save it as UTF-8",
        ),
        (b"PAR1....", "jauge::unreadable_data: `data.csv` is not a CSV file"),
        (b"a,b\n1,\x00\n", "jauge::unreadable_data: `data.csv` is not a CSV file"),
    ];
    for (content, expected) in cases {
        let case = Case::csv(content);
        let told = case.told(&case.failure());
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn compressed_files_are_unpacked() {
    use std::io::Write;
    let content = b"id,v\n1,2\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    gzip.write_all(content).unwrap();
    let gzip = gzip.finish().unwrap();
    let mut bzip = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
    bzip.write_all(content).unwrap();
    let zst = zstd::encode_all(content.as_slice(), 0).unwrap();
    let case = Case::new("*")
        .file("a.csv.gz", &gzip)
        .file("b.csv.bz2", bzip.finish().unwrap())
        .file("c.csv.zst", zst)
        .file("d.csv", content);
    assert_eq!(case.read().unwrap().rows, ["1 | 2"; 4]);
    let case = Case::new("a.csv.gz").file("a.csv.gz", &gzip[..gzip.len() / 2]);
    assert_eq!(
        case.told(&case.failure()),
        "jauge::unreadable_data: `a.csv.gz` ends too early | copy or write the file again"
    );
    let case = Case::new("a.csv.gz").file("a.csv.gz", "id,v\n1,2\n3,4\n5,6\n");
    assert!(
        case.told(&case.failure())
            .starts_with("jauge::unreadable_data: `a.csv.gz` is not what its extension says")
    );
}

#[test]
fn many_rows_come_in_several_batches() {
    let lines: String = (0..20_000).map(|number| format!("{number},x{number}\n")).collect();
    let read = Case::csv(format!("n,t\n{lines}")).read().unwrap();
    assert_eq!((read.rows.len(), read.rows[19_999].as_str()), (20_000, "19999 | x19999"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn no_bytes_panic(content in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let case = Case::csv(content);
        if let Ok(table) = case.open() { let _ = super::support::rows(&table); }
    }

    #[test]
    fn no_text_panics(content in "[ab0-9.,;\"\n\r%€:eE+ -]{0,200}", decimal in proptest::bool::ANY) {
        let case = Case::csv(content).options(|csv| csv.decimal = if decimal { ',' } else { '.' });
        if let Ok(table) = case.open() { let _ = super::support::rows(&table); }
    }
}
