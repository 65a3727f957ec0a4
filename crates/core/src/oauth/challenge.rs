//! `WWW-Authenticate`: challenges with their parameters (RFC 9110, section 11.6.1).

/// The most parameters that are read of a header.
const PARAMETERS: usize = 100;

/// The parameters of one challenge.
#[derive(Debug, Default)]
pub(super) struct Challenge(Vec<(String, String)>);

impl Challenge {
    /// Returns a parameter that isn't empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }
}

/// Reads every challenge of a header; anything else is skipped.
pub(super) fn read(header: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = header;
    for _ in 0..PARAMETERS {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (name, after) = rest.split_at(rest.find(|character| !is_token(character)).unwrap_or(rest.len()));
        if name.is_empty() {
            let Some(character) = rest.chars().next() else { break };
            // A quoted text without a name is skipped as a whole.
            rest = if character == '"' { quoted(&rest[1..]).1 } else { &rest[character.len_utf8()..] };
            continue;
        }
        let Some(value) = after.trim_start_matches([' ', '\t']).strip_prefix('=') else {
            challenges.push(Challenge::default());
            rest = after;
            continue;
        };
        let value = value.trim_start_matches([' ', '\t']);
        let (text, after) = value.strip_prefix('"').map_or_else(|| word(value), quoted);
        if challenges.is_empty() {
            challenges.push(Challenge::default());
        }
        if let Some(challenge) = challenges.last_mut() {
            challenge.0.push((name.to_ascii_lowercase(), text));
        }
        rest = after;
    }
    challenges
}

fn word(value: &str) -> (String, &str) {
    let (text, after) = value.split_at(value.find([',', ' ', '\t']).unwrap_or(value.len()));
    (text.to_owned(), after)
}

/// The text up to its closing quote, and what follows.
fn quoted(inner: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = inner.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (text, &inner[at + 1..]),
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => text.push(character),
        }
    }
    (text, "")
}

/// Whether a character may be part of a scheme or a name (RFC 9110, section 5.6.2); `=` ends both.
fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn first_error(header: &str) -> Option<(String, String)> {
        let challenges = read(header);
        let found = challenges.iter().find(|challenge| challenge.get("error").is_some())?;
        let words = found.get("error_description").unwrap_or_default();
        Some((found.get("error")?.to_owned(), words.to_owned()))
    }

    #[test]
    fn the_error_of_a_challenge_is_found() {
        for (header, code, words) in [
            (
                r#"Bearer error="invalid_client", error_description="no \"such\" client""#,
                "invalid_client",
                "no \"such\" client",
            ),
            (r#"Basic realm="x", error=invalid_client"#, "invalid_client", ""),
            (r#"Bearer error_description="first", error = "late""#, "late", "first"),
            (r#"Bearer ERROR="e""#, "e", ""),
            (r#"Basic realm="x", Bearer realm="y", error="e", error_description="d""#, "e", "d"),
            (r#"Negotiate abc==, Bearer error="e""#, "e", ""),
            (r#"Basic realm="a, error=none", Bearer error="e"#, "e", ""),
        ] {
            assert_eq!(first_error(header), Some((code.to_owned(), words.to_owned())), "{header}");
        }
        for header in [
            "",
            "Basic realm=\"error=1\"",
            "Basic realm=\"see docs, error=none, or call\"",
            r#"Digest realm="a, error=\"fake\"""#,
            "Basic \"x, error=1\"",
            "Bearer error",
            "Bearer error=\"\"",
            "error_uri=x",
        ] {
            assert_eq!(first_error(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header in "[a-z=\", \\\\\\PC]{0,60}") {
            let _ = read(&header);
        }
    }
}
