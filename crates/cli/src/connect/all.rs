//! `keyfob connect --all`: the requests of all authorizations, a limited number at once.
//!
//! One thread prepares and sends, so that no more secrets are open than requests are on their way. Another one records what has been
//! answered, in as few transactions as the answers come in: 1,000 transactions would take longer than the requests.

use std::{
    fmt::Write as _,
    io,
    pin::pin,
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use indicatif::{ProgressBar, ProgressStyle};
use keyfob_core::{
    authorization::{AuthorizationType, Environment, EnvironmentState, ListQuery, ListRow},
    clean::escaped,
    connect::network::NetworkOverrides,
    error::Error,
    keyfob::{Keyfob, PreparedConnect, SentConnect},
    vault::VaultState,
};
use serde::Serialize;
use tokio::task::JoinSet;

use super::{Naming, Verdict, block_on};
use crate::{consent::Consent, exit::Exit, failure::Failure, opening::Opening, output, signals, stderr, terminal};

/// Enough that waiting for servers hardly matters, and far fewer than the open files that a process may have (1,024 by default) and the
/// connections that a server accepts from one address.
pub(super) const DEFAULT_JOBS: u16 = 32;
/// The most outcomes in one transaction, so that other programs needn't wait for it.
const BATCH: usize = 100;
/// How often an authorization is read again because another program changes it at the same time.
const TRIES: u32 = 3;

/// A row of the results.
#[derive(Serialize)]
struct Row<'a> {
    id: String,
    name: &'a str,
    environment: Environment,
    #[serde(flatten)]
    verdict: Verdict,
    #[serde(skip)]
    exit: Exit,
}

/// A result, with the number of its authorization.
type Found = (usize, Verdict, Exit);

/// Connects all that are configured for an environment.
pub(super) fn run(environment: Environment, jobs: u16, json: bool, opening: &Opening) -> Result<Exit, Failure> {
    let keyfob = opening.open_vault()?;
    if keyfob.vault_status()?.state == VaultState::Locked {
        return Err(Error::VaultLocked.into());
    }
    let query = ListQuery { authorization_type: Some(AuthorizationType::OAuth2), ..ListQuery::default() };
    let all = keyfob.list_all(&query)?;
    let is_configured = |row: &ListRow| *row.environments.get(environment) != EnvironmentState::NotConfigured;
    // `--all` never opens a browser.
    let (of_users, targets): (Vec<_>, Vec<_>) = all.into_iter().filter(is_configured).partition(|row| row.signs_in);
    if targets.is_empty() && !of_users.is_empty() {
        let message = format!(
            "Every OAuth 2 authorization for {environment} needs a user to sign in. Use `keyfob connect NAME`."
        );
        return Err(Failure::new(Exit::NotFound, message));
    }
    if targets.is_empty() {
        let message = format!("No OAuth 2 authorization is configured for {environment}. `keyfob list` lists all.");
        return Err(Failure::new(Exit::NotFound, message));
    }
    let bar = progress(targets.len());
    let (found, is_interrupted) = connect(&keyfob, &targets, environment, jobs.into(), &bar)?;
    bar.finish_and_clear();
    Opening::tell_notice(&keyfob);
    Opening::tell_unrecorded(&keyfob, "Some or all of these results couldn't be recorded.");
    let rows: Vec<_> = found.into_iter().map(|found| row(&targets, environment, found)).collect();
    if json { output::json(&rows) } else { output::text(&table(&rows, terminal::columns())) }?;
    let connected = rows.iter().filter(|row| row.exit == Exit::Done).count();
    let total = targets.len();
    if is_interrupted {
        stderr::message(&format!("Interrupted after {} of {total}.", rows.len()));
        return Ok(Exit::Interrupted);
    }
    if !of_users.is_empty() {
        let names: Vec<_> = of_users.iter().map(|row| format!("`{}`", escaped(&row.name))).collect();
        stderr::message(&format!(
            "Skipped, since they need a user to sign in: {}. Use `keyfob connect NAME`.",
            names.join(", ")
        ));
    }
    if !json {
        stderr::message(&format!("{connected} of {total} connected ({environment})."));
        let skips = |row: &&ListRow| row.skips_verification.is_some_and(|skips| *skips.get(environment));
        let unverified: Vec<_> = targets.iter().filter(skips).map(|row| format!("`{}`", escaped(&row.name))).collect();
        if !unverified.is_empty() {
            stderr::message(&format!(
                "Warning: the server's certificate isn't verified for {}.",
                unverified.join(", ")
            ));
        }
    }
    Ok(worst(rows.iter().map(|row| row.exit)))
}

/// Sends all requests and records them. Returns the results in the order of the list, and whether the user interrupted it.
fn connect(
    keyfob: &Keyfob,
    targets: &[ListRow],
    environment: Environment,
    jobs: usize,
    bar: &ProgressBar,
) -> Result<(Vec<Found>, bool), Failure> {
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let recording = scope.spawn(move || record(keyfob, &receiver, bar));
        // The sender goes with the future, so that the recording ends after it.
        let sending = block_on(send_all(keyfob, targets, environment, jobs, bar, sender))?;
        let recorded = recording.join().map_err(|_| io::Error::other("the results couldn't be recorded"))?;
        let (refused, is_interrupted) = sending?;
        let mut found: Vec<_> = refused.into_iter().chain(recorded).collect();
        found.sort_by_key(|(at, ..)| *at);
        Ok((found, is_interrupted))
    })
}

