//! The files of `tests/cases/model`.

use super::{Case, all_cases, is_error, preamble, problems, project, underlined, unmarked};
use jauge::diag::Code;
use jauge::model::Query;
use std::fs;

#[test]
fn every_mistake_is_underlined_exactly_once_with_its_remedy() {
    let cases = all_cases();
    assert!(cases.len() > 200, "only {} cases were found", cases.len());
    let failures: Vec<String> = cases.iter().filter_map(|case| failure(case).err()).collect();
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn the_preamble_has_no_mistake() {
    let (mut project, _) = project("kpis:\n  k: { expr: count(tickets) }\n");
    assert_eq!(problems(&mut project, &Query::default()), Vec::new());
    assert!(preamble("kpis:\n").contains("surveys"));
}

#[test]
fn every_kind_of_mistake_is_made_by_some_source() {
    let mut text = String::new();
    read_all("src".as_ref(), &mut text);
    let unused: Vec<_> = Code::ALL.iter().filter(|code| !text.contains(&format!("Code::{code:?}"))).collect();
    assert!(unused.is_empty(), "nothing makes {unused:?}");
}

fn read_all(folder: &std::path::Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read_all(&path, text),
            false => text.push_str(&fs::read_to_string(&path).unwrap_or_default()),
        }
    }
}

/// Compares the problems of a case with what it expects.
pub fn failure(case: &Case) -> Result<(), String> {
    let (clean, marks) = unmarked(&case.text);
    let (mut project, before) = project(&clean);
    let found = problems(&mut project, &Query::default());
    let places: Vec<_> = found
        .iter()
        .map(|problem| {
            problem
                .span
                .map_or((0, 0), |span| (span.start.wrapping_sub(before), span.end.wrapping_sub(before)))
        })
        .collect();
    let lines: Vec<_> = found
        .iter()
        .map(|problem| {
            let code = problem.code.as_str().trim_start_matches("jauge::");
            format!("{code}: {}", problem.help.as_deref().unwrap_or("none"))
        })
        .collect();
    if places == marks && lines == case.expected && found.iter().all(is_error) {
        return Ok(());
    }
    let shown: Vec<_> = found
        .iter()
        .zip(&lines)
        .map(|(problem, line)| {
            format!("  at `{}`: {}\n  >>> {line}", underlined(&project, problem), problem.message)
        })
        .collect();
    Err(format!("--- {}\n{clean}{}", case.title, shown.join("\n")))
}
