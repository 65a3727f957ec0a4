//! A text with its escapes taken off, layer by layer: percent, JSON and HTML, in whatever order a server put them on.
//!
//! Each byte of a layer knows where in the text it stands, so that what is found under the escapes is masked above them.

use std::ops::Range;

use zeroize::Zeroizing;

/// The bytes under some layers of escapes.
pub(super) struct Layer {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Where each byte starts in the text, then the text's end; nothing for the text itself.
    starts: Vec<usize>,
}

/// What an escape stands for.
enum Meant {
    Byte(u8),
    Character(char),
}

impl Layer {
    /// The text itself.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { bytes: Zeroizing::new(bytes.to_owned()), starts: Vec::new() }
    }

    /// The text and at most so many layers under it.
    pub(super) fn all(bytes: &[u8], most: usize) -> Vec<Self> {
        let mut layers = vec![Self::of(bytes)];
        while let Some(under) = layers.last().filter(|_| layers.len() <= most).and_then(Self::under) {
            layers.push(under);
        }
        layers
    }

    /// Where a range of this layer stands in the text.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        self.start(range.start)..self.start(range.end)
    }

    fn start(&self, at: usize) -> usize {
        self.starts.get(at).copied().unwrap_or(at)
    }

    /// The layer under this one; none where there is nothing to take off.
    pub(super) fn under(&self) -> Option<Self> {
        let first = self.bytes.iter().position(|byte| is_lead(*byte))?;
        let mut under = Self { bytes: Zeroizing::new(Vec::new()), starts: Vec::new() };
        under.bytes.reserve_exact(self.bytes.len());
        under.starts.reserve_exact(self.bytes.len() + 1);
        under.bytes.extend_from_slice(&self.bytes[..first]);
        under.starts.extend((0..first).map(|at| self.start(at)));
        let (mut at, mut is_changed) = (first, false);
        while let Some(byte) = self.bytes.get(at) {
            let escape = if is_lead(*byte) { read(&self.bytes[at..]) } else { None };
            let Some((length, meant)) = escape else {
                under.push(self.start(at), &[*byte]);
                at += 1;
                continue;
            };
            match meant {
                Meant::Byte(byte) => under.push(self.start(at), &[byte]),
                Meant::Character(character) => {
                    under.push(self.start(at), character.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            at += length;
            is_changed = true;
        }
        under.starts.push(self.start(self.bytes.len()));
        is_changed.then_some(under)
    }

    fn push(&mut self, start: usize, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.starts.extend(bytes.iter().map(|_| start));
    }
}

fn is_lead(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

/// The escape that a text starts with: its length, and what it stands for.
fn read(text: &[u8]) -> Option<(usize, Meant)> {
    match text.first()? {
        b'%' => percent(text),
        b'\\' => backslash(text),
        _ => entity(text),
    }
}

fn percent(text: &[u8]) -> Option<(usize, Meant)> {
    match text.get(1)? {
        b'u' => unicode(text),
        _ => Some((3, Meant::Byte(u8::try_from(hex(text, 1, 2)?).ok()?))),
    }
}

/// `\u00e9` or `%u00e9`; two of them where the first is half a character.
fn unicode(text: &[u8]) -> Option<(usize, Meant)> {
    let first = hex(text, 2, 4)?;
    if let Some(character) = char::from_u32(first) {
        return Some((6, Meant::Character(character)));
    }
    let second = hex(text, 8, 4).filter(|second| text[6..8] == text[..2] && (0xDC00..0xE000).contains(second))?;
    let both = 0x1_0000 + ((first.checked_sub(0xD800)?) << 10) + (second - 0xDC00);
    Some((12, Meant::Character(char::from_u32(both)?)))
}

fn backslash(text: &[u8]) -> Option<(usize, Meant)> {
    let byte = match text.get(1)? {
        b'u' => return unicode(text),
        b'x' => return Some((4, Meant::Byte(u8::try_from(hex(text, 2, 2)?).ok()?))),
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        byte if byte.is_ascii_punctuation() => *byte,
        _ => return None,
    };
    Some((2, Meant::Byte(byte)))
}

/// `&amp;`, `&#43;` or `&#x2b;`.
fn entity(text: &[u8]) -> Option<(usize, Meant)> {
    const LONGEST: usize = 10;
    let end = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((end + 1, Meant::Character(character)))
}

fn hex(text: &[u8], from: usize, digits: usize) -> Option<u32> {
    let digits = text.get(from..from + digits)?;
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn under(text: &str) -> Option<String> {
        Layer::of(text.as_bytes()).under().map(|layer| String::from_utf8(layer.bytes.to_vec()).unwrap())
    }

    #[test]
    fn every_kind_of_escape_comes_off_and_one_layer_at_a_time() {
        for (text, meant) in [
            ("a%2Bb%c3%a9%u00e9", "a+béé"),
            (r#"\u0022\/\"\\x\x41\n"#, "\"/\"\\xA\n"),
            (r"\ud83d\ude42%uD83D%uDE42", "🙂🙂"),
            ("&amp;&#43;&#x2F;&#X3d;&quot;&lt;", "&+/=\"<"),
            ("%253A", "%3A"),
            ("&amp;quot;", "&quot;"),
        ] {
            assert_eq!(under(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["plain", "100 %", "%2", "%zz", r"\", r"\d", r"\ud83d", "a & b", "&;", "&#x110000;", "&unknown;"] {
            assert_eq!(under(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_found_below_has_its_place_above() {
        let text = "x%252By";
        let second = Layer::of(text.as_bytes()).under().unwrap().under().unwrap();
        assert_eq!(&second.bytes[..], b"x+y");
        assert_eq!(second.place(&(1..2)), 1..6);
        assert_eq!(second.place(&(0..3)), 0..7);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_no_place_lies_outside(text in "[%&\\\\#;ux0-9a-f\\PC]{0,60}") {
            let mut layer = Layer::of(text.as_bytes());
            while let Some(under) = layer.under() {
                prop_assert!(under.bytes.len() < layer.bytes.len());
                prop_assert_eq!(under.place(&(0..under.bytes.len())), 0..text.len());
                layer = under;
            }
        }
    }
}
