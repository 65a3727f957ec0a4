//! A text of the request in three forms: as it is sent, as it is shown, and as a shell writes it.

use zeroize::Zeroizing;

use super::{form, shell_word};
use crate::secret::Secret;

/// What is shown in place of a secret.
pub(crate) const MASKED: &str = "••••••";

/// A text, some pieces of which are secret.
#[derive(Clone, Debug, Default)]
pub(crate) struct SecretText(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Open(String),
    Hidden(Hidden),
}

#[derive(Clone, Debug)]
struct Hidden {
    wire: Secret,
    shell: String,
}

impl SecretText {
    /// A text without secrets.
    pub(crate) fn open(text: impl Into<String>) -> Self {
        Self(vec![Piece::Open(text.into())])
    }

    /// Appends a text that may be shown.
    pub(crate) fn push(&mut self, text: impl Into<String>) {
        match self.0.last_mut() {
            Some(Piece::Open(last)) => last.push_str(&text.into()),
            _ => self.0.push(Piece::Open(text.into())),
        }
    }

    /// Appends a secret; `shell` is what produces it inside the double quotes of a shell.
    pub(crate) fn push_hidden(&mut self, wire: Secret, shell: impl Into<String>) {
        self.0.push(Piece::Hidden(Hidden { wire, shell: shell.into() }));
    }

    /// Appends a form-encoded secret that a shell variable contains unencoded.
    pub(crate) fn push_encoded(&mut self, secret: &Secret, variable: &str) {
        self.push_hidden(Secret::new(form::encode(secret.expose())), format!("$(encode \"${variable}\")"));
    }

    /// Appends the inside of a JSON string, with a secret that a shell variable contains without escapes.
    pub(crate) fn push_json(&mut self, secret: &Secret, variable: &str) {
        // Room for the longest form: a text that grows would leave copies of a secret behind.
        let mut quoted = Zeroizing::new(Vec::with_capacity(secret.expose().len() * 6 + 2));
        // Nothing that is written to memory fails.
        let _ = serde_json::to_writer(&mut *quoted, secret.expose());
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let inner = Secret::new(String::from_utf8_lossy(inner).into_owned());
        self.push_hidden(inner, format!("$(json \"${variable}\")"));
    }

    /// Appends another text.
    pub(crate) fn append(&mut self, other: Self) {
        for piece in other.0 {
            match piece {
                Piece::Open(text) => self.push(text),
                hidden @ Piece::Hidden(_) => self.0.push(hidden),
            }
        }
    }

    /// Whether the text is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text as it is sent.
    pub(crate) fn wire(&self) -> Zeroizing<String> {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Open(text) => text.as_str(),
            Piece::Hidden(hidden) => hidden.wire.expose(),
        });
        let mut wire = Zeroizing::new(String::with_capacity(pieces.clone().map(str::len).sum()));
        pieces.for_each(|piece| wire.push_str(piece));
        wire
    }

    /// The text as it is shown.
    pub(crate) fn shown(&self) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Open(text) => text.as_str(),
            Piece::Hidden(_) => MASKED,
        });
        pieces.collect()
    }

    /// The text as one word of a POSIX shell.
    pub(crate) fn shell(&self) -> String {
        let shell = |piece: &Piece| match piece {
            Piece::Open(text) if text.is_empty() => String::new(),
            Piece::Open(text) => shell_word::quoted(text),
            Piece::Hidden(hidden) => format!("\"{}\"", hidden.shell),
        };
        let word: String = self.0.iter().map(shell).collect();
        if word.is_empty() { "''".into() } else { word }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_but_neither_shown_nor_written_into_a_command() {
        let mut text = SecretText::open("it's=");
        text.push_encoded(&Secret::new("a b".into()), "CLIENT_SECRET");
        assert_eq!(*text.wire(), "it's=a%20b");
        assert_eq!(text.shown(), format!("it's={MASKED}"));
        assert_eq!(text.shell(), r#"'it'\''s='"$(encode "$CLIENT_SECRET")""#);
        assert!(!format!("{text:?}").contains("a%20b"));
        assert_eq!(SecretText::default().shell(), "''");
    }
}
