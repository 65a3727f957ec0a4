//! An answer as it came: its head, and its body once that is whole.

use hyper::ext::ReasonPhrase;

/// An answer as it came.
#[derive(Default)]
pub(super) struct Received {
    pub(super) status: u16,
    pub(super) reason: String,
    pub(super) version: &'static str,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    /// The body, decompressed once it is whole.
    pub(super) body: Vec<u8>,
    /// The body's size on the wire, in bytes.
    pub(super) body_bytes: usize,
}

impl Received {
    /// Takes the head of an answer over.
    pub(super) fn of(head: &hyper::http::response::Parts) -> Self {
        let reason =
            head.extensions.get::<ReasonPhrase>().map(|reason| String::from_utf8_lossy(reason.as_bytes()).into_owned());
        let canonical = || head.status.canonical_reason().unwrap_or_default().to_owned();
        Self {
            status: head.status.as_u16(),
            reason: reason.unwrap_or_else(canonical),
            version: if head.version == hyper::Version::HTTP_10 { "HTTP/1.0" } else { "HTTP/1.1" },
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (title_case(name.as_str()), value.as_bytes().to_vec()))
                .collect(),
            ..Self::default()
        }
    }

    /// Whether there is a header of a name.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(header, _)| header.eq_ignore_ascii_case(name))
    }

    /// Every value of a header, joined by commas (RFC 9110 §5.3).
    pub(super) fn all(&self, name: &str) -> String {
        let values = self.headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
        values.map(|(_, value)| String::from_utf8_lossy(value)).collect::<Vec<_>>().join(",")
    }
}

/// A header's name as HTTP/1 writes it, and as ours go out.
pub(super) fn title_case(name: &str) -> String {
    let mut starts = true;
    let title = |character: char| {
        let cased = if starts { character.to_ascii_uppercase() } else { character };
        starts = character == '-';
        cased
    };
    name.chars().map(title).collect()
}
