//! The search for known secrets: one Aho-Corasick pass over a squeezed text.
//!
//! Only the first bytes of each needle (a secret in one encoding) go into the automaton, so that its size is bounded for any
//! number and length of secrets. When such a head is found, the whole needle is encoded again and compared. The mask covers as much of it
//! as the text repeats.

use std::{
    collections::HashSet,
    ops::Range,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use zeroize::Zeroizing;

use super::{
    encodings::{self, Encoding},
    squeeze::squeeze,
};

/// The longest head, in compared bytes.
pub(super) const HEAD_BYTES: usize = 64;
/// The shortest head of a longer needle. With this, about 4,000 needles fit the budget below.
const SHORTEST_HEAD_BYTES: usize = 12;
/// The limit for all heads together, in bytes. The automaton needs about eleven times as much memory.
const ALL_HEADS_BYTES: usize = 48 * 1024;
/// The shortest secret and the shortest needle that are searched for, in compared characters.
const SHORTEST_CHARACTERS: usize = 4;
/// How much of a token is known, in characters. What follows is masked by its characters.
const TOKEN_CHARACTERS: usize = 4_096;
/// How many bytes of needles are encoded in all searches together. After that, a head masks the rest of its text.
const WRITTEN_BYTES: usize = 2 * 1024 * 1024;
/// How many bytes are compared in one search, in addition to those below, before the rest of the text is masked completely.
const COMPARED_BYTES: usize = 64 * 1024;
/// How many more bytes are compared for each byte of the text.
const COMPARED_PER_BYTE: usize = 16;

/// How a text is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A secret that was sent: in every encoding.
    Secret,
    /// A text that is sent in base64 and whose other forms contain a secret.
    Base64,
    /// A token of the response: in its escapes.
    Token,
}

/// A secret or a token.
struct Known {
    text: Zeroizing<String>,
    kind: Kind,
}

/// A known text in one encoding.
struct Needle {
    known: usize,
    encoding: Encoding,
    length: usize,
    /// The whole needle, from the first time that it is compared.
    written: OnceLock<Zeroizing<Vec<u8>>>,
}

/// A place in a squeezed text that must not be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The compared bytes.
    pub(super) range: Range<usize>,
    /// Whether a token was found: then token characters that follow it are masked too.
    pub(super) is_token: bool,
}

/// Every secret that is searched for.
pub(super) struct KnownSecrets {
    known: Vec<Known>,
    heads: AhoCorasick,
    /// The needles that begin with each head, by the number of its pattern.
    needles: Vec<Vec<Needle>>,
    /// How many more bytes of needles may be encoded.
    writable: AtomicUsize,
}

impl KnownSecrets {
    /// Prepares the search.
    ///
    /// # Errors
    /// Returns an error if the heads don't fit the automaton, which their bounded size prevents.
    pub(super) fn new(texts: &[(Zeroizing<String>, Kind)]) -> Result<Self, BuildError> {
        let known: Vec<Known> = texts.iter().filter_map(|(text, kind)| known(text, *kind)).collect();
        let mut needles = needles(&known);
        let head_bytes = (ALL_HEADS_BYTES / needles.len().max(1)).clamp(SHORTEST_HEAD_BYTES, HEAD_BYTES);
        for (head, _) in &mut needles {
            head.truncate(head_bytes);
        }
        needles.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut patterns: Vec<Zeroizing<Vec<u8>>> = Vec::new();
        let mut groups: Vec<Vec<Needle>> = Vec::new();
        for (head, needle) in needles {
            match groups.last_mut() {
                Some(group) if patterns.last() == Some(&head) => group.push(needle),
                _ => {
                    patterns.push(head);
                    groups.push(vec![needle]);
                }
            }
        }
        let heads = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(patterns.iter().map(|head| head.as_slice()))?;
        Ok(Self { known, heads, needles: groups, writable: AtomicUsize::new(WRITTEN_BYTES) })
    }

    /// Returns whether a squeezed text contains any of the secrets, or the head of one.
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        self.heads.is_match(bytes)
    }

    /// Returns every place of a squeezed text where a secret begins, in no particular order.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Found> {
        let mut budget = COMPARED_BYTES + bytes.len().saturating_mul(COMPARED_PER_BYTE);
        let mut found = Vec::new();
        // The last range without a gap that was found. What it covers needs no comparison.
        let mut covered = 0..0;
        for head in self.heads.find_overlapping_iter(bytes) {
            let (start, head_length) = (head.start(), head.end() - head.start());
            for needle in self.needles.get(head.pattern().as_usize()).into_iter().flatten() {
                let is_token = self.known.get(needle.known).is_some_and(|known| known.kind == Kind::Token);
                let end = bytes.len().min(start + needle.length);
                if !is_token && covered.contains(&start) && end <= covered.end {
                    continue;
                }
                let Some(length) = self.common(needle, head_length, &bytes[start..], &mut budget) else {
                    found.push(Found { range: start..bytes.len(), is_token: false });
                    return found;
                };
                let range = start..start + length;
                covered = if range.start <= covered.end {
                    covered.start.min(range.start)..covered.end.max(range.end)
                } else {
                    range.clone()
                };
                found.push(Found { range, is_token });
            }
        }
        found
    }

    /// Returns how much of a needle a text begins with, given that it begins with the head; `None` if a budget is used up.
    fn common(&self, needle: &Needle, head_length: usize, text: &[u8], budget: &mut usize) -> Option<usize> {
        if needle.length <= head_length {
            return Some(head_length);
        }
        let whole = self.whole(needle)?;
        let common = whole.iter().zip(text).take_while(|(one, other)| one == other).count();
        *budget = budget.checked_sub(common)?;
        Some(common.max(head_length))
    }

    /// Returns a needle as a whole; `None` if the budget is used up.
    fn whole<'a>(&self, needle: &'a Needle) -> Option<&'a [u8]> {
        if let Some(written) = needle.written.get() {
            return Some(written);
        }
        let known = self.known.get(needle.known)?;
        let take = |writable: usize| writable.checked_sub(needle.length);
        self.writable.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).ok()?;
        Some(needle.written.get_or_init(|| encodings::needle(&known.text, needle.encoding)))
    }
}

