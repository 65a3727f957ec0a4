//! Masks known secrets in text from outside, then cleans and cuts it for display.
//!
//! A secret is masked in every place where its characters occur in sequence, also inside a word: the secret `client` is masked in
//! `clients` and in `invalid_client`. The only exception, for registered error codes, is up to the caller. A secret of
//! fewer than four compared characters (see [`squeeze`](super::squeeze)) isn't searched for: it is part of too many words, and
//! masking it there would reveal it.

use std::{ops::Range, sync::Arc};

use zeroize::Zeroizing;

use super::{
    decoded,
    harmless_names::{Harmless, harmless_beside},
    known_secrets::{Found, HEAD_BYTES, Kind, KnownSecrets},
    squeeze::{self, Squeezed},
};
use crate::clean;

/// What replaces a secret.
pub(crate) const MASKED: &str = "••••••";
/// The most bytes of a character.
const CHARACTER_BYTES: usize = 4;

/// Gathers what a [`Redactor`] masks.
#[derive(Default)]
pub(crate) struct Builder {
    texts: Vec<(Zeroizing<String>, Kind)>,
    hides_everything: bool,
    to_token: Arc<[String]>,
}

impl Builder {
    /// Adds a secret that was sent, such as the client secret or a password.
    ///
    /// The secret without white space and invisible characters at its ends is searched for too, and also its decoded form if it has
    /// escapes; each in every encoding.
    pub(crate) fn add_secret(&mut self, secret: &str) -> &mut Self {
        let trimmed = secret.trim_matches(|character: char| character.is_whitespace() || clean::is_unseen(character));
        if trimmed.len() < secret.len() {
            self.add(trimmed, Kind::Secret);
        }
        for meaning in decoded::meanings(secret) {
            self.texts.push((Zeroizing::new(meaning), Kind::Secret));
        }
        self.add(secret, Kind::Secret)
    }

    /// Adds a text that was sent in base64, such as the `id:secret` pair of Basic authentication. Its secret is added too, so only its
    /// base64 is searched for.
    pub(crate) fn add_base64(&mut self, text: &str) -> &mut Self {
        self.add(text, Kind::Base64)
    }

    /// Adds a token of the response. Token characters that follow it are masked too.
    pub(crate) fn add_token(&mut self, token: &str) -> &mut Self {
        self.add(token, Kind::Token)
    }

    /// Sets the names of the members that lead to the token of a response. No value of such a name is shown.
    pub(crate) fn lead_to_token(&mut self, names: &[String]) -> &mut Self {
        self.to_token = names.into();
        self
    }

    /// Makes the redactor mask every text as a whole: for a response with more hidden values than are searched for.
    pub(crate) fn hide_everything(&mut self) -> &mut Self {
        self.hides_everything = true;
        self
    }

    fn add(&mut self, text: &str, kind: Kind) -> &mut Self {
        self.texts.push((Zeroizing::new(text.to_owned()), kind));
        self
    }

    /// Builds the redactor.
    pub(crate) fn build(&self) -> Redactor {
        self.add_to(Redactor { known: Vec::new(), hides_everything: false, to_token: Arc::default() })
    }

    /// Builds a redactor that also masks what another one masks.
    pub(crate) fn add_to(&self, mut redactor: Redactor) -> Redactor {
        redactor.hides_everything |= self.hides_everything;
        if !self.to_token.is_empty() {
            redactor.to_token = Arc::clone(&self.to_token);
        }
        if !self.texts.is_empty() {
            match KnownSecrets::new(&self.texts) {
                Ok(known) => redactor.known.push(Arc::new(known)),
                // Without a search, nothing from outside may be shown.
                Err(_) => redactor.hides_everything = true,
            }
        }
        redactor
    }
}

/// Masks known secrets in text. A clone shares the search, which takes longer to prepare than most texts to be searched.
#[derive(Clone)]
pub(crate) struct Redactor {
    known: Vec<Arc<KnownSecrets>>,
    /// Every text is masked as a whole.
    hides_everything: bool,
    /// The names of the members that lead to the token.
    to_token: Arc<[String]>,
}

/// A text without known secrets, neither cleaned nor cut to its last length.
pub(super) struct Masked {
    pub(super) text: String,
    pub(super) is_cut: bool,
}

impl Redactor {
    /// Returns a builder without secrets.
    pub(crate) fn builder() -> Builder {
        Builder::default()
    }

    /// Returns how the value of a member may be shown; `None` if it is hidden.
    pub(super) fn harmless(&self, name: &str) -> Option<Harmless> {
        harmless_beside(name, &self.to_token)
    }

