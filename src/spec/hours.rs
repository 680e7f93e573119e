//! Opening hours: `mon-fri: ["09:00-12:30", "13:30-18:00"]`, by days of the week or by dates.

use super::node::{Kind, Node, Scalar};
use super::reader::Reader;
use super::record::{Field, find};
use super::types::Text;
use super::words::{OTHER_WEEKDAYS, SHORT_DAYS, WEEKDAYS};
use crate::calendar::{DAY, HOUR, Hours, MINUTE, SECOND, day_of_date};
use crate::diag::{Code, Problem, Span, nearest};
use chrono::{NaiveDate, Weekday};
use std::collections::BTreeMap;
use std::ops::Range;

const RANGE: &str = "write it like `\"09:00-18:00\"`";
const DAYS: &str = "write days as `mon`, `mon-fri`, or a list `mon, wed`";
const DATE: &str = "write dates as `2024-12-24`";

impl Reader<'_> {
    /// The hours of each day of the week, Monday first.
    pub(super) fn week(&mut self, field: Field, week: &mut [Vec<Hours>; 7]) {
        let Kind::Map(entries) = &field.value.kind else {
            return self.misfit(
                field,
                "days with their hours",
                "write for example `hours: { mon-fri: [\"09:00-18:00\"] }`",
            );
        };
        let mut stated: Vec<(Weekday, Span)> = Vec::new();
        for entry in entries {
            let days = self.days(&entry.key);
            let hours = self.hours_of(&entry.value, entry.key.span);
            if let Some((day, first)) = stated.iter().find(|(day, _)| days.contains(day)) {
                let message = format!("the hours of {} are there twice", full_name(*day));
                let problem = Problem::error(Code::DuplicateName, entry.key.span, message);
                self.problems.push(problem.related(*first, "first here").help("name each day once"));
                continue;
            }
            for day in days {
                stated.push((day, entry.key.span));
                if let Some(of_day) = week.get_mut(day.num_days_from_monday() as usize) {
                    of_day.clone_from(&hours);
                }
            }
        }
    }

    /// Dates with hours of their own, and where each is written.
    pub(super) fn dated_hours(
        &mut self,
        field: Option<Field>,
        dates: &mut BTreeMap<i64, Vec<Hours>>,
    ) -> Vec<(i64, Text)> {
        let Some(field) = field.filter(|field| !field.value.is_null()) else { return Vec::new() };
        let Kind::Map(entries) = &field.value.kind else {
            let help = format!("write for example `{}: {{ 2024-12-24: [\"09:00-12:00\"] }}`", field.name);
            self.misfit(field, "dates with their hours", help);
            return Vec::new();
        };
        let mut written = Vec::new();
        for entry in entries {
            let day = self.date_key(&entry.key);
            let hours = self.hours_of(&entry.value, entry.key.span);
            if let (Some(day), Some(key)) = (day, entry.key.scalar()) {
                dates.insert(day, hours);
                written.push((day, Text::new(key.word().to_owned(), entry.key.span)));
            }
        }
        written
    }

    fn date_key(&mut self, key: &Node) -> Option<i64> {
        let scalar = key.scalar().filter(|_| !key.is_broken());
        let Some(scalar) = scalar else {
            if !key.is_broken() {
                self.invalid(key.span, "a date must stand here", DATE);
            }
            return None;
        };
        self.date(scalar.word(), key.span)
    }

    /// The day of a date such as `2024-12-24`, counted from 1970-01-01.
    pub(super) fn date(&mut self, text: &str, span: Span) -> Option<i64> {
        let date = iso_date(text);
        if date.is_none() {
            let help = last_of_month(text).unwrap_or_else(|| DATE.into());
            self.invalid(span, format!("`{text}` is not a date"), help);
        }
        date.map(day_of_date)
    }

    /// The days that a key of `hours:` names.
    fn days(&mut self, key: &Node) -> Vec<Weekday> {
        let Some(scalar) = key.scalar() else {
            if !key.is_broken() {
                self.invalid(key.span, "a day must stand here", DAYS);
            }
            return Vec::new();
        };
        let mut days = Vec::new();
        let mut at = 0;
        for part in scalar.text.split(',') {
            let range = at..at + part.len();
            at = range.end + 1;
            let mut ends = Vec::new();
            let mut start = range.start;
            for end in part.split('-') {
                let place = trimmed(&scalar.text, start..start + end.len());
                start += end.len() + 1;
                ends.push(self.weekday(scalar, place));
            }
            match ends.as_slice() {
                [Some(day)] => days.push(*day),
                [Some(from), Some(to)] => days.extend(from_to(*from, *to)),
                [_, _, _, ..] => self.invalid(key.span, format!("`{part}` is no run of days"), DAYS),
                _ => {}
            }
        }
        days
    }

    fn weekday(&mut self, scalar: &Scalar, place: Range<usize>) -> Option<Weekday> {
        let word = scalar.text.get(place.clone()).unwrap_or("");
        let lower = word.to_lowercase();
        let known = WEEKDAYS.iter().chain(SHORT_DAYS).find(|(name, _)| *name == lower);
        if let Some((_, day)) = known {
            return Some(*day);
        }
        let help = day_meant(word).map_or_else(|| DAYS.into(), |meant| format!("did you mean `{meant}`?"));
        let place = if place.is_empty() { 0..scalar.text.len() } else { place };
        let span = scalar.map(self.file, self.text).span(place.start, place.end);
        self.invalid(span, format!("`{word}` is no day of the week"), help);
        None
    }

    /// A list of hours, which may be empty: closed.
    fn hours_of(&mut self, node: &Node, key: Span) -> Vec<Hours> {
        let items: Vec<&Node> = match &node.kind {
            Kind::List(items) => items.iter().map(std::rc::Rc::as_ref).collect(),
            Kind::Scalar(scalar) if !scalar.is_null() => vec![node],
            Kind::Broken => return Vec::new(),
            _ => {
                let span = if node.is_null() { key } else { node.span };
                self.invalid(
                    span,
                    "a day takes a list of hours",
                    "write `[\"09:00-18:00\"]`, or `[]` if it is closed",
                );
                return Vec::new();
            }
        };
        let mut all: Vec<(Hours, Span)> = Vec::new();
        for item in items {
            let Some(hours) = self.hours(item) else { continue };
            match all.iter().find(|(other, _)| other.from < hours.to && hours.from < other.to) {
                Some((_, first)) => {
                    let problem = Problem::error(
                        Code::InvalidValue,
                        item.span,
                        "these hours overlap with others of the day",
                    );
                    let problem = problem.related(*first, "the others");
                    self.problems.push(problem.help("write them as one, or apart from each other"));
                }
                None => all.push((hours, item.span)),
            }
        }
        all.into_iter().map(|(hours, _)| hours).collect()
    }

    /// `09:00-12:30`; `22:00-06:00` ends on the next date, `24:00` is its start.
    fn hours(&mut self, node: &Node) -> Option<Hours> {
        let Some(scalar) = node.scalar() else {
            if !node.is_broken() {
                self.invalid(node.span, format!("hours are a text, not {}", node.describe()), RANGE);
            }
            return None;
        };
        let Some((from, to)) = ends(&scalar.text) else {
            let help = range_meant(&scalar.text).unwrap_or_else(|| RANGE.into());
            self.invalid(node.span, format!("`{}` is no range of hours", scalar.word()), help);
            return None;
        };
        let (from, to) = (self.time(scalar, from, DAY - 1), self.time(scalar, to, DAY));
        let (from, to) = (from?, to?);
        if from == to {
            let help = "for all day write `\"00:00-24:00\"`";
            self.invalid(node.span, "these hours have no length", help);
            return None;
        }
        Some(Hours { from, to: if to < from { to + DAY } else { to } })
    }

    /// A time of day up to `latest`.
    fn time(&mut self, scalar: &Scalar, place: Range<usize>, latest: i64) -> Option<i64> {
        let word = scalar.text.get(place.clone()).unwrap_or("").to_owned();
        let time = clock(&word);
        if let Some(time) = time.filter(|time| *time <= latest) {
            return Some(time);
        }
        let place = if place.is_empty() { 0..scalar.text.len() } else { place };
        let span = scalar.map(self.file, self.text).span(place.start, place.end);
        let help = match time {
            Some(_) if latest < DAY => "a day begins at `00:00`",
            Some(_) => "a day ends at `24:00`; hours past midnight are written like `22:00-06:00`",
            None => "write it like `09:00`",
        };
        self.invalid(span, format!("`{word}` is not a time of day"), help);
        None
    }
}

