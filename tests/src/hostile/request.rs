//! A request as it was received.

use std::io::{self, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::form_encoding;

/// A complete request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The target in the request line.
    pub target: String,
    /// The method.
    pub method: String,
    /// The headers in order, with names as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Request {
    /// Reads a request: the head, then `Content-Length` bytes. Every byte is also appended to `seen`.
    ///
    /// # Errors
    /// If the connection ends first.
    pub(super) fn read(connection: &mut impl Read, mut seen: impl FnMut(&[u8])) -> io::Result<Self> {
        let mut bytes = Vec::new();
        loop {
            if let Some(request) = Self::parse(&bytes) {
                return Ok(request);
            }
            let mut buffer = [0; 4096];
            let count = connection.read(&mut buffer)?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            seen(&buffer[..count]);
            bytes.extend_from_slice(&buffer[..count]);
        }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let headers: Vec<_> = lines.filter_map(header).collect();
        let request = Self { target, method, headers, body: body.to_owned() };
        let length = request.header("content-length").map_or(0, |value| value.parse().unwrap_or(0));
        (request.body.len() >= length).then_some(request)
    }

    /// Returns every value of a header. The case of the name doesn't matter.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let same = |(found, _): &&(String, String)| found.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value.as_str()).collect()
    }

    /// Returns the value of a header; `None` if it is missing or repeated.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        match self.all(name)[..] {
            [value] => Some(value),
            _ => None,
        }
    }

    /// Returns the decoded parameters of a form body.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        form_encoding::pairs(&self.body)
    }

    /// Returns a parameter of the body.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.form().into_iter().find_map(|(found, value)| (found == name).then_some(value))
    }

    /// Returns the credentials of Basic authentication, base64-decoded but still form-encoded.
    #[must_use]
    pub fn basic(&self) -> Option<String> {
        let encoded = self.header("authorization")?.strip_prefix("Basic ")?;
        String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
    }
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.to_owned(), value.trim().to_owned()))
}
