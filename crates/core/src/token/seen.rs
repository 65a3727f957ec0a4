//! What went over the wire, dressed for people: masked, cleaned, cut.

use std::fmt::Write as _;

use super::{
    Exchange, HeaderLine, Options, RequestSeen, ResponseSeen, Timings, answer, clean, curl,
    mask::{Look, MASKED, Mask},
    received::{Received, title_case},
    request::Request,
    send::Progress,
    sensitive,
};
use crate::authorization::TokenUrl;

/// The longest body that is shown, in characters.
const BODY_CHARACTERS: usize = 16_384;
/// The longest header value that is shown, in characters.
const HEADER_CHARACTERS: usize = 2_000;
/// How much of a body is read to show it, in bytes: more than is shown, in every encoding.
const BODY_BYTES: usize = 9 * BODY_CHARACTERS;

/// Makes the exchange that is shown, without the text for support, which needs the verdict too.
pub(super) fn exchange(
    url: &TokenUrl,
    request: &Request,
    options: &Options,
    progress: &mut Progress,
    mask: &Mask,
    look: Look,
) -> Exchange {
    Exchange {
        request: request_seen(url, request, mask),
        response: response(progress, mask, look),
        timings: progress.timings,
        tls: progress.tls.take(),
        remote_address: progress.remote_address.take(),
        curl: mask.apply_to_own(&curl::command(url, request, options)),
        support: String::new(),
    }
}

/// The answer as it is shown; `look` says what is to be masked of its body.
pub(super) fn response(progress: &Progress, mask: &Mask, look: Look) -> Option<ResponseSeen> {
    progress.response.as_ref().map(|received| response_seen(received, mask, look))
}

fn request_seen(url: &TokenUrl, request: &Request, mask: &Mask) -> RequestSeen {
    let target = mask.apply_to_own(&request.target.shown());
    let scheme = if url.is_https() { "https" } else { "http" };
    let mut headers: Vec<HeaderLine> =
        request.headers.iter().map(|(name, text)| own_header(name, &text.shown(), mask)).collect();
    headers.push(own_header("Content-Length", &request.body.wire().len().to_string(), mask));
    RequestSeen {
        method: "POST".into(),
        url: format!("{scheme}://{}{target}", url.authority()),
        target,
        headers,
        body: mask.apply_to_own(&request.body.shown()),
    }
}

fn own_header(name: &str, value: &str, mask: &Mask) -> HeaderLine {
    HeaderLine { name: title_case(name), value: clean::line(&mask.apply_to_own(value), HEADER_CHARACTERS) }
}

fn response_seen(received: &Received, mask: &Mask, look: Look) -> ResponseSeen {
    let (body, cut) =
        mask.lines(&answer::text(&received.body[..received.body.len().min(BODY_BYTES)]), BODY_CHARACTERS, look);
    ResponseSeen {
        status: received.status,
        reason: mask.line(&received.reason, HEADER_CHARACTERS, Look::Names),
        version: received.version.into(),
        headers: received.headers.iter().map(|(name, value)| header_seen(name, value, mask)).collect(),
        body,
        body_bytes: u32::try_from(received.body_bytes).unwrap_or(u32::MAX),
        cut,
    }
}

fn header_seen(name: &str, value: &[u8], mask: &Mask) -> HeaderLine {
    let value = String::from_utf8_lossy(value);
    let value = match name.to_ascii_lowercase().as_str() {
        "set-cookie" | "set-cookie2" => mask.line(&sensitive::mask_cookie(&value), HEADER_CHARACTERS, Look::Secrets),
        "www-authenticate" | "proxy-authenticate" => mask.line(&value, HEADER_CHARACTERS, Look::Secrets),
        name if sensitive::is_sensitive(name) => MASKED.into(),
        _ => mask.line(&value, HEADER_CHARACTERS, Look::Names),
    };
    HeaderLine { name: clean::line(name, HEADER_CHARACTERS), value }
}

/// The exchange as plain text for a support request: no secret, no token, no cookie.
pub(super) fn support(verdict: &str, exchange: &Exchange) -> String {
    let mut text = format!("Keyfob {}\n{verdict}\n\n", env!("CARGO_PKG_VERSION"));
    let request = &exchange.request;
    let _ = writeln!(text, "> {} {}", request.method, request.url);
    write_headers(&mut text, '>', &request.headers);
    let _ = writeln!(text, ">\n> {}\n", request.body);
    if let Some(response) = &exchange.response {
        let _ = writeln!(text, "< {} {} {}", response.version, response.status, response.reason);
        write_headers(&mut text, '<', &response.headers);
        let _ = writeln!(text, "<\n{}\n", response.body);
    }
    if let Some(remote) = &exchange.remote_address {
        let _ = writeln!(text, "address: {remote}");
    }
    if let Some(tls) = &exchange.tls {
        let _ = writeln!(text, "encryption: {} {}", tls.version, tls.cipher);
        for certificate in &tls.certificates {
            let _ = writeln!(
                text,
                "certificate: {} (issuer {}, names {}, sha256 {})",
                certificate.subject,
                certificate.issuer,
                certificate.names.join(" "),
                certificate.sha256
            );
        }
    }
    text + &times(&exchange.timings)
}

fn write_headers(text: &mut String, sign: char, headers: &[HeaderLine]) {
    for HeaderLine { name, value } in headers {
        let _ = writeln!(text, "{sign} {name}: {value}");
    }
}

fn times(timings: &Timings) -> String {
    let stages = [
        ("name look-up", timings.dns_ms),
        ("connection", timings.connect_ms),
        ("TLS", timings.tls_ms),
        ("first byte", timings.first_byte_ms),
        ("body", timings.body_ms),
        ("total", Some(timings.total_ms)),
    ];
    let shown = stages.iter().filter_map(|(name, time)| time.map(|time| format!("{name} {time:.1} ms")));
    format!("times: {}\n", shown.collect::<Vec<_>>().join(", "))
}