/// Sends the requests. Returns those that couldn't be sent, and whether the user interrupted it.
async fn send_all(
    keyfob: &Keyfob,
    targets: &[ListRow],
    environment: Environment,
    jobs: usize,
    bar: &ProgressBar,
    answered: Sender<(usize, SentConnect)>,
) -> Result<(Vec<Found>, bool), Failure> {
    let mut interruption = pin!(signals::interruption());
    let mut waiting = targets.iter().enumerate();
    let mut requests = JoinSet::new();
    let mut refused = Vec::new();
    loop {
        while requests.len() < jobs
            && let Some((at, target)) = waiting.next()
        {
            match prepare(keyfob, target, environment) {
                Ok(prepared) => {
                    requests.spawn(async move { (at, prepared.send().await) });
                }
                Err(error) => {
                    let (verdict, exit) = refusal(error)?;
                    refused.push((at, verdict, exit));
                    bar.inc(1);
                }
            }
            // The request begins before the next one is prepared.
            tokio::task::yield_now().await;
        }
        tokio::select! {
            biased;
            () = &mut interruption => return Ok((refused, true)),
            request = requests.join_next() => match request {
                None => return Ok((refused, false)),
                Some(request) => {
                    let sent = request.map_err(io::Error::other)?;
                    let _ = answered.send(sent);
                }
            },
        }
    }
}

fn prepare(keyfob: &Keyfob, target: &ListRow, environment: Environment) -> keyfob_core::error::Result<PreparedConnect> {
    let mut tries = 0;
    loop {
        let draft = keyfob.read(target.id)?.draft;
        match keyfob.prepare_connect(&draft, environment, &NetworkOverrides::default(), &[]) {
            Err(Error::Stale) if tries < TRIES => tries += 1,
            prepared => return prepared,
        }
    }
}

/// Returns the result for an authorization that can't be sent.
///
/// # Errors
/// None can, since the vault is closed.
fn refusal(error: Error) -> Result<(Verdict, Exit), Failure> {
    let code = serde_json::to_value(error.kind()).ok().and_then(|code| code.as_str().map(str::to_owned));
    let (exit, message) = Consent::to(None).refusal(error, "sent").into_parts();
    if exit == Exit::VaultClosed {
        return Err(Failure::new(exit, message));
    }
    Ok((Verdict::of_refusal(code.unwrap_or_default(), message), exit))
}

/// Records what was answered until all senders are gone.
fn record(keyfob: &Keyfob, answered: &Receiver<(usize, SentConnect)>, bar: &ProgressBar) -> Vec<Found> {
    let mut found = Vec::new();
    while let Ok(first) = answered.recv() {
        let batch = std::iter::once(first).chain(answered.try_iter()).take(BATCH);
        let (numbers, sent): (Vec<_>, Vec<_>) = batch.unzip();
        bar.inc(numbers.len() as u64);
        let outcomes = keyfob.record_connects(sent);
        found.extend(numbers.into_iter().zip(outcomes).map(|(at, outcome)| {
            let (verdict, exit) = Verdict::of(&outcome, Naming::Options);
            (at, verdict, exit)
        }));
    }
    found
}

fn row(targets: &[ListRow], environment: Environment, (at, verdict, exit): Found) -> Row<'_> {
    let target = &targets[at];
    Row { id: target.id.to_string(), name: &target.name, environment, verdict, exit }
}

/// Returns one line per row; on a terminal, cut to its columns.
fn table(rows: &[Row<'_>], columns: Option<usize>) -> String {
    let names: Vec<_> = rows.iter().map(|row| escaped(row.name)).collect();
    let widest = names.iter().map(|name| terminal::width(name)).max().unwrap_or(0);
    // A long name leaves half of the line for its result.
    let name_columns = columns.map_or(widest, |columns| widest.min(columns / 2));
    let mut table = String::new();
    for (row, name) in rows.iter().zip(names) {
        let name = terminal::padded(&terminal::cut(&name, name_columns), name_columns);
        let (result, about) = row.verdict.cells();
        let line = format!("{name}  {result:9}  {about}");
        let line = columns.map_or_else(|| line.clone(), |columns| terminal::cut(&line, columns));
        let _ = writeln!(table, "{}", line.trim_end());
    }
    table
}

/// Returns the status that says most: what the user has to correct comes before what may pass by itself.
fn worst(exits: impl Iterator<Item = Exit> + Clone) -> Exit {
    let order = [Exit::Refused, Exit::InvalidInput, Exit::Unreachable];
    let first = order.into_iter().find(|exit| exits.clone().any(|other| other == *exit));
    first.unwrap_or_else(|| exits.into_iter().find(|exit| *exit != Exit::Done).map_or(Exit::Done, |_| Exit::Failed))
}

/// Returns a progress bar on standard error, which is hidden if that isn't a terminal.
fn progress(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len}  {elapsed}");
    let bar = ProgressBar::new(total as u64);
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_status_is_what_has_to_be_corrected_first() {
        use Exit::{Done, Failed, InvalidInput, NotFound, Refused, Unreachable};

        for (exits, status) in [
            (&[Done, Done][..], Done),
            (&[Done, Unreachable, Refused, InvalidInput], Refused),
            (&[Unreachable, InvalidInput, Done], InvalidInput),
            (&[Unreachable, NotFound, Done], Unreachable),
            (&[Done, NotFound], Failed),
            (&[Failed], Failed),
        ] {
            assert_eq!(worst(exits.iter().copied()), status, "{exits:?}");
        }
    }
}
