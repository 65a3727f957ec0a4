//! Content codings taken off a body, counted as they grow.

use std::io::{Cursor, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::trouble::Trouble;

/// The most codings that may lie on one another.
const CODINGS: usize = 3;

/// Takes the codings that `Content-Encoding` names off a body, the last first; no step may grow over the limit.
pub(super) fn decode(body: Vec<u8>, codings: &str, limit_bytes: usize) -> Result<Vec<u8>, Trouble> {
    let codings: Vec<&str> = codings.split(',').map(str::trim).filter(|coding| !coding.is_empty()).collect();
    if body.is_empty() {
        return Ok(body);
    }
    if codings.len() > CODINGS {
        return Err(bad("The answer is compressed too many times over."));
    }
    codings.iter().rev().try_fold(body, |body, coding| take_off(body, &coding.to_ascii_lowercase(), limit_bytes))
}

fn take_off(body: Vec<u8>, coding: &str, limit: usize) -> Result<Vec<u8>, Trouble> {
    match coding {
        "identity" => Ok(body),
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(&body[..]), limit),
        // What HTTP calls deflate is zlib (RFC 9110 §8.4.1.2); some servers take the name at its word.
        "deflate" if is_zlib(&body) => read(ZlibDecoder::new(&body[..]), limit),
        "deflate" => read(DeflateDecoder::new(&body[..]), limit),
        "br" => read(brotli_decompressor::Decompressor::new(Cursor::new(&body), 4096), limit),
        _ => Err(bad("The answer is compressed in a way that was not asked for.")),
    }
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 15 == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

fn read(source: impl Read, limit: usize) -> Result<Vec<u8>, Trouble> {
    let mut decoded = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    source.take(most).read_to_end(&mut decoded).map_err(|_| bad("The answer's compression is broken."))?;
    if decoded.len() > limit { Err(too_large(limit)) } else { Ok(decoded) }
}

/// A body over the limit.
pub(super) fn too_large(limit: usize) -> Trouble {
    Trouble::http("too_large", format!("The server's answer is larger than {limit} bytes."))
}

fn bad(message: &str) -> Trouble {
    Trouble::http("bad_response", message)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_known_coding_comes_off() {
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
            assert_eq!(decode(body, codings, 1 << 20).unwrap_err().code, "too_large");
        }
    }

    #[test]
    fn what_is_no_known_coding_is_no_answer() {
        for (body, codings) in [("x", "zstd"), ("{}", "gzip"), ("{}", "br"), ("x", "gzip,gzip,gzip,gzip")] {
            assert_eq!(decode(body.into(), codings, 100).unwrap_err().code, "bad_response", "{codings}");
        }
        assert_eq!(decode(Vec::new(), "zstd", 100).unwrap(), Vec::<u8>::new());
    }
}
