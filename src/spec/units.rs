//! Currencies, units and the written form of dates.

use super::reader::Reader;
use super::record::{Field, find, listed};
use super::types::Text;
use super::words::OTHER_CURRENCIES;
use crate::diag::nearest;
use chrono::format::{Item, StrftimeItems};

impl Reader<'_> {
    /// An ISO 4217 code.
    pub fn currency(&mut self, field: Option<Field>) -> Option<Text> {
        let written = self.text(field)?;
        if iso_currency::Currency::from_code(&written.value).is_some() {
            return Some(written);
        }
        let help = match self.meant_currency(&written.value) {
            Some(code) => format!("did you mean `{code}`?"),
            None => "write an ISO 4217 code, such as `EUR` or `USD`".into(),
        };
        self.invalid(written.span, format!("`{}` is not a currency", written.value), help);
        None
    }

    /// The currency that a sign, a name or a misspelt code stands for.
    pub fn meant_currency(&self, written: &str) -> Option<&'static str> {
        let upper = written.to_uppercase();
        let known = iso_currency::Currency::from_code(&upper).map(|currency| currency.code());
        find(OTHER_CURRENCIES, written).or(known)
    }

    /// One of these units, or the ISO 4217 code of a currency.
    pub fn unit(
        &mut self,
        field: Option<Field>,
        units: &[&str],
        others: &[(&str, &'static str)],
    ) -> Option<Text> {
        let written = self.text(field)?;
        let name = written.value.as_str();
        if units.contains(&name) || iso_currency::Currency::from_code(name).is_some() {
            return Some(written);
        }
        let meant = find(others, name).or_else(|| self.meant_currency(name));
        let meant = meant.or_else(|| nearest(name, units.iter().copied()));
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it is one of {}, or a currency such as `EUR`", listed(units.iter().copied())),
        };
        self.invalid(written.span, format!("`{name}` is not a unit"), help);
        None
    }

    /// How times are written, strftime style.
    pub fn time_format(&mut self, field: Option<Field>) -> Option<Text> {
        let written = self.text(field)?;
        let is_wrong = StrftimeItems::new(&written.value).any(|item| item == Item::Error);
        if written.value.contains('%') && !is_wrong {
            return Some(written);
        }
        let help = match strftime(&written.value) {
            Some(format) => format!("did you mean `\"{format}\"`?"),
            None => "write it like `\"%d/%m/%Y\"` or `\"%Y-%m-%d %H:%M:%S\"`".into(),
        };
        self.invalid(written.span, format!("`{}` is not a format of dates", written.value), help);
        None
    }
}

/// Parts of dates and times as spreadsheets write them, the longer ones first.
const PARTS: &[(&str, &str)] = &[
    ("yyyy", "%Y"),
    ("yy", "%y"),
    ("dd", "%d"),
    ("hh", "%H"),
    ("ss", "%S"),
    ("d", "%d"),
    ("h", "%H"),
    ("s", "%S"),
];

/// The strftime form of `dd/mm/yyyy` and its kin.
fn strftime(written: &str) -> Option<String> {
    let mut rest = written.to_lowercase();
    let mut format = String::new();
    let mut after_hours = false;
    while let Some(first) = rest.chars().next() {
        let minutes = if after_hours { "%M" } else { "%m" };
        let months: &[(&str, &str)] = &[("mm", minutes), ("m", minutes), ("aaaa", "%Y"), ("jj", "%d")];
        let part = PARTS.iter().chain(months).find(|(part, _)| rest.starts_with(part));
        let (len, text) = match part {
            Some((part, code)) => (part.len(), code.to_string()),
            None if first.is_alphabetic() && first != 't' => return None,
            None => (first.len_utf8(), first.to_uppercase().to_string()),
        };
        after_hours |= text == "%H";
        format.push_str(&text);
        rest.drain(..len);
    }
    format.contains('%').then_some(format)
}
