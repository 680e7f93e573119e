//! No text makes reading panic, take long or fill the memory.

use super::read;
use proptest::prelude::*;
use std::fmt::Write;
use std::time::{Duration, Instant};

fn codes(text: &str) -> Vec<&'static str> {
    let start = Instant::now();
    let (_, problems) = read(text);
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    problems.iter().map(|problem| problem.code.as_str()).collect()
}

#[test]
fn aliases_of_aliases_are_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let alias = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", vec![alias; 10].join(", ")).unwrap();
    }
    assert_eq!(codes(&text), ["jauge::yaml_limit"]);
}

#[test]
fn deep_nesting_is_refused() {
    for open in ["[", "{a: ", "- ", "? "] {
        assert_eq!(codes(&format!("kpis: {}", open.repeat(100_000))).len(), 1, "{open}");
    }
    let levels: String = (0..3_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert_eq!(codes(&levels), ["jauge::yaml_limit"]);
    let mut chain = String::from("a0: &a0 [x]\n");
    (1..10_000).for_each(|level| writeln!(chain, "a{level}: &a{level} [*a{}]", level - 1).unwrap());
    assert_eq!(codes(&chain), ["jauge::yaml_limit"]);
}

#[test]
fn ten_megabytes_are_read() {
    let mut text = String::from("kpis:\n");
    for number in 0..2_000 {
        writeln!(text, "  kpi_{number}:\n    expr: 1\n    title: Number {number} of many\n    tags:")
            .unwrap();
        (0..400).for_each(|tag| writeln!(text, "      - tag {tag}").unwrap());
    }
    assert!(text.len() > 10_000_000);
    let (spec, problems) = read(&text);
    assert!(problems.is_empty());
    assert_eq!(spec.kpis.len(), 2_000);
}

fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "kpis:",
        "sources:",
        "  a:",
        "    expr: ",
        "target: ",
        "by: ",
        "path: ",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        "\r\n",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ": ",
        ":",
        "- ",
        "? ",
        "*a",
        "&a ",
        "<<: *a",
        "!x ",
        "!!str ",
        ">",
        "|",
        "|2\n",
        ">-\n",
        "'",
        "\"",
        "`",
        "\\",
        "\\x",
        "#",
        " # ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "${",
        "${A}",
        "é",
        "😀",
        "\u{feff}",
        "\0",
        "count(t)",
        "months_between(a",
        "b)",
        "5m",
        "2024-02-30",
        "null",
        "~",
        "404",
        "{ pass: \">= 1\" }",
    ]);
    prop_oneof![9 => fixed.prop_map(str::to_string), 1 => any::<char>().prop_map(String::from)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_it_panic(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        let (_, problems) = read(&text);
        for problem in problems.iter() {
            if let Some(span) = problem.span {
                prop_assert!(text.get(span.start..span.end).is_some(), "{:?} in {:?}", problem, text);
            }
        }
    }

    #[test]
    fn no_broken_definition_makes_it_panic(at in 0usize..900, len in 0usize..6, piece in piece()) {
        let text = include_str!("valid.yaml");
        let start = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let end = (0..=(start + len).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0).max(start);
        let text = format!("{}{piece}{}", &text[..start], &text[end..]);
        let (_, problems) = read(&text);
        for problem in problems.iter() {
            prop_assert!(problem.span.is_none_or(|span| text.get(span.start..span.end).is_some()));
        }
    }
}
