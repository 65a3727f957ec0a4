//! `kill -9` while a user signs in and tokens are renewed with a refresh token that the server replaces each time. Afterwards a token can be had
//! without the user, or the user is told why not: a refresh token is never lost without a word.

use std::{
    collections::HashMap,
    io::{self, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use keyfob_core::{
    authorization::{Details, Draft, Environment, GrantType},
    connect::{BrowserAddress, SignInUser, SignInWaiting, network::NetworkOverrides},
    error::Error,
    keyfob::{Keyfob, SignInOptions, TokenAsk, TokenError},
    language::Language,
    tokens::SignInReason,
};

use super::{random::Random, samples, test_folder, worker};
use crate::hostile::{HostileServer, Request, json};

const NAME: &str = "signed in";
/// How long a program is left to work, at most.
const WORK_MS: u64 = 400;
/// How often a program renews the token after each sign-in.
const RENEWALS: u64 = 3;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Programs that were killed.
    pub kills: u64,
    /// Of those, the ones after which a token could be had without the user.
    pub signed_in: u64,
    /// The ones after which the user was told that an answer was lost.
    pub told_interrupted: u64,
    /// The ones after which nobody had signed in yet.
    pub told_not_signed_in: u64,
    /// The requests that the server answered.
    pub requests: u64,
}

/// Kills the given number of programs.
///
/// # Errors
/// If the programs can't be started.
///
/// # Panics
/// If a refresh token was lost without a word: that is a bug in Keyfob.
pub fn run(seed: u64, kills: u64) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let folder = test_folder.path().join("data");
    let requests = Arc::new(AtomicU64::default());
    let server = server(&requests, seed);
    let keyfob = worker::open(&folder).map_err(io::Error::other)?;
    keyfob.save(&draft(&server.url("")), &[]).map_err(io::Error::other)?;
    let mut random = Random(seed);
    let mut tally = Tally::default();
    while tally.kills < kills {
        let context = format!("seed {seed}, kill {}", tally.kills);
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.arg("signing-in").arg(&folder).stdout(Stdio::null()).spawn()?;
        thread::sleep(Duration::from_micros(random.below(WORK_MS * 1_000)));
        child.kill()?;
        child.wait()?;
        tally.kills += 1;
        match renewed(&keyfob) {
            Ok(()) => tally.signed_in += 1,
            Err(TokenError::SignInNeeded(SignInReason::Interrupted)) => tally.told_interrupted += 1,
            Err(TokenError::SignInNeeded(SignInReason::NotSignedIn)) if tally.signed_in == 0 => {
                tally.told_not_signed_in += 1;
            }
            Err(error) => panic!("{context}: {error}"),
        }
    }
    tally.requests = requests.load(Ordering::SeqCst);
    Ok(tally)
}

/// Signs in and renews the token, again and again, until it is killed.
///
/// # Errors
/// If the data can't be opened.
pub fn work(folder: &Path) -> Result<(), Error> {
    let keyfob = worker::open(folder)?;
    loop {
        let draft = keyfob.find(NAME)?.draft;
        let how = SignInOptions::new(Arc::new(Browser), Language::English);
        let overrides = NetworkOverrides::default();
        let prepared = keyfob.prepare_connect_with_user(&draft, Environment::Staging, &overrides, &[], &how)?;
        let sent = runtime().block_on(prepared.send());
        let _ = keyfob.record_connect(sent);
        for _ in 0..RENEWALS {
            let _ = renewed(&keyfob);
        }
    }
}

/// Renews the token with the refresh token.
fn renewed(keyfob: &Keyfob) -> Result<(), TokenError> {
    let id = keyfob.find(NAME)?.draft.id.ok_or(Error::NotFound)?;
    let ask = TokenAsk { id, environment: Environment::Staging, is_forced: true, needed_s: 0, agreed: Vec::new() };
    runtime().block_on(keyfob.token(&ask)).map(drop)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn draft(origin: &str) -> Draft {
    let mut draft = samples::client(NAME, &format!("{origin}/token"), "secret");
    if let Details::OAuth2 { grant_type, environments } = &mut draft.details {
        *grant_type = GrantType::AuthorizationCodePkce;
        environments.staging.authorization_url = format!("{origin}/authorize");
    }
    draft
}

/// A browser whose user agrees at once.
struct Browser;

impl SignInUser for Browser {
    fn show(&self, _: &SignInWaiting) {}

    fn open(&self, address: &BrowserAddress) -> bool {
        let query = address.as_str().split_once('?').map_or("", |(_, query)| query).to_owned();
        thread::spawn(move || {
            let parameters: HashMap<_, _> = crate::form_encoding::pairs(&query).into_iter().collect();
            let (Some(state), Some(redirect)) = (parameters.get("state"), parameters.get("redirect_uri")) else {
                return;
            };
            let Some(host) = redirect.strip_prefix("http://").and_then(|rest| rest.split('/').next()) else { return };
            for target in [format!("/callback?code=c&state={state}"), "/callback/result".to_owned()] {
                let Ok(mut connection) = TcpStream::connect(host) else { return };
                let _ = write!(connection, "GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
                let _ = connection.read_to_end(&mut Vec::new());
            }
        });
        true
    }
}

/// Issues refresh tokens that it replaces with each use, and accepts only the newest of each sign-in.
fn server(requests: &Arc<AtomicU64>, seed: u64) -> HostileServer {
    let requests = Arc::clone(requests);
    let newest: Mutex<HashMap<u64, u64>> = Mutex::default();
    HostileServer::answering(move |request: &Request| {
        let number = requests.fetch_add(1, Ordering::SeqCst) + 1;
        let parameter = |name: &str| request.parameter(name).unwrap_or_default();
        let (sign_in, use_) = {
            let mut newest = newest.lock().unwrap_or_else(PoisonError::into_inner);
            match parameter("grant_type").as_str() {
                "authorization_code" => (number, 0),
                "refresh_token" => {
                    let token = parameter("refresh_token");
                    let parts = token.strip_prefix("refresh-").and_then(|rest| rest.split_once('-'));
                    let parts = parts.and_then(|(one, other)| Some((one.parse().ok()?, other.parse::<u64>().ok()?)));
                    match parts {
                        Some((sign_in, use_)) if newest.get(&sign_in) == Some(&use_) => {
                            newest.insert(sign_in, use_ + 1);
                            (sign_in, use_ + 1)
                        }
                        _ => return json(400, r#"{"error":"invalid_grant"}"#),
                    }
                }
                // Metadata.
                _ => return json(404, "{}"),
            }
        };
        newest.lock().unwrap_or_else(PoisonError::into_inner).insert(sign_in, use_);
        // The answer is lost more often if it takes a while.
        thread::sleep(Duration::from_millis(Random(seed ^ number).below(15)));
        json(
            200,
            format!(
                r#"{{"access_token":"access-{number}","token_type":"Bearer","expires_in":86400,"refresh_token":"refresh-{sign_in}-{use_}"}}"#
            ),
        )
    })
}
