//! The exchange as plain text for a support request: only what is shown anyway, which is decided by allowlist.

use std::fmt::Write as _;

use super::exchange::Exchange;
use crate::http::Timings;

/// Writes a verdict and its exchange.
pub(super) fn text(verdict: &str, exchange: &Exchange) -> String {
    let mut text = format!("Keyfob {}\n{verdict}\n\n", env!("CARGO_PKG_VERSION"));
    let request = &exchange.request;
    let _ = writeln!(text, "> {} {}", request.method, request.url);
    for header in &request.headers {
        let _ = writeln!(text, "> {}: {}", header.name, header.value);
    }
    let _ = writeln!(text, ">\n> {}\n", request.body);
    if let Some(response) = &exchange.response {
        let _ = writeln!(text, "< {} {} {}", response.version, response.status, response.reason);
        for header in &response.headers {
            let _ = writeln!(text, "< {}: {}", header.name, header.value);
        }
        let _ = writeln!(text, "<\n< {} bytes", response.body_bytes);
        for line in response.body.iter().flat_map(|body| &body.lines) {
            let name = line.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            let _ = writeln!(text, "< {}{name}{}", "  ".repeat(line.depth.into()), line.value);
        }
        text.push('\n');
    }
    if let Some(remote) = &exchange.remote_address {
        let _ = writeln!(text, "address: {remote}");
    }
    if let Some(tls) = &exchange.tls {
        let _ = writeln!(text, "encryption: {}", tls.version);
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
