//! Mistakes in definitions, seen by an analyst: each is underlined exactly, once, with its remedy.

mod cases;
mod command_line;
mod relevance;
mod scalars;

use jauge::diag::{Problem, Severity, SourceMap, TextMap};
use jauge::model::Query;
use jauge::{Engine, Project};
use std::fs;
use std::path::Path;

/// Where the sources and data of the cases are.
const FOLDER: &str = "tests/cases/model";

/// A text with its mistakes between `«` and `»`, and below it one line `>>> code: help` per mistake.
#[derive(Clone, Debug)]
struct Case {
    title: String,
    text: String,
    expected: Vec<String>,
}

fn all_cases() -> Vec<Case> {
    let files = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|file| file.extension().is_some_and(|extension| extension == "txt"));
    let texts = texts.map(|file| fs::read_to_string(file).unwrap());
    texts.flat_map(|text| text.split("=== ").skip(1).map(case).collect::<Vec<_>>()).collect()
}

fn case(text: &str) -> Case {
    let (title, body) = text.split_once('\n').unwrap();
    let mut parts = body.split(">>> ");
    let text = parts.next().unwrap().to_owned();
    Case { title: title.to_owned(), text, expected: parts.map(|line| line.trim().to_owned()).collect() }
}

/// The text without its marks, and the bytes that they stand around.
fn unmarked(text: &str) -> (String, Vec<(usize, usize)>) {
    let (mut clean, mut marks) = (String::new(), Vec::new());
    for part in text.split_inclusive(['«', '»']) {
        clean.push_str(part.trim_end_matches(['«', '»']));
        match part.chars().next_back() {
            Some('«') => marks.push((clean.len(), 0)),
            Some('»') => marks.last_mut().unwrap().1 = clean.len(),
            _ => {}
        }
    }
    (clean, marks)
}

/// The blocks of `preamble.yaml` whose keys the text does not have itself.
fn preamble(text: &str) -> String {
    let all = fs::read_to_string(Path::new(FOLDER).join("preamble.yaml")).unwrap();
    let mut blocks: Vec<String> = Vec::new();
    for line in all.split_inclusive('\n') {
        match blocks.last_mut() {
            Some(block) if line.starts_with(' ') => block.push_str(line),
            _ => blocks.push(line.to_owned()),
        }
    }
    let key = |block: &str| block.split(':').next().unwrap_or_default().to_owned();
    let own: Vec<String> = text.lines().filter(|line| !line.starts_with(' ')).map(key).collect();
    blocks.retain(|block| !own.contains(&key(block)));
    blocks.concat()
}

/// A project with the preamble's sources, and how many bytes stand before its own text.
fn project(text: &str) -> (Project, usize) {
    let preamble = preamble(text);
    let whole = format!("{preamble}{text}");
    let mut texts = SourceMap::default();
    let base = Path::new(FOLDER).join("data");
    let (spec, problems) = jauge::spec::load_text("case.yaml", &whole, &base, &|_| None, &mut texts);
    (Project { spec, texts, problems }, preamble.len())
}

fn problems(project: &mut Project, query: &Query) -> Vec<Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = runtime.block_on(Engine::default().validate(project, query));
    found.sorted().into_iter().cloned().collect()
}

/// The value of an option as a text of its own.
fn option(project: &mut Project, name: &str, value: &str) -> TextMap {
    TextMap::whole(project.texts.add(name, value))
}

/// The text that a problem underlines.
fn underlined(project: &Project, problem: &Problem) -> String {
    let span = problem.span.unwrap();
    project.texts.get(span.file).unwrap().text[span.start..span.end].to_owned()
}

fn is_error(problem: &Problem) -> bool {
    problem.severity == Severity::Error
}
