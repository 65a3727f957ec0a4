//! Content codings, removed from a body within a limit.

use std::io::{self, Cursor, Read};

use flate2::{
    bufread::GzDecoder,
    read::{DeflateDecoder, ZlibDecoder},
};
use zeroize::Zeroizing;

use super::{
    body::{self, Body},
    error::{Error, ErrorKind, ResponseProblem, TooLarge},
};

/// How much is decoded at once, in bytes.
const PIECE_BYTES: usize = 8 * 1024;
/// The most codings that may be applied one over another.
const CODINGS: usize = 3;
/// The most members of one gzip body.
const MEMBERS: usize = 1_000;

/// Removes the codings that `Content-Encoding` names, the last one first.
///
/// # Errors
/// A coding is unknown or damaged, or the body grows over the limit.
pub(super) fn decode(body: Body, codings: &str, limit_bytes: usize) -> Result<Body, Error> {
    let codings: Vec<&str> = codings.split(',').map(str::trim).filter(|coding| !coding.is_empty()).collect();
    // Some servers name a coding that they didn't use, or something that isn't one, such as `utf-8`.
    if body.is_empty() || (!codings.is_empty() && is_json(&body)) {
        return Ok(body);
    }
    if codings.len() > CODINGS {
        return Err(bad(ResponseProblem::TooManyCodings));
    }
    codings.iter().rev().try_fold(body, |body, coding| remove(body, &coding.to_ascii_lowercase(), limit_bytes))
}

fn remove(body: Body, coding: &str, limit: usize) -> Result<Body, Error> {
    match coding {
        "identity" => Ok(body),
        "gzip" | "x-gzip" => gunzip(&body, limit),
        // What HTTP calls deflate is zlib (RFC 9110, section 8.4.1.2); some servers send raw deflate.
        "deflate" if is_zlib(&body) => read(ZlibDecoder::new(&body[..]), limit),
        "deflate" => read(DeflateDecoder::new(&body[..]), limit),
        "br" => read(brotli_decompressor::Decompressor::new(Cursor::new(&body[..]), 4096), limit),
        _ => Err(bad(ResponseProblem::UnknownCoding)),
    }
}

/// Whether a body is JSON without any decoding; compressed data never is.
fn is_json(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
}

/// Decodes gzip, one member after the other; padding behind the last one is ignored.
fn gunzip(body: &[u8], limit: usize) -> Result<Body, Error> {
    let mut decoded = Body::default();
    let mut rest = body;
    for _ in 0..MEMBERS {
        let mut source = GzDecoder::new(rest);
        body::append(&mut decoded, &read(&mut source, limit)?);
        if decoded.len() > limit {
            return Err(too_large(limit));
        }
        rest = source.into_inner();
        if !rest.starts_with(b"\x1F\x8B") {
            return Ok(decoded);
        }
    }
    Err(bad(ResponseProblem::TooManyCodings))
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 15 == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

fn read(source: impl Read, limit: usize) -> Result<Body, Error> {
    let (mut decoded, mut piece) = (Body::default(), Zeroizing::new([0; PIECE_BYTES]));
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut source = source.take(most);
    loop {
        match source.read(&mut piece[..]) {
            Ok(0) => return if decoded.len() > limit { Err(too_large(limit)) } else { Ok(decoded) },
            Ok(length) => body::append(&mut decoded, &piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(bad(ResponseProblem::Coding)),
        }
    }
}

/// Returns the error for a body over the limit.
pub(super) fn too_large(limit_bytes: usize) -> Error {
    ErrorKind::TooLarge(TooLarge::Body(limit_bytes)).into()
}

fn bad(problem: ResponseProblem) -> Error {
    ErrorKind::BadResponse(problem).into()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };

    use super::*;

    fn decode(body: Vec<u8>, codings: &str, limit_bytes: usize) -> Result<Vec<u8>, Error> {
        super::decode(body.into(), codings, limit_bytes).map(|body| body.to_vec())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_known_coding_is_removed() {
        let text = b"{\"access_token\":\"abc\"}";
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(text).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(text).unwrap();
        let brotli = [&[0x8B, 0x0A, 0x80][..], text, &[0x03]].concat();
        for (body, codings) in [
            (text.to_vec(), ""),
            (text.to_vec(), "identity"),
            (gzip(text), "gzip"),
            ([gzip(b"{\"access_token\""), gzip(b":\"abc\"}")].concat(), "gzip"),
            ([&gzip(text)[..], &[0; 512]].concat(), "gzip"),
            ([&gzip(text)[..], b"garbage"].concat(), "gzip"),
            (text.to_vec(), "gzip"),
            (text.to_vec(), "br"),
            (text.to_vec(), "utf-8"),
            (text.to_vec(), "none"),
            (gzip(&gzip(text)), "X-GZIP, gzip"),
            (zlib.finish().unwrap(), "deflate"),
            (raw.finish().unwrap(), "deflate"),
            (brotli, "br"),
        ] {
            assert_eq!(decode(body, codings, 100).unwrap(), text, "{codings}");
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bomb = gzip(&vec![b' '; 50_000_000]);
        for (body, codings) in [(gzip(&bomb), "gzip, gzip"), (bomb, "gzip")] {
            assert_eq!(decode(body, codings, 1 << 20).unwrap_err(), too_large(1 << 20));
        }
    }

    #[test]
    fn an_unknown_or_damaged_coding_is_a_bad_response() {
        for (body, codings) in [("x", "zstd"), ("{", "gzip"), ("{", "br"), ("x", "gzip,gzip,gzip,gzip")] {
            let error = decode(body.into(), codings, 100).unwrap_err();
            assert!(matches!(error.kind, ErrorKind::BadResponse(_)), "{codings}");
        }
        assert_eq!(decode(Vec::new(), "zstd", 100).unwrap(), Vec::<u8>::new());
    }
}
