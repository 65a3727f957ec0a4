//! Somebody who changes the Token URL again and again while it is connected: the server of theirs must see nothing.

use std::{
    io,
    net::TcpListener,
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

use keyfob_core::{
    authorization::{
        AuthorizationId, AuthorizationType, ClientCredentialsDraft, Details, Draft, Environment, SecretInput,
    },
    connect::{Options, Outcome},
    error::Error,
    keyfob::Keyfob,
    secret::Secret,
    torture::forge,
};

use super::{room, worker};
use crate::hostile::{HostileServer, token};

const NAME: &str = "raced";
/// Between two changes: several fall into each CONNECT.
const PAUSE: Duration = Duration::from_millis(2);
/// The exit status of a connection, and of a refused change of origin.
const CONNECTED: i32 = 0;
const REFUSED: i32 = 4;

/// What a race came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Changes of the Token URL.
    pub flips: u64,
    /// Connections that were asked for.
    pub connects: u64,
    /// Those that reached the owner's server.
    pub connected: u64,
    /// The shell's among them.
    pub connected_by_shell: u64,
    /// Those that were refused because the settings had changed.
    pub refused: u64,
    /// Those that failed for another reason, such as a secret that doesn't open.
    pub failed: u64,
    /// Connections that the other server saw.
    pub seen_elsewhere: u64,
}

/// Connects so many times from the shell, and a fifth of that as the window does, while the Token URL is changed without end.
///
/// # Errors
/// The files cannot be written.
pub fn run(connects: u64) -> io::Result<Tally> {
    let room = room()?;
    let folder = room.path().join("data");
    let (own, other) = (HostileServer::start(token("t0k3n-of-the-race")), TcpListener::bind("127.0.0.1:0")?);
    let keyfob = worker::open(&folder).map_err(io::Error::other)?;
    let saved = keyfob.save(&draft(&own.url("/token")), &[]).map_err(io::Error::other)?;
    let id = saved.draft.id.ok_or_else(|| io::Error::other("a saved authorization has an id"))?;
    let origins = [own.url(""), format!("http://{}", other.local_addr()?)];
    let (seen, flips, is_over) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let mut tally = Tally::default();
    thread::scope(|scope| {
        scope.spawn(|| watch(&other, &seen, &is_over));
        let flipping = scope.spawn(|| flip(&folder, id, &origins, &flips, &is_over));
        let connected = connect_all(&folder, &keyfob, id, connects, &mut tally);
        is_over.store(true, Ordering::Relaxed);
        flipping.join().unwrap_or_else(|_| Err(io::Error::other("the flips ended")))?;
        connected
    })?;
    Ok(Tally { flips: flips.into_inner(), seen_elsewhere: seen.into_inner(), ..tally })
}

fn draft(token_url: &str) -> Draft {
    let mut draft = Draft { name: NAME.to_owned(), ..Draft::blank(AuthorizationType::OAuth2) };
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        environments.staging = ClientCredentialsDraft {
            token_url: token_url.to_owned(),
            client_id: "client".to_owned(),
            client_secret: SecretInput::Typed { text: Secret::new("raced-s3cr3t".to_owned()) },
            ..ClientCredentialsDraft::default()
        };
    }
    draft
}

fn connect_all(
    folder: &Path,
    keyfob: &Keyfob,
    id: AuthorizationId,
    connects: u64,
    tally: &mut Tally,
) -> io::Result<()> {
    let shell = std::env::current_exe()?.with_file_name(format!("keyfob{}", std::env::consts::EXE_SUFFIX));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    for number in 0..connects {
        let mut command = Command::new(&shell);
        match command.args(["connect", NAME]).env("KEYFOB_HOME", folder).output()?.status.code() {
            Some(CONNECTED) => {
                tally.connected += 1;
                tally.connected_by_shell += 1;
            }
            Some(REFUSED) => tally.refused += 1,
            _ => tally.failed += 1,
        }
        tally.connects += 1;
        if number % 5 != 0 {
            continue;
        }
        tally.connects += 1;
        // As the window does with a form that nobody touched: what was read is sent some time later.
        let draft = keyfob.read(id).map_err(io::Error::other)?.draft;
        match keyfob.prepare_connect(&draft, Environment::Staging, &Options::default(), &[]) {
            Err(Error::OriginChanged(_) | Error::ChangedOutside(_) | Error::Stale) => tally.refused += 1,
            Err(_) => tally.failed += 1,
            Ok(prepared) => match keyfob.record_connect(runtime.block_on(prepared.send())) {
                Outcome::Connected(_) => tally.connected += 1,
                Outcome::Failed(_) => tally.failed += 1,
            },
        }
    }
    Ok(())
}

/// Changes the Token URL, and every second time the origin that its sealed rows name, to the other server's and back.
fn flip(
    folder: &Path,
    id: AuthorizationId,
    origins: &[String; 2],
    flips: &AtomicU64,
    is_over: &AtomicBool,
) -> io::Result<()> {
    let mut turn = 0;
    while !is_over.load(Ordering::Relaxed) {
        let origin = &origins[(turn + 1) % 2];
        let settings = format!(
            "UPDATE environment SET settings = json_set(settings, '$.token_url', '{origin}/token') \
             WHERE authorization_id = '{id}' AND environment = 'staging';"
        );
        let rows = format!("UPDATE sealed SET origin = '{origin}' WHERE authorization_id = '{id}';");
        let sql = if turn % 4 < 2 { settings } else { settings + &rows };
        forge(folder, &sql).map_err(io::Error::other)?;
        flips.fetch_add(1, Ordering::Relaxed);
        turn += 1;
        // Others want to write, too: a CONNECT that waits for the database is no race.
        thread::sleep(PAUSE);
    }
    Ok(())
}

fn watch(other: &TcpListener, seen: &AtomicU64, is_over: &AtomicBool) {
    if other.set_nonblocking(true).is_err() {
        seen.fetch_add(1, Ordering::Relaxed);
    }
    while !is_over.load(Ordering::Relaxed) {
        match other.accept() {
            Ok(_) => {
                seen.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => thread::sleep(Duration::from_millis(1)),
        }
    }
}
