//! The files of `tests/cases/spec`: mistakes between `«` and `»`, and below each text one line `>>> code: help` per mistake.

use super::{read, underlined};
use std::fs;
use std::path::Path;

struct Case {
    title: String,
    text: String,
    marks: Vec<(usize, usize)>,
    expected: Vec<(String, String)>,
}

#[test]
fn every_mistake_is_underlined_exactly_with_its_remedy() {
    let cases = all_cases();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    let failures: Vec<String> = cases.iter().filter_map(|case| failure(case).err()).collect();
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn windows_line_ends_change_no_place() {
    let cases: Vec<Case> = all_cases().iter().map(with_carriage_returns).collect();
    let failures: Vec<String> = cases.iter().filter_map(|case| failure(case).err()).collect();
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), cases.len(), failures.join("\n"));
}

fn all_cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/spec");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.map(|file| fs::read_to_string(file).unwrap());
    texts.flat_map(|text| text.split("=== ").skip(1).map(case).collect::<Vec<_>>()).collect()
}

fn case(text: &str) -> Case {
    let (title, body) = text.split_once('\n').unwrap();
    let (body, expected) = body.split_once(">>> ").unwrap_or_else(|| panic!("no expectation in {title}"));
    let body = body.replace("<TAB>", "\t");
    let expected = expected.split(">>> ").map(|line| line.trim().split_once(": ").unwrap());
    let mut marks = Vec::new();
    let mut clean = String::new();
    for part in body.split_inclusive(['«', '»']) {
        clean.push_str(part.trim_end_matches(['«', '»']));
        match part.chars().next_back() {
            Some('«') => marks.push((clean.len(), 0)),
            Some('»') => marks.last_mut().unwrap().1 = clean.len(),
            _ => {}
        }
    }
    let expected = expected.map(|(code, help)| (format!("jauge::{code}"), help.to_string())).collect();
    Case { title: title.to_string(), text: clean, marks, expected }
}

fn with_carriage_returns(case: &Case) -> Case {
    let moved = |at: usize| at + case.text[..at].matches('\n').count();
    Case {
        title: format!("{} (CRLF)", case.title),
        text: case.text.replace('\n', "\r\n"),
        marks: case.marks.iter().map(|(start, end)| (moved(*start), moved(*end))).collect(),
        expected: case.expected.clone(),
    }
}

fn failure(case: &Case) -> Result<(), String> {
    let (_, problems) = read(&case.text);
    let found: Vec<_> = problems.sorted().into_iter().cloned().collect();
    let places: Vec<_> =
        found.iter().map(|problem| problem.span.map_or((0, 0), |span| (span.start, span.end))).collect();
    let right = found.len() == case.expected.len()
        && places == case.marks
        && found.iter().zip(&case.expected).all(|(problem, (code, help))| {
            problem.code.as_str() == code && problem.help.as_deref().unwrap_or("none") == help
        });
    let shown = |problem| format!("  `{}` {:?}", underlined(&case.text, problem), problem);
    let report = || {
        format!(
            "--- {}\n{}\n{}",
            case.title,
            case.text,
            found.iter().map(shown).collect::<Vec<_>>().join("\n")
        )
    };
    if right { Ok(()) } else { Err(report()) }
}
