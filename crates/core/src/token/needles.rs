//! Many texts looked for in another at once, in a time that no choice of either makes long.

use std::ops::Range;

use zeroize::Zeroizing;

/// What is compared of a needle at every place, in bytes; the rest is compared only where this much fits.
const HEAD_BYTES: usize = 256;

/// A text to look for.
pub(super) struct Needle {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Whether it is also looked for within the codes of a server, which hold short words by chance.
    pub(super) in_codes: bool,
}

/// Needles in order, those with the same beginning together.
pub(super) struct Needles {
    all: Vec<Needle>,
    /// Needles that start with the first one's head. No head is the beginning of another, so that at most one fits a place.
    groups: Vec<Range<usize>>,
    /// The bytes that any needle starts with.
    starts: [bool; 256],
}

impl Needles {
    pub(super) fn new(mut all: Vec<Needle>) -> Self {
        all.retain(|needle| !needle.bytes.is_empty());
        all.sort_by(|one, other| one.bytes.cmp(&other.bytes).then(other.in_codes.cmp(&one.in_codes)));
        all.dedup_by(|one, other| one.bytes == other.bytes);
        let mut groups: Vec<Range<usize>> = Vec::new();
        let mut starts = [false; 256];
        for (index, needle) in all.iter().enumerate() {
            starts[usize::from(needle.bytes[0])] = true;
            match groups.last_mut() {
                Some(group) if needle.bytes.starts_with(head(&all[group.start])) => group.end = index + 1,
                _ => groups.push(index..index + 1),
            }
        }
        Self { all, groups, starts }
    }

    /// Whether a text is one of them.
    pub(super) fn has(&self, text: &[u8]) -> bool {
        self.all.binary_search_by(|needle| needle.bytes.as_slice().cmp(text)).is_ok()
    }

    /// Hands over every place where one of those that are wanted stands.
    pub(super) fn find(&self, text: &[u8], wanted: impl Fn(&Needle) -> bool, mut found: impl FnMut(Range<usize>)) {
        if self.all.is_empty() {
            return;
        }
        let mut at = 0;
        while at < text.len() {
            let length = if self.starts[usize::from(text[at])] { self.longest_at(&text[at..], &wanted) } else { 0 };
            if length > 0 {
                found(at..at + length);
            }
            // What begins within a long needle is found from its last bytes on, so that no place is compared too often.
            at += length.saturating_sub(HEAD_BYTES).max(1);
        }
    }

    fn longest_at(&self, text: &[u8], wanted: &impl Fn(&Needle) -> bool) -> usize {
        let near = &text[..text.len().min(HEAD_BYTES)];
        let after = self.groups.partition_point(|group| head(&self.all[group.start]) <= near);
        let Some(group) = after.checked_sub(1).map(|index| self.groups[index].clone()) else { return 0 };
        if !near.starts_with(head(&self.all[group.start])) {
            return 0;
        }
        let group = &self.all[group];
        let short = group.iter().filter(|needle| needle.bytes.len() <= HEAD_BYTES && wanted(needle));
        let whole = short.filter(|needle| text.starts_with(&needle.bytes)).map(|needle| needle.bytes.len());
        // Of a long one any long beginning is too much; the one with the most in common stands next to where the text would.
        let next = group.partition_point(|needle| needle.bytes.as_slice() <= text);
        let nearest = group[next.saturating_sub(1)..group.len().min(next + 1)].iter();
        let begun = nearest.map(|needle| common(&needle.bytes, text)).filter(|length| *length >= HEAD_BYTES);
        whole.chain(begun).max().unwrap_or(0)
    }
}

fn head(needle: &Needle) -> &[u8] {
    &needle.bytes[..needle.bytes.len().min(HEAD_BYTES)]
}

/// How many bytes two texts have in common at their start.
fn common(one: &[u8], other: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let blocks = one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK)).take_while(|(one, other)| one == other);
    let same = blocks.count() * BLOCK;
    same + one[same..].iter().zip(&other[same..]).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn needles(texts: &[&str]) -> Needles {
        let needle = |text: &&str| Needle { bytes: Zeroizing::new(text.as_bytes().to_vec()), in_codes: true };
        Needles::new(texts.iter().map(needle).collect())
    }

    fn find(texts: &[&str], text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        needles(texts).find(text.as_bytes(), |_| true, |range| found.push((range.start, range.end)));
        found
    }

    #[test]
    fn the_longest_is_found_at_every_place() {
        assert_eq!(
            find(&["abc", "ab", "abcdef", "cd"], "abcdef abcd xab"),
            [(0, 6), (2, 4), (7, 10), (9, 11), (13, 15)]
        );
        assert_eq!(find(&["b", "ab", "", "ab"], "aab"), [(1, 3), (2, 3)]);
        assert!(find(&[], "abc").is_empty());
        assert!(needles(&["ab", "b"]).has(b"b") && !needles(&["ab", "b"]).has(b"a"));
    }

    #[test]
    fn a_long_one_is_found_also_where_only_its_beginning_stands() {
        let long = format!("{}{}", "x".repeat(300), "y".repeat(5_000));
        assert_eq!(find(&[&long], &format!("-{long}-")), [(1, 5_301)]);
        assert_eq!(find(&[&long], &long[..400]), [(0, 400)]);
        assert!(find(&[&long], &long[..200]).is_empty());
    }

    #[test]
    fn neither_alike_needles_nor_an_alike_text_cost_much_time() {
        let many: Vec<String> = (0..300).map(|length| "a".repeat(length * 200)).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let start = Instant::now();
        assert!(!find(&many, &"a".repeat(70_000)).is_empty());
        assert!(find(&many[2..], &format!("{}b", "a".repeat(100)).repeat(700)).is_empty());
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
