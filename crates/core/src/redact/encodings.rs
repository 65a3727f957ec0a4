//! The encodings in which a server may repeat a secret: percent, JSON, HTML, hexadecimal, base64, and mistaken character sets.
//!
//! Each is a plain function from a text to its encoded form. The result is squeezed before it is searched for (see
//! [`squeeze`](super::squeeze)), so backslashes, quotes, spaces, `+` and letter case don't need separate variants.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};
use zeroize::Zeroizing;

use super::squeeze::squeeze;

/// One encoding: an index into the table.
pub(super) type Encoding = u8;

/// Everything but the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What an HTML form and Java's `URLEncoder` encode: `~`, but not `*`.
const FORM: &AsciiSet = &RESERVED.remove(b'*').add(b'~');
/// What JavaScript's `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet = &RESERVED.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');
/// What JavaScript's `encodeURI` encodes.
const URI: &AsciiSet = &COMPONENT
    .remove(b';')
    .remove(b'/')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'$')
    .remove(b',')
    .remove(b'#');
/// What a URL parser encodes in a query, where even `%` stays (URL Standard).
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');

/// The escapes of text. A space is `%20`, or `+`, which is ignored: hence both.
const ESCAPES: &[fn(&str) -> String] = &[
    |text| text.to_owned(),
    |text| percent(text, RESERVED),
    |text| percent(&spaceless(text), RESERVED),
    |text| percent(text, FORM),
    |text| percent(&spaceless(text), FORM),
    |text| percent(text, COMPONENT),
    |text| percent(text, URI),
    |text| percent(text, QUERY),
    |text| percent(&percent(text, RESERVED), RESERVED),
    |text| json(text, "", false),
    |text| json(text, "", true),
    |text| json(text, "<>&", false),
    |text| json(text, "<>&", true),
    |text| json(text, "<>&'\"", false),
    |text| json(text, "<>&'\"", true),
    |text| json(text, "<>&'+", false),
    |text| json(text, "<>&'+", true),
    |text| json(text, "<>&'\"+`", false),
    |text| json(text, "<>&'\"+`", true),
    |text| html(text, "\"", "'", false),
    |text| html(text, "&quot;", "'", false),
    |text| html(text, "&quot;", "&#39;", false),
    |text| html(text, "&quot;", "&#39;", true),
    |text| html(text, "&quot;", "&#039;", false),
    |text| html(text, "&quot;", "&#x27;", false),
    |text| html(text, "&quot;", "&apos;", false),
    |text| html(text, "&#34;", "&#39;", false),
    |text| html(text, "&quot;", "&#x27;", false).replace('/', "&#x2F;"),
    |text| html(text, "&quot;", "&#39;", false).replace('/', "&#x2F;").replace('=', "&#x3D;").replace('`', "&#x60;"),
    |text| numeric(text, |out, code| write!(out, "&#{code};")),
    |text| numeric(text, |out, code| write!(out, "&#x{code:x};")),
];

/// The encodings of bytes, also percent-encoded if that makes a difference.
const BYTES: &[fn(&str) -> String] = &[
    |text| {
        text.bytes().fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
    },
    |text| base64(text, 0, &STANDARD_NO_PAD),
    |text| base64(text, 1, &STANDARD_NO_PAD),
    |text| base64(text, 2, &STANDARD_NO_PAD),
    |text| base64(text, 0, &URL_SAFE_NO_PAD),
    |text| base64(text, 1, &URL_SAFE_NO_PAD),
    |text| base64(text, 2, &URL_SAFE_NO_PAD),
    |text| percent(&base64(text, 0, &STANDARD_NO_PAD), RESERVED),
    |text| percent(&base64(text, 1, &STANDARD_NO_PAD), RESERVED),
    |text| percent(&base64(text, 2, &STANDARD_NO_PAD), RESERVED),
    // UTF-8 read as Latin-1, Latin-1 read as UTF-8, and Latin-1 percent-encoded.
    |text| text.bytes().map(char::from).collect(),
    |text| String::from_utf8_lossy(&latin1(text)).into_owned(),
    |text| percent_encode(&latin1(text), RESERVED).to_string(),
];

/// The position of the base64 forms in the table of bytes.
const BASE64: std::ops::Range<usize> = 1..10;

/// Returns every encoding that a secret is searched for in.
pub(super) fn of_secret() -> impl Iterator<Item = Encoding> {
    (0..).take(ESCAPES.len() + BYTES.len())
}

/// Returns the encodings of a secret that may differ from each other. Most secrets need only a few: no escape changes letters and digits, only
/// numeric escapes change `-`, `.` and `_`, and a mistaken character set never changes ASCII.
pub(super) fn of_this_secret(text: &str) -> impl Iterator<Item = Encoding> {
    let is_ascii = text.is_ascii();
    let bytes = (0..BYTES.len()).filter(move |index| !is_ascii || *index < BASE64.end);
    of_token(text).chain(bytes.map(|index| encoding(ESCAPES.len() + index)))
}

/// Returns the encodings that a token of the response is searched for in: the escapes that may differ from each other.
pub(super) fn of_token(text: &str) -> impl Iterator<Item = Encoding> {
    let is_letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let numbers = ESCAPES.len() - 2;
    let differs = move |index: &usize| *index == 0 || !is_plain || (!is_letters && *index >= numbers);
    (0..ESCAPES.len()).filter(differs).map(encoding)
}

