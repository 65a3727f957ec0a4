//! Text with its escapes decoded, for secrets that a server repeats in a mixed or partial encoding.
//!
//! Percent escapes, character references of HTML, and the `\u` and `\x` escapes of JSON and most languages are decoded
//! once and twice, because an escape may itself be escaped. Anything else stays as it is. Each reading exists in three forms: with the
//! markup of the text, without its terminal sequences and comments, and also without its tags, because a secret may be in a comment or
//! between `<` and `>`, or be interrupted by either.
//!
//! Text is decoded while it is read: only the few characters of one escape are buffered, and each is looked at a bounded number of times.

use std::{collections::VecDeque, ops::Range};

/// How many times a text is decoded at most.
pub(super) const ROUNDS: usize = 2;
/// The longest escape that is decoded, in characters.
const ESCAPE_CHARACTERS: usize = 16;
/// The longest terminal sequence, comment or tag that is skipped, in characters.
const MARKUP_CHARACTERS: usize = 64;
/// Replaces a character outside ASCII in the search for escapes.
const OUTSIDE_ASCII: u8 = 0xFF;
/// The control character that begins a terminal sequence.
const ESC: u8 = 0x1B;
/// The longest UTF-8 sequence, in bytes.
const SEQUENCE_BYTES: usize = 4;

/// The named character references that are decoded: those of ASCII (HTML, section 13.5).
const NAMES: &[(&[u8], char)] = &[
    (b"amp", '&'),
    (b"lt", '<'),
    (b"gt", '>'),
    (b"quot", '"'),
    (b"apos", '\''),
    (b"nbsp", '\u{a0}'),
    (b"plus", '+'),
    (b"equals", '='),
    (b"percnt", '%'),
    (b"num", '#'),
    (b"dollar", '$'),
    (b"excl", '!'),
    (b"lpar", '('),
    (b"rpar", ')'),
    (b"ast", '*'),
    (b"midast", '*'),
    (b"comma", ','),
    (b"period", '.'),
    (b"sol", '/'),
    (b"bsol", '\\'),
    (b"colon", ':'),
    (b"semi", ';'),
    (b"quest", '?'),
    (b"commat", '@'),
    (b"lsqb", '['),
    (b"lbrack", '['),
    (b"rsqb", ']'),
    (b"rbrack", ']'),
    (b"hat", '^'),
    (b"lowbar", '_'),
    (b"grave", '`'),
    (b"lcub", '{'),
    (b"lbrace", '{'),
    (b"rcub", '}'),
    (b"rbrace", '}'),
    (b"verbar", '|'),
    (b"vert", '|'),
    (b"tab", '\t'),
    (b"newline", '\n'),
];

/// The characters of a text in one reading, each with its source in the text.
pub(super) type Reading<'a> = Box<dyn Iterator<Item = (char, Range<usize>)> + 'a>;

/// What is left out of a reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skipped {
    Nothing,
    /// Terminal sequences and comments.
    Comments,
    /// Terminal sequences, comments and tags.
    Tags,
}

/// Returns the readings of a text after a number of rounds, with and without its markup.
pub(super) fn readings(text: &str, rounds: usize) -> impl Iterator<Item = Reading<'_>> {
    [Skipped::Nothing, Skipped::Comments, Skipped::Tags].into_iter().map(move |skipped| reading(text, rounds, skipped))
}

/// Returns whether a text may have a reading that differs from the text itself.
pub(super) fn has_escapes(text: &str) -> bool {
    text.bytes().any(|byte| begins_escape(char::from(byte)) || begins_markup(char::from(byte)))
}

/// Returns the decoded text after each round that changes it.
pub(super) fn meanings(text: &str) -> Vec<String> {
    let meaning = |rounds| reading(text, rounds, Skipped::Nothing).map(|(character, _)| character).collect();
    let mut meanings: Vec<String> = (1..=ROUNDS).filter(|_| has_escapes(text)).map(meaning).collect();
    meanings.dedup();
    meanings.retain(|meaning| meaning != text);
    meanings
}

fn reading(text: &str, rounds: usize, skipped: Skipped) -> Reading<'_> {
    let unit = |(start, character): (usize, char)| Unit {
        character,
        is_byte: false,
        start,
        end: start + character.len_utf8(),
    };
    let mut units: Box<dyn Iterator<Item = Unit>> = Box::new(text.char_indices().map(unit));
    for _ in 0..rounds {
        units = Box::new(Round { ahead: Ahead::new(units), skipped });
    }
    Box::new(Characters { ahead: Ahead::new(units) })
}

