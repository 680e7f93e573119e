//! Dates and instants: `@2024-01-31`, `@2024-01-31T08:00-05:00`, and why one cannot be.

use super::Rule;
use super::input::Input;
use crate::diag::{Code, Problem};
use crate::lang::ast::{Bound, Literal};
use chrono::{Days, Months, NaiveDate, NaiveTime};
use pest::iterators::Pair;

/// Why a date or time is none, and the remedy.
pub(super) type Reason = (String, String);

/// The constant `@…`.
pub(super) fn date(input: &Input, pair: Pair<Rule>) -> Result<Literal, Problem> {
    let span = input.place(&pair);
    let moment = pair.into_inner().next().ok_or_else(|| input.unreadable())?;
    match bound(moment) {
        Ok(Bound::Date(date)) => Ok(Literal::Date(date)),
        Ok(Bound::Instant(at, offset)) => Ok(Literal::Instant(at, offset)),
        Err((message, help)) => Err(Problem::error(Code::InvalidLiteral, span, message).help(help)),
    }
}

/// The date or instant of a `moment`.
pub(super) fn bound(moment: Pair<Rule>) -> Result<Bound, Reason> {
    let mut parts = moment.into_inner().map(|part| part.as_str());
    let date = day(parts.next().unwrap_or_default())?;
    let Some(clock) = parts.next() else { return Ok(Bound::Date(date)) };
    let at = date.and_time(time(clock, date)?);
    Ok(Bound::Instant(at, parts.next().map(offset).transpose()?))
}

/// The date `2024-01-31`.
pub(super) fn day(text: &str) -> Result<NaiveDate, Reason> {
    let (year, month, day) = (number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    let year = i32::try_from(year).unwrap_or_default();
    if let Some(date) = NaiveDate::from_ymd_opt(year, month, day) {
        return Ok(date);
    }
    let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else {
        let swapped = NaiveDate::from_ymd_opt(year, day, month).map(|date| format!(", such as `@{date}`"));
        let help = format!("a date is year, month and day{}", swapped.unwrap_or_default());
        return Err((format!("there is no month {month:02}"), help));
    };
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first);
    let message = format!("there is no day {day:02} in {}", first.format("%B %Y"));
    Err((message, format!("that month's last day is `{last}`")))
}

fn time(text: &str, date: NaiveDate) -> Result<NaiveTime, Reason> {
    let (hour, minute, second) = (number(text, 0, 2), number(text, 3, 5), number(text, 6, 8));
    let fraction = text.get(9..).unwrap_or("");
    if fraction.len() > 9 {
        return Err((
            "a second has at most 9 digits after the point".into(),
            "leave out the last ones".into(),
        ));
    }
    let nanos = format!("{fraction:0<9}").parse().unwrap_or_default();
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanos).ok_or_else(|| {
        let next = date.checked_add_days(Days::new(1)).filter(|_| (hour, minute, second) == (24, 0, 0));
        let next = next.map(|next| format!("; the end of that day is `@{next}T00:00`")).unwrap_or_default();
        (format!("there is no time `{text}`"), format!("times run from 00:00 to 23:59:59{next}"))
    })
}

/// Seconds east of Greenwich of `Z` or `-05:00`.
fn offset(text: &str) -> Result<i32, Reason> {
    let (hours, minutes) = (number(text, 1, 3), number(text, 4, 6));
    if hours > 18 || minutes > 59 {
        let help = "offsets run from -18:00 to +18:00; `Z` is none".to_string();
        return Err((format!("there is no offset `{text}`"), help));
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).unwrap_or_default();
    Ok(if text.starts_with('-') { -seconds } else { seconds })
}

/// The digits in a range of bytes; 0 where there are none.
pub(super) fn number(text: &str, from: usize, to: usize) -> u32 {
    text.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}
