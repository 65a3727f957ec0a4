//! What the cases share.

use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Behaviour, HostileServer};
use serde_json::{Value, json};

/// A secret that occurs nowhere else, so that finding it is a leak.
pub(crate) const SECRET: &str = "canary secret: % + & = / é 7f3a";
/// An id with every character that a bad encoding breaks.
pub(crate) const CLIENT_ID: &str = "id: % + & = / é";
/// A token that occurs nowhere else.
pub(crate) const TOKEN: &str = "canary-token-2b91c4";
/// The time limit of cases that must not come near it.
pub(crate) const PATIENT_MS: u64 = 20_000;

/// A whole configuration for an address.
pub(crate) fn configuration(token_url: &str) -> Value {
    json!({
        "token_url": token_url,
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "scopes": ["read", "write"],
        "timeout_ms": PATIENT_MS,
    })
}

/// The same with more or other members.
pub(crate) fn with(mut configuration: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("members are an object") };
    for (name, value) in members {
        configuration[name] = value;
    }
    configuration
}

/// Connects to a server that behaves in one way.
pub(crate) fn against(behaviour: Behaviour) -> Run {
    let server = HostileServer::start(behaviour);
    connect(&configuration(&server.url("/token")))
}

/// The exit status that a stage ends with.
fn exit_status_of(failure: &str) -> i32 {
    match failure.split('.').next() {
        Some("input") => 4,
        Some("oauth" | "http" | "token" | "discovery") => 5,
        Some("network" | "tls") => 6,
        _ => 0,
    }
}

/// Checks a failure (`stage.code`, several allowed with `|`), its exit status, that it says what to do, and that it leaks nothing.
#[track_caller]
pub(crate) fn assert_fails(case: &str, run: &Run, expected: &str) {
    assert!(!run.connected(), "{case}: connected where it must not: {run:#?}");
    let failure = run.failure();
    assert!(expected.split('|').any(|one| one == failure), "{case}: expected {expected}: {run:#?}");
    assert_eq!(run.status, Some(exit_status_of(&failure)), "{case}: exit status: {run:#?}");
    for member in ["message", "hint"] {
        let text = run.verdict["error"][member].as_str().unwrap_or_default();
        assert!(!text.trim().is_empty(), "{case}: `{member}` says nothing: {run:#?}");
    }
    assert_leaks_nothing(case, run);
}

/// Checks a success and its exit status, and that it leaks nothing.
#[track_caller]
pub(crate) fn assert_connects(case: &str, run: &Run) {
    assert!(run.connected(), "{case}: did not connect: {run:#?}");
    assert_eq!(run.status, Some(0), "{case}: exit status: {run:#?}");
    assert_leaks_nothing(case, run);
}

/// Checks that nothing printed holds the secret or the token in any form, and no raw control characters.
#[track_caller]
pub(crate) fn assert_leaks_nothing(case: &str, run: &Run) {
    for canary in ["canary secret", "canary+secret", "canary%20secret", "7f3a", TOKEN] {
        assert!(!run.says(canary), "{case}: `{canary}` was printed: {run:#?}");
    }
    let raw = |character: char| character.is_control() && character != '\n';
    assert!(!run.stdout.contains(raw), "{case}: control characters were printed: {run:#?}");
    assert!(!run.stderr.contains(raw), "{case}: control characters were printed: {run:#?}");
    assert!(run.status.is_some(), "{case}: ended by a signal: {run:#?}");
    assert!(!run.stderr.contains("panicked"), "{case}: panicked: {run:#?}");
}
