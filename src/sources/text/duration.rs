//! Lengths of time: `h:mm:ss`, numbers with a unit, texts with a pattern. All in microseconds.

use super::{Number, NumberStyle};

const SECOND: i64 = 1_000_000;

/// The length of `h:mm:ss`, with an optional sign and fraction of a second.
pub fn clock(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut parts = body.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || minutes.len() != 2 || hours.is_empty() || hours.len() > 9 {
        return None;
    }
    let (seconds, micros) = fraction(seconds)?;
    let total = whole(hours)? * 3600 + below_sixty(minutes)? * 60 + below_sixty(seconds)?;
    let length = total * SECOND + micros;
    Some(if negative { -length } else { length })
}

fn fraction(seconds: &str) -> Option<(&str, i64)> {
    let (whole, digits) = seconds.split_once('.').unwrap_or((seconds, "0"));
    (whole.len() == 2).then_some((whole, micros(digits)?))
}

/// The microseconds of the digits after a second's point; further digits are cut.
pub(super) fn micros(digits: &str) -> Option<i64> {
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(
        digits
            .bytes()
            .chain(std::iter::repeat(b'0'))
            .take(6)
            .fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')),
    )
}

fn whole(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn below_sixty(text: &str) -> Option<i64> {
    whole(text).filter(|value| *value < 60)
}

/// The length of a number of units of `micros` each, to the nearest microsecond.
pub fn in_unit(text: &str, style: &NumberStyle, micros: i64) -> Option<i64> {
    let number = Number::read(text, style).filter(|number| !number.percent)?;
    if number.exponent {
        return rounded(number.float()? * micros as f64);
    }
    let scale = number.scale;
    let power = 10i128.checked_pow(u32::from(scale))?;
    let total = number.scaled(scale)?.checked_mul(i128::from(micros))?;
    let half = if total < 0 { -power / 2 } else { power / 2 };
    i64::try_from(total.checked_add(half)? / power).ok()
}

/// A float as whole microseconds, if it is in range.
pub fn rounded(micros: f64) -> Option<i64> {
    const LIMIT: f64 = 9.2e18;
    (micros.abs() < LIMIT).then(|| micros.round() as i64)
}

/// The length of a text like `%M:%S`: days `%d`, hours `%H`, minutes `%M`, seconds `%S`, each any number of digits.
pub fn patterned(text: &str, pattern: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut total: i64 = 0;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            rest = rest.strip_prefix(letter)?;
            continue;
        }
        let unit = unit_of(letters.next()?)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        total = total.checked_add(whole(rest.get(..digits)?).filter(|_| digits > 0)?.checked_mul(unit)?)?;
        rest = rest.get(digits..)?;
    }
    rest.is_empty().then_some(total)
}

/// The microseconds of a pattern's letter.
pub(super) fn unit_of(letter: char) -> Option<i64> {
    Some(match letter {
        'd' => 86_400 * SECOND,
        'H' => 3_600 * SECOND,
        'M' => 60 * SECOND,
        'S' => SECOND,
        _ => return None,
    })
}
