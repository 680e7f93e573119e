//! Names and texts as SQL writes them.

/// Words that mean something else where they are not quoted, in one engine or another.
const RESERVED: &str = " all analyse analyze and any array as asc asymmetric at between both by case cast check collate \
    column columns constraint create cross current default deferrable desc describe distinct do else end except exclude \
    fetch filter first following for foreign from full glob grant group groups having ilike in initially inner intersect \
    interval into is isnull join label lambda last lateral leading left like limit map natural not notnull null offset on \
    only or order outer over partition pivot placing preceding primary qualify range recursive references returning \
    right row rows sample select semi set show similar some start summarize symmetric table tablesample then time \
    timestamp to top trailing true false type union unique unnest unpivot update user using values variadic verbose when \
    where window with without year month day hour minute second date key value number ";

/// A name, quoted where it needs to be.
pub(super) fn name(name: &str) -> String {
    let plain = name.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'))
        && name.starts_with(|letter: char| letter.is_ascii_lowercase());
    if plain && !RESERVED.contains(&format!(" {name} ")) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// An expression under a name, which is left out where it is the same.
pub(super) fn called(text: &str, name: &str) -> String {
    let same = text == name
        || text.rsplit_once('.').is_some_and(|(_, last)| last == name && !text.contains(['(', ' ']));
    if same { text.to_owned() } else { format!("{text} as {name}") }
}

/// A text literal.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A text in a comment of one line.
pub(super) fn comment(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An expression without the parentheses around it.
pub(super) fn bare(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return text };
    let (mut depth, mut quote) = (0_i64, None);
    for letter in inner.chars() {
        match (quote, letter) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
    }
    inner
}

/// Conditions that must all be true; none is `true`.
pub(super) fn all(conditions: &[String]) -> String {
    match conditions {
        [] => "true".to_owned(),
        [one] => bare(one).to_owned(),
        many => many.join(" and "),
    }
}
