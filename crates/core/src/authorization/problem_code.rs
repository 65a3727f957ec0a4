//! Why a field of a draft breaks a rule.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::characters::{Named, Shown};

/// Why a field's value is refused; the page has a text for each.
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
    /// A `Content-Type` for another body than the form-encoded one that is sent.
    ContentType,
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::TooLong { limit, found } => {
                return write!(formatter, "has {found} characters; at most {limit} are allowed");
            }
            Self::TooMany { limit, found } => {
                return write!(formatter, "has {found} values; at most {limit} are allowed");
            }
            Self::ControlCharacter { character } => {
                return write!(formatter, "contains {}; remove it", Shown(*character));
            }
            Self::InvisibleCharacter { character } => {
                return write!(formatter, "contains an invisible character ({}); remove it", Named(*character));
            }
            Self::LookAlike { character, ascii } => {
                let code = u32::from(*character);
                return write!(formatter, "contains `{character}` (U+{code:04X}); replace it with `{ascii}`");
            }
            Self::UrlSecret { name } => return url_secret(formatter, name),
            Self::UrlPlaceholder { text } => {
                return write!(formatter, "contains a placeholder: replace `{text}` with the real value");
            }
            Self::UrlCharacter { character } => {
                return write!(formatter, "contains {}, which must be percent-encoded", Shown(*character));
            }
            Self::ScopeCharacter { character } => {
                let character = Shown(*character);
                return write!(
                    formatter,
                    "contains {character}, which isn't allowed in a scope (RFC 6749, section 3.3)"
                );
            }
            Self::FieldFilledIn { own } => {
                return write!(formatter, "is already set by `{own}`; use only one of the two");
            }
            Self::Required => "is required",
            Self::Space => "contains a space; remove it, or percent-encode it as `%20` if it belongs there",
            Self::NameTaken => "is already the name of another authorization; choose a different one",
            Self::NotAUrl => "must be an absolute URL that starts with `https://` or `http://`",
            Self::Quoted => "must not be enclosed in quotation marks or angle brackets; remove them",
            Self::UrlFragment => "must not contain a fragment (`#…`); remove it (RFC 6749, section 3.2)",
            Self::UrlCredentials => "must not contain a user name or password; use Client ID and Client Secret instead",
            Self::CleartextRefused => "would send the secret unencrypted; use `https://`, or accept plain `http://`",
            Self::Duplicate => "is already in the list",
            Self::NotAToken => {
                "may contain only letters, digits and the characters ``!#$%&'*+-.^_`|~`` (RFC 9110, section 5.6.2)"
            }
            Self::ResourceFragment => "must not contain a fragment (`#…`); remove it (RFC 8707, section 2)",
            Self::Reserved => "is set by Keyfob itself and can't be replaced; remove it",
            Self::SentWithCredentials => "is already sent with the client credentials in the body; remove it",
            Self::ContentType => "must be `application/x-www-form-urlencoded`, because the body is form-encoded",
        };
        formatter.write_str(text)
    }
}

fn url_secret(formatter: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    write!(
        formatter,
        "must not contain `{name}` in its query: credentials don't belong in a URL (RFC 6749, section 2.3.1); "
    )?;
    match name {
        "client_secret" => formatter.write_str("use Client Secret instead"),
        "client_assertion" => formatter.write_str("remove it"),
        _ => formatter.write_str("use a secret query parameter instead"),
    }
}
