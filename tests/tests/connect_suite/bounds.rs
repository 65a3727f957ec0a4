//! Nothing that a server sends costs more than 32 MiB of memory, or outlives the time limit by more than a second.

use std::time::Duration;

use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Behaviour, HostileServer, Step, answer, gzip_bomb, gzipped, status_line, token};
use serde_json::json;

use crate::support::{TOKEN, against, assert_connects, assert_fails, configuration, with};

const LIMIT_MS: u64 = 1_500;
const GRACE: Duration = Duration::from_secs(1);
const MEMORY_ABOVE_IDLE_BYTES: u64 = 32 * 1024 * 1024;
const GOOD_HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

fn head_then(head: &str, step: Step) -> Behaviour {
    vec![Step::Send(head.as_bytes().to_vec()), step]
}

fn endless(bytes: impl Into<Vec<u8>>) -> Step {
    Step::Repeat { bytes: bytes.into(), times: u64::MAX }
}

fn drip(text: &str) -> Step {
    Step::Drip { bytes: text.repeat(1_000).into_bytes(), pause: Duration::from_millis(20) }
}

fn within_limit(run: &Run) -> bool {
    run.elapsed <= Duration::from_millis(LIMIT_MS) + GRACE
}

#[test]
fn a_server_that_never_comes_to_an_end_is_left_at_the_time_limit() {
    let chunked = format!("{GOOD_HEAD}Transfer-Encoding: chunked\r\n\r\n");
    for (case, behaviour) in [
        ("never answers", vec![Step::Silence]),
        ("stops in the head", head_then("HTTP/1.1 200 OK\r\nX: ", Step::Silence)),
        ("stops before the body", head_then(&format!("{GOOD_HEAD}Content-Length: 10\r\n\r\n"), Step::Silence)),
        ("stops in the body", head_then(&format!("{GOOD_HEAD}Content-Length: 10\r\n\r\n{{"), Step::Silence)),
        ("head byte by byte", head_then("HTTP/1.1 200 OK\r\n", drip("X-Slow: 1\r\n"))),
        ("body byte by byte", head_then(&format!("{GOOD_HEAD}Content-Length: 100000\r\n\r\n"), drip(" "))),
        ("chunks byte by byte", head_then(&chunked, drip("1\r\n \r\n"))),
        ("interim answers, slowly", vec![drip("HTTP/1.1 100 Continue\r\n\r\n")]),
    ] {
        let server = HostileServer::start(behaviour);
        let run = connect(&with(configuration(&server.url("/")), json!({ "timeout_ms": LIMIT_MS })));
        assert_fails(case, &run, "network.timeout");
        assert!(within_limit(&run), "{case}: {:?}", run.elapsed);
        assert!(run.elapsed >= Duration::from_millis(LIMIT_MS), "{case}: gave up early, after {:?}", run.elapsed);
    }
}

#[test]
fn a_tls_server_that_never_answers_is_left_at_the_time_limit() {
    let server = HostileServer::start_rude(vec![Step::Silence]);
    let url = server.url("/").replace("http:", "https:");
    let run = connect(&with(configuration(&url), json!({ "timeout_ms": LIMIT_MS })));
    assert_fails("silent handshake", &run, "network.timeout");
    assert!(within_limit(&run), "{:?}", run.elapsed);
}

