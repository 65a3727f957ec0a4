//! Notes on values that are unusual and yet allowed. They are shown beside the field and never prevent a save or CONNECT.
//!
//! A credential is kept and sent as it was typed, since a server may have issued it like that. But a space at its end was most likely
//! pasted by accident, so [`notes_on`] reports it, and [`tidy`] removes exactly what was reported.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Environment, Field, characters::Kind};

/// A position in a text. A note on a secret reveals nothing else about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Position {
    /// At the start.
    Start,
    /// Between the first and the last ordinary character.
    Middle,
    /// At the end.
    End,
}

/// What is unusual about a value; the page has a text for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum NoteCode {
    /// Spaces at the start or the end, or several in a row in the middle.
    Space {
        /// Where.
        position: Position,
    },
    /// A no-break space, such as U+00A0.
    NoBreakSpace {
        /// Where.
        position: Position,
    },
    /// White space that is neither an ordinary nor a no-break space.
    OtherSpace {
        /// Where.
        position: Position,
    },
    /// An invisible character, such as a zero-width space or a byte order mark.
    InvisibleCharacter {
        /// Where.
        position: Position,
    },
    /// A typographic quotation mark or apostrophe.
    SmartQuote {
        /// Where.
        position: Position,
    },
    /// A typographic dash or hyphen.
    SmartDash {
        /// Where.
        position: Position,
    },
    /// A save removes a stored secret, since the chosen method of client authentication doesn't use it.
    DropsSecret {
        /// The secret's name on the command line.
        secret: String,
    },
    /// Without a Client Secret the client is a public one (RFC 6749, section 2.1): a save makes the method `none`.
    PublicClient,
    /// A save removes the values of fields that the grant type doesn't use.
    DropsFields {
        /// The fields, by their names on the command line.
        fields: Vec<String>,
    },
    /// A resource that isn't an absolute URI, which RFC 8707, section 2, requires and some servers don't.
    NotAUri,
    /// A secret is in the URL, which servers and proxies write to their logs.
    SecretInUrl,
    /// The Token URL is changed before it is sent: dot segments resolved, the host in its ASCII form.
    SentAs {
        /// The URL that is sent, in ASCII.
        url: String,
    },
}

/// One thing that is unusual about a draft and yet allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Note {
    /// The field it is about.
    pub field: Field,
    /// The environment; `None` for credentials outside a form.
    pub environment: Option<Environment>,
    /// Which of the field's values, counted from 0, if it has several.
    pub index: Option<u32>,
    /// What is unusual.
    #[serde(flatten)]
    pub code: NoteCode,
}

/// Returns what is unusual about a credential, each kind once per position, in the order of the text.
///
/// The notes reveal only kind and position, so they can be shown for a secret.
#[must_use]
pub fn notes_on(text: &str) -> Vec<NoteCode> {
    let is_ordinary = |character: char| !Kind::of(character).is_some_and(Kind::is_blank);
    let first = text.find(is_ordinary).unwrap_or(text.len());
    let last = text.rfind(is_ordinary).unwrap_or(text.len());
    let mut notes = Vec::new();
    let mut before = None;
    for (at, character) in text.char_indices() {
        let kind = Kind::of(character);
        // A typographic mark that is itself the first or the last ordinary character is at the start or the end.
        let position = match kind {
            Some(kind) if kind.is_blank() && at < first => Position::Start,
            Some(kind) if kind.is_blank() && at > last => Position::End,
            Some(Kind::Quote(_) | Kind::Dash(_)) if at == first => Position::Start,
            Some(Kind::Quote(_) | Kind::Dash(_)) if at == last => Position::End,
            _ => Position::Middle,
        };
        let doubled = before == Some(Kind::Space);
        before = kind;
        let note = match kind {
            // One space between two words is nothing unusual.
            Some(Kind::Space) if position == Position::Middle && !doubled => continue,
            Some(Kind::Space) => NoteCode::Space { position },
            Some(Kind::NoBreakSpace) => NoteCode::NoBreakSpace { position },
            Some(Kind::OtherSpace) => NoteCode::OtherSpace { position },
            Some(Kind::Invisible) => NoteCode::InvisibleCharacter { position },
            Some(Kind::Quote(_)) => NoteCode::SmartQuote { position },
            Some(Kind::Dash(_)) => NoteCode::SmartDash { position },
            None => continue,
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// Removes what [`notes_on`] names: white space at the ends and invisible characters go, white space in the middle becomes one
/// ordinary space, typographic quotation marks and dashes become ASCII.
#[must_use]
pub fn tidy(text: &str) -> String {
    // As long as the text at least: it may be a secret, and growing would leave copies behind.
    let mut tidied = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        let kept = match Kind::of(character) {
            Some(Kind::Space | Kind::NoBreakSpace | Kind::OtherSpace) => {
                gap = true;
                continue;
            }
            Some(Kind::Invisible) => continue,
            Some(Kind::Quote(ascii) | Kind::Dash(ascii)) => ascii,
            None => character,
        };
        if gap && !tidied.is_empty() {
            tidied.push(' ');
        }
        gap = false;
        tidied.push(kept);
    }
    tidied
}

impl fmt::Display for NoteCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (position, what) = match self {
            Self::Space { position: Position::Middle } => {
                return formatter.write_str("contains several spaces in a row");
            }
            Self::NotAUri => {
                return formatter.write_str("isn't an absolute URI, which some servers require (RFC 8707, section 2)");
            }
            Self::SecretInUrl => {
                return formatter
                    .write_str("puts a secret into the URL, which servers and proxies write to their logs");
            }
            Self::PublicClient => {
                return formatter.write_str("is saved as `none`, since there is no client secret (public client)");
            }
            Self::DropsFields { fields } => {
                return write!(formatter, "doesn't use `{}`, which a save empties", fields.join("`, `"));
            }
            Self::DropsSecret { secret } => {
                return write!(formatter, "doesn't use `{secret}`, which a save removes");
            }
            Self::SentAs { url } => return write!(formatter, "is sent as `{url}`"),
            Self::Space { position } => (position, "a space"),
            Self::NoBreakSpace { position } => (position, "a no-break space"),
            Self::OtherSpace { position } => (position, "an unusual white space character"),
            Self::InvisibleCharacter { position } => (position, "an invisible character"),
            Self::SmartQuote { position } => (position, "a typographic quotation mark"),
            Self::SmartDash { position } => (position, "a typographic dash"),
        };
        let verb = match position {
            Position::Start => "starts with",
            Position::Middle => "contains",
            Position::End => "ends with",
        };
        write!(formatter, "{verb} {what}")
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.field.as_str())?;
        if let Some(index) = self.index {
            write!(formatter, " (value {})", index + 1)?;
        }
        if let Some(environment) = self.environment {
            write!(formatter, " for {environment}")?;
        }
        write!(formatter, " {}", self.code)
    }
}
