//! Secrets and tokens taken out of whatever is shown, in every form in which a server may send them back.

use std::ops::Range;

use super::{
    clean, disguises,
    needles::{Needle, Needles},
    opaque, sensitive,
    unescape::Layer,
};

/// What stands where a secret was.
pub(super) const MASKED: &str = "••••••";
/// A text of our own, or a code, that holds a shorter secret by chance stays readable.
const CHANCE_BYTES: usize = 8;
/// How many layers of escapes are looked under.
const LAYERS: usize = 4;
/// How many values that a text names as tokens are looked for elsewhere in it.
const NAMED: usize = 50;
/// How far behind what is shown a text is searched, in bytes, so that nothing is shown whose rest is cut away.
const BEYOND_BYTES: usize = 8 * 1024;
/// The most bytes of a character.
const CHARACTER_BYTES: usize = 4;

/// What is taken out of a text besides the secrets themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Nothing else.
    Secrets,
    /// What is named as a token or a secret.
    Names,
    /// Also every word that looks like one: nobody could tell from the text what it is.
    Words,
}

/// The texts that must not be shown, as they are gathered.
#[derive(Default)]
pub(super) struct Secrets {
    needles: Vec<Needle>,
    open: Vec<String>,
    too_many: bool,
}

impl Secrets {
    /// Adds a secret; `in_codes` where it is also masked within a server's codes.
    pub(super) fn add(&mut self, secret: &str, in_codes: bool) {
        let needles = disguises::of(secret).into_iter();
        self.needles.extend(needles.map(|bytes| Needle { in_codes: in_codes && bytes.len() >= CHANCE_BYTES, bytes }));
    }

    /// Adds the base64 of a text.
    pub(super) fn add_base64(&mut self, text: &[u8]) {
        self.needles.extend(disguises::base64(text).map(|bytes| Needle { bytes, in_codes: true }));
    }

    /// Adds a text that anybody may read, such as the client's id, however much it looks like a token.
    pub(super) fn leave(&mut self, text: &str) {
        self.open.push(text.to_owned());
    }

    /// There are more than can be looked for: nothing of the server is shown.
    pub(super) fn are_too_many(&mut self) {
        self.too_many = true;
    }

    /// What takes them all out.
    pub(super) fn mask(self) -> Mask {
        Mask { needles: Needles::new(self.needles), open: self.open, hides_all: self.too_many }
    }
}

/// Takes every secret out of a text.
pub(super) struct Mask {
    needles: Needles,
    open: Vec<String>,
    hides_all: bool,
}

impl Mask {
    /// A text from outside, for one line.
    pub(super) fn line(&self, text: &str, limit_characters: usize, look: Look) -> String {
        let (masked, is_cut) = self.apply(text.trim(), limit_characters, look);
        marked(clean::line(&masked, limit_characters), is_cut)
    }

    /// A text from outside, for several lines, and whether it is cut.
    pub(super) fn lines(&self, text: &str, limit_characters: usize, look: Look) -> (String, bool) {
        let (masked, is_masked_cut) = self.apply(text, limit_characters, look);
        let (cleaned, is_cut) = clean::lines(&masked, limit_characters);
        (marked(cleaned, is_masked_cut && !is_cut), is_cut || is_masked_cut)
    }

    /// A code of a server: it keeps short words that are a secret by chance, unless it is nothing but one.
    pub(super) fn code(&self, text: &str, limit_characters: usize) -> String {
        if self.needles.has(text.trim().as_bytes()) || (self.hides_all && !is_plain_code(text.trim())) {
            return MASKED.to_owned();
        }
        let (masked, is_cut) = self.cut(text.trim(), limit_characters, Look::Secrets, &|needle| needle.in_codes);
        marked(clean::line(&masked, limit_characters), is_cut)
    }

    /// A text that a person typed in clear, without a secret that stands in it too.
    pub(super) fn apply_to_own(&self, text: &str) -> String {
        self.cut(text, text.len(), Look::Secrets, &|needle| needle.bytes.len() >= CHANCE_BYTES).0
    }

    /// As much of a text as can be shown, masked; and whether there was more.
    pub(super) fn apply(&self, text: &str, limit_characters: usize, look: Look) -> (String, bool) {
        if self.hides_all && !text.is_empty() {
            return (MASKED.to_owned(), false);
        }
        self.cut(text, limit_characters, look, &|_| true)
    }

    fn cut(&self, text: &str, limit: usize, look: Look, wanted: &impl Fn(&Needle) -> bool) -> (String, bool) {
        let shown = text.floor_char_boundary(limit.saturating_mul(CHARACTER_BYTES));
        let near = text.floor_char_boundary(shown.saturating_add(BEYOND_BYTES));
        let mut places = self.places(&text[..near], look, wanted);
        places.sort_unstable_by_key(|place| (place.start, place.end));
        let mut masked = String::new();
        let mut from = 0;
        for place in places {
            let (start, end) = (text.floor_char_boundary(place.start), text.ceil_char_boundary(place.end));
            if start >= shown {
                break;
            }
            if start >= from {
                masked.push_str(&text[from..start]);
                masked.push_str(MASKED);
            }
            from = from.max(end);
        }
        masked.push_str(text.get(from..shown).unwrap_or_default());
        (masked, shown < text.len())
    }

    /// Whether a word is one that anybody may read, also at the end of a sentence.
    fn is_open(&self, word: &[u8]) -> bool {
        self.open.iter().any(|open| open.as_bytes() == word.strip_suffix(b".").unwrap_or(word))
    }

    /// Every place of a text that must not be shown, under whatever escapes.
    fn places(&self, text: &str, look: Look, wanted: &impl Fn(&Needle) -> bool) -> Vec<Range<usize>> {
        let layers = Layer::all(text.as_bytes(), LAYERS);
        let mut places = Vec::new();
        let mut named = Vec::new();
        for layer in &layers {
            let mut found = |range: Range<usize>| places.push(layer.place(&range));
            self.needles.find(&layer.bytes, wanted, &mut found);
            if look >= Look::Names {
                sensitive::find(&layer.bytes, |range| {
                    named.extend(repeatable(&layer.bytes[range.clone()]).filter(|_| look >= Look::Words));
                    found(range);
                });
            }
            if look >= Look::Words {
                opaque::find(&layer.bytes, |range| {
                    if !self.is_open(&layer.bytes[range.clone()]) {
                        found(range);
                    }
                });
            }
        }
        // What a text itself names as a token may stand a second time elsewhere in it.
        named.truncate(NAMED);
        let named = Needles::new(named);
        for layer in &layers {
            named.find(&layer.bytes, |_| true, |range| places.push(layer.place(&range)));
        }
        places
    }
}

/// A value that is looked for elsewhere too: no short word, and nothing that is masked already.
fn repeatable(value: &[u8]) -> Option<Needle> {
    let is_word = value.len() >= CHANCE_BYTES && value.len() <= disguises::DISGUISE_BYTES && value.is_ascii();
    let is_one = is_word && !value.iter().any(u8::is_ascii_whitespace);
    is_one.then(|| Needle { bytes: value.to_vec().into(), in_codes: true })
}

/// Whether a text is a code as specifications write it, such as `invalid_client`.
fn is_plain_code(text: &str) -> bool {
    const LONGEST: usize = 40;
    text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn marked(mut text: String, is_cut: bool) -> String {
    if is_cut && !text.ends_with('…') {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests;
