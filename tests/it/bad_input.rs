//! Data and definitions that cannot be used: a clear problem, the right exit, nothing of the inside shown.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const DEFINITIONS: &str = "
project: { as_of: 2024-03-01 }
sources:
  good: { path: good.csv, time: at }
  bad: { path: FILE, time: at }
kpis:
  fine: { expr: count(good), target: '>= 1' }
  wrong: { expr: sum(bad.x), target: '>= 1' }
";

const GOOD: &str = "at,x\n2024-02-01,1\n2024-02-02,2\n";

/// Exit, standard output, standard error.
type Said = (i32, String, String);

/// A folder with these definitions and files.
fn folder(definitions: &str, files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("kpis.yaml"), definitions).expect("definitions");
    fs::write(folder.path().join("good.csv"), GOOD).expect("data");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("data");
    }
    folder
}

/// What the program says; nobody may see its inside.
fn said(folder: &Path, words: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jauge"));
    let output = command.args(words).current_dir(folder).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    for inside in ["panicked", "DataFusion", "Arrow", "Execution", "Some(", "Plan", "src/", "RUST_BACKTRACE"]
    {
        assert!(!err.contains(inside), "{words:?} shows {inside}:\n{err}");
    }
    (output.status.code().expect("no signal"), out, err)
}

/// Bytes that look random and are the same each time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn a_bad_file_stops_only_what_reads_it() {
    let noise = noise(5_000);
    // The file's name, its bytes, what is said about it.
    let cases: [(&str, &[u8], &[&str]); 12] = [
        ("empty.csv", b"", &["`empty.csv` is empty"]),
        ("ragged.csv", b"at,x\n2024-02-01,1\n2024-02-02,1,3\n", &["`ragged.csv` line 3", "3 fields"]),
        ("short.csv", b"at,x\n2024-02-01,1\n2024-02-02\n", &["`short.csv` line 3", "1 field"]),
        ("noise.csv", &noise, &["`noise.csv`"]),
        ("noise.parquet", &noise, &["`noise.parquet` is not a complete parquet file"]),
        ("noise.arrow", &noise, &["`noise.arrow` is not a complete arrow file"]),
        ("noise.json", &noise, &["`noise.json` line 1"]),
        ("noise.csv.gz", &noise, &["`noise.csv.gz` is not what its extension says, or is damaged"]),
        ("noise.csv.zst", &noise, &["`noise.csv.zst` is not what its extension says, or is damaged"]),
        ("noise.csv.bz2", &noise, &["`noise.csv.bz2` is not what its extension says, or is damaged"]),
        ("half.parquet", b"PAR1 and then it ends", &["`half.parquet` is not a complete parquet file"]),
        ("folder/notes.txt", b"no data", &["the folder `folder` holds no data files"]),
    ];
    for (name, bytes, expected) in cases {
        let path = name.split('/').next().expect("a name");
        let folder = folder(&DEFINITIONS.replace("FILE", path), &[(name, bytes)]);
        let (exit, out, err) = said(folder.path(), &["check"]);
        assert_eq!(exit, 3, "{name}\n{err}");
        assert!(out.contains("fine") && out.contains("✓ pass"), "{name}\n{out}");
        expected.iter().for_each(|text| assert!(err.contains(text), "{name}: {text}\n{err}"));
        assert!(err.contains("kpis.yaml:5:16]"), "the place of {name} in the definitions\n{err}");
        assert_eq!(said(folder.path(), &["check", "--kpi", "fine"]).0, 0, "{name}");
    }
}

#[test]
fn a_missing_file_is_a_wrong_definition_only_to_validate() {
    let folder = folder(&DEFINITIONS.replace("FILE", "nowhere.csv"), &[]);
    for (command, expected) in [("check", 3), ("run", 3), ("validate", 2)] {
        let (exit, _, err) = said(folder.path(), &[command]);
        assert_eq!(exit, expected, "{command}\n{err}");
        assert!(err.contains("there is no file or folder `nowhere.csv`"), "{err}");
        assert!(err.contains("holds `good.csv`, `kpis.yaml`"), "{err}");
    }
    let (exit, _, err) = said(folder.path(), &["check", "--kpi", "wrong"]);
    assert_eq!(exit, 3, "{err}");
    assert!(!err.contains("nothing_selected"), "{err}");
}

#[test]
fn a_header_without_rows_is_no_data() {
    let folder = folder(&DEFINITIONS.replace("FILE", "header.csv"), &[("header.csv", b"at,x\n")]);
    let (exit, out, err) = said(folder.path(), &["check"]);
    assert_eq!((exit, err.as_str()), (1, ""), "{err}");
    assert!(out.contains("✗ no data"), "{out}");
}

#[test]
fn a_text_in_a_number_column_is_told_with_file_line_and_column() {
    let definitions = DEFINITIONS
        .replace("FILE, time: at", "words.csv, time: at, columns: { x: { type: integer } }")
        + "  rows: { expr: count(bad) }\n";
    let folder = folder(&definitions, &[("words.csv", b"at,x\n2024-02-01,1\n2024-02-02,many\n")]);
    let (exit, out, err) = said(folder.path(), &["check"]);
    assert_eq!(exit, 3, "{err}");
    assert!(err.contains("`words.csv` line 3, column `x`: `many` is not a whole number"), "{err}");
    let rows = out.lines().find(|line| line.contains("rows  ")).unwrap_or_default();
    assert!(rows.contains('2'), "a KPI over the other columns is computed:\n{out}");
}

