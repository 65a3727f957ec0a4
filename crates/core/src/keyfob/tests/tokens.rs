//! Tokens that are kept, renewed, and requested once for many callers. Each [`Keyfob`] here is another program with the same data.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use super::{super::tokens::TokenError, *};
use crate::{connect::network::NetworkOverrides, oauth::CredentialFormat, store::forge::forge};

/// An authorization server that answers each request with another token, or as it is told.
pub(super) struct Server {
    listener: TcpListener,
    requests: Arc<AtomicU32>,
    /// The most connections at the same time.
    pub(super) most_at_once: Arc<AtomicU32>,
    answer: Arc<Mutex<Answer>>,
}

#[derive(Clone, Copy)]
pub(super) struct Answer {
    status: u16,
    /// The body; none for another token each time.
    body: Option<&'static str>,
    head: &'static str,
    expires_in: u32,
    delay: Duration,
}

pub(super) const TOKEN: Answer = Answer { status: 200, body: None, head: "", expires_in: 3600, delay: Duration::ZERO };
/// A token that is issued after half a second.
pub(super) const LATER: Answer = Answer { delay: Duration::from_millis(500), ..TOKEN };
pub(super) const EXPIRED: Answer = Answer { expires_in: 0, ..TOKEN };
/// `{"alg":"none"}` and `{"aud":"api","exp":9000000000}`.
pub(super) const JWT: Answer = Answer {
    body: Some(
        r#"{"access_token":"eyJhbGciOiJub25lIn0.eyJhdWQiOiJhcGkiLCJleHAiOjkwMDAwMDAwMDB9.","token_type":"Bearer"}"#,
    ),
    ..TOKEN
};
pub(super) const BUSY: Answer = Answer { status: 503, body: Some("{}"), ..TOKEN };

