//! What may be shown of an exchange, decided by allowlist.
//!
//! A response is shown in four ways, and each has one rule that can be checked by reading it:
//!
//! | what | rule | file |
//! | --- | --- | --- |
//! | a JSON or form body | member names, and values only of the names on one list; every other value by type and length | `tree` |
//! | headers | values only of the names on one list; every other value by length | `headers` |
//! | the server's words inside JSON, reason phrases | shown, with known secrets masked; no JWT | `Redactor`, `plain_text` |
//! | plain text, the words of an HTML page or an XML fault | as above, and long runs with a digit are replaced too | `plain_text` |
//!
//! The allowlists are the protection. The search for known secrets is the second line: it stops a server that repeats a
//! credential inside text that is shown. It finds the encodings listed in `encodings`, also where escapes are
//! mixed (see `decoded`), and nothing else: a server that encrypts,
//! reverses or spells out a secret can't be caught by any search.
//!
//! Everything here is pure: no socket, no clock, no error. The caller builds one `Redactor` per exchange from the secrets of
//! the request and the values that `hidden_values` finds in the response.

mod decoded;
mod encodings;
mod harmless_names;
mod headers;
mod hidden_values;
mod known_secrets;
pub(crate) mod plain_text;
mod protocol_words;
mod redactor;
mod squeeze;
mod tree;

#[doc(hidden)]
pub mod fuzzing;

pub use self::{
    headers::ShownHeader,
    tree::{BodyTree, TreeLine},
};
pub(crate) use self::{
    headers::{header, target},
    hidden_values::{hidden_cookie, hidden_form_values, hidden_values},
    plain_text::{shown as plain_text, shown_line as plain_text_line, shown_value, shown_words},
    redactor::{Builder, Redactor},
};
