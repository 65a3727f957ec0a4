//! The way in for the fuzzer (`fuzz/`): any answer, read, masked and cleaned as CONNECT does it, without a socket.

use super::{
    answer::Answer,
    decode,
    mask::{Look, Secrets},
    received::Received,
    seen,
    send::Progress,
};

/// A secret that no answer may show.
const CANARY: &str = "C4nary:+secret";
/// How much of the server's words is looked at, in characters.
const WORDS_CHARACTERS: usize = 1_000;
/// A shorter token stands by chance in what is shown for other reasons.
const TOKEN_BYTES: usize = 12;

/// Reads `status`, headers line by line, an empty line, and a body.
///
/// # Panics
/// Where an answer shows a secret or its token.
pub fn read_answer(input: &[u8]) {
    let (head, body) = split(input);
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = lines.next().and_then(|line| std::str::from_utf8(line).ok()?.trim().parse().ok()).unwrap_or(200);
    let header = |line: &[u8]| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        Some((String::from_utf8_lossy(&line[..colon]).into_owned(), line[colon + 1..].trim_ascii().to_vec()))
    };
    let headers: Vec<_> = lines.filter_map(header).collect();
    let mut received = Received { status, version: "HTTP/1.1", headers, ..Received::default() };
    let Ok(body) = decode::decode(body.to_vec(), &received.all("content-encoding"), 1 << 16) else { return };
    received.body = body;
    let answer = Answer { status, headers: &received.headers, body: &received.body };
    let reading = answer.read(&["a", "b:c"]);
    let mut secrets = Secrets::default();
    secrets.add(CANARY, true);
    for secret in &reading.hidden.texts {
        secrets.add(secret.expose(), true);
    }
    if reading.hidden.too_many {
        secrets.are_too_many();
    }
    let mask = secrets.mask();
    if let Err(trouble) = &reading.verdict {
        let words = mask.lines(trouble.words.as_deref().unwrap_or_default(), WORDS_CHARACTERS, Look::Words).0;
        assert!(
            !words.contains(CANARY) && !mask.code(&trouble.code, WORDS_CHARACTERS).contains(CANARY),
            "the secret is said"
        );
    }
    let progress = Progress { response: Some(received), ..Progress::default() };
    let Some(shown) = seen::response(&progress, &mask, Look::Names) else { return };
    assert!(!shown.body.contains(CANARY), "the secret is shown");
    if let Ok(grant) = reading.verdict {
        let token = grant.access_token.expose();
        assert!(token.len() < TOKEN_BYTES || !shown.body.contains(token), "the token is shown");
    }
}

fn split(input: &[u8]) -> (&[u8], &[u8]) {
    match input.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&input[..at], &input[at + 2..]),
        None => (b"200", input),
    }
}
