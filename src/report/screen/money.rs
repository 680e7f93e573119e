//! Amounts with their currency.

use super::number::{grouped, plain};
use crate::lang::Value;
use crate::report::safe;
use crate::spec::Locale;
use iso_currency::Currency;

/// Digits after the point of a currency that has no entry.
const USUAL: usize = 2;
/// Currencies whose symbol is read as theirs; all others go by their code.
const KNOWN_BY_SYMBOL: [Currency; 6] =
    [Currency::EUR, Currency::USD, Currency::GBP, Currency::JPY, Currency::INR, Currency::KRW];

/// An amount: `€1,234.50`, `CHF 1,234.50`; in French `1 234,50 €`.
pub(super) fn money(
    value: &Value,
    code: &str,
    decimals: Option<usize>,
    more: usize,
    locale: Locale,
) -> String {
    let currency = Currency::from_code(code);
    let own = currency.and_then(Currency::exponent).map_or(USUAL, usize::from);
    let amount = grouped(&plain(value, decimals.unwrap_or(own) + more), locale);
    let code = safe(code);
    let symbol = currency
        .filter(|currency| KNOWN_BY_SYMBOL.contains(currency))
        .map(|currency| currency.symbol().symbol);
    match (locale, symbol) {
        (Locale::Fr, symbol) => format!("{amount}\u{a0}{}", symbol.as_deref().unwrap_or(&code)),
        (Locale::En, Some(symbol)) => match amount.strip_prefix('-') {
            Some(amount) => format!("-{symbol}{amount}"),
            None => format!("{symbol}{amount}"),
        },
        (Locale::En, None) => format!("{code} {amount}"),
    }
}