#[test]
fn a_key_that_is_there_twice_is_named() {
    let definitions = "
project: { as_of: 2024-03-01 }
sources:
  calls: { path: calls.csv, time: at, links: { team: { to: teams, key: team_id } } }
  teams: { path: teams.csv, key: id }
kpis:
  calls: { expr: count(calls), target: '>= 1' }
  by_team: { from: calls, expr: count(), by: [team.city] }
";
    let calls: (&str, &[u8]) = ("calls.csv", b"at,team_id\n2024-02-01,7\n2024-02-02,8\n");
    let folder = folder(definitions, &[calls, ("teams.csv", b"id,city\n7,Lyon\n8,Lille\n8,Nantes\n")]);
    let (exit, out, err) = said(folder.path(), &["check"]);
    assert_eq!(exit, 3, "{err}");
    assert!(err.contains("jauge::duplicate_key"), "{err}");
    assert!(err.contains("the key of `teams` is not unique: `id` = 8"), "{err}");
    assert!(out.contains("✓ pass"), "{out}");
}

#[test]
fn an_overflow_is_an_error_at_its_formula_and_never_wraps() {
    let definitions = "
project: { as_of: 2024-03-01 }
sources: { s: { path: s.csv, time: at, columns: { d: { type: decimal } } } }
kpis:
  fine: { expr: sum(s.a), target: '>= 1' }
  product: { expr: sum(s.a * s.b) }
  factor: { expr: max(s.a) * 20 }
  decimals: { expr: sum(s.d * s.d) }
";
    let data = b"at,a,b,d\n2024-02-01,900000000000000000,50,99999999999999999999999999999.9\n\
                 2024-02-02,900000000000000000,3,1\n";
    let folder = folder(definitions, &[("s.csv", data)]);
    let (exit, out, err) = said(folder.path(), &["check", "--format", "csv"]);
    assert_eq!(exit, 3, "{err}");
    assert!(out.contains("1800000000000000000,"), "{out}");
    for expected in ["* 50 cannot be held", "* 20 cannot be held", "decimal overflow", ":6:", ":7:", ":8:"] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
}

#[test]
fn definitions_of_any_kind_are_refused_or_read_but_never_crash() {
    let nested = format!("kpis:\n  n: {{ expr: \"{}1{}\" }}\n", "(".repeat(100_000), ")".repeat(100_000));
    let lists = format!("kpis: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let nots = format!("kpis:\n  n: {{ expr: \"{} true\" }}\n", "not ".repeat(100_000));
    let long = format!("kpis:\n  n: {{ expr: \"count(){}\" }}\n", " + 1".repeat(20_000));
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (before, after) in ('a'..'j').zip('b'..='j') {
        bomb += &format!("{after}: &{after} [{}]\n", vec![format!("*{before}"); 9].join(", "));
    }
    let cases: [(&str, &[u8], &str); 7] = [
        ("parentheses", nested.as_bytes(), "jauge::too_deep"),
        ("lists", lists.as_bytes(), "jauge::yaml_limit"),
        ("nots", nots.as_bytes(), "jauge::too_deep"),
        ("operators", long.as_bytes(), "jauge::too_deep"),
        ("a bomb", bomb.as_bytes(), "jauge::yaml_limit"),
        ("noise", &noise(5_000), "jauge::unreadable_definition"),
        ("zeros", &[0; 5_000], "jauge::yaml_syntax"),
    ];
    for (name, bytes, code) in cases {
        let folder = folder("", &[("kpis.yaml", bytes)]);
        let (exit, _, err) = said(folder.path(), &["check"]);
        assert_eq!(exit, 2, "{name}\n{err}");
        assert!(err.contains(code), "{name}\n{err}");
        let longest = err.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(longest <= 300, "{name}: a line of {longest} characters");
        assert!(!err.chars().any(|char| char.is_control() && char != '\n'), "{name}: control characters");
    }
}

#[test]
fn options_out_of_reach_are_refused() {
    let folder = folder(&DEFINITIONS.replace("FILE", "good.csv"), &[]);
    let cases: [(&[&str], i32, &str); 6] = [
        (&["run", "--grain", "day", "--period", "0001-01-01..9999-01-01"], 2, "too many periods"),
        (&["run", "--period", "last-1000000-years"], 2, "too many periods"),
        (&["run", "--period", "99999-01"], 2, "is not a period"),
        (&["run", "--threads", "100000"], 2, "100000 is not in 1..=512"),
        (&["check", "--memory-limit", "1"], 3, "jauge::out_of_memory"),
        (&["run", "--output", "/nowhere/at/all.json"], 3, "cannot be written"),
    ];
    for (words, expected, text) in cases {
        let (exit, _, err) = said(folder.path(), words);
        assert_eq!(exit, expected, "{words:?}\n{err}");
        assert!(err.contains(text), "{words:?}\n{err}");
    }
}

#[test]
fn a_division_by_zero_is_no_value() {
    let definitions = DEFINITIONS.replace("FILE", "good.csv")
        + "  ratio: { expr: sum(good.x) / count(good.x where good.x > 9) }\n  rows: { expr: avg(good.x / (good.x - 1)) }\n";
    let folder = folder(&definitions, &[]);
    let (exit, out, err) = said(folder.path(), &["run", "--period", "2024-02", "--format", "csv"]);
    assert_eq!((exit, err.as_str()), (0, ""));
    let line =
        |name: &str| out.lines().find(|line| line.starts_with(name)).map(String::from).unwrap_or_default();
    assert!(line("ratio,").contains("total,,"), "{out}");
    // 1 / 0 has no value and is skipped; 2 / 1 is left.
    assert!(line("rows,").contains("total,2,"), "{out}");
}
