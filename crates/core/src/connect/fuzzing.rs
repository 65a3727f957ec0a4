//! The way in for the fuzzer (`fuzz/`): any response, read and redacted as CONNECT does it, without a socket.

use std::sync::LazyLock;

use super::{Attempted, Options, outcome::Outcome, own_secrets};
use crate::{
    authorization::{Environment, GrantType, OAuth2Draft, OAuth2Fields, SecretInput},
    http::{Response, Sent, decode_response},
    oauth::{
        grant::Grant,
        token_request::{Proofs, TokenRequest},
    },
    redact::Redactor,
    secret::Secret,
};

/// A secret that no outcome may show.
const CANARY: &str = "C4nary:+secret";
/// What masks it, prepared once.
static REDACTOR: LazyLock<Redactor> = LazyLock::new(|| match credentials("") {
    Some(credentials) => own_secrets::redactor(&credentials, &Grant::default(), &Proofs::default(), None),
    None => Redactor::builder().build(),
});
/// A shorter token is part of what is shown for other reasons by chance.
const TOKEN_BYTES: usize = 16;

/// Where the token is said to be: at its usual place, under a name that is harmless otherwise, and deeper.
const TOKEN_MEMBERS: [&str; 3] = ["", "message", "/data/0/token"];

/// Reads a status, headers line by line, an empty line, and a body, and concludes, once for each place where the token may be.
///
/// # Panics
/// If an outcome shows the secret or the token.
pub fn read_response(input: &[u8]) {
    let (head, body) = split(input);
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = lines.next().and_then(|line| std::str::from_utf8(line).ok()?.trim().parse().ok()).unwrap_or(200);
    let header = |line: &[u8]| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        Some((String::from_utf8_lossy(&line[..colon]).into_owned(), line[colon + 1..].trim_ascii().to_vec()))
    };
    let response = Response {
        status,
        version: "HTTP/1.1",
        headers: lines.filter_map(header).collect(),
        body: body.to_vec().into(),
        ..Response::default()
    };
    let Some(response) = decode_response(response, 1 << 16) else { return };
    for token_member in TOKEN_MEMBERS {
        conclude(response.clone(), token_member);
    }
}

fn conclude(response: Response, token_member: &str) {
    let Some(credentials) = credentials(token_member) else { return };
    let attempted = Attempted {
        request: TokenRequest::new(&credentials, &Grant::default(), &Proofs::default()),
        credentials,
        grant: Grant::default(),
        is_for_device: false,
        options: Options::default(),
        proxy: None,
        transport: None,
        redactor: REDACTOR.clone(),
        sent: Ok(Sent { response: Some(response), is_sent: true, ..Sent::default() }),
    };
    let concluded = attempted.conclude();
    let shown = serde_json::to_string(&concluded.outcome).unwrap_or_default();
    assert!(!shown.contains(CANARY), "the secret is shown");
    if let (Outcome::Connected(_), Some(token)) = (&concluded.outcome, &concluded.token) {
        let is_plain = token.expose().bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_long = token.expose().len() >= TOKEN_BYTES;
        assert!(!is_plain || !is_long || !shown.contains(token.expose()), "the token is shown");
    }
}

fn credentials(token_member: &str) -> Option<OAuth2Fields> {
    let draft = OAuth2Draft {
        token_url: "https://a.example/token".to_owned(),
        client_id: "id".to_owned(),
        client_secret: SecretInput::Typed { text: Secret::new(CANARY.to_owned()) },
        scopes: vec!["a".to_owned(), "b:c".to_owned()],
        token_member: token_member.to_owned(),
        ..OAuth2Draft::default()
    };
    let checked = draft.check(GrantType::default(), Environment::Staging, &mut Vec::new())?;
    let typed = checked.try_map_secrets(|_, input| match input {
        SecretInput::Typed { text } => Ok(text),
        _ => Err(()),
    });
    typed.ok()
}

fn split(input: &[u8]) -> (&[u8], &[u8]) {
    match input.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&input[..at], &input[at + 2..]),
        None => (b"200", input),
    }
}
