//! One problem as one line of JSON (`--error-format json`).

use super::{Problem, SourceMap};
use serde_json::json;

/// The problem as a JSON object: bytes from 0, line and column from 1.
pub fn json_line(problem: &Problem, sources: &SourceMap) -> String {
    let place = problem.span.and_then(|span| sources.get(span.file).map(|file| (span, file)));
    let (line, column) = match place {
        Some((span, _)) => {
            let (line, column) = sources.line_column(span.file, span.start);
            (Some(line), Some(column))
        }
        None => (None, None),
    };
    json!({
        "code": problem.code.as_str(),
        "severity": problem.severity.as_str(),
        "message": problem.message,
        "help": problem.help,
        "file": place.map(|(_, file)| file.name.clone()),
        "start": place.map(|(span, _)| span.start),
        "end": place.map(|(span, _)| span.end),
        "line": line,
        "column": column,
    })
    .to_string()
}
