use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;

use super::*;
use crate::token::form;

fn mask(secrets: &[&str]) -> Mask {
    let mut all = Secrets::default();
    for secret in secrets {
        all.add(secret, true);
    }
    all.mask()
}

fn shown(mask: &Mask, text: &str) -> String {
    mask.apply(text, text.len(), Look::Secrets).0
}

#[test]
fn a_secret_is_found_in_every_form_that_a_server_may_echo() {
    assert_eq!(shown(&mask(&["x\""]), r#"x" x\" x\"#), format!(r"{MASKED} {MASKED} x\"));
    let mask = mask(&["S3:cr é&t/+'\"~*"]);
    for echo in [
        "S3:cr é&t/+'\"~*",
        "S3%3Acr%20%C3%A9%26t%2F%2B%27%22~*",
        "S3%3acr%20%c3%a9%26t%2f%2b%27%22~*",
        "S3%3Acr+%C3%A9%26t%2F%2B%27%22~*",
        // JavaScript's `encodeURI` and `escape`, and what comes of encoding twice.
        "S3:cr%20%C3%A9&t/+'%22~*",
        "S3%3Acr%20%E9%26t/+%27%22~*",
        "S3%253Acr%2520%25C3%25A9%2526t%252F%252B%2527%2522~*",
        r#"S3:cr \u00e9&t/+'\"~*"#,
        r#"S3:cr é&t\/+'\"~*"#,
        r"S3:cr \u00E9\u0026t/\u002b\u0027\u0022~*",
        "S3:cr é&amp;t/+&#39;&quot;~*",
        "S3:cr é&amp;t&#x2F;&#43;&#x27;&#34;~*",
        "S3:cr &#233;&amp;t&#47;&#x2b;&apos;&quot;~*",
        r"S3:cr é&amp;t\/+&#39;&quot;~*",
        "UzM6Y3Igw6kmdC8rJyJ+Kg==",
        "UzM6Y3Igw6kmdC8rJyJ-Kg",
        "UzM6Y3Igw6kmdC8rJyJ%2BKg%3D%3D",
        "UzM6Y3Igw6kmdC8rJyJ&#43;Kg&#x3D;&#x3D;",
        "S3:cr Ã©&t/+'\"~*",
        "S3:cr \u{FFFD}&t/+'\"~*",
    ] {
        assert_eq!(shown(&mask, &format!("<{echo}>")), format!("<{MASKED}>"), "{echo}");
    }
}

#[test]
fn a_secret_with_escapes_or_spaces_of_its_own_is_found() {
    for (secret, echo) in [
        ("%41%42 encoded", "%41%42 encoded"),
        ("%41%42 encoded", "%2541%2542%20encoded"),
        ("%41&lt", "%41&amp;lt"),
        (r"back\slash", r"back\\slash"),
        (" outer spaces ", "outer spaces"),
        (" outer spaces ", "IG91dGVyIHNwYWNlcyA="),
        (" outer spaces ", "b3V0ZXIgc3BhY2Vz"),
    ] {
        assert_eq!(shown(&mask(&[secret]), &format!("<{echo}>")), format!("<{MASKED}>"), "{echo}");
    }
}

#[test]
fn no_way_of_escaping_hides_a_secret_in_a_body() {
    let body = r#"{"x":"\u0061\/\u00E9\u0022b","y":"\n","z":"a/é\"b"#;
    assert_eq!(shown(&mask(&["a/é\"b"]), body), r#"{"x":"••••••","y":"\n","z":"••••••"#);
}

#[test]
fn a_secret_that_holds_another_is_masked_whole() {
    assert_eq!(shown(&mask(&["abc", "abcdef"]), "abcdef abc"), format!("{MASKED} {MASKED}"));
    assert_eq!(shown(&mask(&["abcd", "cdef"]), "abcdef"), MASKED);
    assert_eq!(shown(&mask(&["•"]), "a•b•"), format!("a{MASKED}b{MASKED}"));
}

#[test]
fn a_code_keeps_a_short_word_that_is_a_secret_by_chance() {
    let mut secrets = Secrets::default();
    secrets.add("secret", true);
    secrets.add("production", false);
    secrets.add("hunter2hunter2", true);
    let mask = secrets.mask();
    for (code, shown) in [
        ("invalid_client_secret", "invalid_client_secret"),
        ("tenant_production_disabled", "tenant_production_disabled"),
        ("bad_hunter2hunter2", "bad_••••••"),
        (" secret ", MASKED),
        ("production", MASKED),
    ] {
        assert_eq!(mask.code(code, 100), shown);
    }
}

#[test]
fn nothing_is_shown_whose_rest_is_cut_away() {
    let secret = "0123456789".repeat(20);
    let mask = mask(&[&secret]);
    for before in [0, 20, 35, 39, 40, 41] {
        let (line, is_cut) = mask.lines(&format!("{}{secret}", "z".repeat(before)), 10, Look::Secrets);
        assert!(is_cut && !line.contains("01"), "{line}");
    }
    let escaped = "%2530".repeat(200);
    assert!(Secrets::default().mask().line(&escaped, 10, Look::Secrets).ends_with('…'));
}

#[test]
fn where_there_are_too_many_secrets_nothing_is_shown() {
    let mut secrets = Secrets::default();
    secrets.are_too_many();
    let mask = secrets.mask();
    assert_eq!(mask.line("anything", 10, Look::Secrets), MASKED);
    assert_eq!((mask.code("invalid_client", 20).as_str(), mask.code("t0ken", 20).as_str()), ("invalid_client", MASKED));
}

#[test]
fn what_anybody_may_read_stays_unless_it_is_a_secret_too() {
    let mut secrets = Secrets::default();
    secrets.leave("billing-api-2024-prod");
    let text = "no client 'billing-api-2024-prod' or billing-api-2024-prod. or billing-api-2024-test";
    let shown = "no client 'billing-api-2024-prod' or billing-api-2024-prod. or ••••••";
    assert_eq!(secrets.mask().line(text, 100, Look::Words), shown);
    let mut secrets = Secrets::default();
    secrets.leave("billing-api-2024-prod");
    secrets.add("billing-api-2024-prod", true);
    assert_eq!(secrets.mask().line("billing-api-2024-prod", 100, Look::Words), MASKED);
}

#[test]
fn no_text_costs_more_than_a_moment() {
    let mask = mask(&[&"+".repeat(1_000_000), "a", &"é".repeat(500_000)]);
    let start = Instant::now();
    for part in
        ["a=", "a:'", "+", "é", "%2525", "token=", "token:\"", "\\u0022", "token value ", "<token ", "&amp;amp;"]
    {
        let text = part.repeat((1 << 20) / part.len());
        let (masked, is_cut) = mask.lines(&text, 16_384, Look::Words);
        assert!(is_cut && masked.len() <= 70_000, "{part}");
    }
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn no_echo_survives(secret in "[\\PC--•]{1,30}", before in "\\PC{0,10}") {
        prop_assume!(!secret.trim().is_empty());
        let mask = mask(&[&secret]);
        for echo in [secret.clone(), form::encode(&secret), STANDARD.encode(&secret)] {
            let shown = shown(&mask, &format!("{before} {echo}"));
            prop_assert!(!shown.contains(&echo) || MASKED.contains(&echo));
        }
    }
}
