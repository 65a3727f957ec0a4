//! Keys to compare texts: names ignore case and what can't be seen; sorting and the search ignore accents as well.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::characters::is_invisible;

/// Returns the key of what a name is: NFC, case ignored.
#[must_use]
pub fn name_key(name: &str) -> String {
    fold_case(name.nfc()).nfc().collect()
}

/// Returns the key of what a name looks like, under which it is unique: as [`name_key`], without invisible characters, and with any white
/// space as one space.
#[must_use]
pub fn look_key(name: &str) -> String {
    let visible: String = name.chars().filter(|&character| !is_invisible(character)).collect();
    name_key(&visible.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns the key for sorting names and finding texts: case, accents and width ignored (`sao` finds `São`).
#[must_use]
pub fn search_key(text: &str) -> String {
    let plain = text.nfkd().filter(|&character| !is_combining_mark(character));
    fold_case(plain).nfkd().filter(|&character| !is_combining_mark(character)).collect()
}

/// Folds case by lower, upper, lower: `ẞ` becomes `ß`, `SS`, `ss`; `ς` becomes `Σ`, `σ`.
fn fold_case(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    text.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_ignores_case_and_accents() {
        for (typed, stored) in [
            ("sao", "São"),
            ("ÇÃO", "cao"),
            ("strasse", "Straße"),
            ("STRAẞE", "straße"),
            ("ﬁ", "FI"),
            ("Ｋ", "k"),
            ("σ", "ς"),
        ] {
            assert_eq!(search_key(typed), search_key(stored), "{typed} {stored}");
        }
        assert_ne!(search_key("a"), search_key("b"));
    }

    #[test]
    fn names_differ_by_accent_but_not_by_case() {
        assert_eq!(name_key("Faturação"), name_key("FATURAÇÃO"));
        assert_eq!(name_key("e\u{301}"), name_key("é"));
        assert_ne!(name_key("Sao"), name_key("São"));
    }

    #[test]
    fn names_that_look_the_same_have_the_same_look_key() {
        for (one, other) in [
            ("Zebra", "Zebra\u{200B}"),
            ("Zebra", "\u{202E}zebra"),
            ("Ze\u{AD}bra", "ZEBRA"),
            ("a b", "a  b"),
            ("a b", "a\u{A0}b"),
            ("a b", "a \u{2060} b"),
        ] {
            assert_eq!(look_key(one), look_key(other), "{one:?} {other:?}");
        }
        for (one, other) in [("a b", "ab"), ("Zebra", "Zebras"), ("Sao", "São")] {
            assert_ne!(look_key(one), look_key(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn no_letter_of_any_script_has_two_name_keys_by_its_case() {
        for character in ('\0'..=char::MAX).filter(|c| c.is_alphabetic() || is_combining_mark(*c)) {
            let text = character.to_string();
            for other in [text.to_lowercase(), text.to_uppercase()].iter().filter(|other| **other != text) {
                assert_eq!(name_key(&text), name_key(other), "{text} {other}");
            }
        }
    }
}
