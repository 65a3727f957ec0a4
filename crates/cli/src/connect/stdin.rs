//! `keyfob connect --stdin`.

use std::io::{self, Read};

use keyfob_core::connect::Connector;
use zeroize::Zeroizing;

use super::{
    input::{self, InputError},
    runtime::block_on,
    verdict::Verdict,
};
use crate::exit::Exit;

/// The largest configuration that is read, in bytes.
const INPUT_BYTES: u64 = 64 << 20;

/// Tries the configuration on standard input.
pub(super) fn verdict() -> io::Result<(Verdict, Exit)> {
    let trial = match read().and_then(|text| input::read(&text)) {
        Ok(trial) => trial,
        Err(error) => return Ok(Verdict::of_input_error(error)),
    };
    let prepared = Connector::default().prepare(trial.credentials, &trial.options);
    let sent = block_on(prepared.send())?;
    Ok(Verdict::of(&sent.conclude().outcome))
}

fn read() -> Result<Zeroizing<String>, InputError> {
    let mut text = Zeroizing::new(String::new());
    let read = io::stdin().lock().take(INPUT_BYTES).read_to_string(&mut text);
    read.map_err(|_| InputError::unreadable("Standard input isn't UTF-8 text."))?;
    Ok(text)
}