/// The days from one to another, over the end of the week if need be.
fn from_to(from: Weekday, to: Weekday) -> Vec<Weekday> {
    let mut days = vec![from];
    while let Some(last) = days.last().filter(|last| **last != to) {
        days.push(last.succ());
    }
    days
}

/// The day that is meant by a word in another language or a misspelt one.
fn day_meant(word: &str) -> Option<&'static str> {
    let full = find(OTHER_WEEKDAYS, word);
    let full = full.or_else(|| nearest(word, WEEKDAYS.iter().map(|(name, _)| *name)));
    full.and_then(|full| full.get(..3)).or_else(|| nearest(word, SHORT_DAYS.iter().map(|(name, _)| *name)))
}

fn full_name(day: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, other)| *other == day).map_or("", |(name, _)| name)
}

/// The range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or("");
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

/// Where the two ends of `09:00-12:30` stand, if at least one of them is a time.
fn ends(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let dash = text.find('-').filter(|_| text.matches('-').count() == 1)?;
    let (from, to) = (trimmed(text, 0..dash), trimmed(text, dash + 1..text.len()));
    let is_time = |place: &Range<usize>| text.get(place.clone()).and_then(clock).is_some();
    (is_time(&from) || is_time(&to)).then_some((from, to))
}

/// `9:00`, `09:00` or `09:00:30` in microseconds after midnight; hours are not limited here.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let mut part = |digits: Range<usize>, limit: i64| {
        let text = parts.next()?;
        let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|value| plain && *value < limit)
    };
    let (hour, minute) = (part(1..3, 100)?, part(2..3, 60)?);
    let second = if text.matches(':').count() == 2 { part(2..3, 60)? } else { 0 };
    parts.next().is_none().then_some(hour * HOUR + minute * MINUTE + second * SECOND)
}

