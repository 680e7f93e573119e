//! Numbers, shares and points in the digits of a language.

use crate::lang::Value;
use crate::spec::Locale;

/// Digits of a float that count where the KPI does not say.
const SIGNIFICANT: i32 = 4;
/// Digits after the point of a share or of points where the KPI does not say.
const USUAL: usize = 1;
/// Digits that may be spent to tell a share from 0 % or 100 %.
const MOST_SHARE_DIGITS: usize = 6;
/// From here on, and below its inverse, floats have an exponent.
const GREAT: f64 = 1e15;
/// Exact decimals are shown in full up to this many digits after the point.
const MOST_SCALE: usize = 6;

/// A bare number: whole ones in full, decimals with their digits, floats with four that count.
pub(super) fn number(value: &Value, decimals: Option<usize>, more: usize, locale: Locale) -> String {
    match (value, decimals) {
        (_, Some(decimals)) => grouped(&plain(value, decimals + more), locale),
        (Value::Decimal(_, scale), None) => {
            grouped(&plain(value, usize::from(*scale).min(MOST_SCALE) + more), locale)
        }
        (Value::Float(float), None) => grouped(&significant(*float, more), locale),
        _ => grouped(&plain(value, 0), locale),
    }
}

/// A share as a percentage; never `0.0%` or `100.0%` for what is neither.
pub(super) fn share(value: &Value, decimals: Option<usize>, more: usize, locale: Locale) -> String {
    let percent = percent(value);
    let exact = percent.as_f64().unwrap_or(0.0);
    let honest = |digits: &usize| {
        plain(&percent, *digits)
            .parse()
            .is_ok_and(|shown: f64| shown == exact || (shown != 0.0 && shown != 100.0))
    };
    let usual = || (USUAL..=MOST_SHARE_DIGITS).find(honest).unwrap_or(USUAL);
    let text = grouped(&plain(&percent, decimals.unwrap_or_else(usual) + more), locale);
    match locale {
        Locale::En => format!("{text}%"),
        Locale::Fr => format!("{text}\u{202f}%"),
    }
}

/// A hundred times the value, by moving its point where that is possible.
fn percent(value: &Value) -> Value {
    match decimal(value) {
        Some((digits, scale)) if scale >= 2 => Value::Decimal(digits, scale - 2),
        _ => Value::Float(value.as_f64().unwrap_or(0.0) * 100.0),
    }
}

/// Points, as of a net promoter score.
pub(super) fn points(value: &Value, decimals: Option<usize>, more: usize, locale: Locale) -> String {
    let usual = if matches!(value, Value::Integer(_)) { 0 } else { USUAL };
    format!("{} pts", grouped(&plain(value, decimals.unwrap_or(usual) + more), locale))
}

/// The number with this many digits after the point, halves away from zero, and no sign before a zero.
pub(super) fn plain(value: &Value, digits: usize) -> String {
    let text = match decimal(value).and_then(|decimal| rounded(decimal, digits)) {
        Some((own, scale)) => exact(own, usize::from(scale), digits),
        None => format!("{:.digits$}", value.as_f64().unwrap_or(0.0)),
    };
    let zero = !text.contains(|char| matches!(char, '1'..='9'));
    text.strip_prefix('-').filter(|_| zero).map_or(text.clone(), String::from)
}

/// The digits of a number and how many of them stand after the point; of a float, the fewest that read back as it.
fn decimal(value: &Value) -> Option<(i128, u8)> {
    match value {
        Value::Integer(whole) => Some((*whole, 0)),
        Value::Decimal(digits, scale) => Some((*digits, *scale)),
        Value::Float(float) => {
            let text = float.to_string();
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            Some((format!("{whole}{fraction}").parse().ok()?, fraction.len().try_into().ok()?))
        }
        _ => None,
    }
}

/// The decimal with at most this many digits after the point.
fn rounded((own, scale): (i128, u8), digits: usize) -> Option<(i128, u8)> {
    let Some(surplus) = usize::from(scale).checked_sub(digits) else { return Some((own, scale)) };
    let unit = 10i128.checked_pow(surplus.try_into().ok()?)?;
    let up = i128::from(own % unit >= unit - unit / 2) - i128::from(own % unit <= unit / 2 - unit);
    Some((own / unit + if surplus > 0 { up } else { 0 }, digits.try_into().ok()?))
}

/// A decimal in full, with zeros up to `digits`.
fn exact(own: i128, scale: usize, digits: usize) -> String {
    let all = format!("{:0>width$}", own.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = all.split_at(all.len() - scale);
    let sign = if own < 0 { "-" } else { "" };
    let point = if digits > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction}{}", "0".repeat(digits.saturating_sub(scale)))
}

/// A float with the digits that count, without zeros at its end.
fn significant(float: f64, more: usize) -> String {
    let size = float.abs();
    let exponent = size.log10().floor();
    if size >= GREAT || (size > 0.0 && size < 1.0 / GREAT) {
        return format!("{float:.digits$e}", digits = SIGNIFICANT as usize - 1 + more);
    }
    let wanted = SIGNIFICANT - 1 - if size > 0.0 { exponent as i32 } else { 0 };
    let text = plain(&Value::Float(float), usize::try_from(wanted).unwrap_or(0) + more);
    without_zeros(&text).into()
}

/// The text without zeros at the end of its fraction.
pub(super) fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// The digits in groups of three and the point as the language writes them.
pub(super) fn grouped(plain: &str, locale: Locale) -> String {
    let (separator, point) = match locale {
        Locale::En => (',', "."),
        Locale::Fr => ('\u{202f}', ","),
    };
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) =
        rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len() - index;
        if index > 0 && left % 3 == 0 && !whole.contains('e') {
            text.push(separator);
        }
        text.push(digit);
    }
    fraction.map_or(text.clone(), |fraction| text + point + fraction)
}
