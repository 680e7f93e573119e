//! The signs that amounts of a currency are written with.

use crate::lang::Unit;
use iso_currency::Currency;

/// Signs in amounts without a stated currency.
const COMMON: [&str; 9] = ["€", "$", "£", "¥", "₹", "CHF", "EUR", "USD", "GBP"];

/// The signs that may stand beside numbers that count `unit`.
pub fn signs(unit: &Unit) -> Vec<String> {
    match unit {
        Unit::Money(code) => {
            let symbol = Currency::from_code(code).map(|currency| currency.symbol().symbol);
            symbol.into_iter().chain([code.clone()]).filter(|sign| !sign.is_empty()).collect()
        }
        Unit::Number => COMMON.iter().map(|sign| sign.to_string()).collect(),
        _ => Vec::new(),
    }
}