/// Returns a text that is long enough to be searched for.
fn known(text: &str, kind: Kind) -> Option<Known> {
    let is_token = kind == Kind::Token;
    let end = text.char_indices().nth(TOKEN_CHARACTERS).filter(|_| is_token).map_or(text.len(), |(at, _)| at);
    let squeezed = squeeze(&text[..end]);
    let characters = String::from_utf8_lossy(&squeezed).chars().take(SHORTEST_CHARACTERS).count();
    (characters == SHORTEST_CHARACTERS).then(|| Known { text: Zeroizing::new(text[..end].to_owned()), kind })
}

/// Returns every different needle with its longest possible head.
fn needles(known: &[Known]) -> Vec<(Zeroizing<Vec<u8>>, Needle)> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for (index, text) in known.iter().enumerate() {
        let encodings: Vec<Encoding> = match text.kind {
            Kind::Secret => encodings::of_this_secret(&text.text).collect(),
            Kind::Base64 => encodings::of_base64().collect(),
            Kind::Token => encodings::of_token(&text.text).collect(),
        };
        let is_token = text.kind == Kind::Token;
        for encoding in encodings {
            let bytes = encodings::needle(&text.text, encoding);
            if bytes.len() >= SHORTEST_CHARACTERS && seen.insert((blake3::hash(&bytes), is_token)) {
                let head = Zeroizing::new(bytes[..bytes.len().min(HEAD_BYTES)].to_vec());
                all.push((head, Needle { known: index, encoding, length: bytes.len(), written: OnceLock::new() }));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn search(secrets: &[String], tokens: &[String]) -> KnownSecrets {
        let owned = |text: &String, kind| (Zeroizing::new(text.clone()), kind);
        let secrets = secrets.iter().map(|text| owned(text, Kind::Secret));
        let all: Vec<_> = secrets.chain(tokens.iter().map(|text| owned(text, Kind::Token))).collect();
        KnownSecrets::new(&all).unwrap()
    }

    fn found(secret: &str, text: &str) -> Vec<Range<usize>> {
        search(&[secret.to_owned()], &[]).find(text.as_bytes()).into_iter().map(|found| found.range).collect()
    }

    #[test]
    fn a_long_secret_is_found_to_its_end_or_as_far_as_it_is_repeated() {
        let long = (0..2_501).map(|number| format!("{number:04}")).collect::<Vec<_>>().concat();
        assert_eq!(found(&long, &format!("-{long}-")), vec![Range { start: 1, end: 10_005 }]);
        assert_eq!(found(&long, &format!("{}|", &long[..700])), vec![Range { start: 0, end: 700 }]);
        assert!(found(&long, &long[1..]).is_empty());
    }

    #[test]
    fn a_secret_of_fewer_than_four_compared_characters_is_not_searched_for() {
        assert!(found("a b + c", "abc").is_empty());
        assert_eq!(found("a b + c d", "abcd"), vec![Range { start: 0, end: 4 }]);
        assert!(!search(&[], &[]).is_in(b"anything"));
    }

    #[test]
    fn many_long_secrets_cost_little_memory() {
        let text = |seed: usize, length: usize| -> String {
            let character = |at: usize| char::from(b'!' + u8::try_from((seed * 31 + at * at * 7 + at) % 94).unwrap());
            (0..length).map(character).collect()
        };
        for (case, secrets) in [
            ("one", vec![text(1, 10_000)]),
            ("a hundred", (0..100).map(|seed| text(seed, 1_000)).collect()),
            ("symbols", vec!["é&<\"'".repeat(2_000)]),
        ] {
            let search = search(&secrets, &[]);
            let needles: usize = search.needles.iter().map(|group| group.len() * size_of::<Needle>()).sum();
            let known: usize = search.known.iter().map(|known| known.text.len()).sum();
            let all = search.heads.memory_usage() + needles + known;
            assert!(all < 2 * 1024 * 1024, "{case}: {all} bytes");
        }
    }

    #[test]
    fn text_made_to_be_slow_is_masked_instead_of_compared() {
        let secret = "a".repeat(10_000);
        let start = Instant::now();
        let places = found(&secret, &"a".repeat(70_000));
        assert!(places.iter().any(|place| place.end == 70_000) && places.iter().any(|place| place.start == 0));
        let many: Vec<String> = (4..300).map(|length| "a".repeat(length * 3)).collect();
        search(&many, &many).find("a".repeat(70_000).as_bytes());
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