/// A character, and where in the text it comes from.
#[derive(Clone, Copy)]
struct Unit {
    character: char,
    /// Whether this is one byte, which may be part of a UTF-8 sequence. The character is what it is in Latin-1.
    is_byte: bool,
    start: usize,
    end: usize,
}

/// The value of an escape.
#[derive(Clone, Copy)]
enum Decoded {
    Byte(u8),
    Character(char),
}

/// Units that can be looked at before they are taken.
struct Ahead<I> {
    input: I,
    units: VecDeque<Unit>,
}

impl<I: Iterator<Item = Unit>> Ahead<I> {
    fn new(input: I) -> Self {
        Self { input, units: VecDeque::new() }
    }

    /// Returns the next units, at most `count`.
    fn peek(&mut self, count: usize) -> impl Iterator<Item = Unit> {
        let missing = count.saturating_sub(self.units.len());
        self.units.extend(self.input.by_ref().take(missing));
        self.units.iter().copied().take(count)
    }

    /// Takes one unit, which keeps its character.
    fn take(&mut self) -> Option<Unit> {
        self.units.pop_front().or_else(|| self.input.next())
    }

    /// Takes `count` units, and returns where they come from.
    fn take_all(&mut self, count: usize) -> Option<Range<usize>> {
        let first = self.take()?;
        let end = (1..count).try_fold(first.end, |_, _| Some(self.take()?.end))?;
        Some(first.start..end)
    }

    /// Returns the next characters as ASCII.
    fn ascii<const COUNT: usize>(&mut self) -> ([u8; COUNT], usize) {
        let mut ascii = [0; COUNT];
        let mut length = 0;
        for (place, unit) in ascii.iter_mut().zip(self.peek(COUNT)) {
            *place = u8::try_from(unit.character).ok().filter(u8::is_ascii).unwrap_or(OUTSIDE_ASCII);
            length += 1;
        }
        (ascii, length)
    }
}

/// Decodes a text once.
struct Round<I> {
    ahead: Ahead<I>,
    skipped: Skipped,
}

impl<I: Iterator<Item = Unit>> Round<I> {
    /// Returns the length of the markup that comes next.
    fn markup(&mut self) -> Option<usize> {
        let (next, length) = self.ahead.ascii::<MARKUP_CHARACTERS>();
        markup(next.get(..length)?, self.skipped == Skipped::Tags)
    }

    /// Returns the length of the next escape and the value that it encodes.
    fn escape(&mut self) -> Option<(usize, Decoded)> {
        let (next, length) = self.ahead.ascii::<ESCAPE_CHARACTERS>();
        escape(next.get(..length)?)
    }
}

impl<I: Iterator<Item = Unit>> Iterator for Round<I> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            let first = self.ahead.peek(1).next()?.character;
            if self.skipped != Skipped::Nothing
                && begins_markup(first)
                && let Some(length) = self.markup()
            {
                self.ahead.take_all(length);
                continue;
            }
            let escape = if begins_escape(first) { self.escape() } else { None };
            let Some((length, decoded)) = escape else { return self.ahead.take() };
            let Range { start, end } = self.ahead.take_all(length)?;
            let (character, is_byte) = match decoded {
                Decoded::Byte(byte) => (char::from(byte), !byte.is_ascii()),
                Decoded::Character(character) => (character, false),
            };
            return Some(Unit { character, is_byte, start, end });
        }
    }
}

/// Joins the bytes that are UTF-8. Any other is a character of Latin-1.
struct Characters<I> {
    ahead: Ahead<I>,
}

impl<I: Iterator<Item = Unit>> Iterator for Characters<I> {
    type Item = (char, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.ahead.peek(1).next()?;
        let joined = if first.is_byte { self.joined() } else { None };
        let (character, count) = joined.unwrap_or((first.character, 1));
        Some((character, self.ahead.take_all(count)?))
    }
}

impl<I: Iterator<Item = Unit>> Characters<I> {
    /// Returns the character whose UTF-8 sequence comes next, and the sequence's length.
    fn joined(&mut self) -> Option<(char, usize)> {
        let mut bytes = [0; SEQUENCE_BYTES];
        let mut length = 0;
        for (place, unit) in bytes.iter_mut().zip(self.ahead.peek(SEQUENCE_BYTES)).take_while(|(_, unit)| unit.is_byte)
        {
            *place = u8::try_from(unit.character).unwrap_or_default();
            length += 1;
        }
        let character = bytes.get(..length)?.utf8_chunks().next()?.valid().chars().next()?;
        Some((character, character.len_utf8()))
    }
}

fn begins_escape(character: char) -> bool {
    matches!(character, '%' | '&' | '\\')
}

