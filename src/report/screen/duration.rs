//! Durations in the two units that say most: `2d 4h`, `3h 12min`, `1min 30s`, `0.4s`.

use super::number::{grouped, plain, without_zeros};
use crate::lang::Value;
use crate::spec::Locale;

/// Units and their seconds.
const UNITS: [(u64, &str, &str); 4] =
    [(86_400, "d", "j"), (3_600, "h", "h"), (60, "min", "min"), (1, "s", "s")];
/// Seconds beyond which a length is shown in seconds alone: more than a double counts exactly.
const GREAT: f64 = 9e15;

/// The length of time; `more` adds finer units, then digits to the seconds.
pub(super) fn duration(seconds: f64, more: usize, locale: Locale) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let size = seconds.abs();
    if size >= GREAT {
        return format!("{sign}{}", part(&plain(&Value::Float(size), 0), 3, locale));
    }
    let parts = parts(size, more, locale);
    if parts.is_empty() { part("0", 3, locale) } else { format!("{sign}{}", parts.join(" ")) }
}

/// The parts that are not zero, from days down.
fn parts(size: f64, more: usize, locale: Locale) -> Vec<String> {
    let finest = finest_unit(size) + more;
    let rounded = match UNITS.get(finest) {
        Some((unit, ..)) => (size / *unit as f64).round() * *unit as f64,
        None => size,
    };
    let digits = (finest + 1).saturating_sub(UNITS.len()) + small_digits(size);
    let mut rest = round_to(rounded, digits);
    let mut parts = Vec::new();
    for (index, (unit, ..)) in UNITS.iter().enumerate().take(UNITS.len() - 1) {
        let count = (rest / *unit as f64).floor();
        rest -= count * *unit as f64;
        if count > 0.0 {
            parts.push(part(&plain(&Value::Float(count), 0), index, locale));
        }
    }
    let seconds = plain(&Value::Float(rest), digits);
    let seconds = without_zeros(&seconds);
    if seconds != "0" {
        parts.push(part(seconds, UNITS.len() - 1, locale));
    }
    parts
}

/// The unit below the greatest one that fits; below a minute that is a tenth of a second.
fn finest_unit(size: f64) -> usize {
    UNITS.iter().position(|(unit, ..)| size >= *unit as f64).map_or(UNITS.len(), |index| index + 1)
}

/// For less than a second, the zeros before its first digits.
fn small_digits(size: f64) -> usize {
    if size > 0.0 && size < 1.0 { (-size.log10().floor() - 1.0).min(15.0) as usize + 1 } else { 0 }
}

fn round_to(size: f64, digits: usize) -> f64 {
    format!("{size:.digits$}").parse().unwrap_or(size)
}

fn part(count: &str, unit: usize, locale: Locale) -> String {
    let (_, english, french) = UNITS.get(unit).copied().unwrap_or((1, "s", "s"));
    match locale {
        Locale::En => format!("{}{english}", grouped(count, locale)),
        Locale::Fr => format!("{}\u{202f}{french}", grouped(count, locale)),
    }
}
