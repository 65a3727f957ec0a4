//! Text reduced to the characters that are compared in the search for secrets.
//!
//! White space, invisible characters, combining marks, quotation marks, `+` and `\` are left out, and ASCII letters are folded
//! to lower case. So none of these makes a difference: folded lines, trimmed ends, added zero-width or no-break spaces, a `+`
//! that a form decoder read as a space, quotes doubled for SQL, and any number of backslashes before quotes, slashes or
//! backslashes.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

use crate::clean;

/// The compared bytes of a text, and where each comes from.
pub(super) struct Squeezed {
    /// The compared bytes.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// The place in the text of the character that each byte belongs to.
    sources: Vec<Range<usize>>,
}

impl Squeezed {
    /// Squeezes the first `shown` bytes of a text, and as much of the rest as gives `margin` more compared bytes.
    pub(super) fn new(text: &str, shown: usize, margin: usize) -> Self {
        let place = |(start, character): (usize, char)| (character, start..start + character.len_utf8());
        Self::of_characters(text.char_indices().map(place), text.len(), shown, margin)
    }

    /// Squeezes characters with their places in a text of `length` bytes, each of which takes at least as many bytes there as its UTF-8 form.
    pub(super) fn of_characters(
        characters: impl Iterator<Item = (char, Range<usize>)>,
        length: usize,
        shown: usize,
        margin: usize,
    ) -> Self {
        let mut squeezed = Self { bytes: Zeroizing::new(Vec::new()), sources: Vec::new() };
        // Reserved once, so that no reallocation leaves a copy behind.
        squeezed.bytes.reserve_exact(shown.saturating_add((margin + 1) * char::MAX.len_utf8()).min(length));
        let mut wanted = margin;
        for (character, source) in characters.filter(|(character, _)| !is_ignored(*character)) {
            if source.start >= shown {
                let Some(rest) = wanted.checked_sub(1) else { break };
                wanted = rest;
            }
            push(character, &mut squeezed.bytes);
            squeezed.sources.resize(squeezed.bytes.len(), source);
        }
        squeezed
    }

    /// Returns the place in the text of a non-empty range of compared bytes.
    pub(super) fn place(&self, text: &str, range: &Range<usize>) -> Range<usize> {
        let source = |index: usize| self.sources.get(index).cloned().unwrap_or(text.len()..text.len());
        source(range.start).start..source(range.end.saturating_sub(1)).end
    }
}

/// Returns the compared bytes of a whole text.
pub(super) fn squeeze(text: &str) -> Zeroizing<Vec<u8>> {
    squeeze_characters(text.chars(), text.len())
}

/// Returns the compared bytes of characters that have no more than `length` bytes.
pub(super) fn squeeze_characters(characters: impl Iterator<Item = char>, length: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    characters.filter(|character| !is_ignored(*character)).for_each(|character| push(character, &mut bytes));
    bytes
}

/// Returns whether a character is left out of the comparison.
pub(super) fn is_ignored(character: char) -> bool {
    if character.is_ascii() {
        return matches!(character, '+' | '\\' | '\'' | '"' | ' ') || character.is_ascii_control();
    }
    character.is_whitespace() || clean::is_unseen(character) || is_combining_mark(character)
}

fn push(character: char, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(character.to_ascii_lowercase().encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_compared_characters_are_kept_and_each_knows_its_place() {
        let text = " A\u{200b}'b\r\n +\\\u{a0}é\u{301}";
        let squeezed = Squeezed::new(text, text.len(), 0);
        assert_eq!(&squeezed.bytes[..], "abé".as_bytes());
        assert_eq!(&text[squeezed.place(text, &(0..2))], "A\u{200b}'b");
        assert_eq!(&text[squeezed.place(text, &(2..4))], "é");
        assert_eq!(*squeeze(text), *squeezed.bytes);
    }

    #[test]
    fn the_margin_is_counted_in_compared_characters() {
        let text = format!("ab{}cdef", "\u{200b}".repeat(10_000));
        assert_eq!(&Squeezed::new(&text, 2, 3).bytes[..], b"abcde");
        assert_eq!(&Squeezed::new(&text, 2, 0).bytes[..], b"ab");
    }
}
