//! Two ways to compare texts: names are the same ignoring case; the search ignores accents too.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The key under which a name is unique: NFC, case ignored.
#[must_use]
pub fn name_key(name: &str) -> String {
    // Upper first, so that `ß` and `ẞ`, `ς` and `σ` meet.
    name.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// The key by which names are sorted and texts are found: case, accents and width ignored (`sao` finds `São`).
#[must_use]
pub fn search_key(text: &str) -> String {
    text.nfkd()
        .filter(|&character| !is_combining_mark(character))
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|&character| !is_combining_mark(character))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_ignores_case_and_accents() {
        for (typed, stored) in
            [("sao", "São"), ("ÇÃO", "cao"), ("strasse", "Straße"), ("ﬁ", "FI"), ("Ｋ", "k"), ("σ", "ς")]
        {
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
}
