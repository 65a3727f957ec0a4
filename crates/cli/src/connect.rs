//! `keyfob connect`.

use std::io::{self, Read, Write};

use keyfob_core::token::{Outcome, connect};

use crate::{
    exit::Exit,
    input::{self, Refused, Trial},
    verdict::Verdict,
};

/// The largest configuration that is read, in bytes.
const INPUT_BYTES: u64 = 64 << 20;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: keyfob connect --stdin --json < configuration.json")]
pub(crate) struct Arguments {
    /// Try one configuration, given as JSON on standard input; reads and writes no store.
    #[arg(long, required = true)]
    stdin: bool,
    /// Say what happened as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Tries the configuration on standard input.
pub(crate) fn run(arguments: &Arguments) -> Exit {
    let (verdict, exit) = match read().and_then(|text| input::read(&text)) {
        Ok(trial) => match request(&trial) {
            Ok(outcome) => Verdict::of(&outcome),
            Err(error) => return complain(&error),
        },
        Err(refused) => Verdict::of_refused(refused),
    };
    let text = if arguments.json { verdict.json() } else { verdict.sentence() };
    let mut output = io::stdout().lock();
    match writeln!(output, "{text}").and_then(|()| output.flush()) {
        Ok(()) => exit,
        Err(error) => complain(&error),
    }
}

fn read() -> Result<zeroize::Zeroizing<String>, Refused> {
    let mut text = zeroize::Zeroizing::new(String::new());
    let read = io::stdin().lock().take(INPUT_BYTES).read_to_string(&mut text);
    read.map_err(|_| Refused::invalid("Standard input is not UTF-8 text."))?;
    Ok(text)
}

fn request(trial: &Trial) -> io::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(connect(&trial.credentials, &trial.options)))
}

fn complain(error: &io::Error) -> Exit {
    let _ = writeln!(io::stderr(), "keyfob: {error}");
    Exit::Failed
}
