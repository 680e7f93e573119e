//! The program from outside: exits, streams, files, and mistakes in options underlined.

use crate::binary::jauge;
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const DEFINITIONS: &str = "
project: { as_of: 2024-03-15 }
sources:
  calls: { path: calls.csv, time: at }
kpis:
  calls: { title: Calls, expr: count(calls), tags: [volume] }
  waiting:
    title: Mean wait
    expr: avg(calls.wait)
    target: { pass: '<= 30', warn: '<= 40' }
";

/// Two calls in January that waited 25 on average, two in February that waited 35.
const CALLS: &str =
    "at,team,wait\n2024-01-05,north,20\n2024-01-06,south,30\n2024-02-05,north,40\n2024-02-06,south,30\n";

fn project() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("calls.yaml"), DEFINITIONS).expect("definitions");
    fs::write(folder.path().join("calls.csv"), CALLS).expect("data");
    folder
}

/// The words, then the project's folder.
fn run(folder: &Path, words: &[&str]) -> Output {
    let path = folder.display().to_string();
    let mut arguments = words.to_vec();
    arguments.push(&path);
    jauge(&arguments)
}

fn exit(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Words of a command line, then the code, file and place of the problem that they make.
type Mistake<'a> = (&'a [&'a str], &'a str, &'a str, (u64, u64));

/// The problems on standard error, which hold one a line.
fn problems(output: &Output) -> Vec<Json> {
    stderr(output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn exits_say_what_happened() {
    let folder = project();
    let cases: [(&[&str], i32); 13] = [
        (&["check", "--period", "2024-01"], 0),
        (&["check", "--period", "2024-02"], 0),
        (&["check", "--period", "2024-02", "--fail-on", "warn"], 1),
        (&["check", "--period", "2023-12"], 1),
        (&["check", "--kpi", "calls"], 2),
        (&["check", "--kpi", "calls", "--allow-empty"], 0),
        (&["check", "--kpi", "nobody"], 2),
        (&["check", "--period", "2024-03"], 2),
        (&["run", "--period", "2024-02"], 0),
        (&["run", "--tag", "nothing"], 2),
        (&["run", "--set-source", "calls=missing.csv"], 3),
        (&["validate", "--set-source", "calls=missing.csv"], 2),
        (&["run", "--frobnicate"], 2),
    ];
    for (words, expected) in cases {
        let output = run(folder.path(), words);
        assert_eq!(exit(&output), expected, "{words:?}\n{}\n{}", stdout(&output), stderr(&output));
    }
}

#[test]
fn the_table_is_as_written_by_hand() {
    let folder = project();
    let output =
        run(folder.path(), &["check", "--period", "2024-01,2024-02", "--kpi", "waiting", "--by", "team"]);
    let expected = "
 Mean wait (waiting)
 <= 30, warn <= 40
 period    team      value   rows   status
───────────────────────────────────────────
 2024-01   (total)      25      2   ✓ pass
           north        20      1   ✓ pass
           south        30      1   ✓ pass
 2024-02   (total)      35      2   ! warn
           north        40      1   ! warn
           south        30      1   ✓ pass

 1 KPI, 6 values: 4 pass, 2 warn
";
    assert_eq!(format!("\n{}", stdout(&output)), expected);
    assert_eq!(stderr(&output), "");
}

#[test]
fn machine_formats_have_standard_output_for_themselves() {
    let folder = project();
    let output = run(folder.path(), &["check", "--format", "json", "--period", "2024-01", "-v"]);
    let report: Json = serde_json::from_str(&stdout(&output)).expect("JSON");
    let values: Vec<_> =
        report["results"].as_array().expect("results").iter().map(|result| &result["value"]).collect();
    assert_eq!(values, [&Json::from(2), &Json::from(25.0)]);
    let output = run(folder.path(), &["run", "--format", "csv", "--period", "2024-01", "--color", "always"]);
    let text = stdout(&output);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.records().filter(Result::is_ok).count(), 2);
}

#[test]
fn mistakes_in_options_are_underlined() {
    let folder = project();
    let cases: [Mistake; 8] = [
        (&["--where", "taem = 'x'"], "jauge::unknown_column", "--where", (0, 4)),
        (&["--where", "wait >"], "jauge::syntax", "--where", (5, 6)),
        (&["--by", "tema"], "jauge::unknown_column", "--by", (0, 4)),
        (&["--by", "wait + 1"], "jauge::invalid_option", "--by", (0, 8)),
        (&["--period", "2024-01, 2024-13"], "jauge::invalid_period", "--period", (9, 16)),
        (&["--as-of", "tomorrow"], "jauge::invalid_instant", "--as-of", (0, 8)),
        (&["--grain", "decade"], "jauge::unknown_grain", "--grain", (0, 6)),
        (&["--kpi", "calls, wating"], "jauge::unknown_kpi", "--kpi", (7, 13)),
    ];
    for (words, code, file, (start, end)) in cases {
        let all: Vec<_> = ["run", "--error-format", "json"].iter().chain(words).copied().collect();
        let output = run(folder.path(), &all);
        let found = problems(&output);
        assert_eq!((exit(&output), found.len()), (2, 1), "{words:?}: {found:?}");
        let place = |key: &str| found[0][key].as_u64();
        assert_eq!(found[0]["code"], code, "{words:?}");
        assert_eq!(found[0]["file"], file, "{words:?}");
        assert_eq!((place("start"), place("end")), (Some(start), Some(end)), "{words:?}");
        assert!(found[0]["help"].is_string(), "{words:?}: {found:?}");
    }
}

#[test]
fn all_wrong_options_are_told_at_once() {
    let folder = project();
    let words = ["run", "--error-format", "json", "--where", "1 +", "--period", "soon", "--kpi", "nobody"];
    let files: Vec<_> =
        problems(&run(folder.path(), &words)).iter().map(|problem| problem["file"].clone()).collect();
    for option in ["--where", "--period", "--kpi"] {
        assert!(files.contains(&option.into()), "{option}: {files:?}");
    }
}

#[test]
fn a_report_in_a_file_is_whole_or_not_there() {
    let folder = project();
    let file = folder.path().join("report.json");
    fs::write(&file, "old").expect("a file");
    let name = file.display().to_string();
    let output = run(folder.path(), &["run", "--format", "json", "--output", &name]);
    assert_eq!((exit(&output), stdout(&output).as_str()), (0, ""));
    serde_json::from_str::<Json>(&fs::read_to_string(&file).expect("a report")).expect("JSON");
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["calls.csv", "calls.yaml", "report.json"]);
    let output =
        run(folder.path(), &["run", "--error-format", "json", "--output", "missing/folder/report.json"]);
    assert_eq!(exit(&output), 3);
    assert_eq!(problems(&output)[0]["code"], "jauge::unwritable_output");
}

#[test]
fn colours_are_for_terminals() {
    let folder = project();
    let coloured = |when: &str| {
        stdout(&run(folder.path(), &["check", "--period", "2024-01", "--color", when])).contains('\u{1b}')
    };
    assert_eq!([coloured("auto"), coloured("always"), coloured("never")], [false, true, false]);
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let folder = project();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jauge"));
    command
        .args(["run", "--grain", "day", "--period", "1990-01-01..2024-03-01", "--format", "json"])
        .arg(folder.path());
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
}

#[test]
fn quiet_keeps_errors_only_and_help_is_no_error() {
    assert_eq!(exit(&jauge(&["--help"])), 0);
    assert_eq!(exit(&jauge::<&str>(&[])), 2);
    let version = jauge(&["--version"]);
    assert_eq!(stdout(&version), format!("jauge {}\n", env!("CARGO_PKG_VERSION")));
    let folder = project();
    let output = run(folder.path(), &["validate", "-q"]);
    assert_eq!((exit(&output), stdout(&output), stderr(&output)), (0, String::new(), String::new()));
}

#[test]
fn sizes_are_read_with_their_units() {
    let folder = project();
    let cases =
        [("512MB", 0), ("2GiB", 0), ("1.5 g", 0), ("1000000000", 0), ("5x", 2), ("", 2), ("-1", 2), ("0", 2)];
    for (size, expected) in cases {
        let option = format!("--memory-limit={size}");
        assert_eq!(exit(&run(folder.path(), &["validate", &option])), expected, "{size}");
    }
}

#[test]
fn lists_and_explanations_name_what_there_is() {
    let folder = project();
    let listed = stdout(&run(folder.path(), &["list"]));
    let expected = "KPIs\n  calls    Calls\n  waiting  Mean wait, <= 30\nsources\n  calls  calls.csv\n";
    assert_eq!(listed, expected);
    let explained = run(folder.path(), &["explain", "waiting"]);
    assert_eq!(exit(&explained), 0, "{}", stderr(&explained));
    assert!(stdout(&explained).contains("avg(calls.wait)"), "{}", stdout(&explained));
}

#[test]
fn numbers_speak_the_language_asked_for() {
    let folder = project();
    fs::write(folder.path().join("calls.csv"), CALLS.replace(",20", ",1235.5")).expect("data");
    let text = |lang: &str| {
        stdout(&run(
            folder.path(),
            &[
                "run",
                "--period",
                "2024-01",
                "--by",
                "team",
                "--kpi",
                "waiting",
                "--where",
                "team = 'north'",
                "--lang",
                lang,
            ],
        ))
    };
    assert!(text("en").contains("1,236"), "{}", text("en"));
    assert!(text("fr").contains("1\u{202f}236"), "{}", text("fr"));
}

#[test]
fn headings_and_statuses_follow_the_language() {
    let folder = project();
    let text = |lang| stdout(&run(folder.path(), &["check", "--period", "2024-01", "--lang", lang]));
    for (english, french) in [("period", "période"), ("value", "valeur"), ("status", "statut")] {
        assert!(text("en").contains(english) && !text("en").contains(french), "{}", text("en"));
        assert!(text("fr").contains(french) && !text("fr").contains(english), "{}", text("fr"));
    }
}

#[test]
fn a_device_is_written_in_place() {
    let folder = project();
    let null = PathBuf::from("/dev/null");
    if null.exists() {
        assert_eq!(exit(&run(folder.path(), &["run", "--output", "/dev/null"])), 0);
        assert!(!fs::metadata(null).expect("still there").is_file());
    }
}

#[test]
fn a_wrong_definition_comes_before_what_cannot_be_computed_and_that_before_a_missed_target() {
    let folder = project();
    let write = |text: &str| fs::write(folder.path().join("more.yaml"), text).expect("definitions");
    let missed = "kpis:\n  many: { expr: count(calls), target: '>= 99' }\n";
    let gone = "sources:\n  gone: { path: gone.csv, time: at }\nkpis:\n  far: { expr: count(gone) }\n";
    let cases = [
        (missed.to_owned(), 1),
        (format!("{gone}  many: {{ expr: count(calls), target: '>= 99' }}\n"), 3),
        (format!("{gone}  wrong: {{ expr: count(cals) }}\n"), 2),
    ];
    for (text, expected) in cases {
        write(&text);
        let output = run(folder.path(), &["check", "--period", "2024-01"]);
        assert_eq!(exit(&output), expected, "{text}\n{}", stderr(&output));
    }
}

#[test]
fn problems_elsewhere_are_warnings_where_kpis_are_chosen() {
    let folder = project();
    let more =
        "sources:\n  gone: { path: gone.csv, time: at }\nkpis:\n  wrong: { expr: count(gone) + cals }\n";
    fs::write(folder.path().join("more.yaml"), more).expect("definitions");
    let cases: [&[&str]; 5] = [
        &["check", "--kpi", "waiting"],
        &["check", "--kpi", "wait*"],
        &["run", "--tag", "volume"],
        &["run", "--kpi", "calls,waiting"],
        &["explain", "waiting"],
    ];
    for words in cases {
        let period: &[&str] = if words[0] == "explain" { &[] } else { &["--period", "2024-01"] };
        let all: Vec<_> = words.iter().chain(period).chain(&["--error-format", "json"]).copied().collect();
        let output = run(folder.path(), &all);
        let found = problems(&output);
        assert_eq!(exit(&output), 0, "{words:?}: {found:?}");
        assert_eq!(found.len(), 2, "{words:?}: {found:?}");
        assert!(found.iter().all(|problem| problem["severity"] == "warning"), "{words:?}: {found:?}");
    }
    assert_eq!(exit(&run(folder.path(), &["check", "--kpi", "wrong"])), 2);
}

#[test]
fn periods_are_asked_for_in_many_forms() {
    let folder = project();
    let cases: [(&[&str], &[&str]); 12] = [
        (&["--period", "2024-01"], &["2024-01"]),
        (&["--period", "2024-01,2024-03"], &["2024-01", "2024-03"]),
        (&["--period", "2024-Q1"], &["2024-01", "2024-02", "2024-03"]),
        (&["--period", "2024-01-15..2024-02-02"], &["2024-01", "2024-02"]),
        (&["--period", "last-month"], &["2024-02"]),
        (&["--period", "last-2-months"], &["2024-01", "2024-02"]),
        (&["--period", "this-year"], &["2024-01", "2024-02", "2024-03"]),
        (&["--period", "all"], &["2024-01", "2024-02"]),
        (&["--period", "2024", "--grain", "year"], &["2024"]),
        (&["--period", "2024-W05", "--grain", "week"], &["2024-W05"]),
        (&["--period", "2024-01-31", "--grain", "day"], &["2024-01-31"]),
        (&["--period", "2024-01-01..2024-04-01", "--grain", "all"], &["all"]),
    ];
    for (words, expected) in cases {
        let all: Vec<_> =
            ["run", "--kpi", "calls", "--format", "jsonl"].iter().chain(words).copied().collect();
        let text = stdout(&run(folder.path(), &all));
        let results: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let labels: Vec<_> =
            results.iter().map(|result| result["period"]["label"].as_str().unwrap_or_default()).collect();
        assert_eq!(labels, expected, "{words:?}");
    }
}

#[test]
fn slices_are_sorted_cut_and_named() {
    let folder = project();
    // By hand: in February the north waited 40, the south 30.
    let cases: [(&[&str], &[&str]); 5] = [
        (&["--by", "team"], &["35", "40", "30"]),
        (&["--by", "team", "--sort", "value"], &["35", "30", "40"]),
        (&["--by", "team", "--sort", "-value", "--top", "1"], &["35", "40"]),
        (&["--by", "t=upper(team)", "--where", "wait > 30"], &["40", "40"]),
        (&["--by", ""], &["35"]),
    ];
    for (words, expected) in cases {
        let all: Vec<_> = ["run", "--kpi", "waiting", "--period", "2024-02", "--format", "csv"]
            .iter()
            .chain(words)
            .copied()
            .collect();
        let text = stdout(&run(folder.path(), &all));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let value =
            reader.headers().expect("a header").iter().position(|name| name == "value").expect("values");
        let found: Vec<String> =
            reader.records().map(|record| record.expect("a record")[value].to_owned()).collect();
        assert_eq!(found, expected, "{words:?}");
    }
}

#[test]
fn data_that_ends_before_the_judged_period_is_told() {
    let folder = project();
    let late = run(folder.path(), &["check", "--as-of", "2025-01-10"]);
    assert_eq!(exit(&late), 1);
    assert!(stderr(&late).contains("--as-of latest"), "{}", stderr(&late));
    // The newest call is of the 6th of February, so that January is the last complete month.
    let latest = run(folder.path(), &["check", "--as-of", "latest", "--format", "jsonl"]);
    assert_eq!(exit(&latest), 0, "{}", stderr(&latest));
    assert!(stdout(&latest).contains("2024-01"), "{}", stdout(&latest));
}
