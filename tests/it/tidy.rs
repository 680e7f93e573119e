//! The rules that keep the source readable: rooms in order, outside crates at home, short files, no panics, a case per
//! problem.

mod source;

use source::{Source, files, is_name};
use std::path::{Path, PathBuf};

/// The rooms, in the order that data flows: each uses those before it.
const ROOMS: &[&str] = &[
    "diag",
    "calendar",
    "lang",
    "functions",
    "spec",
    "sources",
    "model",
    "plan",
    "engine",
    "targets",
    "verify",
    "report",
    "init",
    "project",
    "cli",
];

/// Outside crates and the only rooms that name them. `lib` is the crate's face.
const HOMES: &[(&str, &[&str])] = &[
    ("pest", &["lang"]),
    ("pest_derive", &["lang"]),
    ("serde_saphyr", &["spec"]),
    ("serde_json", &["diag", "sources", "report"]),
    ("miette", &["diag", "cli"]),
    ("strsim", &["diag"]),
    ("iso_currency", &["spec", "sources", "model", "report"]),
    ("chrono", &["calendar", "lang", "functions", "spec", "sources", "model", "report"]),
    ("chrono_tz", &["calendar", "spec", "sources", "model"]),
    ("datafusion", &["functions", "sources", "engine", "report", "project"]),
    ("object_store", &["sources", "engine"]),
    ("tokio", &["sources", "engine", "cli"]),
    ("async_trait", &["sources", "engine"]),
    ("futures", &["sources", "engine"]),
    ("globset", &["sources", "model", "cli"]),
    ("csv", &["sources", "report"]),
    ("flate2", &["sources"]),
    ("bzip2", &["sources"]),
    ("zstd", &["sources"]),
    ("comfy_table", &["report"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
];

const PANICS: &[&str] = &[".unwrap()", ".expect(", "panic!", "todo!", "unimplemented!", "dbg!"];
const PRINTS: &[&str] = &["println!", "print!", "eprintln!", "eprint!", "process::exit"];
const LONGEST: usize = 300;

#[test]
fn imports_run_downward() {
    report(sources().iter().flat_map(upward).collect());
}

#[test]
fn outside_crates_stay_at_home() {
    report(sources().iter().flat_map(strangers).collect());
}

#[test]
fn files_are_short() {
    report(sources().iter().flat_map(long).collect());
}

#[test]
fn nothing_panics_and_only_the_command_line_prints() {
    report(sources().iter().flat_map(loud).collect());
}

#[test]
fn every_problem_has_a_case() {
    let cases: Vec<String> =
        files(&root().join("tests")).iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    report(without_case(&read(&root().join("src/diag/codes.rs")), &cases));
}

#[test]
fn rules_find_what_they_forbid() {
    type Rule = fn(&Source) -> Vec<String>;
    let wrong: &[(Rule, &str, &str)] = &[
        (upward, "lang/print.rs", "use crate::spec::Kpi;"),
        (upward, "lang/print.rs", "use crate::{diag::Span, spec::Kpi};"),
        (upward, "lang/print.rs", "fn f() -> crate::engine::Run {}"),
        (upward, "rogue/mod.rs", "fn f() {}"),
        (strangers, "model/names.rs", "use datafusion::prelude::*;"),
        (strangers, "model/names.rs", "fn f(x: pest::Span<'_>) {}"),
        (strangers, "model/names.rs", "use ::csv::Reader;"),
        (long, "model/names.rs", &"\n".repeat(LONGEST + 1)),
        (loud, "model/names.rs", "let x = y.unwrap();"),
        (loud, "cli/run.rs", "let x = y.expect(\"\");"),
        (loud, "report/json.rs", "println!(\"\")"),
    ];
    for (rule, path, text) in wrong {
        assert!(!rule(&Source::new(*path, text)).is_empty(), "{path}: {text}");
    }
    let right: &[(Rule, &str, &str)] = &[
        (upward, "spec/kpi.rs", "use crate::{diag::{Span, Code}, lang::ast::Expr}; // crate::model"),
        (upward, "lib.rs", "use crate::cli::main;"),
        (
            strangers,
            "model/names.rs",
            "let a = \"pest::Span\"; let b = r#\"datafusion::\"#; own_csv::x(); self::csv::y();",
        ),
        (strangers, "lang/parse.rs", "use pest::Parser;"),
        (long, "model/names.rs", &"\n".repeat(LONGEST)),
        (
            loud,
            "model/names.rs",
            "#[expect(dead_code)] fn f<'a>(c: &'a str) { c == '\"'; x.unwrap_or(1) } // panic!",
        ),
        (loud, "cli/run.rs", "println!(\"\")"),
    ];
    for (rule, path, text) in right {
        assert_eq!(rule(&Source::new(*path, text)), Vec::<String>::new(), "{path}: {text}");
    }
    let codes = "    First = \"first\",\n    Second = \"second\",\n";
    assert_eq!(without_case(codes, &["Code::First".into()]).len(), 1);
    assert_eq!(without_case(codes, &["jauge::first, jauge::second_one".into()]).len(), 1);
    assert!(without_case(codes, &["[\"first\", \"second\"]".into()]).is_empty());
}

/// Names of rooms below the file's own, and rooms that nobody put in order.
fn upward(source: &Source) -> Vec<String> {
    if matches!(source.room(), "lib" | "main") {
        return Vec::new();
    }
    let Some(own) = place(source.room()) else {
        return vec![format!("{}: a room that ROOMS does not name", source.path)];
    };
    let below =
        imported(&source.code).into_iter().filter(|name| place(name).is_some_and(|other| other > own));
    below.map(|name| format!("{}: names `{name}`, a room below its own", source.path)).collect()
}

fn place(room: &str) -> Option<usize> {
    ROOMS.iter().position(|name| *name == room)
}

/// The first names after `crate::`, those in braces too.
fn imported(code: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        let rest = &code[at + start.len()..];
        let mut depth = 0;
        for part in rest.split_inclusive(['{', ',', '}']) {
            if depth < 2 {
                names.push(part.trim().split(|letter| !is_name(letter)).next().unwrap_or_default());
            }
            depth = match part.chars().last() {
                Some('{') if part.trim_start() == "{" || depth > 0 => depth + 1,
                Some('}') => depth - 1,
                _ => depth,
            };
            if depth <= 0 {
                break;
            }
        }
    }
    names
}

/// Outside crates named in a room that is not their home.
fn strangers(source: &Source) -> Vec<String> {
    let away = HOMES.iter().filter(|(_, homes)| !homes.contains(&source.room()));
    let named = away.flat_map(|(name, _)| {
        let lines = source.lines_with(&format!("{name}::"));
        lines.into_iter().map(move |line| format!("{}:{line}: `{name}` has another home", source.path))
    });
    named.collect()
}

fn long(source: &Source) -> Vec<String> {
    let lines = source.code.lines().count();
    let message = format!("{}: {lines} lines are more than {LONGEST}", source.path);
    (lines > LONGEST).then_some(message).into_iter().collect()
}

fn loud(source: &Source) -> Vec<String> {
    let may_print = matches!(source.room(), "cli" | "main");
    let prints = PRINTS.iter().filter(|_| !may_print);
    let words = PANICS.iter().chain(prints);
    let found = words.flat_map(|word| source.lines_with(word).into_iter().map(move |line| (line, word)));
    found.map(|(line, word)| format!("{}:{line}: `{word}`", source.path)).collect()
}

/// Codes (`Name = "name",`) that no text of a case shows as `jauge::name`, `"name"` or `Code::Name`.
fn without_case(codes: &str, cases: &[String]) -> Vec<String> {
    let pairs = codes.lines().filter_map(|line| line.trim().strip_suffix("\",")?.split_once(" = \""));
    // A fault of jauge itself: what could show it would be mended instead.
    let shown = pairs.filter(|(variant, _)| *variant != "EngineFailure");
    let missing = shown.filter(|(variant, name)| {
        let shown = [
            format!("jauge::{name}"),
            format!("\"{name}\""),
            format!("Code::{variant}"),
            format!(">>> {name}"),
        ];
        !cases.iter().any(|case| shown.iter().any(|word| contains_word(case, word)))
    });
    missing.map(|(_, name)| format!("no case below tests/ shows `{name}`")).collect()
}

fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[at + word.len()..].starts_with(is_name))
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let paths = files(&folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    paths.map(|path| Source::new(below(&folder, &path), &read(&path))).collect()
}

fn below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string().replace('\\', "/")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn report(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
