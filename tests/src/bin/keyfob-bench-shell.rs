//! Measures the command line as whole processes, for `cargo xtask bench shell`: `keyfob-bench-shell KEYFOB RUNS`, in a session with an
//! open keyring. Every program is started in turn in each run, because a machine's speed varies over time.
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use keyfob_core::{
    keyfob::{Keyfob, Settings},
    vault::Keyring,
};
use keyfob_tests::{
    hostile::{Authority, HostileServer, Validity, token},
    torture::samples,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A program that is measured.
struct Measured {
    name: &'static str,
    command: Vec<String>,
    milliseconds: Vec<f64>,
}

fn main() -> Outcome<()> {
    let mut arguments = env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        // As the command line asks the keyring for its key, and nothing else.
        (Some("--keyring"), None) => {
            item()?.get_password()?;
            Ok(())
        }
        (Some(keyfob), Some(runs)) => measure(Path::new(keyfob), runs.parse()?),
        _ => Err("usage: keyfob-bench-shell KEYFOB RUNS".into()),
    }
}

/// An item of the session's keyring.
fn item() -> Outcome<keyring_core::Entry> {
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(keyring_core::api::CredentialStoreApi::build(&*store, "dev.keyfob.bench", "bench", None)?)
}

fn measure(keyfob: &Path, runs: usize) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let authority = Authority::new();
    let server = HostileServer::start_tls(&authority.issue(&["localhost", "127.0.0.1"], Validity::Now), token("t0k3n"));
    let ca = folder.path().join("ca.pem");
    fs::write(&ca, authority.certificate_pem())?;
    let data = folder.path().join("data");
    item()?.set_password(&"k".repeat(44))?;
    save(&data, &server.url("/token"))?;
    let text = |path: &Path| path.display().to_string();
    let database = text(&data.join("keyfob.db"));
    let program = text(keyfob);
    let own = text(&env::current_exe()?);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut all = [
        ("nothing (`true`)", words(&["true"])),
        ("sqlite3, one row", words(&["sqlite3", &database, "SELECT name FROM authorization LIMIT 1"])),
        ("keyfob --version", words(&[&program, "--version"])),
        ("the keyring's answer alone", words(&[&own, "--keyring"])),
        ("keyfob token, kept", words(&[&program, "token", "measured", "--home", &text(&data)])),
        (
            "curl, the same request",
            words(&[
                "curl",
                "--silent",
                "--show-error",
                "--fail",
                "--cacert",
                &text(&ca),
                "--user",
                "client:secret",
                "--data",
                "grant_type=client_credentials",
                &server.url("/token"),
            ]),
        ),
        ("keyfob token, fresh", words(&[&program, "token", "measured", "--refresh", "--home", &text(&data)])),
    ]
    .map(|(name, command)| Measured { name, command, milliseconds: Vec::new() });
    // The first run fills the disk's cache and requests the token that is kept, so it doesn't count.
    for run in 0..=runs {
        for measured in all.iter_mut().rev() {
            let took = start(&measured.command, &ca)?;
            if run > 0 {
                measured.milliseconds.push(took);
            }
        }
    }
    report(&mut all);
    Ok(())
}

fn start(command: &[String], ca: &PathBuf) -> Outcome<f64> {
    let mut started = Command::new(&command[0]);
    started.args(&command[1..]).stdin(Stdio::null()).stdout(Stdio::null());
    // Both clients trust one certificate, and no folder.
    started.env("SSL_CERT_FILE", ca).env_remove("SSL_CERT_DIR");
    let begun = Instant::now();
    let status = started.status()?;
    let took = begun.elapsed().as_secs_f64() * 1e3;
    if status.success() { Ok(took) } else { Err(io::Error::other(format!("{command:?}: {status}")).into()) }
}

fn report(all: &mut [Measured]) {
    for measured in &mut *all {
        measured.milliseconds.sort_by(f64::total_cmp);
    }
    let median = |at: usize| all[at].milliseconds[all[at].milliseconds.len() / 2];
    for (at, measured) in all.iter().enumerate() {
        println!("{:28} {:7.2} ms", measured.name, median(at));
    }
    let [nothing, sqlite, version, keyring, kept, curl, fresh] = [0, 1, 2, 3, 4, 5, 6].map(median);
    let answer = keyring - nothing;
    println!("keyfob --version : sqlite3                               {:.2}", version / sqlite);
    println!("keyfob token, kept : sqlite3                             {:.2}", kept / sqlite);
    println!("keyfob token, kept, without the keyring's answer : sqlite3 {:.2}", (kept - answer) / sqlite);
    println!("keyfob token, fresh : curl                               {:.2}", fresh / curl);
    println!("keyfob token, fresh, without the keyring's answer : curl {:.2}", (fresh - answer) / curl);
}

fn save(data: &Path, token_url: &str) -> Outcome<()> {
    let waiting = keyfob_core::Waiting::default();
    let keyfob = Keyfob::open(Settings { folder: data.to_owned(), keyring: Keyring::system(), waiting })?;
    keyfob.save(&samples::client("measured", token_url, "secret"), &[])?;
    Ok(())
}
