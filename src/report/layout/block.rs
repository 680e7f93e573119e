//! A heading and the rows below it, every cell a harmless text.

use super::words::{status_word, words};
use crate::report::{Screen, safe};
use crate::targets::{Judged, KpiInfo, Outcome, Verdict};

/// Slices that have a column each; more share one.
const MOST_SLICES: usize = 3;

/// One table of a report.
pub(in crate::report) struct Block {
    /// The KPI, where it has a block of its own.
    pub title: Option<String>,
    /// Its targets, one a line.
    pub targets: Vec<String>,
    /// The names of the columns, and whether they hold numbers.
    pub columns: Vec<(String, bool)>,
    /// One per value.
    pub rows: Vec<Row>,
}

/// The row of one value.
pub(in crate::report) struct Row {
    /// One text per column.
    pub cells: Vec<String>,
    /// What the value counts as, for the colour of the last cell.
    pub outcome: Option<Outcome>,
}

impl Block {
    /// The block of KPIs that have one value each.
    pub(super) fn of_singles(screen: &Screen, group: &[(&KpiInfo, Vec<&Judged>)]) -> Block {
        let pairs =
            || group.iter().flat_map(|(info, results)| results.iter().map(move |result| (*info, *result)));
        let judged = pairs().any(|(_, result)| result.status.is_some());
        let words = words(screen.locale);
        let mut columns = named(&[words.kpi, words.period], false);
        columns.push((words.value.into(), true));
        if judged {
            columns.extend(named(&[words.target, words.status], false));
        }
        let rows = pairs().map(|(info, result)| {
            let mut cells = vec![safe(&info.title), period(result), screen.judged(info, result)];
            if judged {
                cells.extend([targets(screen, result).join("; "), status(screen, result)]);
            }
            Row { cells, outcome: worst(result) }
        });
        Block { title: None, targets: Vec::new(), columns, rows: rows.collect() }
    }

    /// The block of a KPI with several periods or slices.
    pub(super) fn of_kpi(screen: &Screen, info: &KpiInfo, results: &[&Judged]) -> Block {
        let judged = results.iter().any(|result| result.status.is_some());
        let words = words(screen.locale);
        let mut columns = named(&[words.period], false);
        columns.extend(slice_names(info, words.slice).into_iter().map(|name| (name, false)));
        columns.extend(named(&[words.value, words.rows], true));
        if judged {
            columns.extend(named(&[words.status], false));
        }
        let mut last = "";
        let rows = results.iter().map(|result| {
            let repeated = std::mem::replace(&mut last, &result.period.label) == result.period.label;
            let mut cells = vec![if repeated { String::new() } else { period(result) }];
            cells.extend(slice_cells(screen, info, result));
            cells.extend([screen.judged(info, result), screen.count(result.rows)]);
            cells.extend(judged.then(|| status(screen, result)));
            Row { cells, outcome: worst(result) }
        });
        let rows = rows.collect();
        let targets =
            results.iter().map(|result| targets(screen, result)).find(|targets| !targets.is_empty());
        Block { title: Some(title(info)), targets: targets.unwrap_or_default(), columns, rows }
    }
}

fn named(names: &[&str], numeric: bool) -> Vec<(String, bool)> {
    names.iter().map(|name| (name.to_string(), numeric)).collect()
}

/// `Calls answered in 90 s (answered_in_time)`.
fn title(info: &KpiInfo) -> String {
    if info.title == info.name {
        safe(&info.name)
    } else {
        format!("{} ({})", safe(&info.title), safe(&info.name))
    }
}

fn period(result: &Judged) -> String {
    let mark = if result.period.complete { "" } else { "*" };
    format!("{}{mark}", safe(&result.period.label))
}

fn slice_names(info: &KpiInfo, joined: &str) -> Vec<String> {
    if info.slices.len() > MOST_SLICES {
        vec![joined.into()]
    } else {
        info.slices.iter().map(|name| safe(name)).collect()
    }
}

fn slice_cells(screen: &Screen, info: &KpiInfo, result: &Judged) -> Vec<String> {
    let cell = |name: &String| {
        let index = info.slices.iter().position(|slice| slice == name);
        let value = index.and_then(|index| result.slice.get(index)).and_then(Option::as_ref);
        value.map_or(words(screen.locale).total.into(), |value| screen.slice(value))
    };
    if info.slices.len() <= MOST_SLICES {
        return info.slices.iter().map(cell).collect();
    }
    let parts: Vec<_> = info.slices.iter().map(|name| format!("{}={}", safe(name), cell(name))).collect();
    vec![parts.join(", ")]
}

/// One text per target, with its name where there are several.
fn targets(screen: &Screen, result: &Judged) -> Vec<String> {
    let named = result.verdicts.len() > 1;
    let worth = words(screen.locale).warn;
    let text = |verdict: &Verdict| {
        let name = if named { format!("{}: ", verdict.name) } else { String::new() };
        let warn = verdict.warn.as_ref().map_or(String::new(), |warn| format!(", {worth} {warn}"));
        safe(&format!("{name}{}{warn}", verdict.pass))
    };
    result.verdicts.iter().map(text).collect()
}

/// A sign and a word; with several targets, the names of those that are not met.
fn status(screen: &Screen, result: &Judged) -> String {
    let (Some(status), Some(outcome)) = (result.status, worst(result)) else { return String::new() };
    let text = format!("{} {}", sign(outcome), status_word(status, screen.locale));
    let missed = result.verdicts.iter().filter(|verdict| verdict.outcome > Outcome::Skip);
    let missed: Vec<_> = missed.map(|verdict| safe(&verdict.name)).collect();
    if result.verdicts.len() > 1 && !missed.is_empty() {
        format!("{text} ({})", missed.join(", "))
    } else {
        text
    }
}

fn worst(result: &Judged) -> Option<Outcome> {
    result.verdicts.iter().map(|verdict| verdict.outcome).max()
}

fn sign(outcome: Outcome) -> char {
    match outcome {
        Outcome::Pass => '✓',
        Outcome::Skip => '-',
        Outcome::Warn => '!',
        Outcome::Fail | Outcome::Error => '✗',
    }
}
