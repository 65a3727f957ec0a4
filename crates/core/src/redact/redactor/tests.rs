//! What the redactor guarantees.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::redact::{encodings, fuzzing};

const SECRET: &str = "canary secret: % + & = / é 7f3a";

fn redactor(secrets: &[&str], tokens: &[&str]) -> Redactor {
    let mut builder = Redactor::builder();
    for secret in secrets {
        builder.add_secret(secret);
    }
    for token in tokens {
        builder.add_token(token);
    }
    builder.build()
}

#[test]
fn what_is_added_to_a_redactor_is_masked_beside_what_it_masks() {
    let own = redactor(&[SECRET], &[]);
    let both = Redactor::builder().add_token("t0k3n-of-the-response").add_to(own.clone());
    let said = format!("{SECRET}, t0k3n-of-the-response");
    assert_eq!(both.line(&said, 1_000), "••••••, ••••••");
    assert_eq!(own.line(&said, 1_000), "••••••, t0k3n-of-the-response");
    assert!(both.contains("t0k3n-of-the-response") && !own.contains("t0k3n-of-the-response"));
    assert_eq!(Redactor::builder().hide_everything().add_to(own).line("harmless", 1_000), "••••••");
}

#[test]
fn a_secret_is_masked_in_every_encoding_and_the_rest_stays() {
    let redactor = redactor(&[SECRET], &[]);
    for encoding in encodings::of_secret() {
        let encoded = encodings::encode(SECRET, encoding);
        assert_eq!(
            redactor.line(&format!("secret <{encoded}> is wrong"), 1_000),
            "secret <••••••> is wrong",
            "{encoded}"
        );
        assert!(redactor.contains(&encoded), "{encoded}");
    }
    assert!(!redactor.contains("canary is wrong"));
}

