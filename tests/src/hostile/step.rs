//! What a hostile server does, step by step.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

/// One thing that the server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends the same bytes again and again, so that megabytes cost this process nothing.
    Repeat {
        /// The bytes.
        bytes: Vec<u8>,
        /// How many times.
        times: u64,
    },
    /// Sends bytes one by one, with a pause after each.
    Drip {
        /// The bytes.
        bytes: Vec<u8>,
        /// The pause.
        pause: Duration,
    },
    /// Does nothing for as long as the client stays.
    Silence,
    /// Closes so that the client sees a reset, not an end.
    Reset,
}

/// What the server does with each connection; at the end it closes.
pub type Behaviour = Vec<Step>;

/// Sends a text as it is.
#[must_use]
pub fn send(text: impl Into<Vec<u8>>) -> Behaviour {
    vec![Step::Send(text.into())]
}

/// A first line with a reason phrase.
#[must_use]
pub fn status_line(status: u16) -> String {
    format!("HTTP/1.1 {status} Reason\r\n")
}

/// A whole answer with a right `Content-Length`.
#[must_use]
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Behaviour {
    let body = body.as_ref();
    let mut bytes = status_line(status).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    send(bytes)
}

/// A whole answer that says it is JSON.
#[must_use]
pub fn json(status: u16, body: impl AsRef<[u8]>) -> Behaviour {
    answer(status, &[("Content-Type", "application/json"), ("Cache-Control", "no-store")], body)
}

/// A plain good answer with a token.
#[must_use]
pub fn token(access_token: &str) -> Behaviour {
    json(200, format!(r#"{{"access_token":"{access_token}","token_type":"Bearer","expires_in":3600}}"#))
}

/// A good JSON answer in the given chunks, each with whatever size line it is given.
#[must_use]
pub fn chunked(lines: &str) -> Behaviour {
    send(format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{lines}"))
}

/// A text in gzip.
#[must_use]
pub fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes any bytes");
    encoder.finish().expect("memory takes any bytes")
}

/// A text in what HTTP calls `deflate`: zlib.
#[must_use]
pub fn deflated(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes any bytes");
    encoder.finish().expect("memory takes any bytes")
}

/// A JSON text of `mebibytes` that gzip makes a thousand times smaller.
#[must_use]
pub fn gzip_bomb(mebibytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(br#"{"access_token":"T","token_type":"Bearer","padding":""#).expect("memory takes any bytes");
    let block = vec![b' '; 1024 * 1024];
    for _ in 0..mebibytes {
        encoder.write_all(&block).expect("memory takes any bytes");
    }
    encoder.write_all(br#""}"#).expect("memory takes any bytes");
    encoder.finish().expect("memory takes any bytes")
}
