//! A request as it came, to the byte.

use std::io::{self, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::forms;

/// A whole request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The first line's second word.
    pub target: String,
    /// The first line's first word.
    pub method: String,
    /// Every header in order, names as they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Request {
    /// Reads a request: head, then as many bytes as `Content-Length` says; every byte read goes into `seen`.
    ///
    /// # Errors
    /// Where the connection ends first.
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

    /// Every value of a header, whatever the case of its name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let same = |(found, _): &&(String, String)| found.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value.as_str()).collect()
    }

    /// The only value of a header; none where it is missing or there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        match self.all(name)[..] {
            [value] => Some(value),
            _ => None,
        }
    }

    /// The body's parameters, decoded.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        forms::pairs(&self.body)
    }

    /// A parameter of the body.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.form().into_iter().find_map(|(found, value)| (found == name).then_some(value))
    }

    /// What stands behind `Basic`, freed of base64 and of nothing else.
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
