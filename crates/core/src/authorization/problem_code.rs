//! Why a field of a draft breaks a rule.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{
    NetworkProblemCode,
    characters::{Named, Shown},
};
use crate::messages::{self, MESSAGES};

/// Why a field's value is refused; the catalogue has a message for each.
///
/// No problem repeats a value that may be secret: at most one character of it, or a placeholder in a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum ProblemCode {
    /// The field is required.
    Required,
    /// More characters than the limit.
    TooLong {
        /// The most characters allowed.
        limit: u32,
        /// How many there are.
        found: u32,
    },
    /// More values than the limit.
    TooMany {
        /// The most values allowed.
        limit: u32,
        /// How many there are.
        found: u32,
    },
    /// A control character, such as a line break or a tab.
    ControlCharacter {
        /// The first such character.
        character: char,
    },
    /// A character that can't be seen, such as a zero-width or a no-break space, where none is allowed.
    InvisibleCharacter {
        /// The first such character.
        character: char,
    },
    /// An ordinary space where none is allowed.
    Space,
    /// A character that looks like an ASCII one, such as a full-width colon, where only the ASCII one is allowed.
    LookAlike {
        /// The first such character.
        character: char,
        /// The one that it looks like.
        ascii: char,
    },
    /// Another authorization has that name.
    NameTaken,
    /// Another authorization's name differs only in what can't be seen.
    NameLooksLike {
        /// That name, safe to show, at most [`SHOWN_NAME_CHARACTERS`](super::limits::SHOWN_NAME_CHARACTERS) characters.
        name: String,
    },
    /// Not an absolute `https:` or `http:` URL.
    NotAUrl,
    /// The URL is enclosed in quotation marks or angle brackets.
    Quoted,
    /// The URL contains a fragment (`#…`), which RFC 6749, section 3.2, forbids.
    UrlFragment,
    /// The URL contains a user name or a password.
    UrlCredentials,
    /// The URL's query contains a credential, which RFC 6749, section 2.3.1, forbids.
    UrlSecret {
        /// The parameter's name, one of [`SECRET_PARAMETERS`](super::SECRET_PARAMETERS).
        name: String,
    },
    /// The URL's query contains a parameter that a GET sends too.
    UrlParameter {
        /// The parameter's name, safe to show.
        name: String,
    },
    /// The URL contains a placeholder, such as `{tenant}`.
    UrlPlaceholder {
        /// The placeholder with its brackets, safe to show, at most
        /// [`PLACEHOLDER_CHARACTERS`](super::limits::PLACEHOLDER_CHARACTERS) characters.
        text: String,
    },
    /// The URL contains a character that must be percent-encoded (RFC 3986, section 2).
    UrlCharacter {
        /// The first such character.
        character: char,
    },
    /// Not a port between 1 and 65535.
    NotAPort,
    /// An address of another origin than the Token URL's, although the client's credentials are sent there.
    OtherOrigin {
        /// The Token URL's origin.
        origin: String,
    },
    /// A secret in the address that the browser opens.
    SecretInAddress,
    /// Plain `http:` to an address that isn't loopback, without consent.
    CleartextRefused,
    /// A character that no scope may contain (RFC 6749, section 3.3).
    ScopeCharacter {
        /// The first such character.
        character: char,
    },
    /// The value is already in the list.
    Duplicate,
    /// Not an HTTP token (RFC 9110, section 5.6.2), which the name of a header or a cookie must be.
    NotAToken,
    /// The resource contains a fragment (`#…`), which RFC 8707, section 2, forbids.
    ResourceFragment,
    /// A parameter or header that Keyfob sets itself.
    Reserved,
    /// An extra parameter that is already sent with the client's credentials.
    SentWithCredentials,
    /// An extra parameter that one of the fields sends as well.
    FieldFilledIn {
        /// That field, by its name on the command line.
        own: String,
    },
    /// Not a private key that can be read.
    NotAPrivateKey,
    /// Not a certificate that can be read.
    NotACertificate,
    /// The private key belongs to none of the certificates.
    CertificateOfAnotherKey,
    /// The private key can't sign with the algorithm.
    AlgorithmOfAnotherKey,
    /// A client certificate with an `http:` address, where it is never shown.
    CertificateWithoutTls,
    /// A private key that can't be used for TLS.
    KeyNotForTls,
    /// The method of client authentication doesn't have the algorithm.
    AlgorithmOfAnotherMethod,
    /// A network setting is invalid.
    Network {
        /// Why.
        problem: NetworkProblemCode,
    },
    /// A `Content-Type` among the extra headers for another body than the form-encoded one; it has a field.
    ContentType,
    /// Not a media type (RFC 9110, section 8.3.1).
    NotAMediaType,
    /// A `~` in a JSON Pointer that is followed by neither `0` nor `1` (RFC 6901, section 3).
    JsonPointer,
}

impl ProblemCode {
    /// Returns a sentence about a field. A message that begins with a small letter needs the field as its subject.
    #[must_use]
    pub fn about(&self, field: &str) -> String {
        let message = self.to_string();
        let joint = if message.starts_with(char::is_lowercase) { " " } else { ": " };
        format!("{field}{joint}{message}")
    }

    /// Returns a value of the message as the command line shows it.
    fn shown(&self, name: &str, value: &Value) -> String {
        match (self, value) {
            (Self::LookAlike { character, .. }, _) if name == "character" => {
                format!("`{character}` (U+{:04X})", u32::from(*character))
            }
            (Self::InvisibleCharacter { character }, _) => Named(*character).to_string(),
            (
                Self::ControlCharacter { character }
                | Self::UrlCharacter { character }
                | Self::ScopeCharacter { character },
                _,
            ) => Shown(*character).to_string(),
            (_, Value::String(text)) => format!("`{text}`"),
            (_, other) => other.to_string(),
        }
    }
}

impl From<NetworkProblemCode> for ProblemCode {
    fn from(problem: NetworkProblemCode) -> Self {
        Self::Network { problem }
    }
}

/// The message in the catalogue.
impl fmt::Display for ProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Network { problem } = self {
            return problem.fmt(formatter);
        }
        let Ok(Value::Object(values)) = serde_json::to_value(self) else { return Err(fmt::Error) };
        let code = values.get("code").and_then(Value::as_str).unwrap_or_default();
        let template = MESSAGES.problems.get(code).map_or("", String::as_str);
        formatter.write_str(&messages::fill(template, |name| Some(self.shown(name, values.get(name)?))))
    }
}
