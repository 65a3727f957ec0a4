//! What a CONNECT leaves behind: the mark, and the attempt in the log.

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use super::{
    super::attempts::{Made, Verdict},
    *,
};
use crate::{
    authorization::{Attempt, LastAttempt},
    connect::{Outcome, network::NetworkOverrides},
};

const TOKEN: &str = r#"{"access_token":"canary-token","token_type":"Bearer","expires_in":60}"#;
const REFUSED: &str = r#"{"error":"invalid_client","error_description":"canary-words"}"#;
const OWN_WORD: &str = r#"{"error":"canary-word"}"#;

/// What the token endpoint does next.
#[derive(Clone, Copy)]
enum Next {
    Answer(u16, &'static str),
    HangUp,
}

fn answer(listener: &TcpListener, status: u16) {
    answer_with(listener, Next::Answer(status, TOKEN));
}

fn answer_with(listener: &TcpListener, next: Next) {
    let mut connection = listener.accept().unwrap().0;
    let (mut request, mut bytes) = (String::new(), [0; 1024]);
    while !request.contains("grant_type=client_credentials") {
        let count = connection.read(&mut bytes).unwrap();
        assert!(count > 0, "the request was cut off");
        request += str::from_utf8(&bytes[..count]).unwrap();
    }
    // Hanging up before the request was written would have it sent to a second connection, which nothing accepts.
    let Next::Answer(status, body) = next else { return };
    let head = "Content-Type: application/json\r\nConnection: close";
    write!(connection, "HTTP/1.1 {status} X\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
}

/// An authorization server of few words.
struct Server(TcpListener);

impl Server {
    fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    fn draft(&self) -> Draft {
        let mut draft = draft("a", "canary-secret");
        staging(&mut draft).token_url = format!("http://{}/token", self.0.local_addr().unwrap());
        draft
    }

    fn connect(&self, keyfob: &Keyfob, draft: &Draft, next: Next) -> Outcome {
        let listener = self.0.try_clone().unwrap();
        let server = std::thread::spawn(move || answer_with(&listener, next));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let prepared = keyfob.prepare_connect(draft, STAGING, &NetworkOverrides::default(), &[]).unwrap();
        let outcome = keyfob.record_connect(runtime.block_on(prepared.send()));
        server.join().unwrap();
        outcome
    }
}

/// A successful attempt in staging with a draft.
pub(super) fn made(draft: &Draft, fingerprint: super::super::fingerprint::Fingerprint, verdict: Verdict) -> Made {
    Made {
        draft: draft.clone(),
        environment: STAGING,
        fingerprint,
        verdict,
        attempt: success(1),
        ended: None,
        epoch: super::super::epoch::Epoch::default(),
    }
}

fn success(at_ms: i64) -> Attempt {
    Attempt {
        at_ms,
        failure: None,
        http_status: None,
        dns_ms: None,
        connect_ms: None,
        tls_ms: None,
        first_byte_ms: None,
        body_ms: None,
        total_ms: 1.0,
    }
}

/// The stage and code of an attempt.
type Last = (Option<String>, Option<String>);

/// What is saved of Staging: when it was validated, and the last attempt's stage and code.
fn noted(keyfob: &Keyfob, draft: &Draft) -> (Option<i64>, Option<Last>) {
    let read = keyfob.read(draft.id.unwrap()).unwrap();
    let last = read.last_attempts.staging.map(|LastAttempt { stage, code, .. }| (stage, code));
    (read.validated_at_ms.staging, last)
}

fn failed(stage: &str, code: &str) -> Last {
    (Some(stage.to_owned()), Some(code.to_owned()))
}

fn rows(home: &Home) -> i64 {
    let connection = rusqlite::Connection::open(home.folder.path().join("keyfob.db")).unwrap();
    connection.query_row("SELECT count(*) FROM attempt", [], |row| row.get(0)).unwrap()
}

#[test]
fn an_outage_is_logged_and_ends_no_validation_and_a_refusal_does() {
    let (home, server) = (Home::new(), Server::new());
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    assert_eq!(saved.last_attempts.staging, None);
    let saved = saved.draft;

    let Outcome::Connected(connection) = server.connect(&keyfob, &saved, Next::Answer(200, TOKEN)) else {
        panic!("connected")
    };
    let validated = Some(connection.received_at_ms);
    assert_eq!(noted(&keyfob, &saved), (validated, Some((None, None))));
    let last = keyfob.read(saved.id.unwrap()).unwrap().last_attempts.staging.unwrap();
    assert_eq!((Some(last.at_ms), last.total_ms), (validated, connection.elapsed_ms));

    server.connect(&keyfob, &saved, Next::HangUp);
    assert_eq!(noted(&keyfob, &saved), (validated, Some(failed("network", "connection_closed"))));
    server.connect(&keyfob, &saved, Next::Answer(200, TOKEN));
    assert_eq!(noted(&keyfob, &saved).1, Some((None, None)), "a success after an outage");

    server.connect(&keyfob, &saved, Next::Answer(401, REFUSED));
    assert_eq!(noted(&keyfob, &saved), (None, Some(failed("oauth", "invalid_client"))));
    server.connect(&keyfob, &saved, Next::Answer(500, ""));
    assert_eq!(noted(&keyfob, &saved), (None, Some(failed("http", "http_status"))));
    server.connect(&keyfob, &saved, Next::Answer(200, "{}"));
    assert_eq!(noted(&keyfob, &saved), (None, Some(failed("token", "no_access_token"))));
    server.connect(&keyfob, &saved, Next::HangUp);
    assert_eq!(noted(&keyfob, &saved), (None, Some(failed("network", "connection_closed"))), "never validated since");
    assert_eq!(rows(&home), 7);

    let renamed = keyfob.save(&Draft { name: "renamed".into(), ..saved }, &[]).unwrap();
    assert!(renamed.last_attempts.staging.is_some(), "a save keeps the log");
    let mut changed = renamed.draft.clone();
    staging(&mut changed).client_secret = typed("another");
    let changed = keyfob.save(&changed, &[]).unwrap();
    assert_eq!(changed.last_attempts.staging, None, "what was tried is no longer what is saved");
    keyfob.remove(renamed.draft.id.unwrap()).unwrap();
    assert_eq!(rows(&home), 0);
}

#[test]
fn an_attempt_with_unsaved_settings_is_not_logged_unless_they_are_no_part_of_it() {
    let (home, server) = (Home::new(), Server::new());
    let keyfob = home.open();
    server.connect(&keyfob, &server.draft(), Next::Answer(200, TOKEN));
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    assert!(saved.validated_at_ms.staging.is_some() && saved.last_attempts.staging.is_none());
    let changes: [Change; 2] =
        [|draft| staging(draft).client_secret = typed("other"), |draft| staging(draft).scopes = vec!["read".into()]];
    for change in changes {
        let mut unsaved = saved.draft.clone();
        change(&mut unsaved);
        for next in [Next::Answer(401, REFUSED), Next::HangUp, Next::Answer(200, TOKEN)] {
            server.connect(&keyfob, &unsaved, next);
        }
    }
    assert_eq!(rows(&home), 0);
    assert!(noted(&keyfob, &saved.draft).0.is_some());

    let mut same = Draft { name: "being renamed".into(), ..saved.draft.clone() };
    staging(&mut same).client_secret = typed("canary-secret");
    *environment(&mut same, PRODUCTION) = fields(SecretInput::Blank);
    server.connect(&keyfob, &same, Next::HangUp);
    assert_eq!(noted(&keyfob, &saved.draft).1, Some(failed("network", "connection_closed")));
}

#[test]
fn nothing_is_logged_while_the_key_is_out_of_reach() {
    let (home, server) = (Home::new(), Server::new());
    let keyfob = home.open_with(Keyring::none());
    keyfob.create_passphrase_vault(&Secret::new("correct horse".into())).unwrap();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    keyfob.lock_vault().unwrap();
    let mut same = saved.draft.clone();
    staging(&mut same).client_secret = typed("canary-secret");
    assert!(matches!(server.connect(&keyfob, &same, Next::Answer(200, TOKEN)), Outcome::Connected(_)));
    assert_eq!((noted(&keyfob, &saved.draft), rows(&home)), ((None, None), 0));
}

#[test]
fn only_what_was_compared_is_logged() {
    let home = Home::new();
    let (window, other) = (home.open(), home.open());
    let saved = window.save(&draft("a", "s"), &[]).unwrap();
    let checked = saved.draft.check_environment(STAGING).unwrap();
    let fingerprint = window.fingerprint(&window.resolve_stored(&saved.draft, STAGING, checked, &[]).unwrap());
    let made = [made(&saved.draft, fingerprint, Verdict::Unknown)];
    window.note_saved(&made).unwrap();
    assert_eq!(rows(&home), 1);
    let mut renewed = saved.draft.clone();
    staging(&mut renewed).client_secret = typed("another");
    other.save(&renewed, &[]).unwrap();
    window.note_saved(&made).unwrap();
    assert_eq!(rows(&home), 1);
}

#[test]
fn several_are_recorded_together_and_one_that_was_deleted_prevents_none() {
    let (home, server) = (Home::new(), Server::new());
    let keyfob = home.open();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let saved: Vec<_> = ["a", "b", "c"]
        .map(|name| keyfob.save(&Draft { name: name.into(), ..server.draft() }, &[]).unwrap().draft)
        .into();
    let listener = server.0.try_clone().unwrap();
    let answers = std::thread::spawn(move || (0..3).for_each(|at| answer(&listener, if at == 1 { 500 } else { 200 })));
    let request = |draft: &Draft| {
        let prepared = keyfob.prepare_connect(draft, STAGING, &NetworkOverrides::default(), &[]).unwrap();
        runtime.block_on(prepared.send())
    };
    let sent: Vec<_> = saved.iter().map(request).collect();
    answers.join().unwrap();
    keyfob.remove(saved[0].id.unwrap()).unwrap();
    let outcomes = keyfob.record_connects(sent);
    assert_eq!(
        outcomes.iter().map(|outcome| matches!(outcome, Outcome::Connected(_))).collect::<Vec<_>>(),
        [true, false, true]
    );
    assert_eq!(rows(&home), 2);
    assert!(noted(&keyfob, &saved[1]).0.is_none() && noted(&keyfob, &saved[2]).0.is_some());
}

#[test]
fn an_outcome_is_the_same_when_the_log_cannot_be_written() {
    let (home, server) = (Home::new(), Server::new());
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    let other = rusqlite::Connection::open(home.folder.path().join("keyfob.db")).unwrap();
    // The log's rows are where an index's entries should be: SQLite calls that damage, and every definition is as it was.
    other
        .execute_batch(
            "PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'attempt_by_time')
                WHERE name = 'attempt';
            PRAGMA schema_version = 4711;",
        )
        .unwrap();
    assert!(matches!(server.connect(&keyfob, &saved.draft, Next::Answer(200, TOKEN)), Outcome::Connected(_)));
    assert!(matches!(noted(&keyfob, &saved.draft), (Some(_), None)), "and the validation is marked without it");
    let described = Draft { description: "described".into(), ..saved.draft };
    let saved = keyfob.save(&described, &[]).unwrap();
    keyfob.remove(saved.draft.id.unwrap()).unwrap();
}

#[test]
fn nothing_of_a_secret_or_of_the_servers_words_is_logged() {
    let (home, server) = (Home::new(), Server::new());
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap().draft;
    for next in [Next::Answer(200, TOKEN), Next::Answer(401, REFUSED), Next::Answer(400, OWN_WORD)] {
        server.connect(&keyfob, &saved, next);
    }
    assert_eq!(noted(&keyfob, &saved).1, Some(failed("oauth", "oauth_error")));
    drop(keyfob);
    for file in std::fs::read_dir(home.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!bytes.windows(7).any(|window| window == b"canary-"), "{}", path.display());
    }
}
