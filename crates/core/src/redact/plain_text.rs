//! Text without structure: a plain-text error page, the title or heading of an HTML page, the words of an XML fault.
//!
//! The parts of such a text aren't known, so there is an additional rule: a run of letters, digits and `_.~+=-` that is 16
//! characters long or longer and contains a digit is replaced by its length, `(24 characters)`. Words, addresses, class names and
//! most error codes have no such run, since `/`, `:` and `%` end one.
//!
//! The rule can't catch a token without a digit, a token of fewer than 16 characters, the short pieces of a base64 token between
//! two `/`, and a token that is interrupted by spaces or invisible characters. It also hides harmless text: UUIDs, and names
//! such as `login2.department.example`. Known secrets and tokens of any form are masked before.

use std::fmt::Write as _;

use super::redactor::{Masked, Redactor};

/// The shortest run that may be a token, in characters.
const RUN_CHARACTERS: usize = 16;

/// Returns an unstructured text as it may be shown: masked, without runs that may be tokens, cleaned and cut; and whether it was cut.
pub(crate) fn shown(redactor: &Redactor, text: &str, limit_characters: usize) -> (String, bool) {
    masked(redactor, text.trim(), limit_characters).lines(limit_characters)
}

/// Returns an unstructured text as one line as it may be shown.
pub(crate) fn shown_line(redactor: &Redactor, text: &str, limit_characters: usize) -> String {
    masked(redactor, text.trim(), limit_characters).line(limit_characters)
}

/// Returns the value of a member whose name says that it holds words, as it may be shown; and whether it was cut. A single
/// word may be a token, so it is shown as unstructured text. Among other words, only a JWT is replaced.
pub(crate) fn shown_words(redactor: &Redactor, text: &str, limit_characters: usize) -> (String, bool) {
    let text = text.trim();
    if !text.contains(char::is_whitespace) {
        return shown(redactor, text, limit_characters);
    }
    let Masked { text, is_cut } = redactor.masked(text, limit_characters);
    Masked { text: replaced(&text, is_jwt), is_cut }.lines(limit_characters)
}

/// Returns a value of which only secrets are hidden, as one line as it may be shown: known ones, and every JWT.
pub(crate) fn shown_value(redactor: &Redactor, text: &str, limit_characters: usize) -> String {
    let Masked { text, is_cut } = redactor.masked(text.trim(), limit_characters);
    Masked { text: replaced(&text, is_jwt), is_cut }.line(limit_characters)
}

fn masked(redactor: &Redactor, text: &str, limit_characters: usize) -> Masked {
    let Masked { text, is_cut } = redactor.masked(text, limit_characters);
    // A run whose rest is cut away may be longer than what is left of it.
    let whole = if is_cut { text.trim_end_matches(is_part) } else { &text };
    let mut shown = without_runs(whole);
    if whole.is_empty() && is_cut {
        let _ = write!(shown, "(more than {limit_characters} characters)");
        return Masked { text: shown, is_cut: false };
    }
    Masked { text: shown, is_cut }
}

/// Returns a text with every run that may be a token replaced by its length.
pub(super) fn without_runs(text: &str) -> String {
    replaced(text, |run| run.len() >= RUN_CHARACTERS && run.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Whether a run is a JWT or the beginning of one: its header is a JSON object in base64 (RFC 7519, section 5).
fn is_jwt(run: &str) -> bool {
    run.len() >= RUN_CHARACTERS && run.contains("eyJ")
}

fn replaced(text: &str, is_replaced: impl Fn(&str) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let end = rest[start..].find(|character| !is_part(character)).map_or(rest.len(), |length| start + length);
        let run = &rest[start..end];
        shown.push_str(&rest[..start]);
        if is_replaced(run) {
            let _ = write!(shown, "({} characters)", run.len());
        } else {
            shown.push_str(run);
        }
        rest = &rest[end..];
    }
    shown + rest
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '~' | '+' | '=' | '-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "canary-token-2b91c4";

    fn line(text: &str) -> String {
        shown_line(&Redactor::builder().build(), text, 1_000)
    }

    #[test]
    fn a_token_is_replaced_in_whatever_notation_it_is_written() {
        for (before, after) in [
            ("", ""),
            ("Bearer ", "\n"),
            ("<access_token>", "</access_token></OAuth>"),
            ("access_token: ", "\ntoken_type: Bearer"),
            ("{access_token: ", "}"),
            ("Array ( [access_token] => ", " )"),
            ("array ('access_token' => '", "')"),
            ("<input name=\"access_token\" value=\"", "\">"),
            ("{&quot;access_token&quot;:&quot;", "&quot;}"),
            (r"{\u0022access_token\u0022:\u0022", r"\u0022}"),
            ("https%3A%2F%2Fx%2Fcb%3Faccess_token%3D", "%26x%3D1"),
            ("access_token=", ";token_type=bearer"),
        ] {
            let shown = line(&format!("{before}{TOKEN}{after}"));
            assert!(shown.contains(" characters)") && !shown.contains("2b91c4"), "{shown}");
        }
    }

    #[test]
    fn the_words_of_an_error_page_stay_readable() {
        for text in [
            "java.lang.IllegalArgumentException: no such tenant, see https://docs.example/api/v2/errors.html",
            "AADSTS7000215: Invalid client secret provided. Timestamp: 2024-01-01T00:00:00",
            "HTTP Status 401 – Unauthorized",
            "400 The plain HTTP request was sent to HTTPS port",
            "================================",
            "Aplicação não autorizada",
        ] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn a_run_that_is_cut_is_not_shown_in_part() {
        let redactor = Redactor::builder().build();
        for limit in 1..30 {
            let text = format!("🙂🙂🙂🙂{TOKEN}{TOKEN}{TOKEN}");
            assert!(!shown_line(&redactor, &text, limit).contains("canary"), "{limit}");
        }
    }

    #[test]
    fn words_are_shown_but_a_jwt_and_a_single_token_are_not() {
        let words = |text: &str| shown_words(&Redactor::builder().build(), text, 1_000).0;
        for (text, expected) in [
            ("Trace 5b1ff5c19d0e4c2f8a51 failed", "Trace 5b1ff5c19d0e4c2f8a51 failed"),
            ("your token is eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln", "your token is (40 characters)"),
            ("5b1ff5c19d0e4c2f8a51", "(20 characters)"),
            ("invalid_client", "invalid_client"),
        ] {
            assert_eq!(words(text), expected);
        }
    }

    proptest! {
        #[test]
        fn no_long_run_with_a_digit_is_left(text in "[a-z0-9_.~+=/ é-]{0,80}") {
            let shown = without_runs(&text);
            let is_token = |run: &str| run.len() >= RUN_CHARACTERS && run.contains(|c: char| c.is_ascii_digit());
            prop_assert!(!shown.split(|c| !is_part(c)).any(is_token));
        }
    }
}
