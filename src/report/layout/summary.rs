//! The last line: how many values met their targets.

use super::words::{status_word, words};
use crate::targets::{Assessment, Status};

/// `3 KPIs, 36 values: 30 pass, 4 warn, 2 fail`.
pub(super) fn summary(assessment: &Assessment) -> String {
    let words = words(assessment.locale);
    let mut text = format!(
        "{}, {}",
        counted(assessment.kpis.len(), words.kpi, words.kpis),
        counted(assessment.results.len(), words.value, words.values)
    );
    let count = |status| assessment.results.iter().filter(|result| result.status == status).count();
    let statuses =
        Status::ALL.into_iter().map(|status| (count(Some(status)), status_word(status, assessment.locale)));
    let open = (count(None), words.without_verdict.to_string());
    let parts: Vec<_> = statuses
        .chain([open])
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if assessment.judged && !parts.is_empty() {
        text += &format!(": {}", parts.join(", "));
    }
    text
}

/// A count with what one or several are called.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
