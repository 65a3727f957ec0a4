//! `keyfob connect --stdin`.

use std::{
    io::{self, Read},
    time::{Duration, Instant},
};

use keyfob_core::{
    authorization::Environment,
    connect::{Connector, DiscoveryResult},
};
use zeroize::Zeroizing;

use super::{
    input::{self, InputError, Trial},
    runtime::block_on,
    suggestion::Naming,
    verdict::Verdict,
};
use crate::exit::Exit;

/// The largest configuration that is read, in bytes.
const INPUT_BYTES: u64 = 64 << 20;

/// Tries the configuration on standard input.
pub(super) fn verdict(environment: Environment) -> io::Result<(Verdict, Exit)> {
    let trial = match read().and_then(|text| input::read(&text, environment)) {
        Ok(trial) => trial,
        Err(error) => return Ok(Verdict::of_input_error(error)),
    };
    let connector = Connector::default();
    let trial = match placed(&connector, trial)? {
        Ok(trial) => trial,
        Err(ended) => return Ok(ended),
    };
    let prepared = connector.prepare(trial.credentials, &trial.options);
    let sent = block_on(prepared.send())?;
    Ok(Verdict::of(&sent.conclude().outcome, Naming::Members))
}

/// Finds the Token URL if only the issuer is given. The time limit is for both, the search and the token request.
fn placed(connector: &Connector, mut trial: Trial) -> io::Result<Result<Trial, (Verdict, Exit)>> {
    let Some(unplaced) = trial.unplaced.take() else { return Ok(Ok(trial)) };
    let (started, options) = (Instant::now(), trial.options.clone());
    let discovery = block_on(connector.prepare_discovery(&unplaced.ask, move |_| options.clone()).send())?;
    let found = match discovery.result {
        DiscoveryResult::Found { found } => found,
        DiscoveryResult::Failed { failure } => return Ok(Err(Verdict::of_discovery(&failure, &discovery.asked))),
    };
    // Nothing is found without a token endpoint.
    let token_url = found.server.token_endpoint.map(|endpoint| endpoint.url).unwrap_or_default();
    let limits = &mut trial.options.limits;
    limits.whole = limits.whole.saturating_sub(started.elapsed()).max(Duration::from_millis(1));
    limits.connect = limits.connect.min(limits.whole);
    Ok(trial.at(unplaced, &token_url, &found.server.issuer).map_err(Verdict::of_input_error))
}

fn read() -> Result<Zeroizing<String>, InputError> {
    let mut text = Zeroizing::new(String::new());
    let read = io::stdin().lock().take(INPUT_BYTES).read_to_string(&mut text);
    read.map_err(|_| InputError::unreadable("Standard input isn't UTF-8 text."))?;
    Ok(text)
}
