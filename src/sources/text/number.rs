//! Numbers as people write them: signs, marks between thousands, decimal commas, currency signs, percentages.

/// How the numbers of a column may be written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NumberStyle {
    /// The decimal sign: `.` or `,`.
    pub decimal: char,
    /// Whether marks between thousands are read.
    pub grouping: bool,
    /// Signs of currency that may stand before or after: `€`, `EUR`.
    pub currency: Vec<String>,
    /// Whether a `%` may follow.
    pub percent: bool,
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self { decimal: '.', grouping: false, currency: Vec::new(), percent: false }
    }
}

impl NumberStyle {
    /// Whether `mark` separates thousands.
    fn groups(&self, mark: char) -> bool {
        let other = if self.decimal == ',' { '.' } else { ',' };
        self.grouping
            && (mark == other || matches!(mark, ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}'))
    }

    /// The text without a currency sign at either end.
    fn bare<'a>(&self, text: &'a str) -> &'a str {
        let strip =
            |sign: &String| text.strip_prefix(sign.as_str()).or_else(|| text.strip_suffix(sign.as_str()));
        self.currency.iter().find_map(strip).map_or(text, str::trim)
    }
}

const LONGEST: usize = 48;

/// A number's digits, without the marks of its spelling.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    text: [u8; LONGEST],
    len: usize,
    /// Digits before the decimal sign.
    pub whole: u8,
    /// Digits after it.
    pub scale: u8,
    /// Whether it begins with a zero that a number does not need: `007`.
    pub padded: bool,
    /// Whether it has an exponent: `1e6`.
    pub exponent: bool,
    /// Whether a `%` follows: the value is a hundredth.
    pub percent: bool,
}

impl Number {
    /// The number that `text` is, blanks around it aside.
    pub fn read(text: &str, style: &NumberStyle) -> Option<Number> {
        let mut number = Number {
            text: [0; LONGEST],
            len: 0,
            whole: 0,
            scale: 0,
            padded: false,
            exponent: false,
            percent: false,
        };
        let text = number.take_percent(text.trim(), style);
        let text = style.bare(text);
        let text = style.bare(number.take_sign(text)?);
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)),
            None => (text, None),
        };
        number.take_mantissa(mantissa, style)?;
        number.take_exponent(exponent)?;
        Some(number)
    }

    /// Whether a text is one of the names for what is not a finite number: `NaN`, `inf`, `-Infinity`.
    pub fn is_special(text: &str) -> bool {
        let text = text.trim();
        let name = text.strip_prefix(['-', '+']).unwrap_or(text);
        ["nan", "inf", "infinity"].iter().any(|special| name.eq_ignore_ascii_case(special))
    }

    /// The value as a whole number.
    pub fn integer(&self) -> Option<i64> {
        if self.percent || self.exponent || self.fraction_digits() > 0 {
            return None;
        }
        i64::try_from(self.scaled(0)?).ok()
    }

    /// The value times ten to the power of `scale`, if that is whole and has at most 38 digits.
    pub fn scaled(&self, scale: u8) -> Option<i128> {
        if self.exponent {
            return None;
        }
        let have = self.places();
        let digits: i128 = self.digits()?;
        let value = if scale >= have {
            digits.checked_mul(10i128.checked_pow(u32::from(scale - have))?)?
        } else {
            let cut = 10i128.checked_pow(u32::from(have - scale))?;
            (digits % cut == 0).then(|| digits / cut)?
        };
        (value.unsigned_abs() < 10u128.pow(38)).then_some(value)
    }

    /// The nearest binary float.
    pub fn float(&self) -> Option<f64> {
        let mut number = *self;
        if number.percent {
            // As text, so that there is one rounding only.
            number.push_all(if number.exponent { "" } else { "e-2" })?;
        }
        let value: f64 = number.as_str()?.parse().ok()?;
        let value = if number.percent && number.exponent { value / 100.0 } else { value };
        value.is_finite().then_some(value)
    }

    /// Digits after the point of the value: two more than written for a percentage.
    pub fn places(&self) -> u8 {
        self.scale + if self.percent { 2 } else { 0 }
    }

    fn digits(&self) -> Option<i128> {
        let mut value: i128 = 0;
        for byte in self.text.get(..self.len)?.iter().filter(|byte| byte.is_ascii_digit()) {
            value = value.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        Some(if self.text.first() == Some(&b'-') { -value } else { value })
    }

    fn fraction_digits(&self) -> usize {
        let text = self.text.get(..self.len).unwrap_or_default();
        let fraction = text.get(self.len - usize::from(self.scale)..).unwrap_or_default();
        fraction.iter().rev().skip_while(|byte| **byte == b'0').count()
    }

    fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.text.get(..self.len)?).ok()
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.text.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }

    fn push_all(&mut self, text: &str) -> Option<()> {
        text.bytes().try_for_each(|byte| self.push(byte))
    }

    fn take_percent<'a>(&mut self, text: &'a str, style: &NumberStyle) -> &'a str {
        match text.strip_suffix('%') {
            Some(rest) if style.percent => {
                self.percent = true;
                rest.trim_end()
            }
            _ => text,
        }
    }

    fn take_sign<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if let Some(rest) = text.strip_prefix('-').or_else(|| text.strip_prefix('\u{2212}')) {
            self.push(b'-')?;
            return Some(rest.trim_start());
        }
        Some(text.strip_prefix('+').unwrap_or(text))
    }

    fn take_mantissa(&mut self, text: &str, style: &NumberStyle) -> Option<()> {
        let (whole, fraction) = text.split_once(style.decimal).unwrap_or((text, ""));
        self.take_whole(whole, style)?;
        if !fraction.is_empty() {
            self.push(b'.')?;
            for byte in fraction.bytes() {
                byte.is_ascii_digit().then(|| self.push(byte))??;
                self.scale += 1;
            }
        }
        (self.whole + self.scale > 0).then_some(())
    }

    fn take_whole(&mut self, text: &str, style: &NumberStyle) -> Option<()> {
        let mut mark = None;
        let mut run = 0;
        for letter in text.chars() {
            if letter.is_ascii_digit() {
                self.push(letter as u8)?;
                self.whole += 1;
                run += 1;
                continue;
            }
            let full = if mark.is_none() { (1..=3).contains(&run) } else { run == 3 };
            if !full || !style.groups(letter) || mark.is_some_and(|mark| mark != letter) {
                return None;
            }
            (mark, run) = (Some(letter), 0);
        }
        self.padded = self.whole > 1 && text.starts_with('0');
        (mark.is_none() || (run == 3 && !self.padded)).then_some(())
    }

    fn take_exponent(&mut self, exponent: Option<&str>) -> Option<()> {
        let Some(exponent) = exponent else { return Some(()) };
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.exponent = true;
        self.push(b'e')?;
        self.push_all(exponent)
    }
}
