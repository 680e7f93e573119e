//! True and false in words.

const TRUE: [&str; 4] = ["true", "yes", "oui", "y"];
const FALSE: [&str; 4] = ["false", "no", "non", "n"];

/// The truth value of `true`/`false`, `yes`/`no`, `oui`/`non`, `y`/`n`, in any case.
pub fn boolean(text: &str) -> Option<bool> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    is_one_of(&TRUE).then_some(true).or_else(|| is_one_of(&FALSE).then_some(false))
}
