//! What a column may be, narrowed by each of its texts. Nothing is kept of the texts themselves.

use crate::sources::text::{Number, NumberStyle, boolean, clock, iso_date, iso_instant};
use crate::sources::value::{Kind, Length};

/// The most digits after the point of an inferred decimal.
const MOST_PLACES: u8 = 18;
/// The most digits of a number that a file's identifiers are not mistaken for.
const MOST_WHOLE: u8 = 18;

/// Kinds as bits, so that one text narrows them by one `and`.
mod bit {
    pub const BOOLEAN: u16 = 1;
    pub const INTEGER: u16 = 2;
    pub const DECIMAL: u16 = 4;
    pub const FLOAT: u16 = 8;
    pub const SHARE: u16 = 16;
    pub const DURATION: u16 = 32;
    pub const DATE: u16 = 64;
    pub const INSTANT: u16 = 128;
    pub const ALL: u16 = 255;
}

/// What is known of a column so far.
#[derive(Clone, Debug)]
pub struct Guess {
    possible: u16,
    style: NumberStyle,
    /// Whether the column is stated to hold numbers, so that only their digits matter.
    number: bool,
    values: bool,
    blanks: bool,
    whole: u8,
    places: u8,
    day_month: DayMonth,
}

/// Whether texts look like `31/01/2024`, and which part is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct DayMonth {
    no: bool,
    mark: u8,
    first_is_day: bool,
    second_is_day: bool,
}

impl Guess {
    /// Nothing known yet; `number` says that the column is stated to hold numbers.
    pub fn new(style: NumberStyle, number: bool) -> Self {
        Self {
            possible: bit::ALL,
            style,
            number,
            values: false,
            blanks: false,
            whole: 0,
            places: 0,
            day_month: DayMonth::default(),
        }
    }

    /// Narrows by a text that is not one of the null texts.
    pub fn look(&mut self, text: &str) {
        let bare = text.trim();
        if bare.is_empty() {
            self.blanks |= !text.is_empty();
            return;
        }
        self.values = true;
        if self.possible == 0 && !self.number {
            self.day_month.look(bare);
            return;
        }
        let fits = self.number_bits(bare) | other_bits(bare, self.possible);
        self.possible &= fits;
        self.day_month.look(bare);
    }

    /// The kind of the column, and whether its numbers are shares.
    pub fn kind(&self) -> (Kind, bool) {
        if !self.values {
            return (if self.blanks { Kind::Text } else { Kind::Empty }, false);
        }
        let is = |bits: u16| self.possible & bits != 0;
        let kind = match () {
            _ if is(bit::BOOLEAN) => Kind::Boolean,
            _ if is(bit::INTEGER) => Kind::Integer,
            _ if is(bit::DECIMAL) && self.fits_decimal() => Kind::Decimal(self.places),
            _ if is(bit::FLOAT) => Kind::Float,
            _ if is(bit::SHARE) => return (self.decimal_or_float(), true),
            _ if is(bit::DURATION) => Kind::Duration(Length::Clock),
            _ if is(bit::DATE) => Kind::Date(None),
            _ if is(bit::INSTANT) => Kind::Instant(None),
            _ => Kind::Text,
        };
        (kind, false)
    }

    /// Digits after the point that a stated decimal needs.
    pub fn places(&self) -> u8 {
        self.places.min(MOST_PLACES)
    }

    /// A decimal if every number fits one, else a float.
    pub fn decimal_or_float(&self) -> Kind {
        if self.fits_decimal() { Kind::Decimal(self.places) } else { Kind::Float }
    }

    /// How numbers may be written.
    pub fn style(&self) -> &NumberStyle {
        &self.style
    }

    /// What could be stated of a column that was taken for text.
    pub fn hint(&self, name: &str) -> Option<String> {
        let format = self.day_month.format()?;
        let taken = self.values && self.possible == 0;
        taken.then(|| {
            format!(
                "`{name}` is read as text; if it holds dates, state `type: date` and `format: \"{format}\"`"
            )
        })
    }

    fn fits_decimal(&self) -> bool {
        self.places <= MOST_PLACES && self.whole.saturating_add(self.places) <= 38
    }

    fn number_bits(&mut self, text: &str) -> u16 {
        let numeric = bit::INTEGER | bit::DECIMAL | bit::FLOAT | bit::SHARE;
        if !self.number && self.possible & numeric == 0 {
            return 0;
        }
        let Some(number) = Number::read(text, &self.style) else {
            return if Number::is_special(text) { bit::FLOAT } else { 0 };
        };
        self.whole = self.whole.max(number.whole);
        self.places = self.places.max(number.places());
        match number {
            Number { padded: true, .. } if !self.number => 0,
            Number { whole, scale: 0, .. } if whole > MOST_WHOLE && !self.number => 0,
            Number { whole, scale: 0, exponent: false, percent: false, .. } if whole > MOST_WHOLE => {
                bit::DECIMAL | bit::FLOAT
            }
            Number { percent: true, .. } => bit::SHARE,
            Number { exponent: true, .. } => bit::FLOAT,
            Number { scale: 0, .. } => bit::INTEGER | bit::DECIMAL | bit::FLOAT,
            _ => bit::DECIMAL | bit::FLOAT,
        }
    }
}

/// What a text may be besides a number.
fn other_bits(text: &str, possible: u16) -> u16 {
    let fits =
        |bits: u16, check: fn(&str) -> bool| if possible & bits != 0 && check(text) { bits } else { 0 };
    fits(bit::BOOLEAN, |text| boolean(text).is_some())
        | fits(bit::DURATION, |text| clock(text).is_some())
        | fits(bit::DATE, |text| iso_date(text).is_some())
        | fits(bit::INSTANT, |text| iso_instant(text).is_some())
}

impl DayMonth {
    fn look(&mut self, text: &str) {
        if self.no {
            return;
        }
        match parts(text) {
            Some((mark, first, second)) if self.mark == 0 || self.mark == mark => {
                self.mark = mark;
                self.first_is_day |= first > 12;
                self.second_is_day |= second > 12;
            }
            _ => self.no = true,
        }
    }

    fn format(&self) -> Option<String> {
        if self.no || self.mark == 0 || (self.first_is_day && self.second_is_day) {
            return None;
        }
        let mark = self.mark as char;
        let (first, second) = if self.second_is_day { ('m', 'd') } else { ('d', 'm') };
        Some(format!("%{first}{mark}%{second}{mark}%Y"))
    }
}

/// The mark and the first two numbers of `31/01/2024`.
fn parts(text: &str) -> Option<(u8, u32, u32)> {
    let mark = text.bytes().find(|byte| !byte.is_ascii_digit()).filter(|mark| b"/.-".contains(mark))?;
    let mut parts = text.split(mark as char);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| (1..=2).contains(&part.len());
    if parts.next().is_some() || !short(first) || !short(second) || year.len() != 4 {
        return None;
    }
    let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    year.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    ((1..=31).contains(&first) && (1..=31).contains(&second)).then_some((mark, first, second))
}