/// Returns the base64 forms alone: for a text whose other forms contain a secret that is searched for anyway.
pub(super) fn of_base64() -> impl Iterator<Item = Encoding> {
    BASE64.map(|index| encoding(ESCAPES.len() + index))
}

/// There are fewer than 256 encodings.
fn encoding(index: usize) -> Encoding {
    u8::try_from(index).unwrap_or_default()
}

/// Returns a text in an encoding.
pub(super) fn encode(text: &str, encoding: Encoding) -> String {
    let index = usize::from(encoding);
    let function = ESCAPES.get(index).or_else(|| BYTES.get(index - ESCAPES.len()));
    function.map_or_else(String::new, |encode| encode(text))
}

/// Returns the compared bytes of a text in an encoding.
pub(super) fn needle(text: &str, encoding: Encoding) -> Zeroizing<Vec<u8>> {
    squeeze(&Zeroizing::new(encode(text, encoding)))
}

fn spaceless(text: &str) -> String {
    text.replace(' ', "")
}

fn percent(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

/// Escapes control characters, the characters of `hex`, and, for an ASCII writer, everything that isn't ASCII.
///
/// Backslashes and quotes stay as they are: they are ignored in the comparison.
fn json(text: &str, hex: &str, is_ascii_only: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push('n'),
            '\r' => out.push('r'),
            '\t' => out.push('t'),
            '\u{8}' => out.push('b'),
            '\u{c}' => out.push('f'),
            _ if character < ' ' || hex.contains(character) || (is_ascii_only && !character.is_ascii()) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            _ => out.push(character),
        }
    }
    out
}

/// Escapes `&`, `<` and `>` by name, quotes as given, and, for an ASCII writer, everything else by decimal number.
fn html(text: &str, quote: &str, apostrophe: &str, is_ascii_only: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str(quote),
            '\'' => out.push_str(apostrophe),
            _ if is_ascii_only && !character.is_ascii() => {
                let _ = write!(out, "&#{};", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out
}

/// Escapes everything but letters and digits by number.
fn numeric(text: &str, write: fn(&mut String, u32) -> std::fmt::Result) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character);
        } else {
            let _ = write(&mut out, u32::from(character));
        }
    }
    out
}

/// Returns the base64 digits that depend on the text alone when `offset` other bytes precede it.
fn base64(text: &str, offset: usize, engine: &GeneralPurpose) -> String {
    let mut bytes = Zeroizing::new(vec![0; offset]);
    bytes.extend_from_slice(text.as_bytes());
    let digits = Zeroizing::new(engine.encode(&*bytes));
    // Six bits a digit: whole digits from the text's first bit to its last.
    let (first, end) = ((offset * 8).div_ceil(6), bytes.len() * 8 / 6);
    digits.get(first..end).unwrap_or_default().to_owned()
}

/// Returns a text in Latin-1, with `?` for what it doesn't have.
fn latin1(text: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_in_every_listed_encoding() {
        let encoded: Vec<String> = of_secret().map(|encoding| encode("a+b &\"'/<é~*", encoding)).collect();
        for expected in [
            "a+b &\"'/<é~*",
            "a%2Bb%20%26%22%27%2F%3C%C3%A9~%2A",
            "a%2Bb%26%22%27%2F%3C%C3%A9%7E*",
            "a%2Bb%20%26%22'%2F%3C%C3%A9~*",
            "a+b%20&%22%27/%3C%C3%A9~*",
            "a%252Bb%2520%2526%2522%2527%252F%253C%25C3%25A9~%252A",
            r#"a+b \u0026"'/\u003c\u00e9~*"#,
            r"a\u002bb \u0026\u0022\u0027/\u003cé~*",
            "a+b &amp;&quot;&#39;/&lt;é~*",
            "a+b &amp;&quot;&#039;/&lt;é~*",
            "a+b &amp;&quot;&#x27;&#x2F;&lt;é~*",
            "a+b &amp;&quot;&apos;/&lt;é~*",
            "a&#43;b&#32;&#38;&#34;&#39;&#47;&#60;&#233;&#126;&#42;",
            "a&#x2b;b&#x20;&#x26;&#x22;&#x27;&#x2f;&#x3c;&#xe9;&#x7e;&#x2a;",
            "612b62202622272f3cc3a97e2a",
            "a+b &\"'/<Ã©~*",
            "a%2Bb%20%26%22%27%2F%3C%E9~%2A",
        ] {
            assert!(encoded.iter().any(|encoded| encoded == expected), "{expected} isn't in {encoded:#?}");
        }
    }

    #[test]
    fn an_encoding_that_is_left_out_differs_from_no_other() {
        for text in ["s3cr3t", "s3cr3t-Vq7_Lm.2Zt", "s3cr3t~", "a b", "é", "", "-"] {
            let of_all: std::collections::HashSet<_> = of_secret().map(|encoding| encode(text, encoding)).collect();
            let of_this: std::collections::HashSet<_> =
                of_this_secret(text).map(|encoding| encode(text, encoding)).collect();
            assert_eq!(of_this, of_all, "{text}");
        }
    }

    #[test]
    fn base64_is_found_at_every_offset_and_whatever_follows() {
        for (before, after) in [("", ""), ("x", "yz"), ("xy", "z"), ("xyz", "w"), ("xyzw", "")] {
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let whole = engine.encode(format!("{before}s3cr3t?~>{after}"));
                assert!((0..3).any(|offset| whole.contains(&base64("s3cr3t?~>", offset, engine))), "{whole}");
            }
        }
    }
}
