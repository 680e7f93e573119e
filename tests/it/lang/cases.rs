//! Data-driven cases: texts with their trees, and wrong texts with what is underlined and said.

use super::trees;
use jauge::diag::{FileId, Problem, TextMap};
use jauge::lang;
use std::fs;
use std::path::Path;

const MAP: TextMap = TextMap::Shifted(FileId(0), 0);

#[test]
fn expressions_give_their_trees() {
    check_trees("expressions.txt", |text| Ok(trees::tree(&lang::expression(text, &MAP)?)));
}

#[test]
fn zones_give_their_tests() {
    check_trees("zones.txt", |text| Ok(trees::zone(&lang::zone(text, &MAP)?)));
}

#[test]
fn periods_are_read() {
    check_trees("periods.txt", |text| {
        let items = lang::periods(text, &MAP)?;
        let item = |(item, span): &(lang::ast::PeriodItem, jauge::diag::Span)| {
            format!("{item:?} {:?}", text.get(span.start..span.end).unwrap())
        };
        Ok(items.iter().map(item).collect::<Vec<_>>().join("; "))
    });
}

#[test]
fn names_stand_before_an_equal_sign() {
    check_trees("named.txt", |text| {
        let (name, expr) = lang::named_expression(text, &MAP)?;
        let name = name.map(|name| format!("{} @{}..{} ", name.value, name.span.start, name.span.end));
        Ok(format!("{}{}", name.unwrap_or_default(), trees::tree(&expr)))
    });
}

#[test]
fn wrong_expressions_are_underlined_and_explained() {
    check_problems("wrong-expressions.txt", |text| lang::expression(text, &MAP).map(drop));
}

#[test]
fn wrong_zones_are_underlined_and_explained() {
    check_problems("wrong-zones.txt", |text| lang::zone(text, &MAP).map(drop));
}

#[test]
fn wrong_periods_are_underlined_and_explained() {
    check_problems("wrong-periods.txt", |text| lang::periods(text, &MAP).map(drop));
}

/// Pairs of lines: a text (`⏎` is a line break), and `=> ` with what it is read as.
fn check_trees(file: &str, read: impl Fn(&str) -> Result<String, Problem>) {
    let cases = lines(file);
    assert!(!cases.is_empty() && cases.len().is_multiple_of(2), "{file}: lines come in pairs");
    for case in cases.chunks_exact(2) {
        let text = case[0].replace('⏎', "\n");
        let expected =
            case[1].strip_prefix("=> ").unwrap_or_else(|| panic!("{file}: {} is no result", case[1]));
        let found = read(&text).unwrap_or_else(|problem| panic!("{file}: {text}\n{problem:?}"));
        assert_eq!(found, expected, "{file}: {text}");
    }
}

/// Pairs of lines: a text, and below it `^` under the characters underlined (`|` for a place between two),
/// the code, and what the help contains.
fn check_problems(file: &str, read: impl Fn(&str) -> Result<(), Problem>) {
    let cases = lines(file);
    assert!(!cases.is_empty() && cases.len().is_multiple_of(2), "{file}: lines come in pairs");
    let mut wrong = Vec::new();
    for case in cases.chunks_exact(2) {
        let (text, expected) = (&case[0], &case[1]);
        let problem = read(text).expect_err(text);
        let help = problem.help.as_deref().unwrap_or_else(|| panic!("{file}: {text}\nhas no help"));
        let found = format!("{} {}: {help}", underline(text, &problem), problem.code.as_str());
        if !agrees(&found, expected) {
            wrong.push(format!("{text}\n{found}\n{expected} was expected\n"));
        }
        assert_style(&problem);
    }
    assert!(wrong.is_empty(), "{file}\n{}", wrong.join("\n"));
}

/// Whether place and code are as expected, and the help contains the words expected.
fn agrees(found: &str, expected: &str) -> bool {
    let (Some((place, help)), Some((expected_place, words))) =
        (found.split_once(": "), expected.split_once(": "))
    else {
        return false;
    };
    place == expected_place && help.contains(words)
}

fn underline(text: &str, problem: &Problem) -> String {
    let span = problem.span.unwrap();
    let before = text.get(..span.start).expect("the place begins at a character").chars().count();
    let marked = text.get(span.start..span.end).expect("the place is in the text").chars().count();
    format!("{}{}", " ".repeat(before), if marked == 0 { "|".into() } else { "^".repeat(marked) })
}

fn assert_style(problem: &Problem) {
    let message = &problem.message;
    assert!(!message.ends_with('.') || message.ends_with("`."), "{message}");
    let first = message.chars().next().unwrap();
    assert!(!first.is_uppercase(), "{message}");
    let lower = format!("{message} {}", problem.help.as_deref().unwrap_or_default());
    for rule in ["kw_", "EOI", "Rule", "clause_word", "test_compare"] {
        assert!(!lower.contains(rule), "{lower}");
    }
}

/// The lines of a file of cases without empty ones and comments (`// …`).
fn lines(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lang").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let kept = |line: &&str| !line.trim().is_empty() && !line.starts_with("//");
    text.lines().filter(kept).map(String::from).collect()
}
