//! Which environment a command is about.

use clap::ValueEnum;
use keyfob_core::authorization::Environment;

/// The environment, as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Named {
    Staging,
    Production,
}

impl From<Named> for Environment {
    fn from(named: Named) -> Self {
        match named {
            Named::Staging => Self::Staging,
            Named::Production => Self::Production,
        }
    }
}

/// What a command that works with one environment takes.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct One {
    /// The environment.
    #[arg(short, long, value_enum, env = "KEYFOB_ENV", default_value = "staging")]
    env: Named,
}

impl One {
    pub(crate) fn environment(self) -> Environment {
        self.env.into()
    }
}
