//! YAML to spec: every mistake with its code, its place to the byte and its remedy.

mod cases;
mod load;
mod read;
mod robust;
mod scalars;

use jauge::diag::{Problem, Problems, SourceMap};
use jauge::spec::{Spec, load_text};
use std::path::Path;

/// Reads a text in a folder `base` with one environment variable, `REGION`, set to `north`.
pub fn read(text: &str) -> (Spec, Problems) {
    let environment = |name: &str| (name == "REGION").then(|| "north".to_string());
    load_text("test.yaml", text, Path::new("base"), &environment, &mut SourceMap::default())
}

/// Reads a text that has no mistakes.
pub fn valid(text: &str) -> Spec {
    let (spec, problems) = read(text);
    assert!(problems.is_empty(), "{problems:#?}\nin\n{text}");
    spec
}

/// The bytes that a problem underlines.
pub fn underlined<'a>(text: &'a str, problem: &Problem) -> &'a str {
    problem.span.map_or("(nothing)", |span| &text[span.start..span.end])
}
