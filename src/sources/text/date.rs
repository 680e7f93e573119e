//! Dates and instants in the ISO forms.

use super::duration::micros;
use chrono::{Datelike, NaiveDate};

/// An instant as written: local microseconds since 1970, and the offset in seconds where one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Microseconds since 1970 on the clock that was read.
    pub local: i64,
    /// Seconds that clock is ahead of UTC, if stated.
    pub offset: Option<i32>,
}

const DAY: i64 = 86_400_000_000;

/// Days since 1970 of a date.
pub(super) fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - 719_163
}

/// Days since 1970 of `2024-01-31`.
pub fn iso_date(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let number = |range| digits(bytes.get(range)?);
    let year = i32::try_from(number(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?).map(days)
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum: u32, byte| {
        byte.is_ascii_digit().then(|| sum.checked_mul(10)?.checked_add(u32::from(byte - b'0')))?
    })
}

/// `2024-01-31 08:00`, with `T` or blanks, optional seconds, fraction and offset. A date alone is its start.
pub fn iso_instant(text: &str) -> Option<Written> {
    let day = i64::from(iso_date(text.get(..10)?)?) * DAY;
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some(Written { local: day, offset: None });
    }
    let (time, offset) = split_offset(rest.strip_prefix(['T', 't', ' '])?.trim_start())?;
    Some(Written { local: day + time_of_day(time)?, offset })
}

fn split_offset(text: &str) -> Option<(&str, Option<i32>)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time.trim_end(), Some(0)));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, None)) };
    let (time, offset) = text.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let value = offset.get(1..)?;
    let (hours, minutes) = match value.len() {
        2 => (value, "00"),
        4 => value.split_at_checked(2)?,
        _ => value.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2)?,
    };
    let (hours, minutes) = (below(hours, 24)?, below(minutes, 60)?);
    Some((time.trim_end(), Some(sign * (hours * 3600 + minutes * 60) as i32)))
}

fn time_of_day(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let (seconds, fraction) = match parts.next() {
        Some(seconds) => seconds.split_once('.').unwrap_or((seconds, "0")),
        None => ("00", "0"),
    };
    if parts.next().is_some() || [hours, minutes, seconds].iter().any(|part| part.len() != 2) {
        return None;
    }
    let seconds = below(hours, 24)? * 3600 + below(minutes, 60)? * 60 + below(seconds, 60)?;
    Some(i64::from(seconds) * 1_000_000 + micros(fraction)?)
}

fn below(text: &str, limit: u32) -> Option<u32> {
    digits(text.as_bytes()).filter(|value| *value < limit)
}
