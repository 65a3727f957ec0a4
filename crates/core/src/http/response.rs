//! A response as it came.

use std::{borrow::Cow, fmt, sync::OnceLock};

use encoding_rs::{Encoding, UTF_8};
use zeroize::Zeroizing;

/// Where a document declares its charset (HTML, section 4.2.5.4), in bytes.
const DECLARED_WITHIN_BYTES: usize = 1_024;

/// A response as it came, its body decompressed.
#[derive(Clone, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The reason phrase as the server wrote it; the registered one with HTTP/2, which has none.
    pub reason: String,
    /// `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
    pub version: &'static str,
    /// Every header in order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body without its content codings.
    pub body: Zeroizing<Vec<u8>>,
    /// The body's size on the wire, in bytes.
    pub wire_bytes: usize,
    /// The body as text, once it was asked for.
    pub(crate) text: OnceLock<Zeroizing<String>>,
}

/// Only what can't be secret.
impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Response");
        shown.field("status", &self.status).field("version", &self.version).field("body_bytes", &self.body.len());
        shown.finish_non_exhaustive()
    }
}

impl Response {
    /// Takes over the head of a response.
    pub(super) fn of(head: &reqwest::Response) -> Self {
        let phrase = head.extensions().get::<hyper::ext::ReasonPhrase>();
        let phrase = phrase.map(|phrase| String::from_utf8_lossy(phrase.as_bytes()).into_owned());
        let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
            (title_case(name.as_str()), value.as_bytes().to_vec())
        };
        Self {
            status: head.status().as_u16(),
            reason: phrase.unwrap_or_else(|| head.status().canonical_reason().unwrap_or_default().to_owned()),
            version: match head.version() {
                hyper::Version::HTTP_10 => "HTTP/1.0",
                hyper::Version::HTTP_2 => "HTTP/2",
                _ => "HTTP/1.1",
            },
            headers: head.headers().iter().map(header).collect(),
            ..Self::default()
        }
    }

    /// Returns the first header of a name as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.all_headers(name).next()
    }

    /// Returns every header of a name as text.
    pub fn all_headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        let found = self.headers.iter().filter(move |(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }

    /// Whether the status is a success (2xx).
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns the media type in lower case, without parameters; empty if the server names none.
    #[must_use]
    pub fn media_type(&self) -> String {
        let content_type = self.header("content-type").unwrap_or_default();
        content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Returns the body as text: by its byte order mark, else by the charset that the header or the document declares, else as UTF-8
    /// (RFC 8259, section 8.1). Bytes that the charset doesn't know become U+FFFD. Decoded once: the body doesn't change any more.
    #[must_use]
    pub fn text(&self) -> &str {
        let decode =
            || Zeroizing::new(decode_text(&self.body, &self.header("content-type").unwrap_or_default()).into_owned());
        self.text.get_or_init(decode)
    }
}

/// Decodes a body as [`Response::text`] says.
pub(crate) fn decode_text<'a>(body: &'a [u8], content_type: &str) -> Cow<'a, str> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let charset = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let label = charset.map(|(_, label)| label.trim().trim_matches(['"', '\'']));
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = declared.or_else(|| of_document(body)).unwrap_or(UTF_8);
    // In a single-byte charset, text of several words that happens to be valid UTF-8 hardly exists: the declaration is wrong.
    let is_utf_8 = encoding.is_single_byte() && std::str::from_utf8(body).is_ok();
    (if is_utf_8 { UTF_8 } else { encoding }).decode(body).0
}

/// Returns the charset that HTML (`<meta charset=…>`) or XML (`<?xml encoding=…?>`) declares in its first bytes.
fn of_document(body: &[u8]) -> Option<&'static Encoding> {
    let start = body.trim_ascii_start();
    if !start.starts_with(b"<") {
        return None;
    }
    let near = String::from_utf8_lossy(&start[..start.len().min(DECLARED_WITHIN_BYTES)]).to_ascii_lowercase();
    let is_xml = near.starts_with("<?xml");
    let (_, rest) = near.split_once(if is_xml { "encoding=" } else { "charset=" })?;
    let rest = rest.trim_start_matches(['"', '\'']);
    let label = rest.split(|c: char| c.is_whitespace() || "\"'/>;?".contains(c)).next()?;
    Encoding::for_label(label.as_bytes())
}

/// Returns a header's name as HTTP/1 usually writes it, and as ours go out.
#[must_use]
pub fn title_case(name: &str) -> String {
    let mut starts = true;
    let title = |character: char| {
        let cased = if starts { character.to_ascii_uppercase() } else { character };
        starts = character == '-';
        cased
    };
    name.chars().map(title).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_order_mark_then_the_charset_then_utf_8_decide() {
        for (body, content_type, text) in [
            (&b"\xEF\xBB\xBF{}"[..], "application/json; charset=iso-8859-1", "{}"),
            (b"\xFF\xFE{\0}\0", "", "{}"),
            (b"\xFE\xFF\0{\0}", "", "{}"),
            (b"{\0}\0", "application/json; charset=utf-16le", "{}"),
            (b"n\xE3o", "text/plain; Charset=\"ISO-8859-1\"", "não"),
            (b"n\xE3o", "application/json", "n\u{FFFD}o"),
            (b"n\xE3o", "text/plain; charset='iso-8859-1'", "não"),
            (b"n\xC3\xA3o", "application/json; charset=iso-8859-1", "não"),
            (b"<meta charset=\"windows-1252\">\xE3", "text/html", "<meta charset=\"windows-1252\">ã"),
            (b"<?xml version='1.0' encoding='ISO-8859-1'?>\xE3", "", "<?xml version='1.0' encoding='ISO-8859-1'?>ã"),
            (b"n\xC3\xA3o", "text/plain; charset=nonsense", "não"),
        ] {
            assert_eq!(decode_text(body, content_type), text, "{content_type}");
        }
    }

    #[test]
    fn what_is_printed_for_debugging_contains_no_text_of_the_server() {
        let response = Response {
            reason: "CANARY".into(),
            headers: vec![("X".into(), b"CANARY".to_vec())],
            body: b"CANARY".to_vec().into(),
            ..Response::default()
        };
        let printed = format!("{response:?}");
        assert!(!printed.contains("CANARY") && !printed.contains("67, 65"), "{printed}");
    }

    #[test]
    fn header_names_are_written_in_title_case() {
        assert_eq!(title_case("www-authenticate"), "Www-Authenticate");
    }
}