#[test]
fn a_slow_answer_within_the_limit_is_taken() {
    let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer"}}"#);
    let bytes = format!("{GOOD_HEAD}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    assert_connects("drip", &against(vec![Step::Drip { bytes, pause: Duration::from_millis(5) }]));
}

/// What a server may send to fill memory, and what it is called.
fn floods() -> Vec<(&'static str, Behaviour, &'static str)> {
    let mebibyte = vec![b' '; 1024 * 1024];
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let gzip = format!("{GOOD_HEAD}Content-Encoding: gzip\r\nConnection: close\r\n\r\n");
    let bomb = [gzip.as_bytes(), &gzip_bomb(512)].concat();
    let twice = answer(200, &[("Content-Encoding", "gzip, gzip")], gzipped(&gzip_bomb(512)));
    vec![
        ("endless body", head_then(&format!("{GOOD_HEAD}\r\n"), endless(mebibyte.clone())), "http.too_large"),
        (
            "says it is huge",
            head_then(&format!("{GOOD_HEAD}Content-Length: 9999999999999\r\n\r\n"), endless(mebibyte.clone())),
            "http.too_large",
        ),
        (
            "endless chunks",
            head_then(&format!("{GOOD_HEAD}Transfer-Encoding: chunked\r\n\r\n"), endless(chunk)),
            "http.too_large",
        ),
        ("gzip bomb", vec![Step::Send(bomb)], "http.too_large"),
        ("gzip bomb in gzip", twice, "http.too_large|http.bad_response"),
        (
            "endless header",
            head_then("HTTP/1.1 200 OK\r\nX: ", endless(mebibyte.clone())),
            "http.too_large|http.bad_response",
        ),
        (
            "endless headers",
            head_then("HTTP/1.1 200 OK\r\n", endless("X-Header: value\r\n".repeat(1000))),
            "http.too_large|http.bad_response",
        ),
        ("endless first line", head_then("HTTP/1.1 200 ", endless(mebibyte)), "http.too_large|http.bad_response"),
        (
            "endless interim answers",
            vec![endless("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000))],
            "http.too_large|http.bad_response|network.timeout",
        ),
        (
            "endless trailers",
            head_then(
                &format!("{GOOD_HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n"),
                endless("X-T: v\r\n".repeat(1000)),
            ),
            "http.too_large|http.bad_response",
        ),
        (
            "endless chunk extension",
            head_then(&format!("{GOOD_HEAD}Transfer-Encoding: chunked\r\n\r\n1;"), endless("x".repeat(1000))),
            "http.too_large|http.bad_response|network.timeout",
        ),
        (
            "a megabyte of nesting",
            head_then(&format!("{GOOD_HEAD}\r\n"), Step::Repeat { bytes: b"[".repeat(10_000), times: 100 }),
            "token.not_json|token.bad_token_response",
        ),
        (
            "nesting under an error",
            head_then(
                &format!("{}\r\n", status_line(400)),
                Step::Repeat { bytes: b"{\"a\":".repeat(2_000), times: 100 },
            ),
            "http.http_status",
        ),
    ]
}

#[test]
fn no_flood_costs_more_than_32_mib_or_outlives_the_limit() {
    let idle = against(token(TOKEN));
    assert_connects("idle", &idle);
    assert!(idle.peak_memory_bytes > 0, "the memory of a run was measured");
    for (case, behaviour, expected) in floods() {
        let server = HostileServer::start(behaviour);
        let run = connect(&with(configuration(&server.url("/")), json!({ "timeout_ms": LIMIT_MS })));
        assert_fails(case, &run, expected);
        assert!(within_limit(&run), "{case}: {:?}", run.elapsed);
        let more = run.peak_memory_bytes.saturating_sub(idle.peak_memory_bytes);
        assert!(more <= MEMORY_ABOVE_IDLE_BYTES, "{case}: {} KiB above idle", more / 1024);
    }
}

/// Small answers that are made to be expensive to read, to mask or to show.
fn traps() -> Vec<(&'static str, Behaviour)> {
    let many = |count: usize, member: fn(usize) -> String| (0..count).map(member).collect::<Vec<_>>().join(",");
    let words = "z".repeat(200_000);
    let names = many(8_000, |at| format!(r#""t{at}_token":"{at:06}""#));
    let twice = many(20_000, |at| format!(r#""access_token":"{at:06}""#));
    vec![
        ("signs", answer(200, &[], "a=".repeat(1 << 19))),
        ("signs in an error", answer(500, &[], "a:'".repeat(300_000))),
        ("names", answer(500, &[], "token value ".repeat(80_000))),
        ("quotes", answer(500, &[], "token:\"".repeat(140_000))),
        ("escapes", answer(500, &[], "%252525".repeat(140_000))),
        ("signs in a header", answer(500, &[("X-A", &"a=".repeat(30_000))], "")),
        ("signs in a target", answer(302, &[("Location", &"a=".repeat(30_000))], "")),
        ("signs in a member", answer(400, &[], format!(r#"{{"error":"x","y":"{}"}}"#, "a=".repeat(400_000)))),
        ("secret names", answer(400, &[], format!(r#"{{{names},"error":"x","error_description":"{words}"}}"#))),
        ("a token again and again", answer(400, &[], format!("{{{twice}}}"))),
        ("a huge token", answer(400, &[], format!(r#"{{"access_token":"{}"}}"#, "+".repeat(1_000_000)))),
        ("a huge foreign token", answer(400, &[], format!(r#"{{"error":"x","a_token":"{}"}}"#, "é".repeat(500_000)))),
        (
            "a token that is repeated everywhere",
            answer(400, &[], format!(r#"{{"error":"x","access_token":"aaaa","message":"{}"}}"#, "a".repeat(1_000_000))),
        ),
        ("scopes", answer(400, &[], format!(r#"{{"scope":[{}0]}}"#, "\"a\",".repeat(250_000)))),
        ("challenges", answer(401, &[("WWW-Authenticate", &"error ".repeat(10_000))], "")),
        ("gzips", answer(500, &[("Content-Encoding", "gzip")], gzipped(b"").repeat(50_000))),
    ]
}

#[test]
fn no_small_answer_costs_more_time_or_memory_than_its_size() {
    let idle = against(token(TOKEN));
    assert_connects("idle", &idle);
    for (case, behaviour) in traps() {
        let server = HostileServer::start(behaviour);
        let run = connect(&with(configuration(&server.url("/")), json!({ "timeout_ms": LIMIT_MS })));
        assert!(!run.connected() && !run.failure().is_empty(), "{case}: {:.2000}", run.stdout);
        assert!(within_limit(&run), "{case}: {:?}", run.elapsed);
        let more = run.peak_memory_bytes.saturating_sub(idle.peak_memory_bytes);
        assert!(more <= MEMORY_ABOVE_IDLE_BYTES, "{case}: {} KiB above idle", more / 1024);
    }
}

#[test]
fn the_size_limit_is_a_mebibyte_also_after_decompression() {
    let around = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","padding":""}}"#);
    let padded = |length: usize| {
        around.replace(r#""padding":"""#, &format!(r#""padding":"{}""#, "x".repeat(length - around.len())))
    };
    let limit = 1024 * 1024;
    let gzip = |text: &str| answer(200, &[("Content-Encoding", "gzip")], gzipped(text.as_bytes()));
    assert_eq!(padded(limit).len(), limit);
    assert_connects("just the limit", &against(answer(200, &[], padded(limit))));
    assert_connects("just the limit in gzip", &against(gzip(&padded(limit))));
    assert_fails("a byte more", &against(answer(200, &[], padded(limit + 1))), "http.too_large");
    assert_fails("a byte more in gzip", &against(gzip(&padded(limit + 1))), "http.too_large");
}