/// The `ans-echo-*` cases.
#[test]
fn a_secret_is_masked_however_a_server_changed_its_spaces_and_quotes() {
    for (secret, echoed) in [
        ("s3cr3t+Vq7Lm2Zt", "s3cr3t Vq7Lm2Zt"),
        ("s3cr3t'Vq7Lm2Zt", "s3cr3t''Vq7Lm2Zt"),
        ("s3cr3t'Vq7Lm2Zt", r"s3cr3t\'Vq7Lm2Zt"),
        (" s3cr3t-Vq7Lm2Zt\u{a0}", "s3cr3t-Vq7Lm2Zt"),
        ("s3cr3t-Vq7Lm2Zt\u{200b}", "s3cr3t-Vq7Lm2Zt"),
        ("s3cr3t-Vq7Lm2Zt", "S3CR3T-\r\n VQ7LM2ZT"),
        ("s3cr3t/Vq7\"Lm2Zt", r#"s3cr3t\\\/Vq7\\\"Lm2Zt"#),
        ("line one\nline two", r"line one\nline two"),
        (" s3cr3t%Vq7L ", "s3cr3t%25Vq7L"),
    ] {
        let said = format!("secret [{echoed}] is wrong");
        assert_eq!(redactor(&[secret], &[]).line(&said, 1_000), "secret [••••••] is wrong", "{secret:?}");
    }
}

/// Returns a text with every character in the same escape.
fn escaped(text: &str, escape: impl Fn(u8) -> String) -> String {
    text.bytes().map(escape).collect()
}

#[test]
fn a_secret_is_masked_in_a_mixed_or_partial_encoding() {
    let plain = "s3cr3t-Vq7Lm2Zt";
    let mut cases: Vec<(&str, String)> = [
        ("abc==def9", r"abc\u003d\u003ddef9"),
        ("a+b='c\"d9", "a&#43;b=&#39;c&#34;d9"),
        ("abc+def9 &x", "abc&#x2B;def9 &amp;x"),
        ("abc=def9", "%61bc%3Ddef9"),
        ("abc=def9", "abc%253Ddef9"),
        ("abc=d%ef9", "%61bc=d%25ef9"),
        ("abc%41def", "%61bc%2541def"),
        ("abc%41def", "%61bc%41def"),
        ("abc+/def9", "%61bc&amp;#43;/def9"),
        ("abc=def9", r"%61bc\\u003ddef9"),
        ("abc=def9", r"%61bc\\u0025\\u0033Ddef9"),
        ("abc<b>def9", "abc<b>d%65f9"),
        ("abcédef9", "abc%E9d%65f9"),
        ("abcédef9", "abc%C3%A9d&#x65;f9"),
        ("abc🙂def9", r"abc\ud83d\ude42d%65f9"),
        (plain, "s3cr\u{1b}[1m3t-Vq\u{1b}[0;31m7Lm2Zt"),
        (plain, r"s3cr\u001b[1m3t-Vq7Lm2Zt"),
        (plain, "s3cr3t<!-- -->-Vq7Lm2Zt"),
        (plain, "s3cr3t<wbr>-Vq7<span class=x>Lm2Zt"),
        (plain, "s3cr3t&lt;b&gt;-Vq7Lm2Zt"),
        (plain, "s3cr3t<b>%2D</b>Vq7Lm2Zt"),
    ]
    .map(|(secret, echoed)| (secret, echoed.to_owned()))
    .into();
    cases.extend([
        (plain, escaped(plain, |byte| format!("%{byte:02x}"))),
        (plain, escaped(plain, |byte| format!("%25{byte:02X}"))),
        (plain, escaped(plain, |byte| format!("&#{byte};"))),
        (plain, escaped(plain, |byte| format!("&#x{byte:x};"))),
        (plain, escaped(plain, |byte| format!("&amp;#{byte};"))),
        (plain, escaped(plain, |byte| format!("\\u{byte:04x}"))),
        (plain, escaped(plain, |byte| format!("\\x{byte:02x}"))),
        (plain, escaped(plain, |byte| format!("\\u{{{byte:x}}}"))),
        (plain, escaped(plain, |byte| format!("<b>{}</b>", char::from(byte)))),
    ]);
    for (secret, echoed) in cases {
        let redactor = redactor(&[secret], &[]);
        assert!(redactor.contains(&echoed), "{echoed}");
        let masked = redactor.line(&format!("secret [{echoed}] is wrong"), 1_000);
        // A tag before the first character or after the last one isn't part of the secret.
        let masked = masked.replace("[<b>", "[").replace("</b>]", "]");
        assert_eq!(masked, "secret [••••••] is wrong", "{echoed}");
    }
    assert_eq!(redactor(&["abc=def9"], &[]).line("<%61bc=def9> 100 % & \\", 100), "<••••••> 100 % & \\");
    assert_eq!(redactor(&[], &["tok-5Zq8Lw2n"]).line("issued %74ok-5Zq8Lw2n.more now", 100), "issued •••••• now");
}

#[test]
fn an_escaped_secret_is_not_shown_whose_rest_is_cut_away() {
    let redactor = redactor(&["s3cr3t-Vq7Lm2Zt"], &[]);
    let echoed = escaped("s3cr3t-Vq7Lm2Zt", |byte| format!("<b>&#{byte};"));
    for before in 0..40 {
        let text = format!("{}{echoed}", "x".repeat(before));
        for limit in 1..40 {
            assert!(!redactor.line(&text, limit).contains("&#1"), "{before} {limit}");
        }
    }
}

#[test]
fn a_short_secret_is_masked_within_words_and_a_very_short_one_nowhere() {
    assert_eq!(redactor(&["client"], &[]).line("the clients: invalid_client", 100), "the ••••••s: invalid_••••••");
    assert_eq!(redactor(&["abc"], &[]).line("abc", 100), "abc");
}

#[test]
fn a_token_is_masked_with_what_belongs_to_it() {
    let token = format!("eyJ{}", "aB3-".repeat(2_000));
    let redactor = redactor(&[], &[&token, "tok-5Zq8Lw2n"]);
    for said in [
        format!("issued {token} now"),
        format!("issued {}XXXX.yyy== now", &token[..64]),
        "issued tok-5Zq8Lw2n.more%2Bmore now".to_owned(),
        "issued tok-5Zq8\r\n Lw2n now".to_owned(),
    ] {
        assert_eq!(redactor.line(&said, 10_000), "issued •••••• now", "{said:.100}");
    }
}

#[test]
fn nothing_is_shown_whose_rest_is_cut_away() {
    let redactor = redactor(&["s3cr3t-Vq7Lm2Zt"], &[]);
    for before in 0..40 {
        let text = format!("{}s3cr3t-\u{200b}\u{200b}Vq7Lm2Zt", "x".repeat(before));
        for limit in 1..40 {
            assert!(!redactor.line(&text, limit).contains("s3"), "{before} {limit}");
        }
    }
    let (shown, is_cut) = redactor.lines(&"four\n".repeat(10), 12);
    assert_eq!((shown.as_str(), is_cut), ("four\nfour\nf…", true));
}

#[test]
fn a_redactor_that_hides_everything_shows_no_text() {
    let redactor = Redactor::builder().add_secret("harmless").hide_everything().build();
    assert_eq!(redactor.line("some words", 100), MASKED);
    assert_eq!(redactor.line("", 100), "");
}

#[test]
fn no_text_costs_more_time_than_its_size() {
    let start = Instant::now();
    let redactor = redactor(&["aaaaaaaa", &"a".repeat(2_000), &"b".repeat(10_000)], &["aaaa", &"a".repeat(9_000)]);
    for text in ["a".repeat(1 << 20), "b".repeat(1 << 20), " ".repeat(1 << 20), "aaaab".repeat(200_000)] {
        redactor.lines(&text, 16_384);
        redactor.line(&text, 250);
        redactor.contains(&text);
    }
    for part in ["%", "&", "\\", "<", "<b", "\u{1b}[", "%25", "&amp;", "\\u0025", "%61", "<b>a"] {
        let text = part.repeat(100_000 / part.len());
        redactor.lines(&text, 16_384);
        redactor.contains(&text);
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// Returns a character in one of the escapes, or as it is.
fn escaped_character(character: char, escape: usize) -> String {
    let code = u32::from(character);
    let bytes = |sign: &str| escaped(&character.to_string(), |byte| format!("{sign}{byte:02x}"));
    match escape {
        0 => bytes("%"),
        1 => bytes("%25"),
        2 => bytes(r"\x"),
        3 => format!("&#{code};"),
        4 => format!("&#x{code:X};"),
        5 => format!("&amp;#{code};"),
        6 => character
            .encode_utf16(&mut [0; 2])
            .iter()
            .fold(String::new(), |escape, unit| escape + &format!("\\u{unit:04x}")),
        7 => format!("\\u{{{code:x}}}"),
        8 => format!("<!-- -->{character}"),
        _ => character.to_string(),
    }
}

proptest! {
    #[test]
    fn no_encoding_of_a_secret_survives(
        secret in "[ -~é€🙂]{8,40}",
        encoding in any::<u8>(),
        disguise in any::<u32>(),
        before in "[ -~é]{0,30}",
        after in "[ -~é]{0,30}",
    ) {
        let redactor = redactor(&[&secret], &[]);
        fuzzing::assert_masked(&redactor, &secret, encoding, disguise, &before, &after);
    }

    #[test]
    fn no_mixture_of_escapes_survives(
        secret in "[!-~é€🙂]{8,40}",
        escapes in prop::collection::vec(0_usize..10, 40),
        before in "[ -~é]{0,30}",
        after in "[ -~é]{0,30}",
    ) {
        let own = squeeze::squeeze(&secret);
        prop_assume!(String::from_utf8_lossy(&own).chars().count() >= 4);
        let echoed: String =
            secret.chars().zip(escapes).map(|(character, escape)| escaped_character(character, escape)).collect();
        let redactor = redactor(&[&secret], &[]);
        // A space on both sides, so that the text around it doesn't change the escape.
        let text = format!("{before} {echoed} {after}");
        prop_assert!(redactor.contains(&text), "{}", text);
        let shown = redactor.line(&text, 2_000);
        prop_assert!(shown.contains(MASKED), "{} in {}", secret, shown);
        prop_assert!(!redactor.contains(&shown), "{} in {}", secret, shown);
    }

    #[test]
    fn a_redactor_without_secrets_changes_nothing_but_what_cannot_be_displayed(text in "[ -~é€]{0,60}") {
        prop_assert_eq!(redactor(&[], &[]).line(&text, 100), text.trim());
    }
}
