//! The last line: how many values met their targets.

use crate::targets::{Assessment, Status};

/// `3 KPIs, 36 values: 30 pass, 4 warn, 2 fail`.
pub(super) fn summary(assessment: &Assessment) -> String {
    let mut text =
        format!("{}, {}", counted(assessment.kpis.len(), "KPI"), counted(assessment.results.len(), "value"));
    let count = |status| assessment.results.iter().filter(|result| result.status == status).count();
    let statuses = Status::ALL.into_iter().map(|status| (count(Some(status)), word(status)));
    let open = (count(None), "without a verdict".to_string());
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

/// The status as people read it: `no data`.
pub(super) fn word(status: Status) -> String {
    status.as_str().replace('_', " ")
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
