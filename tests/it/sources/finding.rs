//! Which files a path means, and what is said when it means none.

use super::support::{Case, PATH, place};
use jauge::spec::Format;

const ROW: &str = "v\n1\n";

fn found(case: &Case) -> String {
    let table = case.open().unwrap_or_else(|failure| panic!("{failure}"));
    let name =
        |path: &std::path::PathBuf| path.strip_prefix(case.folder.path()).unwrap().display().to_string();
    table.files.iter().map(name).collect::<Vec<_>>().join(" ")
}

fn tree(path: &str) -> Case {
    [
        "a.csv",
        "b.csv",
        "c.txt",
        "sub/d.csv",
        "sub/deep/e.csv",
        ".hidden.csv",
        "sub/.h/f.csv",
        "_SUCCESS",
        "g [1].csv",
    ]
    .iter()
    .fold(Case::new(path), |case, name| case.file(name, ROW))
}

#[test]
fn paths_mean_files() {
    for (path, files) in [
        ("a.csv", "a.csv"),
        ("./a.csv", "a.csv"),
        ("*.csv", "a.csv b.csv g [1].csv"),
        ("?.csv", "a.csv b.csv"),
        ("[ab].csv", "a.csv b.csv"),
        ("**/*.csv", "a.csv b.csv g [1].csv sub/d.csv sub/deep/e.csv"),
        ("sub/*.csv", "sub/d.csv"),
        ("s*/d*/*.csv", "sub/deep/e.csv"),
        ("sub", "sub/d.csv sub/deep/e.csv"),
        ("sub/", "sub/d.csv sub/deep/e.csv"),
        ("g [1].csv", "g [1].csv"),
    ] {
        assert_eq!(found(&tree(path)), files, "{path}");
    }
}

#[test]
fn a_list_names_each_file_once() {
    let mut case = tree("b.csv");
    let again = case.origin.paths[0].clone().map(|_| "*.csv".to_owned());
    case.origin.paths.push(again);
    assert_eq!(found(&case), "b.csv a.csv g [1].csv");
}

#[test]
fn folders_of_keys_are_columns() {
    let case = Case::new("data")
        .file("data/year=2024/day=2024-01-31/region=N%C3%AEmes/a.csv", ROW)
        .file("data/year=2025/day=2025-01-31/region=__HIVE_DEFAULT_PARTITION__/b.csv", ROW);
    let read = case.read().unwrap();
    assert_eq!(read.columns, "v: integer, year: integer, day: date, region: text");
    assert_eq!(read.rows, ["1 | 2024 | 2024-01-31 | Nîmes", "1 | 2025 | 2025-01-31 | -"]);
    let case =
        Case::new("data/*/*.csv").file("data/year=2024/a.csv", "v,year\n1,7\n").column("v", "type=text");
    assert_eq!(case.read().unwrap().rows, ["1 | 7"]);
}

#[test]
fn what_is_not_there_is_told_at_the_path() {
    let cases = [
        ("aa.csv", "there is no file or folder `aa.csv` | did you mean `a.csv`?"),
        ("sub/dd.csv", "there is no file or folder `sub/dd.csv` | did you mean `sub/d.csv`?"),
        ("sbu/d.csv", "there is no file or folder `sbu/d.csv` | did you mean `sub`?"),
        (
            "nothing-like-it.parquet",
            "there is no file or folder `nothing-like-it.parquet` | the folder `FOLDER` holds `_SUCCESS`",
        ),
        ("*.parquet", "no file matches `*.parquet` | the folder"),
        ("sub/*.parquet", "no file matches `sub/*.parquet` | the folder `sub` holds `d.csv`, `deep`"),
        ("sbu/*.csv", "no file matches `sbu/*.csv` | did you mean `sub`?"),
        ("a[.csv", "`a[.csv` is not a pattern of paths"),
        ("s3://bucket/a.csv", "`s3://` paths are not supported yet"),
    ];
    for (path, expected) in cases {
        let case = tree(path);
        let failure = case.open().unwrap_err();
        let told = case.told(&failure);
        assert!(told.contains(expected), "{path}: {told}");
        assert_eq!(failure.problem.span, Some(place(PATH)), "{path}");
    }
}

#[test]
fn formats_are_told_by_the_extension_or_stated() {
    let unknown = || Case::new("a.dat").file("a.dat", ROW);
    let case = unknown();
    let told = case.told(&case.open().unwrap_err());
    assert!(
        told.contains("the format of `a.dat` cannot be told from its name | state it: `format: csv`"),
        "{told}"
    );
    assert_eq!(unknown().format(Format::Csv).read().unwrap().rows, ["1"]);
    let case = Case::new("data").file("data/a.txt2", ROW);
    let told = case.told(&case.open().unwrap_err());
    assert!(told.contains("the folder `data` holds no data files"), "{told}");
    let case = Case::new("data").file("data/a.csv", ROW).file("data/b.json", "{}");
    let told = case.told(&case.open().unwrap_err());
    assert!(told.contains("`data/a.csv` and `data/b.json` are of different formats"), "{told}");
    assert_eq!(case.format(Format::Csv).read().unwrap().rows, ["1"]);
}