fn begins_markup(character: char) -> bool {
    character == '<' || character == char::from(ESC)
}

/// Returns the length of the terminal sequence (ECMA-48, section 5.4), comment or, if wanted, tag that a text begins with.
fn markup(text: &[u8], has_tags: bool) -> Option<usize> {
    match text {
        [ESC, b'[', rest @ ..] => {
            let last = rest.iter().position(|byte| !matches!(byte, b' '..=b'?'))?;
            rest.get(last).filter(|byte| matches!(byte, b'@'..=b'~')).map(|_| last + 3)
        }
        [b'<', b'!', b'-', b'-', rest @ ..] => Some(rest.windows(3).position(|window| window == b"-->")? + 7),
        [b'<', b'/' | b'!' | b'?' | b'a'..=b'z' | b'A'..=b'Z', rest @ ..] if has_tags => {
            let last = rest.iter().position(|byte| matches!(byte, b'<' | b'>'))?;
            rest.get(last).filter(|byte| **byte == b'>').map(|_| last + 3)
        }
        _ => None,
    }
}

/// Returns the length of the escape at the start of a text and the value that it encodes.
fn escape(text: &[u8]) -> Option<(usize, Decoded)> {
    match text {
        [b'\\', b'u' | b'U', b'{', rest @ ..] => {
            let (character, length) = number(rest, 16, b'}')?;
            Some((length + 3, Decoded::Character(character)))
        }
        [b'\\' | b'%', sign @ (b'u' | b'U'), rest @ ..] => {
            let long = if *sign == b'U' { utf32(rest) } else { None };
            let (character, length) = long.or_else(|| utf16(rest))?;
            Some((length + 2, Decoded::Character(character)))
        }
        [b'\\', b'x' | b'X', one, two, ..] => Some((4, Decoded::Byte(byte(*one, *two)?))),
        [b'%', one, two, ..] => Some((3, Decoded::Byte(byte(*one, *two)?))),
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            let (character, length) = number(rest, 16, b';')?;
            Some((length + 3, Decoded::Character(character)))
        }
        [b'&', b'#', rest @ ..] => {
            let (character, length) = number(rest, 10, b';')?;
            Some((length + 2, Decoded::Character(character)))
        }
        [b'&', rest @ ..] => {
            let name = rest.get(..rest.iter().position(|byte| *byte == b';')?)?;
            let (_, character) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
            Some((name.len() + 2, Decoded::Character(*character)))
        }
        _ => None,
    }
}

/// Returns the character whose number a text begins with, and the length of the number with its end sign.
fn number(text: &[u8], radix: u32, end_sign: u8) -> Option<(char, usize)> {
    let length = text.iter().position(|byte| *byte == end_sign).filter(|length| *length > 0)?;
    Some((char::from_u32(value(text.get(..length)?, radix)?)?, length + 1))
}

/// Returns the character whose eight digits a text begins with, and their length.
fn utf32(text: &[u8]) -> Option<(char, usize)> {
    const DIGITS: usize = 8;
    Some((char::from_u32(value(text.get(..DIGITS)?, 16)?)?, DIGITS))
}

/// Returns the character whose one or two UTF-16 units a text begins with, and their length. Backslashes may precede the second one.
fn utf16(text: &[u8]) -> Option<(char, usize)> {
    let (first, rest) = unit(text)?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Some((character, text.len() - rest.len()));
    }
    let sign = rest.iter().position(|byte| *byte != b'\\').filter(|signs| *signs > 0);
    let rest = match (sign, rest) {
        (None, [b'%', b'u' | b'U', rest @ ..]) => rest,
        (Some(sign), _) => rest.get(sign..)?.strip_prefix(b"u").or_else(|| rest.get(sign..)?.strip_prefix(b"U"))?,
        _ => return None,
    };
    let (second, rest) = unit(rest)?;
    let character = char::decode_utf16([first, second]).next()?.ok()?;
    Some((character, text.len() - rest.len()))
}

/// Returns the UTF-16 unit that a text begins with, and what follows it.
fn unit(text: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, rest) = text.split_at_checked(4)?;
    Some((u16::try_from(value(digits, 16)?).ok()?, rest))
}

fn byte(one: u8, two: u8) -> Option<u8> {
    u8::try_from(value(&[one, two], 16)?).ok()
}

/// Returns the value of digits, unless it is too large for a character.
fn value(digits: &[u8], radix: u32) -> Option<u32> {
    digits
        .iter()
        .try_fold(0_u32, |value, digit| value.checked_mul(radix)?.checked_add(char::from(*digit).to_digit(radix)?))
}

#[cfg(test)]
mod tests;
