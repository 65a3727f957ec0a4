//! Tokens found by their surroundings: `"access_token": "…"`, `token=…`, `<token>…</token>`, JWTs, cookies.

use std::ops::Range;

use super::{mask::MASKED, opaque};

/// The most bytes between a name and its value.
const BETWEEN_BYTES: usize = 100;
/// What XML writes before a text that it leaves as it is.
const CDATA: &[u8] = b"<![CDATA[";
/// The longest word that may be one of a sentence, in bytes.
const WORD_BYTES: usize = 15;

/// Hands over the values of names that speak of tokens and secrets, and everything that looks like a JWT.
pub(super) fn find(text: &[u8], mut found: impl FnMut(Range<usize>)) {
    let mut at = 0;
    while let Some(start) = text[at..].iter().position(|byte| is_name_byte(*byte)).map(|first| at + first) {
        let end =
            text[start..].iter().position(|byte| !is_name_byte(*byte)).map_or(text.len(), |length| start + length);
        at = end;
        if is_jwt(&text[start..end]) {
            found(start..end);
        } else if is_sensitive_bytes(&text[start..end])
            && let Some(value) = value_after(text, start..end)
        {
            at = value.end;
            found(value);
        }
    }
}

/// Whether a name speaks of what must not be shown.
pub(super) fn is_sensitive(name: &str) -> bool {
    is_sensitive_bytes(name.as_bytes())
}

fn is_sensitive_bytes(name: &[u8]) -> bool {
    const SHORTEST: usize = 3;
    const LONGEST: usize = 200;
    if name.len() < SHORTEST {
        return false;
    }
    let letters = name[..name.len().min(LONGEST)].iter().filter(|byte| byte.is_ascii_alphanumeric());
    let plain: String = letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let speaks = ["token", "secret", "password", "assertion", "apikey", "cookie", "authorization", "jwt"];
    let harmless = ["tokentype", "tokenendpoint", "tokenuri", "tokenurl", "tokenexp", "tokenlifetime"];
    let about = ["expires", "expiresin", "expiry", "expiresat"];
    speaks.iter().any(|word| plain.contains(word))
        && !harmless.iter().any(|word| plain.contains(word))
        && !about.iter().any(|word| plain.ends_with(word))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}

fn is_jwt(word: &[u8]) -> bool {
    word.len() > 20 && word.starts_with(b"eyJ") && word.contains(&b'.')
}

/// How a name is joined to its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `=` or `=>`, which prose does not use.
    Equals,
    /// `:`.
    Colon,
    /// The name's own element: `<name>`.
    Element,
    /// A tag between the two.
    Tag,
}

/// The value that belongs to a name, whatever quotes, signs and tags stand between.
fn value_after(text: &[u8], name: Range<usize>) -> Option<Range<usize>> {
    let before = element_before(&text[..name.start]);
    if before == Some(b'/') {
        return None;
    }
    let near = &text[..text.len().min(name.end + BETWEEN_BYTES)];
    let mut sign = None;
    let mut at = name.end;
    loop {
        match *near.get(at)? {
            quote @ (b'"' | b'\'') if sign.is_some() => return quoted(text, at, quote),
            b'"' | b'\'' | b'\\' | b' ' | b'\t' | b'\r' | b'\n' | b']' | b')' => {}
            b'[' if sign.is_some() => {}
            b'=' => sign = Some(Sign::Equals),
            b':' if sign.is_none() => sign = Some(Sign::Colon),
            b'>' if sign.is_none() && at == name.end && before == Some(b'<') => sign = Some(Sign::Element),
            b'>' => sign = sign.or(Some(Sign::Tag)),
            b'<' if near[at..].starts_with(CDATA) => {
                sign = sign.or(Some(Sign::Tag));
                at += CDATA.len() - 1;
            }
            b'<' => {
                at += near[at..].iter().position(|byte| *byte == b'>')?;
                sign = sign.or(Some(Sign::Tag));
            }
            b'v' if sign.is_none() && near[at..].starts_with(b"value=") => at += b"value".len() - 1,
            _ => break,
        }
        at += 1;
    }
    bare(text, &name, at, sign?)
}

