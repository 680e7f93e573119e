//! Periods that cannot be read, with the one that was meant.

use crate::diag::{Code, Problem, Span, nearest};
use crate::lang::parse::dates::Reason;
use crate::lang::parse::input::Input;
use chrono::NaiveDate;

const FORMS: &str = "write `2024`, `2024-Q1`, `2024-01`, `2024-W05`, `2024-01-31`, `2024-01-01..2024-04-01`, \
                     `last-12-months`, `this-year` or `all`";

/// A period of the right form that the calendar does not have.
pub(in crate::lang::parse) fn impossible_period(span: Span, (message, help): Reason) -> Problem {
    Problem::error(Code::InvalidPeriod, span, message).help(help.replace('@', ""))
}

/// The text between two commas that has no period's form.
pub(in crate::lang::parse) fn wrong_period(input: &Input, text: &str, start: usize) -> Problem {
    let problem = |from, to, message: String, help: String| {
        Problem::error(Code::InvalidPeriod, input.span(from, to), message).help(help)
    };
    let text = text.trim_end();
    if !text.is_empty() {
        let message = format!("`{text}` is not a period");
        return problem(start, start + text.len(), message, meant(text).unwrap_or_else(|| FORMS.into()));
    }
    let after = input.text.get(start..).and_then(|rest| rest.find(',')).map(|at| start + at);
    let comma = after.or_else(|| input.text.rfind(','));
    match comma {
        Some(at) => {
            problem(at, at + 1, "a period is missing beside this comma".into(), "remove the comma".into())
        }
        None => problem(0, input.text.len(), "no period is given".into(), FORMS.into()),
    }
}

/// What to write instead.
fn meant(text: &str) -> Option<String> {
    let lower = text.to_lowercase().trim_start_matches('@').to_string();
    if let Some((from, to)) = [" to ", " - ", "…", "–"].iter().find_map(|word| lower.split_once(word)) {
        return Some(format!("a range has two dots: `{}..{}`", from.trim(), to.trim()));
    }
    if let Some((from, to)) = lower.split_once("..") {
        return Some(range(from.trim().trim_matches('@'), to.trim_matches(['.', ' ', '@'])));
    }
    let known = match lower.as_str() {
        "ytd" | "year-to-date" => "this-year",
        "mtd" | "month-to-date" => "this-month",
        "today" | "now" => "this-day",
        "yesterday" => "last-day",
        "*" | "ever" | "always" => "all",
        _ => "",
    };
    if !known.is_empty() {
        return Some(format!("write `{known}`"));
    }
    dated(&lower).or_else(|| named(&lower)).map(|period| format!("did you mean `{period}`?"))
}

fn range(from: &str, to: &str) -> String {
    let day = |text: &str| if text.len() == 7 { format!("{text}-01") } else { format!("{text}-01-01") };
    let short =
        |text: &str| matches!(text.len(), 4 | 7) && text.starts_with(|char: char| char.is_ascii_digit());
    match (short(from), short(to)) {
        (true, true) => {
            let example = format!("`{}..{}`", day(from), day(to));
            format!("a range goes from a date to a date, the end not included, as in {example}")
        }
        _ if from.is_empty() || to.is_empty() => {
            "a range has both ends, as in `2024-01-01..2024-04-01`".into()
        }
        _ => {
            "a range goes from a date to a date, the end not included, as in `2024-01-01..2024-04-01`".into()
        }
    }
}

/// `2024-1`, `2024-1-5`, `2024/01`, `Q1-2024`, `2024Q1`, `01-2024`, `31/01/2024`, `20240131`.
fn dated(lower: &str) -> Option<String> {
    let parts: Vec<&str> = lower.split(['-', '/', '.', ' ', '_']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 2);
    let year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [y, month] | [month, y] if year(y) && number(month).is_some() => {
            Some(format!("{y}-{:02}", number(month).filter(|month| (1..=12).contains(month))?))
        }
        [y, month, day] | [day, month, y] if year(y) => date(y, number(month)?, number(day)?),
        [y, part] | [part, y] if year(y) => quarter_or_week(y, part),
        [one] if one.len() == 8 => {
            let (y, rest) = one.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            date(y, number(month)?, number(day)?)
        }
        [one] => one.split_at_checked(4).and_then(|(y, part)| quarter_or_week(y, part).filter(|_| year(y))),
        _ => None,
    }
}

fn date(year: &str, month: u32, day: u32) -> Option<String> {
    Some(NaiveDate::from_ymd_opt(year.parse().ok()?, month, day)?.to_string())
}

fn quarter_or_week(year: &str, part: &str) -> Option<String> {
    if let Some(week) = part.strip_prefix('w') {
        return Some(format!("{year}-W{:02}", week.parse::<u32>().ok()?));
    }
    let quarter = part.strip_prefix(['q', 't'])?;
    Some(format!("{year}-Q{}", quarter.parse::<u32>().ok()?))
}

/// `last month`, `previous-month`, `last-12-month`, `last-30`.
fn named(lower: &str) -> Option<String> {
    let words: Vec<&str> = lower.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    let grains = ["hour", "day", "week", "month", "quarter", "year"];
    let grain = |word: &str| nearest(word.trim_end_matches('s'), grains);
    let first = |word: &&str| match *word {
        "this" | "current" => Some("this"),
        "last" | "previous" | "prior" | "past" => Some("last"),
        word => nearest(word, ["last", "this"]),
    };
    match words.as_slice() {
        [word, count] if count.parse::<u32>().is_ok() => Some(format!("{}-{count}-months", first(word)?)),
        [word, name] => Some(format!("{}-{}", first(word)?, grain(name)?)),
        [word, count, name] if count.parse::<u32>().is_ok() => {
            Some(format!("{}-{count}-{}s", first(word)?, grain(name)?))
        }
        [one] => nearest(one, ["all"]).map(String::from),
        _ => None,
    }
}
