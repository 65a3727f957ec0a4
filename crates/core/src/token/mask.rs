//! Secrets and tokens taken out of whatever is shown, in every form in which a server may send them back.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use zeroize::Zeroizing;

use super::form;

/// What stands where a secret was.
pub(super) const MASKED: &str = "••••••";
/// Stands for a masked text until all are found, so that no secret is looked for in a mask.
const PLACE: &str = "\u{10FFFE}";
/// A text of our own that holds a shorter secret by chance stays readable.
const OWN_TEXT_BYTES: usize = 8;

/// Every text that must not be shown, longest first.
#[derive(Default)]
pub(super) struct Mask(Vec<Zeroizing<String>>);

impl Mask {
    /// Adds a secret: as it is, form-encoded, in JSON, in HTML, in base64, and read in the wrong character set.
    pub(super) fn add(&mut self, secret: &str) {
        let mut forms = vec![secret.to_owned()];
        // What needs no escape anywhere has no other form, and most secrets and tokens are of that kind.
        if !secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) {
            forms.extend(escaped(secret));
        }
        self.keep(forms);
        self.add_base64(secret.as_bytes());
    }

    /// Adds the base64 of a text, with its padding and without.
    pub(super) fn add_base64(&mut self, text: &[u8]) {
        let forms = [STANDARD.encode(text), URL_SAFE.encode(text)];
        let [standard, url_safe] = forms.each_ref().map(|form| form.trim_end_matches('=').to_owned());
        self.keep(forms.into_iter().chain([standard, url_safe]));
    }

    fn keep(&mut self, forms: impl IntoIterator<Item = String>) {
        self.0.extend(forms.into_iter().filter(|form| !form.trim().is_empty()).map(Zeroizing::new));
        self.0.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        self.0.dedup();
    }

    /// The longest text that is masked, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.0.first().map_or(0, |form| form.len())
    }

    /// A text from outside, without any of it.
    pub(super) fn apply(&self, text: &str) -> String {
        self.replace(text, 1)
    }

    /// A body without any of it, however its JSON texts are escaped.
    pub(super) fn apply_to_body(&self, body: &str) -> String {
        let mut masked = String::with_capacity(body.len());
        let mut rest = body;
        while let Some(start) = rest.find('"') {
            let (before, literal) = rest.split_at(start);
            let length = literal_length(literal);
            let (literal, after) = literal.split_at(length);
            masked.push_str(before);
            match self.unescaped(literal) {
                Some(clean) => masked.push_str(&clean),
                None => masked.push_str(literal),
            }
            rest = after;
        }
        masked.push_str(rest);
        self.apply(&masked)
    }

    /// A literal whose escapes hide a secret, with the secret masked.
    fn unescaped(&self, literal: &str) -> Option<String> {
        if !literal.contains('\\') {
            return None;
        }
        let text = Zeroizing::new(serde_json::from_str::<String>(literal).ok()?);
        let masked = self.apply(&text);
        (masked != *text).then(|| serde_json::to_string(&masked).unwrap_or_default())
    }

    /// A text that a person typed in clear, without a secret that stands in it too.
    pub(super) fn apply_to_own(&self, text: &str) -> String {
        self.replace(text, OWN_TEXT_BYTES)
    }

    fn replace(&self, text: &str, at_least: usize) -> String {
        let forms = self.0.iter().take_while(|form| form.len() >= at_least);
        let mut masked = None;
        for form in forms {
            let seen = masked.as_ref().map_or(text, |masked: &Zeroizing<String>| masked.as_str());
            if seen.contains(form.as_str()) {
                masked = Some(Zeroizing::new(seen.replace(form.as_str(), PLACE)));
            }
        }
        masked.map_or_else(|| text.to_owned(), |masked| masked.replace(PLACE, MASKED))
    }
}

