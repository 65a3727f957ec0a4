//! The steps of a hostile server's behaviour.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends the same bytes repeatedly, so that megabytes need little memory.
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
    /// Does nothing until the client disconnects.
    Silence,
    /// Resets the connection.
    Reset,
}

/// What the server does with each connection. After the last step it closes the connection.
pub type Behaviour = Vec<Step>;

/// Sends a text unchanged.
#[must_use]
pub fn send(text: impl Into<Vec<u8>>) -> Behaviour {
    vec![Step::Send(text.into())]
}

/// Returns a status line with its reason phrase.
#[must_use]
pub fn status_line(status: u16) -> String {
    format!("HTTP/1.1 {status} Reason\r\n")
}

/// Returns a complete response with the correct `Content-Length`.
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

/// Returns a complete response with a JSON media type.
#[must_use]
pub fn json(status: u16, body: impl AsRef<[u8]>) -> Behaviour {
    answer(status, &[("Content-Type", "application/json"), ("Cache-Control", "no-store")], body)
}

/// Returns a valid token response.
#[must_use]
pub fn token(access_token: &str) -> Behaviour {
    json(200, format!(r#"{{"access_token":"{access_token}","token_type":"Bearer","expires_in":3600}}"#))
}

/// Returns a valid JSON response in chunked encoding, each chunk with the given size line.
#[must_use]
pub fn chunked(lines: &str) -> Behaviour {
    send(format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{lines}"))
}

/// Compresses a text with gzip.
#[must_use]
pub fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes any bytes");
    encoder.finish().expect("memory takes any bytes")
}

/// Compresses a text with what HTTP calls `deflate`: zlib.
#[must_use]
pub fn deflated(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes any bytes");
    encoder.finish().expect("memory takes any bytes")
}

/// Returns `mebibytes` of JSON, compressed with gzip to about a thousandth.
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