impl Server {
    pub(super) fn new(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            listener,
            requests: Arc::default(),
            most_at_once: Arc::default(),
            answer: Arc::new(Mutex::new(answer)),
        };
        let (most_at_once, at_once) = (Arc::clone(&server.most_at_once), Arc::new(AtomicU32::default()));
        let (listener, requests, answer) =
            (server.listener.try_clone().unwrap(), Arc::clone(&server.requests), Arc::clone(&server.answer));
        thread::spawn(move || {
            for connection in listener.incoming() {
                let (requests, answer) = (Arc::clone(&requests), Arc::clone(&answer));
                let (at_once, most_at_once) = (Arc::clone(&at_once), Arc::clone(&most_at_once));
                thread::spawn(move || {
                    most_at_once.fetch_max(at_once.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    serve(connection.unwrap(), &requests, &answer);
                    at_once.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    pub(super) fn answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    pub(super) fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }

    pub(super) fn draft(&self) -> Draft {
        let mut draft = draft("a", "canary-secret");
        staging(&mut draft).token_url = format!("http://{}/token", self.listener.local_addr().unwrap());
        draft
    }
}

fn serve(mut connection: TcpStream, requests: &AtomicU32, answer: &Mutex<Answer>) {
    let (mut request, mut bytes) = (String::new(), [0; 1024]);
    while !request.contains("grant_type=client_credentials") {
        match connection.read(&mut bytes) {
            Ok(count) if count > 0 => request += str::from_utf8(&bytes[..count]).unwrap(),
            _ => return,
        }
    }
    let number = requests.fetch_add(1, Ordering::SeqCst) + 1;
    let Answer { status, body, head, expires_in, delay } = *answer.lock().unwrap();
    thread::sleep(delay);
    let body = body.map_or_else(
        || format!(r#"{{"access_token":"canary-token-{number}","token_type":"Bearer","expires_in":{expires_in}}}"#),
        str::to_owned,
    );
    let head = format!("Content-Type: application/json\r\nConnection: close\r\n{head}");
    let _ = write!(connection, "HTTP/1.1 {status} X\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len());
}

pub(super) fn ask(saved: &Authorization) -> TokenAsk {
    TokenAsk { id: saved.draft.id.unwrap(), environment: STAGING, is_forced: false, needed_s: 0, agreed: Vec::new() }
}

pub(super) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn raw(token: &Token) -> String {
    token.credential().format(&CredentialFormat::Raw).unwrap().text().to_owned()
}

pub(super) fn token(keyfob: &Keyfob, ask: &TokenAsk) -> String {
    raw(&run(keyfob.token(ask)).unwrap())
}

pub(super) fn connect(keyfob: &Keyfob, draft: &Draft) {
    let prepared = keyfob.prepare_connect(draft, STAGING, &NetworkOverrides::default(), &[]).unwrap();
    let _ = keyfob.record_connect(run(prepared.send()));
}

#[test]
fn a_token_is_requested_once_and_then_kept_for_every_program() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    let issued = run(keyfob.token(&ask(&saved))).unwrap();
    assert_eq!((raw(&issued).as_str(), issued.failure), ("canary-token-1", None));
    assert!((3_590_000..=3_600_000).contains(&issued.left_ms), "{}", issued.left_ms);
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-1");
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-token-1");
    assert_eq!(server.requests(), 1);
    // The request is a CONNECT of what is saved.
    let read = keyfob.read(saved.draft.id.unwrap()).unwrap();
    assert!(read.validated_at_ms.staging.is_some() && read.last_attempts.staging.is_some());
    assert_eq!(token(&keyfob, &TokenAsk { is_forced: true, ..ask(&saved) }), "canary-token-2");
    assert_eq!(token(&keyfob, &TokenAsk { needed_s: 3_601, ..ask(&saved) }), "canary-token-3");
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-token-3");
}

#[test]
fn fifty_callers_of_an_expired_token_make_one_request() {
    let (home, server) = (Home::new(), Server::new(Answer { expires_in: 0, ..TOKEN }));
    let programs = [home.open(), home.open()];
    let saved = programs[0].save(&server.draft(), &[]).unwrap();
    assert_eq!(token(&programs[0], &ask(&saved)), "canary-token-1");
    server.answers(Answer { delay: Duration::from_millis(300), ..TOKEN });
    let tokens: Vec<String> = thread::scope(|scope| {
        let callers: Vec<_> = (0..50)
            .map(|number| {
                scope.spawn({
                    let (programs, saved) = (&programs, &saved);
                    move || token(&programs[number % 2], &ask(saved))
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    assert!(tokens.iter().all(|token| token == "canary-token-2"), "{tokens:?}");
    assert_eq!(server.requests(), 2);
}

#[test]
fn all_callers_of_a_request_that_fails_get_its_error() {
    let (home, server) = (Home::new(), Server::new(Answer { delay: Duration::from_millis(300), ..BUSY }));
    let programs = [home.open(), home.open()];
    let saved = programs[0].save(&server.draft(), &[]).unwrap();
    thread::scope(|scope| {
        let callers: Vec<_> = programs
            .iter()
            .flat_map(|program| [program; 10])
            .map(|program| {
                let saved = &saved;
                scope.spawn(move || run(program.token(&ask(saved))))
            })
            .collect();
        for caller in callers {
            let Err(TokenError::Failed(failure)) = caller.join().unwrap() else { panic!("no token was issued") };
            assert_eq!(failure.http_status, Some(503));
        }
    });
    assert_eq!(server.requests(), 1);
}

#[test]
fn a_server_that_asks_to_wait_is_not_asked_again() {
    let (home, server) = (Home::new(), Server::new(Answer { head: "Retry-After: 100\r\n", ..BUSY }));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    for asked in [ask(&saved), ask(&saved), TokenAsk { is_forced: true, ..ask(&saved) }] {
        let Err(TokenError::Failed(failure)) = run(home.open().token(&asked)) else { panic!("no token was issued") };
        assert!((90..=100).contains(&failure.retry_in_s), "{}", failure.retry_in_s);
    }
    assert_eq!(server.requests(), 1);
    // A user who connects asks the server at once, and a success ends the pause.
    server.answers(TOKEN);
    connect(&keyfob, &saved.draft);
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-2");
}

#[test]
fn a_caller_that_gives_up_in_the_middle_delays_nobody() {
    let (home, server) = (Home::new(), Server::new(Answer { delay: Duration::from_secs(20), ..TOKEN }));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    run(async {
        let asked = ask(&saved);
        tokio::select! {
            _ = keyfob.token(&asked) => panic!("the server is slow"),
            () = async { while server.requests() == 0 { tokio::time::sleep(Duration::from_millis(5)).await; } } => {}
        }
    });
    server.answers(TOKEN);
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-token-2");
    assert_eq!(fs::read_dir(home.folder.path().join("locks")).unwrap().count(), 0);
}

#[test]
fn any_change_of_the_configuration_drops_its_token_and_nothing_else_does() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let mut saved = keyfob.save(&server.draft(), &[]).unwrap();
    let mut expected = 1;
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-1");
    let changes: [(bool, Change); 7] = [
        (false, |draft| draft.name = "b".into()),
        (false, |draft| draft.description = "b".into()),
        (false, |draft| *environment(draft, PRODUCTION) = fields(typed("other"))),
        (true, |draft| staging(draft).client_id = "other".into()),
        (true, |draft| staging(draft).scopes = vec!["read".into()]),
        (true, |draft| staging(draft).token_url.push_str("/v2")),
        (true, |draft| staging(draft).client_secret = typed("other")),
    ];
    for (drops, change) in changes {
        change(&mut saved.draft);
        saved = keyfob.save(&saved.draft, &[]).unwrap();
        expected += u32::from(drops);
        assert_eq!(token(&keyfob, &ask(&saved)), format!("canary-token-{expected}"));
    }
    assert_eq!(server.requests(), expected);
}

#[test]
fn a_connect_keeps_the_token_of_what_is_saved_and_of_nothing_else() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    connect(&keyfob, &saved.draft);
    let mut unsaved = saved.draft.clone();
    staging(&mut unsaved).scopes = vec!["more".into()];
    connect(&keyfob, &unsaved);
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-token-1");
    assert_eq!(server.requests(), 2);
}

#[test]
fn a_token_is_nowhere_in_the_clear() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    let issued = run(keyfob.token(&ask(&saved))).unwrap();
    assert!(!format!("{issued:?} {:?}", issued.credential()).contains("canary"));
    keyfob.back_up().unwrap();
    let mut folders = vec![home.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let bytes = fs::read(entry.path()).unwrap();
                assert!(!bytes.windows(12).any(|window| window == b"canary-token"), "{:?}", entry.path());
            }
        }
    }
}

#[test]
fn a_new_passphrase_or_a_locked_vault_hands_out_no_kept_token() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let passphrase = Secret::new("correct horse battery".to_owned());
    keyfob.create_passphrase_vault(&passphrase).unwrap();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-1");
    keyfob.lock_vault().unwrap();
    assert!(matches!(run(keyfob.token(&ask(&saved))), Err(TokenError::Core(Error::VaultLocked))));
    let new = Secret::new("another horse battery".to_owned());
    keyfob.change_passphrase(&passphrase, &new, OldBackups::Update).unwrap();
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-2");
}

#[test]
fn a_kept_token_that_another_program_changed_is_requested_again() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    token(&keyfob, &ask(&saved));
    let change = |sql: &str| {
        let connection = rusqlite::Connection::open(home.folder.path().join("keyfob.db")).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1);
    };
    change("UPDATE token SET bytes = zeroblob(200)");
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-token-2");
    // Moved to an environment of which nothing is kept.
    let mut both = saved.draft.clone();
    both = keyfob.read(both.id.unwrap()).unwrap().draft;
    *environment(&mut both, PRODUCTION) = OAuth2Draft { client_secret: typed("other"), ..staging(&mut both).clone() };
    let saved = keyfob.save(&both, &[]).unwrap();
    change("UPDATE token SET environment = 'production'");
    let production = TokenAsk { environment: PRODUCTION, ..ask(&saved) };
    assert_eq!(token(&keyfob, &production), "canary-token-3");
}

#[test]
fn settings_that_another_program_changed_get_no_token() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    token(&keyfob, &ask(&saved));
    let sql =
        "UPDATE environment SET settings = json_set(settings, '$.client_id', 'other') WHERE environment = 'staging'";
    forge(home.folder.path(), sql).unwrap();
    assert!(matches!(run(keyfob.token(&ask(&saved))), Err(TokenError::Core(Error::ChangedOutside(_)))));
}

#[test]
fn a_failure_is_told_only_with_a_token_that_was_to_be_renewed() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    token(&keyfob, &ask(&saved));
    server.answers(BUSY);
    let forced = TokenAsk { is_forced: true, ..ask(&saved) };
    assert!(matches!(run(keyfob.token(&forced)), Err(TokenError::Failed(_))));
    let kept = run(keyfob.token(&ask(&saved))).unwrap();
    assert_eq!((raw(&kept).as_str(), kept.failure), ("canary-token-1", None));
    assert_eq!(keyfob.token_status(saved.draft.id.unwrap()).unwrap().of.staging.unwrap().failure, None);
}