/// The length of a JSON text with its quotes, in bytes; to the end where it is cut.
fn literal_length(text: &str) -> usize {
    let mut escaped = false;
    let mut inner = text.bytes().enumerate().skip(1);
    let end = inner.find(|(_, byte)| {
        let is_end = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        is_end
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// The secret as form encoding, JSON, HTML and a wrong character set write it.
fn escaped(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.get(1..json.len() - 1).unwrap_or_default();
    let mut forms = encoded(secret);
    forms.extend([
        escape_unicode(json, false),
        escape_unicode(json, true),
        escape_unicode(json, false).replace('/', "\\/"),
        json.replace('/', "\\/"),
        json.to_owned(),
        secret.bytes().map(char::from).collect(),
    ]);
    forms.extend(html(secret));
    forms
}

/// The secret percent-encoded as the usual libraries do it: they differ in what they leave as it is.
fn encoded(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for plain in ["-._~*", "-._~", "-._*", "-._~!*'()", "-._~/"] {
        let upper = form::encode_but(secret, plain.as_bytes());
        let lower = lower_hex(&upper);
        forms.extend([upper.replace("%20", "+"), lower.replace("%20", "+"), upper, lower]);
    }
    forms
}

fn lower_hex(encoded: &str) -> String {
    let mut since_percent = 3;
    let lower = |character: char| {
        since_percent = if character == '%' { 0 } else { since_percent + 1 };
        if since_percent <= 2 { character.to_ascii_lowercase() } else { character }
    };
    encoded.chars().map(lower).collect()
}

/// A JSON text as servers write it that keep to ASCII.
fn escape_unicode(json: &str, upper: bool) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = if upper { write!(escaped, "\\u{unit:04X}") } else { write!(escaped, "\\u{unit:04x}") };
        }
    }
    escaped
}

fn html(secret: &str) -> [String; 4] {
    let base = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let quoted = base.replace('"', "&quot;");
    [
        quoted.replace('\'', "&#39;"),
        quoted.replace('\'', "&#x27;"),
        base.replace('"', "&#34;").replace('\'', "&#39;"),
        base,
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mask(secrets: &[&str]) -> Mask {
        let mut mask = Mask::default();
        for secret in secrets {
            mask.add(secret);
        }
        mask
    }

    #[test]
    fn a_secret_is_found_in_every_form_that_a_server_may_echo() {
        assert_eq!(mask(&["x\""]).apply(r#"x" x\" x\"#), format!(r"{MASKED} {MASKED} x\"));
        let mask = mask(&["S3:cr é&t/+'\"~*"]);
        for echo in [
            "S3:cr é&t/+'\"~*",
            "S3%3Acr%20%C3%A9%26t%2F%2B%27%22~*",
            "S3%3acr%20%c3%a9%26t%2f%2b%27%22~*",
            "S3%3Acr+%C3%A9%26t%2F%2B%27%22~*",
            r#"S3:cr \u00e9&t/+'\"~*"#,
            r#"S3:cr é&t\/+'\"~*"#,
            "S3:cr é&amp;t/+&#39;&quot;~*",
            "UzM6Y3Igw6kmdC8rJyJ+Kg==",
            "UzM6Y3Igw6kmdC8rJyJ-Kg",
            "S3:cr Ã©&t/+'\"~*",
        ] {
            assert_eq!(mask.apply(&format!("<{echo}>")), format!("<{MASKED}>"), "{echo}");
        }
    }

    #[test]
    fn no_way_of_escaping_hides_a_secret_in_a_body() {
        let mask = mask(&["a/é\"b"]);
        let body = r#"{"x":"\u0061\/\u00E9\u0022b","y":"\n","z":"a/é\"b"#;
        assert_eq!(mask.apply_to_body(body), r#"{"x":"••••••","y":"\n","z":"••••••"#);
    }

    #[test]
    fn a_secret_that_holds_another_is_masked_whole() {
        assert_eq!(mask(&["abc", "abcdef"]).apply("abcdef abc"), format!("{MASKED} {MASKED}"));
        assert_eq!(mask(&["•"]).apply("a•b•"), format!("a{MASKED}b{MASKED}"));
    }

    proptest! {
        #[test]
        fn no_echo_survives(secret in "[\\PC--•]{1,30}", before in "\\PC{0,10}") {
            let mask = mask(&[&secret]);
            for echo in [secret.clone(), form::encode(&secret), STANDARD.encode(&secret)] {
                let shown = mask.apply(&format!("{before}{echo}"));
                prop_assert!(!shown.contains(&echo) || MASKED.contains(&echo));
            }
        }
    }
}
