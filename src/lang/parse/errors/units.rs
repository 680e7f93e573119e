//! Words after numbers that are no units, with what was meant.

use crate::diag::nearest;

/// What to write instead of a number and a word that is no unit, written as one word or not.
pub(in crate::lang::parse) fn unit_help(number: &str, word: &str, glued: bool) -> String {
    if let Some(plain) = in_full(number, word) {
        return format!("numbers are written in full: `{plain}`");
    }
    if let Some(unit) = meant(word) {
        return format!("did you mean `{number} {unit}`?");
    }
    if let Some(parts) = parts(word) {
        return format!("leave a blank between the parts: `{number}{parts}`");
    }
    if glued && word.contains('_') {
        return format!("a name that begins with a digit is written in backticks: `` `{number}{word}` ``");
    }
    let units = "the units are ms, s, min, h, days, weeks, months, quarters and years";
    format!("{units}; to multiply, write `{number} * {word}`")
}

/// `10k` and `1e6` in full.
pub(in crate::lang::parse) fn in_full(number: &str, word: &str) -> Option<String> {
    let zeros = match word.to_lowercase().as_str() {
        "k" => 3,
        "mio" | "million" | "millions" => 6,
        "mrd" | "bn" | "billion" | "billions" => 9,
        word => word.strip_prefix('e')?.parse().ok().filter(|zeros| *zeros <= 18)?,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = format!("{fraction:0<zeros$}");
    let (shifted, rest) = fraction.split_at_checked(zeros)?;
    let digits = format!("{}{shifted}", whole.replace('_', ""));
    let rest = if rest.is_empty() { String::new() } else { format!(".{rest}") };
    Some(format!("{}{rest}", grouped(digits.trim_start_matches('0'))))
}

/// `1_000_000` for `1000000`.
pub(super) fn grouped(digits: &str) -> String {
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join("_")
}

/// The unit that a misspelt, shortened or French word stands for.
fn meant(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let known = match lower.as_str() {
        "y" | "yr" | "yrs" | "an" | "ans" | "année" | "années" => "years",
        "q" | "qtr" | "trimestre" | "trimestres" => "quarters",
        "mo" | "mon" | "mth" | "mths" | "mois" => "months",
        "wk" | "wks" | "semaine" | "semaines" => "weeks",
        "j" | "jour" | "jours" => "days",
        "hr" | "hrs" | "heure" | "heures" => "hours",
        "mn" | "mins" => "minutes",
        "secs" | "sek" => "seconds",
        "msec" | "msecs" | "millis" => "milliseconds",
        _ => {
            let long =
                ["seconds", "second", "minutes", "minute", "hours", "hour", "days", "day", "weeks", "week"];
            let steps = ["months", "month", "quarters", "quarter", "years", "year", "milliseconds"];
            return nearest(&lower, long.into_iter().chain(steps)).filter(|_| lower.chars().count() > 2);
        }
    };
    Some(known)
}

/// `h 30min` for `h30min`.
fn parts(word: &str) -> Option<String> {
    let unit = word.find(|char: char| char.is_ascii_digit())?;
    let (first, rest) = word.split_at_checked(unit)?;
    let complete = rest.ends_with(|char: char| char.is_ascii_alphabetic());
    let rest = if complete || first != "h" { rest.to_string() } else { format!("{rest}min") };
    matches!(first, "h" | "min" | "d" | "w" | "s").then(|| format!("{first} {rest}"))
}