/// `<` or `/` where a name opens or closes an element, with or without a prefix.
fn element_before(text: &[u8]) -> Option<u8> {
    const PREFIX_BYTES: usize = 32;
    let near = &text[text.len().saturating_sub(PREFIX_BYTES)..];
    let start = match near.strip_suffix(b":") {
        Some(prefix) => &prefix[..prefix.iter().rposition(|byte| !is_name_byte(*byte)).map_or(0, |at| at + 1)],
        None => near,
    };
    match start {
        [.., b'<', b'/'] => Some(b'/'),
        [.., b'<'] => Some(b'<'),
        _ => None,
    }
}

/// A quoted value up to its closing quote, or to the end where it is cut.
fn quoted(text: &[u8], at: usize, quote: u8) -> Option<Range<usize>> {
    let start = at + 1;
    // Where the opening quote is escaped, so is the closing one.
    let is_escaped = text[at - 1] == b'\\';
    let mut after_backslash = false;
    let end = text[start..].iter().position(|byte| {
        let is_end = *byte == quote && (is_escaped || !after_backslash);
        after_backslash = *byte == b'\\' && !after_backslash;
        is_end
    });
    let end = end.map_or(text.len(), |length| start + length);
    let end = if is_escaped && end > start && text[end - 1] == b'\\' { end - 1 } else { end };
    (end > start).then_some(start..end)
}

/// A value without quotes; what may be a word of a sentence is none.
fn bare(text: &[u8], name: &Range<usize>, start: usize, sign: Sign) -> Option<Range<usize>> {
    let word_at = |start: usize| {
        let end = |byte: &u8| byte.is_ascii_whitespace() || b"&,;}<>\"')]".contains(byte);
        start..text[start..].iter().position(end).map_or(text.len(), |length| start + length)
    };
    let word = word_at(start);
    let value = &text[word.clone()];
    let is_nothing = ["null", "true", "false", "none", "undefined"].iter().any(|nothing| value == nothing.as_bytes());
    if value.is_empty() || value[0] == b'{' || is_nothing {
        return None;
    }
    let is_scheme = ["bearer", "basic", "dpop"].iter().any(|scheme| value.eq_ignore_ascii_case(scheme.as_bytes()));
    if is_scheme && text.get(word.end) == Some(&b' ') {
        return Some(word_at(word.end + 1)).filter(|word| !word.is_empty());
    }
    let is_telling = match sign {
        Sign::Equals | Sign::Element => true,
        Sign::Colon | Sign::Tag => {
            let may_be_prose = is_plain_word(value) && !stands_alone(text, name, &word);
            (is_compound(&text[name.clone()]) && !may_be_prose)
                || opaque::is_opaque(value)
                || value.len() > 4 * WORD_BYTES
        }
    };
    is_telling.then_some(word)
}

/// Whether name and value are all that stands in their line, element or member.
fn stands_alone(text: &[u8], name: &Range<usize>, value: &Range<usize>) -> bool {
    let before = name.start.checked_sub(1).map(|at| text[at]);
    before.is_none_or(|byte| b"\n>{[,\"'".contains(&byte))
        && text.get(value.end).is_none_or(|byte| b"\r\n<}],".contains(byte))
}

/// Whether a name is one of programs: `access_token`, `accessToken`.
fn is_compound(name: &[u8]) -> bool {
    let is_joint =
        |pair: &[u8]| b"_-.".contains(&pair[0]) || (pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    name.windows(2).any(is_joint)
}

fn is_plain_word(word: &[u8]) -> bool {
    let word = word.strip_suffix(b".").unwrap_or(word);
    word.len() <= WORD_BYTES
        && word.iter().enumerate().all(|(at, byte)| byte.is_ascii_lowercase() || (at == 0 && byte.is_ascii_uppercase()))
}

/// A `Set-Cookie` value with the cookie's own value masked.
pub(super) fn mask_cookie(value: &str) -> String {
    let (cookie, attributes) = value.split_at(value.find(';').unwrap_or(value.len()));
    let name = cookie.split('=').next().filter(|_| cookie.contains('=')).unwrap_or_default();
    format!("{name}={MASKED}{attributes}")
}

#[cfg(test)]
mod tests;
