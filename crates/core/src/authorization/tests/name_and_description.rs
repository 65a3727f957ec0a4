//! Name and description.

use super::too_long;
use crate::authorization::{Description, Name, ProblemCode, name_key};

fn check_name(typed: &str, kept: Result<&str, ProblemCode>) {
    let name = Name::new(typed).map(|name| name.as_str().to_owned());
    assert_eq!(name, kept.map(str::to_owned), "{typed:.40?}");
}

fn check_description(typed: &str, kept: Result<(), ProblemCode>) {
    let description = Description::new(typed).map(|description| description.as_str().to_owned());
    assert_eq!(description, kept.map(|()| typed.to_owned()));
}

#[test]
fn a_name_may_hold_any_characters_spaces_included_but_no_control_character() {
    for typed in ["a", "My API (v2) / São Paulo", "名前 テスト", "👩‍👩‍👧‍👦", "a  b", "\"'<>&\\"]
    {
        check_name(typed, Ok(typed));
    }
    for character in ['\n', '\t', '\r', '\0', '\u{7F}', '\u{85}', '\u{9F}'] {
        check_name(&format!("a{character}b"), Err(ProblemCode::ControlCharacter { character }));
    }
}

#[test]
fn white_space_around_a_name_is_trimmed_and_a_name_without_a_visible_character_is_refused() {
    for typed in [" a b ", "\ta b\n", "\u{A0}a b\u{3000}", "\u{2003}a b\u{2028}"] {
        check_name(typed, Ok("a b"));
    }
    for typed in ["", " ", "\t\r\n", "\u{A0}\u{2003}\u{3000}"] {
        check_name(typed, Err(ProblemCode::Required));
    }
    for (typed, character) in
        [("\u{200B}", '\u{200B}'), (" \u{202E}\u{2066} \u{FE0F}\u{E0041}", '\u{202E}'), ("\u{2800}", '\u{2800}')]
    {
        check_name(typed, Err(ProblemCode::InvisibleCharacter { character }));
    }
}

/// Characters of every width, in bytes of UTF-8 and in units of UTF-16, and one that looks like one and is two.
const WIDTHS: [&str; 5] = ["a", "é", "€", "😀", "\u{10FFFF}"];

#[test]
fn name_and_description_hold_1024_characters_whatever_their_width() {
    for character in WIDTHS {
        let (full, over) = (character.repeat(1_024), character.repeat(1_025));
        check_name(&full, Ok(&full));
        check_name(&format!("  {full}\n"), Ok(&full));
        check_name(&over, Err(too_long(1_024, 1_025)));
        check_description(&full, Ok(()));
        check_description(&over, Err(too_long(1_024, 1_025)));
    }
    // A letter and its combining accent are two characters, here as in the window.
    check_name(&"e\u{301}".repeat(512), Ok(&"e\u{301}".repeat(512)));
    check_name(&"e\u{301}".repeat(513), Err(too_long(1_024, 1_026)));
}

#[test]
fn a_description_may_be_blank_or_have_lines_but_no_other_control_character() {
    for typed in ["", " kept as typed ", "one\r\ntwo\n\tthree", "descrição 🦀"] {
        check_description(typed, Ok(()));
    }
    for character in ['\0', '\u{1B}', '\u{7F}', '\u{85}'] {
        check_description(&format!("a\n{character}"), Err(ProblemCode::ControlCharacter { character }));
    }
}

#[test]
fn two_names_are_the_same_where_they_differ_by_case_or_by_how_an_accent_is_written_alone() {
    for (one, other, same) in [
        ("Billing", "BILLING", true),
        ("Ação", "AÇÃO", true),
        ("e\u{301}", "É", true),
        ("straße", "STRASSE", true),
        ("straße", "STRAẞE", true),
        ("ΟΔΟΣ", "οδος", true),
        ("οδος", "οδοσ", true),
        ("Ǆ", "ǅ", true),
        ("\u{212B}", "å", true),
        ("Sao", "São", false),
        ("a b", "ab", false),
        ("a", "ａ", false),
    ] {
        assert_eq!(name_key(one) == name_key(other), same, "{one} {other}");
    }
}