    /// Returns a text for one line: trimmed, masked, cleaned, and cut with `…`.
    pub(crate) fn line(&self, text: &str, limit_characters: usize) -> String {
        self.masked(text.trim(), limit_characters).line(limit_characters)
    }

    /// Returns a text of several lines: masked, cleaned, and cut with `…`; and whether it was cut.
    pub(crate) fn lines(&self, text: &str, limit_characters: usize) -> (String, bool) {
        self.masked(text, limit_characters).lines(limit_characters)
    }

    /// Returns whether a text contains a known secret in any encoding, or the beginning of a long one.
    pub(crate) fn contains(&self, text: &str) -> bool {
        let is_in = |bytes: &[u8]| self.known.iter().any(|known| known.is_in(bytes));
        let rounds = if decoded::has_escapes(text) { decoded::ROUNDS } else { 0 };
        is_in(&squeeze::squeeze(text))
            || (1..=rounds)
                .flat_map(|rounds| decoded::readings(text, rounds))
                .any(|reading| is_in(&squeeze::squeeze_characters(reading.map(|(character, _)| character), text.len())))
    }

    /// Returns the start of a text, masked: as much as is needed to show this many characters.
    ///
    /// The search continues for the length of a head after the cut, so that no secret is shown in part because its rest is cut away.
    pub(super) fn masked(&self, text: &str, limit_characters: usize) -> Masked {
        if self.hides_everything {
            let text = if text.is_empty() { String::new() } else { MASKED.to_owned() };
            return Masked { text, is_cut: false };
        }
        let shown = text.floor_char_boundary(limit_characters.saturating_mul(CHARACTER_BYTES));
        let mut places = self.places(text, shown);
        places.sort_unstable_by_key(|(place, is_token)| (place.start, place.end, *is_token));
        let mut masked = String::with_capacity(shown);
        let (mut from, mut token_end) = (0, 0);
        for (place, is_token) in places.into_iter().take_while(|(place, _)| place.start < shown) {
            if place.start >= from {
                masked.push_str(&text[from..place.start]);
                masked.push_str(MASKED);
            }
            if is_token && place.end > token_end {
                token_end = end_of_token(text, place.end);
            }
            from = from.max(place.end).max(if is_token { token_end } else { 0 });
        }
        masked.push_str(text.get(from..shown).unwrap_or_default());
        Masked { text: masked, is_cut: shown < text.len() }
    }

    /// Returns every place of a text where a secret begins, as it is and with its escapes decoded; and whether it is a token's.
    fn places(&self, text: &str, shown: usize) -> Vec<(Range<usize>, bool)> {
        let mut places = Vec::new();
        let mut find = |squeezed: Squeezed| {
            let place = |found: Found| (squeezed.place(text, &found.range), found.is_token);
            for known in &self.known {
                places.extend(known.find(&squeezed.bytes).into_iter().map(place));
            }
            squeezed.bytes
        };
        let mut searched = vec![find(Squeezed::new(text, shown, HEAD_BYTES))];
        let rounds = if decoded::has_escapes(text) { decoded::ROUNDS } else { 0 };
        for rounds in 1..=rounds {
            let before = searched.len();
            for reading in decoded::readings(text, rounds) {
                let squeezed = Squeezed::of_characters(reading, text.len(), shown, HEAD_BYTES);
                if !searched.contains(&squeezed.bytes) {
                    searched.push(find(squeezed));
                }
            }
            // If a round changes nothing, the next one doesn't either.
            if searched.len() == before {
                break;
            }
        }
        places
    }
}

impl Masked {
    /// Returns the text cleaned and cut for one line.
    pub(super) fn line(&self, limit_characters: usize) -> String {
        marked(clean::line(&self.text, limit_characters), self.is_cut)
    }

    /// Returns the text cleaned and cut, and whether it was cut.
    pub(super) fn lines(&self, limit_characters: usize) -> (String, bool) {
        let (cleaned, is_cut) = clean::lines(&self.text, limit_characters);
        (marked(cleaned, self.is_cut), is_cut || self.is_cut)
    }
}

/// Returns where the characters that tokens consist of end (RFC 9110, section 11.2, and the escapes of those characters).
fn end_of_token(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=%\\".contains(&byte);
    from + rest.bytes().position(|byte| !is_part(byte)).unwrap_or(rest.len())
}

fn marked(mut text: String, is_cut: bool) -> String {
    if is_cut && !text.ends_with('…') {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests;
