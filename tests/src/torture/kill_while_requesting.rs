//! `kill -9` while the command line renews a token. Afterwards the kept token must be whole, and no older than the last one that was printed.

use std::{
    io::{self, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use keyfob_core::{
    authorization::Environment,
    keyfob::{Keyfob, TokenAsk},
    oauth::CredentialFormat,
};

use super::{random::Random, samples, test_folder, worker};
use crate::hostile::{HostileServer, json};

const NAME: &str = "renewed";
const TOKEN: &str = "token-number-";
/// How long the server takes, at most.
const ANSWER_MS: u64 = 15;
/// How long after the request a program is killed, at most: it answers, and the token is written.
const AFTER_MS: u64 = 60;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Programs that were killed.
    pub kills: u64,
    /// Of those, the ones whose request the server had received.
    pub in_request: u64,
    /// Of those, the ones whose token was kept all the same.
    pub kept: u64,
    /// Renewals that ended before they were killed.
    pub finished: u64,
}

/// Kills the given number of programs.
///
/// # Errors
/// If the programs can't be started.
///
/// # Panics
/// If a token was lost or is only partly there, or the next caller has to wait: that is a bug in Keyfob.
pub fn run(seed: u64, kills: u64) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let folder = test_folder.path().join("data");
    let requests = Arc::new(AtomicU64::default());
    let server = server(&requests, seed);
    let keyfob = worker::open(&folder).map_err(io::Error::other)?;
    keyfob.save(&samples::client(NAME, &server.url("/token"), "secret"), &[]).map_err(io::Error::other)?;
    let begun = Instant::now();
    let mut last =
        number_of(&printed(&mut renew(&folder)?)?).ok_or_else(|| io::Error::other("no token was printed"))?;
    let whole_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut random = Random(seed);
    let mut tally = Tally::default();
    while tally.kills < kills {
        let context = format!("seed {seed}, kill {}", tally.kills);
        let before = requests.load(Ordering::SeqCst);
        let mut child = renew(&folder)?;
        if random.below(2) == 0 {
            thread::sleep(Duration::from_micros(random.below(whole_ms * 1_300)));
        } else {
            // Most of the time passes before the request, so every other kill waits for it.
            while requests.load(Ordering::SeqCst) == before && child.try_wait()?.is_none() {
                thread::sleep(Duration::from_micros(200));
            }
            thread::sleep(Duration::from_micros(random.below(AFTER_MS * 1_000)));
        }
        child.kill()?;
        let ended = number_of(&printed(&mut child)?);
        let kept = kept(&keyfob, &context);
        let sent = requests.load(Ordering::SeqCst);
        assert!(kept >= ended.unwrap_or(last) && kept <= sent, "{context}: {kept} after {last}, {ended:?} and {sent}");
        if ended.is_some() {
            tally.finished += 1;
        } else {
            tally.kills += 1;
            tally.in_request += u64::from(sent > before);
            tally.kept += u64::from(kept > last);
        }
        last = kept;
    }
    Ok(tally)
}

/// Returns the number of the kept token, which must be there without a request.
fn kept(keyfob: &Keyfob, context: &str) -> u64 {
    let id = keyfob.find(NAME).ok().and_then(|found| found.draft.id).unwrap_or_else(|| panic!("{context}: it is gone"));
    let ask = TokenAsk { id, environment: Environment::Staging, is_forced: false, needed_s: 0, agreed: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let token = runtime.block_on(keyfob.token(&ask)).unwrap_or_else(|error| panic!("{context}: {error}"));
    let text = token.credential().format(&CredentialFormat::Raw).unwrap_or_else(|| panic!("{context}: no text"));
    number_of(text.text()).unwrap_or_else(|| panic!("{context}: another token"))
}

fn number_of(token: &str) -> Option<u64> {
    token.trim_end().strip_prefix(TOKEN)?.parse().ok()
}

fn renew(folder: &Path) -> io::Result<Child> {
    let shell = std::env::current_exe()?.with_file_name(format!("keyfob{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(shell);
    command.args(["token", NAME, "--refresh", "--home"]).arg(folder).stdout(Stdio::piped()).spawn()
}

fn printed(child: &mut Child) -> io::Result<String> {
    let mut text = String::new();
    child.stdout.take().ok_or_else(|| io::Error::other("no output"))?.read_to_string(&mut text)?;
    child.wait()?;
    Ok(text)
}

fn server(requests: &Arc<AtomicU64>, seed: u64) -> HostileServer {
    let requests = Arc::clone(requests);
    HostileServer::answering(move |_| {
        let number = requests.fetch_add(1, Ordering::SeqCst) + 1;
        thread::sleep(Duration::from_millis(Random(seed ^ number).below(ANSWER_MS)));
        json(200, format!(r#"{{"access_token":"{TOKEN}{number}","token_type":"Bearer","expires_in":86400}}"#))
    })
}
