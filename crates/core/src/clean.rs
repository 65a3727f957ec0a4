//! Text from outside made safe to display: control, direction and invisible characters become visible, and the length is limited.
//!
//! [`line`] and `lines` are for text in a sentence or a window; [`escaped`] is for a terminal, where a line break or a control
//! character could pass for output of the program.

use unicode_normalization::char::is_combining_mark;

/// The most combining marks that are kept after one character: more than any script needs.
const MARKS: usize = 4;

/// Returns a text of several lines, cleaned and cut to a number of characters, and whether anything was cut.
pub(crate) fn lines(text: &str, limit_characters: usize) -> (String, bool) {
    clean(text, limit_characters, true)
}

/// Returns a text cleaned for one line and cut to a number of characters.
pub(crate) fn line(text: &str, limit_characters: usize) -> String {
    clean(text.trim(), limit_characters, false).0
}

/// Returns a text as one line for a terminal: control, direction and invisible characters, and combining marks beyond the fourth,
/// are escaped as in Rust source (`\n`, `\u{202e}`). What joins or styles an emoji is kept.
///
/// # Examples
/// ```
/// assert_eq!(keyfob_core::clean::escaped("first\nsecond"), r"first\nsecond");
/// ```
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let (mut marks, mut before) = (0, None);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        marks = if is_combining_mark(character) { marks + 1 } else { 0 };
        let is_part_of_emoji = match character {
            ZERO_WIDTH_JOINER => before.is_some_and(is_emoji) && characters.peek().copied().is_some_and(is_emoji),
            EMOJI_STYLE => before.is_some_and(is_emoji),
            _ => false,
        };
        if marks > MARKS || (is_unseen(character) && !is_part_of_emoji) {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
        before = if character == EMOJI_STYLE { before } else { Some(character) };
    }
    escaped
}

const ZERO_WIDTH_JOINER: char = '\u{200D}';
/// Variation selector 16: asks for the colored form of the character before it.
const EMOJI_STYLE: char = '\u{FE0F}';

/// Returns whether a character is in a block that contains emoji, modifiers of skin tone included.
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{27BF}' | '\u{2900}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

fn clean(text: &str, limit: usize, keep_lines: bool) -> (String, bool) {
    // The fast path: printable ASCII within the limit.
    if text.len() <= limit && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return (text.to_owned(), false);
    }
    let mut cleaned = String::with_capacity(text.len().min(limit * 2));
    let (mut length, mut marks) = (0, 0);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let before = cleaned.len();
        marks = if is_combining_mark(character) { marks + 1 } else { 0 };
        match character {
            '\r' if characters.peek() == Some(&'\n') => continue,
            '\n' | '\t' if keep_lines => cleaned.push(character),
            '\n' | '\r' | '\t' => cleaned.push(' '),
            _ if marks > MARKS => continue,
            _ if is_unseen(character) => {
                use std::fmt::Write as _;
                let _ = write!(cleaned, "⟨U+{:04X}⟩", u32::from(character));
            }
            _ => cleaned.push(character),
        }
        length += cleaned[before..].chars().count();
        if length > limit {
            let keep = cleaned.char_indices().nth(limit.saturating_sub(1)).map_or(cleaned.len(), |(at, _)| at);
            cleaned.truncate(keep);
            cleaned.push('…');
            return (cleaned, true);
        }
    }
    (cleaned, false)
}

/// Returns whether a character has no visible shape: controls, direction marks, zero-width and blank fillers, tags, private use.
pub(crate) fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn control_and_direction_characters_are_shown_by_number() {
        for (hostile, shown) in [
            ("a\u{1b}[31mred", "a⟨U+001B⟩[31mred"),
            ("user\u{202e}txt.exe", "user⟨U+202E⟩txt.exe"),
            ("a\u{200b}b\u{feff}c\u{0}", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+0000⟩"),
            ("one\r\ntwo\tthree\rfour", "one two three four"),
            ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
            ("e\u{301}", "e\u{301}"),
            ("Привет, 世界 🙂", "Привет, 世界 🙂"),
        ] {
            assert_eq!(line(hostile, 100), shown);
        }
        assert_eq!(lines("a\r\n\tb", 100), ("a\n\tb".into(), false));
    }

    #[test]
    fn stacked_combining_marks_are_limited() {
        let tower = format!("a{}", "\u{301}".repeat(1_000));
        assert_eq!(line(&tower, 100).chars().count(), 1 + MARKS);
    }

    #[test]
    fn megabytes_are_cut() {
        let (cut, is_cut) = lines(&"x".repeat(5_000_000), 10);
        assert_eq!((cut.as_str(), is_cut), ("xxxxxxxxx…", true));
        assert_eq!(lines(&"x".repeat(10), 10), ("x".repeat(10), false));
    }

    #[test]
    fn a_terminal_gets_one_line_with_escapes() {
        for (hostile, shown) in [
            ("first line\nother-api  oauth2  looks like a row", r"first line\nother-api  oauth2  looks like a row"),
            ("visible\rHIDDEN", r"visible\rHIDDEN"),
            ("gpj.evil\u{202e}gnp", r"gpj.evil\u{202e}gnp"),
            ("billing-api\u{200b}", r"billing-api\u{200b}"),
            ("\u{1b}[2Jboo\u{9b}", r"\u{1b}[2Jboo\u{9b}"),
            ("支払い管理 é e\u{301}", "支払い管理 é e\u{301}"),
            ("👩‍👩‍👧 👍🏽 ❤️ ❤️‍🔥", "👩‍👩‍👧 👍🏽 ❤️ ❤️‍🔥"),
            ("a\u{200d}b \u{200d}👩 👩\u{200d} a\u{fe0f}", r"a\u{200d}b \u{200d}👩 👩\u{200d} a\u{fe0f}"),
        ] {
            assert_eq!(escaped(hostile), shown);
        }
        let tower = escaped(&format!("a{}", "\u{301}".repeat(6)));
        assert_eq!(tower, format!("a{}{}", "\u{301}".repeat(4), r"\u{301}".repeat(2)));
    }

    proptest! {
        #[test]
        fn no_invisible_character_outside_an_emoji_is_left_on_a_terminal(text in "(\\PC|\\p{Cc}|\\p{Cf}){0,80}") {
            let left = escaped(&text).replace([ZERO_WIDTH_JOINER, EMOJI_STYLE], "");
            prop_assert!(!left.chars().any(is_unseen));
        }

        #[test]
        fn no_invisible_character_is_left_and_the_limit_holds(text in "(\\PC|\\p{Cc}|\\p{Cf}){0,80}", limit in 1usize..60) {
            let cleaned = line(&text, limit);
            prop_assert!(cleaned.chars().count() <= limit);
            prop_assert!(!cleaned.chars().any(is_unseen));
        }
    }
}
