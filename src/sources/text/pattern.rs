//! Stated forms of dates and instants, strftime style.

use super::date::{Written, days};
use chrono::format::{Item, Parsed, StrftimeItems, parse};
use std::hash::{Hash, Hasher};

/// A compiled form such as `%d/%m/%Y`. Two are equal if they are written alike.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    items: Vec<Item<'static>>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Pattern {
    /// The pattern, unless one of its `%` letters is unknown.
    pub fn new(text: &str) -> Option<Self> {
        let items = StrftimeItems::new(text).parse_to_owned().ok()?;
        Some(Self { text: text.to_owned(), items })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Days since 1970 of the date that `text` holds.
    pub fn date(&self, text: &str) -> Option<i32> {
        self.parsed(text)?.to_naive_date().ok().map(days)
    }

    /// The instant that `text` holds; a date alone is its start.
    pub fn instant(&self, text: &str) -> Option<Written> {
        let parsed = self.parsed(text)?;
        if let Some(seconds) = parsed.timestamp() {
            let local = seconds.checked_mul(1_000_000)?;
            return Some(Written { local, offset: Some(0) });
        }
        let date = parsed.to_naive_date().ok()?;
        // No hour at all is the day's start; an hour that does not fit is no instant.
        let time = match parsed.hour_mod_12() {
            Some(_) => parsed.to_naive_time().ok()?,
            None => chrono::NaiveTime::MIN,
        };
        let local = date.and_time(time).and_utc().timestamp_micros();
        Some(Written { local, offset: parsed.offset() })
    }

    fn parsed(&self, text: &str) -> Option<Parsed> {
        let mut parsed = Parsed::new();
        parse(&mut parsed, text.trim(), self.items.iter()).ok()?;
        Some(parsed)
    }
}
