//! Which escapes and markup are read, and where every character comes from.

use proptest::prelude::*;

use super::*;

fn decoded(text: &str, rounds: usize, skipped: Skipped) -> String {
    reading(text, rounds, skipped).map(|(character, _)| character).collect()
}

#[test]
fn escapes_are_decoded_and_everything_else_stays() {
    for (text, expected) in [
        ("%61%C3%A9%e2%82%ac%E9x%", "aé€éx%"),
        ("%C3x%C3%C3%A9", "ÃxÃé"),
        ("%2541 %zz %4 %u00e9", "%41 %zz %4 é"),
        ("&#97;&#x62;&#X63;&AMP;&lt;&nbsp;&plus;", "abc&<\u{a0}+"),
        ("&#; &#x; &#xd800; &#1114112; &unknown; &amp &", "&#; &#x; &#xd800; &#1114112; &unknown; &amp &"),
        (r"\u0061\x62\u{63}\U0064\\u0065", r"abcd\e"),
        (r"\U0001f642\ud83d\ude42\ud83d\\ude42\ud83d \u12", r"🙂🙂🙂\ud83d \u12"),
        ("=41 a+b é", "=41 a+b é"),
    ] {
        assert_eq!(decoded(text, 1, Skipped::Nothing), expected, "{text}");
    }
    assert_eq!(decoded(r"%2541&amp;#43;\u0026lt;\\u002541", 2, Skipped::Nothing), r"A+<\A");
}

#[test]
fn markup_is_skipped_in_some_of_the_readings() {
    let long = format!("<{}>", "x".repeat(MARKUP_CHARACTERS));
    for (text, expected) in [
        ("a\u{1b}[1mb\u{1b}[0;31;4mc\u{1b}[", "abc\u{1b}["),
        ("a<!-- <x> -->b<b>c</b>d<br/>", "abcd"),
        ("a < b > c <d<e>", "a < b > c <d"),
        (long.as_str(), long.as_str()),
    ] {
        assert_eq!(decoded(text, 1, Skipped::Tags), expected, "{text}");
        assert_eq!(decoded(text, 1, Skipped::Nothing), text);
    }
    assert_eq!(decoded(r"a&lt;b&gt;b\u001b[1mc", 2, Skipped::Tags), "abc");
    assert_eq!(decoded("a<b>b<!-- -->\u{1b}[mc", 1, Skipped::Comments), "a<b>bc");
}

#[test]
fn every_character_knows_its_source() {
    let text = "é%C3%A9&#37;41x";
    let sources: Vec<_> =
        reading(text, 2, Skipped::Nothing).map(|(character, source)| (character, &text[source])).collect();
    assert_eq!(sources, [('é', "é"), ('é', "%C3%A9"), ('A', "&#37;41"), ('x', "x")]);
}

#[test]
fn the_meanings_of_a_text_differ_from_it() {
    assert_eq!(meanings("a%2541<b>"), ["a%41<b>", "aA<b>"]);
    assert_eq!(meanings("a%41"), ["aA"]);
    assert!(meanings("100 % & more").is_empty());
}

proptest! {
    #[test]
    fn sources_are_in_order_and_on_boundaries(text in "([%&\\\\<>;#xu0-9a-f{}\\[\u{1b}é🙂-]|%C3|&lt;|\\\\ud83d){0,60}") {
        for rounds in 0..=ROUNDS {
            for reading in readings(&text, rounds) {
                let mut end = 0;
                for (_, source) in reading {
                    prop_assert!(source.start >= end && text.get(source.clone()).is_some_and(|text| !text.is_empty()));
                    end = source.end;
                }
            }
        }
    }
}
