//! Files and folders.

use jauge::diag::{Problems, SourceMap};
use jauge::spec::{EntryKind, Origin, Spec, load};
use std::fs;
use std::path::{Path, PathBuf};

const NO_ENVIRONMENT: &dyn Fn(&str) -> Option<String> = &|_| None;

fn load_all(paths: &[PathBuf]) -> (Spec, Problems, SourceMap) {
    let mut texts = SourceMap::default();
    let (spec, problems) = load(paths, NO_ENVIRONMENT, &mut texts);
    (spec, problems, texts)
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn codes(problems: &Problems) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.code.as_str()).collect()
}

#[test]
fn a_folder_is_read_by_name_without_hidden_files_and_folders() {
    let folder = folder(&[
        ("b.yml", b"kpis: { b: { expr: count(t) } }"),
        ("a.yaml", b"\xef\xbb\xbfkpis: { a: { expr: count(t) } }\r\n"),
        (".hidden.yaml", b"]"),
        ("notes.txt", b"]"),
        ("empty.yaml", b"# nothing yet\n"),
    ]);
    fs::create_dir(folder.path().join("z.yaml")).unwrap();
    let (spec, problems, texts) = load_all(&[folder.path().to_path_buf()]);
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(spec.kpis.keys().collect::<Vec<_>>(), ["a", "b"]);
    let file = texts.get(spec.kpis["a"].name.span.file).unwrap();
    assert_eq!(file.name, folder.path().join("a.yaml").display().to_string());
    let span = spec.kpis["a"].name.span;
    assert_eq!(&file.text[span.start..span.end], "a");
    assert_eq!(spec.entries.len(), 2);
    assert_eq!((spec.entries[0].kind, spec.entries[0].name.as_str()), (EntryKind::Kpi, "a"));
}

#[test]
fn paths_are_relative_to_the_file_that_names_them() {
    let folder = folder(&[("a.yaml", b"sources: { t: { path: data/t.csv } }")]);
    let (spec, _, _) = load_all(&[folder.path().join("a.yaml")]);
    let Origin::Files(files) = &spec.sources["t"].origin else { panic!() };
    assert_eq!(files.base, folder.path());
    assert_eq!(files.paths[0].value, "data/t.csv");
}

#[test]
fn a_name_defined_in_two_files_shows_both_places() {
    let folder = folder(&[
        ("a.yaml", b"kpis: { same: { expr: count(t) } }\nproject: { locale: fr }"),
        ("b.yaml", b"kpis: { same: { expr: count(t) } }\nproject: { locale: en }"),
    ]);
    let (_, problems, texts) = load_all(&[folder.path().to_path_buf()]);
    assert_eq!(codes(&problems), ["jauge::duplicate_name"; 2]);
    for problem in problems.iter() {
        let files = [problem.span.unwrap().file, problem.related[0].0.file];
        let names = files.map(|file| texts.get(file).unwrap().name.clone());
        assert!(names[0].ends_with("b.yaml") && names[1].ends_with("a.yaml"), "{problem:?}");
    }
}

#[test]
fn the_same_file_twice_is_read_once() {
    let folder = folder(&[("a.yaml", b"kpis: { a: { expr: count(t) } }")]);
    let (_, problems, _) = load_all(&[folder.path().to_path_buf(), folder.path().join("a.yaml")]);
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn documents_of_one_file_are_merged() {
    let folder = folder(&[(
        "a.yaml",
        b"---\nkpis: { a: { expr: count(t) } }\n---\nkpis: { b: { expr: count(t) } }\n",
    )]);
    let (spec, problems, _) = load_all(&[folder.path().join("a.yaml")]);
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(spec.kpis.len(), 2);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_read() {
    let folder = folder(&[
        ("a.yaml", b"kpis: { a: { expr: count(t), titel: x } }"),
        ("b.yaml", b"kpis:\n  b: { title: caf\xe9 }"),
        ("c.yaml", b"kpis:\n\tb: 1"),
    ]);
    let empty = tempfile::tempdir().unwrap();
    let paths = [folder.path(), Path::new("no/such/file.yaml"), empty.path()].map(Path::to_path_buf);
    let (spec, problems, texts) = load_all(&paths);
    let expected = [
        "unreadable_definition",
        "unknown_key",
        "unreadable_definition",
        "yaml_syntax",
        "unreadable_definition",
    ];
    assert_eq!(codes(&problems), expected.map(|code| format!("jauge::{code}")));
    assert!(spec.incomplete);
    let latin = problems.iter().nth(2).unwrap();
    let span = latin.span.unwrap();
    assert_eq!(&texts.get(span.file).unwrap().text[span.start..span.end], "\u{fffd}");
    assert_eq!(latin.help.as_deref(), Some("save the file as UTF-8"));
}
