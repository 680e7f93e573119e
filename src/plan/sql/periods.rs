//! A run of periods as a literal table.

use super::Printer;
use super::names::quoted;
use crate::calendar::{Civil, EARLIEST, Grain, LATEST, date_of_day};
use crate::plan::AskedPeriods;

/// The columns of a table of periods; the days only matter to rows that are placed by a date.
const COLUMNS: &str = "(number, label, starts, ends, first_day, end_day)";

impl Printer<'_> {
    /// The name of the table of the periods that are asked for.
    pub(super) fn periods(&mut self, asked: &AskedPeriods) -> String {
        let civil = &self.model.civil;
        let days = self.by_days;
        let rows = asked.indexes().map(|index| row(civil, asked, index, days));
        let mut rows: Vec<String> = rows.collect();
        let columns = if days { COLUMNS } else { "(number, label, starts, ends)" };
        if rows.is_empty() {
            rows.push(row(civil, &AskedPeriods { asked: vec![true], ..asked.clone() }, 0, days));
            let body = format!("select * from (values {}) as none_asked where false", rows.join(",\n"));
            return self.script.add_named("periods", columns, "no period is asked for", body);
        }
        let what = match (&asked.windows, asked.periods.grain) {
            (Some(_), _) => "windows, each ending with its period".to_owned(),
            (None, Some(grain)) => format!("each {grain}, its bounds in UTC"),
            (None, None) => "one period over everything".to_owned(),
        };
        self.script.add_named("periods", columns, &what, format!("values\n  {}", rows.join(",\n  ")))
    }
}

fn row(civil: &Civil, asked: &AskedPeriods, index: usize, days: bool) -> String {
    let bounds = asked.bounds(index);
    let start = instant_or_none(bounds.map(|(start, _)| start));
    let end = instant_or_none(bounds.map(|(_, end)| end));
    let label = quoted(&asked.periods.label(civil, index));
    let mut row = format!("{index}, {label}, {start}, {end}");
    if days {
        let day = |instant: Option<i64>| match instant {
            Some(instant) if instant > EARLIEST && instant < LATEST => date(first_day(civil, instant)),
            _ => "cast(null as date)".to_owned(),
        };
        row += &format!(", {}, {}", day(bounds.map(|(start, _)| start)), day(bounds.map(|(_, end)| end)));
    }
    format!("({row})")
}

/// The first day since 1970 that starts at an instant or after it.
pub(super) fn first_day(civil: &Civil, instant: i64) -> i64 {
    civil.number(Grain::Day, instant.saturating_sub(1)).saturating_add(1)
}

/// A date literal of a day since 1970.
pub(super) fn date(day: i64) -> String {
    format!("date '{}'", date_of_day(day))
}

/// An instant as a literal in UTC; bounds that are open are null.
fn instant_or_none(instant: Option<i64>) -> String {
    match instant {
        Some(micros) if micros > EARLIEST && micros < LATEST => instant_literal(micros),
        _ => "cast(null as timestamp)".to_owned(),
    }
}

/// An instant as a literal in UTC.
pub(super) fn instant_literal(micros: i64) -> String {
    let text = Civil::default().format_instant(micros);
    format!("timestamp '{}'", text.trim_end_matches("+00:00").replace('T', " "))
}
