//! Runs `keyfob connect --stdin --json`.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::built;
use crate::process::{Group, peak_memory_bytes};

/// The output and exit status of a run.
#[derive(Debug)]
pub struct Run {
    /// The JSON object on standard output.
    pub verdict: Value,
    /// Standard output, unparsed.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit status; `None` if a signal ended the process.
    pub status: Option<i32>,
    /// How long it ran.
    pub elapsed: Duration,
    /// The highest memory use that was observed, in bytes.
    pub peak_memory_bytes: u64,
}

/// Longer than every limit that a test sets: a run that takes longer hangs.
const HANGS_AFTER: Duration = Duration::from_mins(1);

/// Runs the command with one configuration.
#[must_use]
pub fn connect(configuration: &Value) -> Run {
    connect_with(&configuration.to_string(), &[])
}

/// Runs the command with a text on standard input and additional environment variables.
///
/// # Panics
/// If it hangs, or creates the data folder, which it must not use.
#[must_use]
pub fn connect_with(input: &str, environment: &[(&str, &str)]) -> Run {
    let home = tempfile::tempdir().expect("a folder for the test");
    let data = home.path().join("data");
    let started = Instant::now();
    let mut process = Group::start(&mut command(&home.path().join("home"), &data, environment));
    let child = process.child();
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // A command that fails early may not read all of it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let stdout = read_in_background(child.stdout.take().expect("standard output is a pipe"));
    let stderr = read_in_background(child.stderr.take().expect("standard error is a pipe"));
    let mut peak = 0;
    let status = loop {
        peak = peak_memory_bytes(process.id()).map_or(peak, |now| now.max(peak));
        if let Some(status) = process.child().try_wait().expect("a child can be waited for") {
            break status;
        }
        assert!(started.elapsed() < HANGS_AFTER, "`keyfob connect` hangs on {input:.300}");
        thread::sleep(Duration::from_millis(1));
    };
    let elapsed = started.elapsed();
    assert!(!data.exists(), "`connect --stdin` must not touch the data folder");
    let (stdout, stderr) = (stdout.join().expect("read"), stderr.join().expect("read"));
    let verdict = serde_json::from_str(&stdout).unwrap_or(Value::Null);
    Run { verdict, stdout, stderr, status: status.code(), elapsed, peak_memory_bytes: peak }
}

fn command(home: &PathBuf, data: &PathBuf, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(built::find("keyfob"));
    command.args(["connect", "--stdin", "--json"]).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", home).env("KEYFOB_HOME", data).envs(environment.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn read_in_background(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl Run {
    /// Returns whether it received a token.
    #[must_use]
    pub fn connected(&self) -> bool {
        self.verdict["connected"] == Value::Bool(true)
    }

    /// Returns `stage.code` of the failure; empty if there was none.
    #[must_use]
    pub fn failure(&self) -> String {
        let error = &self.verdict["error"];
        match (error["stage"].as_str(), error["code"].as_str()) {
            (Some(stage), Some(code)) => format!("{stage}.{code}"),
            _ => String::new(),
        }
    }

    /// Returns the failure's HTTP status.
    #[must_use]
    pub fn http_status(&self) -> Option<u64> {
        self.verdict["error"]["http_status"].as_u64()
    }

    /// Returns whether standard output or standard error contains a text.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        self.stdout.contains(text) || self.stderr.contains(text)
    }
}
