//! Words and characters that are wrong wherever they stand: foreign operators, open texts, bare dates.

use crate::diag::{Code, Problem};
use crate::lang::parse::Rule;
use crate::lang::parse::input::Input;
use crate::lang::parse::token::Token;

/// Refuses the first token that no expression can hold.
pub(in crate::lang::parse) fn check_tokens(input: &Input, tokens: &[Token]) -> Result<(), Problem> {
    for (index, token) in tokens.iter().enumerate() {
        if let Some(problem) = tokens.get(index..).and_then(|rest| exponent(input, rest)) {
            return Err(problem);
        }
        let (code, message, help) = match token.rule {
            Rule::open_text => (Code::Syntax, "this text has no closing quote".into(), open_text(token)),
            Rule::open_quoted => {
                (Code::Syntax, "this name has no closing backtick".into(), "add the backtick after it".into())
            }
            Rule::wrong_date => {
                (Code::InvalidLiteral, format!("`{}` is not a date", token.text), dates(token))
            }
            Rule::bare_date => bare_date(token),
            Rule::foreign | Rule::stray => stray(token, tokens.get(index + 1)),
            _ => continue,
        };
        return Err(Problem::error(code, input.span(token.start, token.end), message).help(help));
    }
    Ok(())
}

/// `1.5e-3`: a number with a negative (or signed) exponent.
fn exponent(input: &Input, tokens: &[Token]) -> Option<Problem> {
    let [number, e, sign, digits, ..] = tokens else { return None };
    let glued = number.end == e.start && e.end == sign.start && sign.end == digits.start;
    let form = number.rule == Rule::number && digits.rule == Rule::number && matches!(sign.text, "+" | "-");
    if !glued || !form || !e.text.eq_ignore_ascii_case("e") {
        return None;
    }
    let written = input.slice(number.start, digits.end);
    let value: f64 = written.parse().unwrap_or_default();
    let problem = Problem::error(
        Code::InvalidLiteral,
        input.span(number.start, digits.end),
        format!("`{written}` is not a number"),
    );
    Some(problem.help(format!("numbers are written in full: `{value}`")))
}

fn open_text(token: &Token) -> String {
    let quote = token.text;
    format!(
        "add {quote} after it; a quote inside a text is written twice, as in {quote}it{quote}{quote}s{quote}"
    )
}

fn dates(token: &Token) -> String {
    let word = token.text.trim_start_matches('@').to_lowercase();
    if matches!(word.as_str(), "now" | "today" | "current_date" | "as_of") {
        return "the present instant is `as_of`, without `@`".into();
    }
    let digits: Vec<&str> = word.split(['-', '/', '.', ':', 't']).collect();
    let pad = |part: &str| format!("{part:0>2}");
    match digits.as_slice() {
        [year] if year.len() == 4 => format!("a date has a month and a day: `@{year}-01-01`"),
        [year, month] if year.len() == 4 => format!("a date has a day: `@{year}-{}-01`", pad(month)),
        [year, month, day] if year.len() == 4 => format!("write `@{year}-{}-{}`", pad(month), pad(day)),
        [day, month, year] if year.len() == 4 => format!("write `@{year}-{}-{}`", pad(month), pad(day)),
        [year, month, day, hour, rest @ ..] if year.len() == 4 => {
            let minute = pad(rest.first().unwrap_or(&"00"));
            format!("write `@{year}-{}-{}T{}:{minute}`", pad(month), pad(day), pad(hour))
        }
        _ => "write a date as `@2024-01-31`, an instant as `@2024-01-31T08:00`".into(),
    }
}

fn bare_date(token: &Token) -> (Code, String, String) {
    let help = match token.text.split(['-', '/']).collect::<Vec<_>>().as_slice() {
        [day, month, year] if token.text.contains('/') => format!("write `@{year}-{month}-{day}`"),
        [year, month] => {
            format!("write the month's label as a text, `'{year}-{month}'`, or a date, `@{year}-{month}-01`")
        }
        _ => format!("write `@{}`", token.text),
    };
    (Code::InvalidLiteral, format!("`{}` is not a date without `@`", token.text), help)
}

fn stray(token: &Token, next: Option<&Token>) -> (Code, String, String) {
    let text = token.text;
    if let Some(meant) = operator(text) {
        return (Code::Syntax, format!("`{text}` is not an operator"), format!("write `{meant}`"));
    }
    let glued = next.is_some_and(|next| next.start == token.end && next.rule == Rule::word);
    let help = match text {
        "‘" | "’" | "“" | "”" | "«" | "»" | "„" | "‚" => {
            return (
                Code::Syntax,
                format!("`{text}` is a typographic quote"),
                "write texts in plain quotes: `'text'`".into(),
            );
        }
        "–" | "—" | "−" | "‐" | "‑" => {
            return (
                Code::Syntax,
                format!("`{text}` is a typographic dash"),
                "write a plain minus: `-`".into(),
            );
        }
        "||" => "write `or` between conditions, and `concat(a, b)` to join texts".into(),
        "::" => "there are no casts; state the column's type in the source's `columns`".into(),
        "^" | "**" => "write `power(x, y)`".into(),
        "~" => "write `matches` for regular expressions".into(),
        "//" => "write `floor(a / b)`; `/` alone is real division".into(),
        "[" | "]" | "{" | "}" => "lists stand in parentheses, as in `x in (1, 2)`".into(),
        ";" => "an expression ends without it; remove it".into(),
        "?" => "write a choice as `if(condition, value, other value)`".into(),
        "$" if glued => "parameters are written by their bare name".into(),
        "$" | "€" | "£" | "¥" => "amounts are bare numbers; the currency is the column's `unit`".into(),
        _ if text.chars().all(|char| char.is_control() || ('\u{200b}'..='\u{2064}').contains(&char)) => {
            let code = text.chars().next().map_or(0, u32::from);
            return (
                Code::Syntax,
                format!("an invisible character (U+{code:04X}) stands here"),
                "remove it".into(),
            );
        }
        _ => "remove it; a name that holds such characters is written in backticks".into(),
    };
    (Code::Syntax, format!("`{text}` has no meaning here"), help)
}

/// The operator that other languages, and word processors, write differently.
fn operator(text: &str) -> Option<&'static str> {
    Some(match text {
        "&&" | "&" | "∧" => "and",
        "|" | "∨" => "or",
        "!" | "¬" => "not",
        "===" | ":=" => "=",
        "!==" | "≠" => "!=",
        "=>" | "≥" | "⩾" => ">=",
        "=<" | "≤" | "⩽" => "<=",
        "<=>" => "=",
        "×" | "·" | "∗" | "⋅" => "*",
        "÷" | "∕" | "⁄" => "/",
        _ => return None,
    })
}