/// The range that `9h-18h`, `9-17` or `9am–5pm` stand for.
fn range_meant(text: &str) -> Option<String> {
    let (from, to) = text.split_once(['-', '–', '—']).or_else(|| text.split_once(" to "))?;
    let (from, to) = (time_meant(from)?, time_meant(to)?);
    Some(format!("write `\"{from}-{to}\"`"))
}

fn time_meant(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let afternoon = lower.ends_with("pm");
    let number = lower.trim_end_matches("am").trim_end_matches("pm").trim();
    let (hour, minute) = number.split_once(['h', ':', '.']).unwrap_or((number, ""));
    let hour: u32 = hour.trim().parse().ok()?;
    let minute: u32 = if minute.trim().is_empty() { 0 } else { minute.trim().parse().ok()? };
    let hour = if afternoon && hour < 12 { hour + 12 } else { hour };
    (hour < 24 || hour == 24 && minute == 0).then(|| format!("{hour:02}:{minute:02}"))
}

/// `2024-12-24`, and nothing else.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 10 && text.bytes().filter(u8::is_ascii_digit).count() == 8;
    text.parse().ok().filter(|_| digits)
}

/// The help for a day that its month lacks.
fn last_of_month(text: &str) -> Option<String> {
    let month = text.get(..8).filter(|_| text.len() == 10)?;
    let last = (28..=31).rev().find_map(|day| iso_date(&format!("{month}{day}")))?;
    Some(format!("that month's last day is `{last}`"))
}
