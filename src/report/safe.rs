//! Texts of others, made harmless for a terminal.

/// The text with control, bidirectional and other invisible characters written as `\u{…}`.
pub fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        if harmful(char) { safe.extend(char.escape_unicode()) } else { safe.push(char) }
    }
    safe
}

/// Characters that move the cursor, turn the direction of a line or take no space on their own.
fn harmful(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(char, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
