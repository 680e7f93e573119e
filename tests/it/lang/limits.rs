//! Texts nested without end: refused at the word that goes too far, quickly, on a small stack.

use jauge::diag::{Code, FileId, Problem, TextMap};
use jauge::lang;
use std::thread;
use std::time::{Duration, Instant};

const MAP: TextMap = TextMap::Shifted(FileId(0), 0);
const MANY: usize = 100_000;

/// Runs on the 2 MB that a thread has by default.
fn on_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap()
}

fn refused(text: String) -> Problem {
    let begun = Instant::now();
    let problem = on_small_stack(move || lang::expression(&text, &MAP).expect_err("too deep"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    problem
}

#[test]
fn endless_nesting_is_refused() {
    let cases = [
        ("(".repeat(MANY) + "a" + &")".repeat(MANY), 64, 65),
        ("(".repeat(MANY), 64, 65),
        ("not ".repeat(MANY) + "a", 4 * 64, 4 * 64 + 3),
        ("- ".repeat(MANY) + "a", 2 * 64, 2 * 64 + 1),
        ("f(".repeat(MANY), 2 * 64 + 1, 2 * 64 + 2),
        ("case when ".repeat(MANY), 10 * 64, 10 * 64 + 4),
        ("-(".repeat(MANY), 64, 65),
        ("a in (".repeat(MANY), 6 * 64 + 5, 6 * 64 + 6),
    ];
    for (text, start, end) in cases {
        let head: String = text.chars().take(12).collect();
        let problem = refused(text);
        assert_eq!(problem.code, Code::TooDeep, "{head}");
        let span = problem.span.unwrap();
        assert_eq!((span.start, span.end), (start, end), "{head}");
    }
}

#[test]
fn endless_rows_of_operators_are_refused() {
    for operator in ["+", "-", "*", " or ", " and "] {
        let text = vec!["a"; MANY].join(operator);
        let problem = refused(text);
        assert_eq!(problem.code, Code::TooDeep, "{operator}");
        // The 500th operator stands on the 500 values and 499 operators before it.
        let start = 500 + 499 * operator.len() + (operator.len() - operator.trim_start().len());
        assert_eq!(problem.span.unwrap().start, start, "{operator}");
    }
}

#[test]
fn rows_inside_brackets_count_together() {
    // Ten rows of 59 operators inside each other: 10 * 60 levels.
    let row = vec!["a"; 60].join("+");
    let text = (0..10).fold(row.clone(), |inner, _| format!("({inner})+{row}"));
    assert_eq!(refused(text).code, Code::TooDeep);
}

#[test]
fn deep_trees_can_be_printed_compared_and_dropped() {
    let nested = "(".repeat(64) + "a + 1" + &") * 2".repeat(64);
    let row = vec!["a"; 500].join(" + ");
    let signs = "not ".repeat(64) + "a";
    let calls = "f(x where ".repeat(64) + "a" + &")".repeat(64);
    let cases = "case when a then ".repeat(64) + "a" + &" end".repeat(64);
    for text in [nested, row, signs, calls, cases] {
        let same = on_small_stack(move || {
            let expr = lang::expression(&text, &MAP).unwrap();
            lang::expression(&expr.to_string(), &MAP).unwrap() == expr.clone()
        });
        assert!(same);
    }
}

#[test]
fn wide_texts_are_fine() {
    let list = vec!["1"; 2_000].join(", ");
    assert!(lang::expression(&format!("a in ({list})"), &MAP).is_ok());
    let arms = "when a then b ".repeat(1_000);
    assert!(lang::expression(&format!("case {arms} end"), &MAP).is_ok());
    assert!(lang::expression(&vec!["a"; 1_000].join("."), &MAP).is_ok());
}

#[test]
fn zones_have_the_same_limits() {
    let problem = on_small_stack(|| lang::zone(&format!(">= {}", "(".repeat(MANY)), &MAP).unwrap_err());
    assert_eq!(problem.code, Code::TooDeep);
    let many = |count| vec!["> 1"; count].join(" and ");
    assert!(lang::zone(&many(400), &MAP).is_ok());
    assert_eq!(lang::zone(&many(2_000), &MAP).unwrap_err().code, Code::TooDeep);
}
