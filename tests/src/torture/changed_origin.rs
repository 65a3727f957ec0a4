//! An attacker changes the Token URL repeatedly while Keyfob connects. The attacker's server must not receive anything.

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
    authorization::{AuthorizationId, Environment},
    connect::{Outcome, network::NetworkOverrides},
    error::Error,
    keyfob::Keyfob,
    torture::forge,
};

use super::{samples, test_folder, worker};
use crate::hostile::{HostileServer, token};

const NAME: &str = "raced";
/// The time between two changes, so short that several happen during each CONNECT.
const PAUSE: Duration = Duration::from_millis(2);
/// The exit status of a successful connection, and of a change of origin that wasn't allowed.
const CONNECTED: i32 = 0;
const REFUSED: i32 = 4;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Changes of the Token URL.
    pub flips: u64,
    /// Connections that were attempted.
    pub connects: u64,
    /// Of those, the ones that reached the owner's server.
    pub connected: u64,
    /// Of those, the ones from the command line.
    pub connected_by_shell: u64,
    /// Connections that failed because the settings had changed.
    pub refused: u64,
    /// Connections that failed for another reason, such as a secret that can't be opened.
    pub failed: u64,
    /// Connections to the attacker's server.
    pub seen_elsewhere: u64,
}

/// Connects `connects` times from the command line, and a fifth as often as the window does, while the Token URL changes continuously.
///
/// # Errors
/// If the files can't be written.
pub fn run(connects: u64) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let folder = test_folder.path().join("data");
    let (own, other) = (HostileServer::start(token("t0k3n-of-the-race")), TcpListener::bind("127.0.0.1:0")?);
    let keyfob = worker::open(&folder).map_err(io::Error::other)?;
    let saved =
        keyfob.save(&samples::client(NAME, &own.url("/token"), "raced-s3cr3t"), &[]).map_err(io::Error::other)?;
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
        // As the window does with an unchanged form: what was read is sent some time later.
        let draft = keyfob.read(id).map_err(io::Error::other)?.draft;
        match keyfob.prepare_connect(&draft, Environment::Staging, &NetworkOverrides::default(), &[]) {
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

/// Switches the Token URL, and every second time also the origin in its sealed rows, between the two servers.
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
        // Leaves time for other writers: a CONNECT that only waits for the database would test nothing.
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
