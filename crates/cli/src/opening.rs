//! Where the data is and what opens its vault. A passphrase comes from a file, a descriptor or a prompt: never from an argument,
//! which every process of the machine can read, nor from a variable, which every child process inherits.

use std::{
    cell::Cell,
    env,
    fs::File,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use keyfob_core::{
    Waiting,
    clean::escaped,
    keyfob::{Keyfob, Settings, data_folder},
    secret::Secret,
    vault::{Keyring, VaultNotice, VaultState, same_secret},
};
use zeroize::Zeroizing;

use crate::{
    exit::Exit,
    failure::{Failure, unreadable},
    fields::Given,
    recovery, secret_file, stderr, terminal,
};

/// The most bytes that are read for a passphrase, in case a wrong file was named.
const PASSPHRASE_BYTES: u64 = 64 * 1024;
/// How long another program or the keyring is waited for without `--timeout`.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The heading of these options in the help.
const GLOBAL: &str = "Options of every command";

/// Where the data is and what opens its vault.
#[derive(Debug, clap::Args)]
pub(crate) struct Opening {
    /// The data folder. Default: `KEYFOB_HOME`, or the platform's folder for program data.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DIR")]
    home: Option<PathBuf>,
    /// Read the vault's passphrase from the first line of this file, `-` for standard input.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "FILE", conflicts_with = "passphrase_fd")]
    passphrase_file: Option<PathBuf>,
    /// Read the vault's passphrase from the first line of this open file descriptor.
    #[cfg(unix)]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "N")]
    passphrase_fd: Option<u32>,
    /// How long to wait for another program that uses the data, or for the keyring. Default: 30 s; at a terminal, a keyring is waited for
    /// without a limit, since it may be asking for its password.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    timeout: Option<u32>,
    /// Whether opening the data lost something.
    #[arg(skip)]
    has_lost_data: Cell<bool>,
}

impl Opening {
    /// Opens the data, and prints what was lost if the database was damaged or missing: each time, until it has been printed to a terminal.
    pub(crate) fn open(&self) -> Result<Keyfob, Failure> {
        let keyfob = self.open_quietly()?;
        self.has_lost_data.set(keyfob.has_lost_data());
        if let Some(recovery) = keyfob.recovery()? {
            let is_seen = io::stderr().is_terminal();
            let note = if is_seen { "" } else { "\nThis message is repeated until it has been printed to a terminal." };
            stderr::message(&format!("{}{note}", recovery::report(&recovery)));
            if is_seen {
                // If that can't be noted, it is only shown again.
                let _ = keyfob.dismiss_recovery();
            }
        }
        Ok(keyfob)
    }

    /// Opens the data without printing what was lost. If it can't be written, it is opened to read: a command that saves fails with the reason.
    pub(crate) fn open_quietly(&self) -> Result<Keyfob, Failure> {
        let folder = self.folder()?;
        Ok(Keyfob::open_or_read(Settings {
            folder,
            keyring: self.keyring(Keyring::system()),
            waiting: self.waiting(),
        })?)
    }

    /// Returns the data folder. One that was named must exist: a misspelled name would create an empty one.
    pub(crate) fn folder(&self) -> Result<PathBuf, Failure> {
        let named = self.home.clone().map(PathBuf::into_os_string);
        let variable = env::var_os("KEYFOB_HOME");
        let source = match (&named, &variable) {
            (Some(_), _) => Some("`--home`"),
            (None, Some(folder)) if !folder.is_empty() => Some("`KEYFOB_HOME`"),
            (None, _) => None,
        };
        let folder = data_folder(named, variable, dirs::data_dir())?;
        match source {
            // A folder that can't be looked into is reported when it is opened.
            Some(source) if matches!(folder.try_exists(), Ok(false)) => {
                let path = folder.display().to_string();
                let message = format!(
                    "There is no data folder at `{}`. Check {source}. To start with an empty one there, create the folder first.",
                    escaped(&path)
                );
                Err(Failure::new(Exit::WrongUse, message))
            }
            _ => Ok(folder),
        }
    }

    /// Whether opening the data lost something, so that the command doesn't succeed whatever it does.
    pub(crate) fn has_lost_data(&self) -> bool {
        self.has_lost_data.get()
    }

    fn waiting(&self) -> Waiting {
        let on_wait = || stderr::message("Waiting for another program that is using the data…");
        Waiting {
            limit: self.timeout().unwrap_or(DEFAULT_TIMEOUT),
            on_wait: Some(Arc::new(on_wait)),
            ..Waiting::default()
        }
    }

    fn keyring(&self, keyring: Keyring) -> Keyring {
        let keyring = keyring.on_wait(|| {
            stderr::message("Waiting for your keyring. It may be asking for its password in another window.");
        });
        // Without a terminal, no user may be there to answer it.
        let default = (!io::stderr().is_terminal()).then_some(DEFAULT_TIMEOUT);
        match self.timeout().or(default) {
            Some(limit) => keyring.with_limit(limit),
            None => keyring,
        }
    }

    fn timeout(&self) -> Option<Duration> {
        self.timeout.map(|seconds| Duration::from_secs(seconds.into()))
    }

    /// Opens the data, and its vault if a passphrase protects it.
    pub(crate) fn open_vault(&self) -> Result<Keyfob, Failure> {
        self.with_vault(self.open()?)
    }

    /// Opens the data to save something, and its vault if a passphrase protects it. Nothing is asked for if nothing can be saved.
    pub(crate) fn open_vault_to_write(&self) -> Result<Keyfob, Failure> {
        let keyfob = self.open()?;
        keyfob.assert_writable()?;
        self.with_vault(keyfob)
    }

    fn with_vault(&self, keyfob: Keyfob) -> Result<Keyfob, Failure> {
        if keyfob.vault_status()?.state == VaultState::Locked
            && let Some(passphrase) = self.passphrase()?
        {
            keyfob.unlock(&passphrase)?;
        }
        Ok(keyfob)
    }

    /// Opens the data and its vault to save secrets. If there is no vault, one is created under the passphrase that the arguments give; or,
    /// if there is no keyring either, under one that the user chooses at the terminal. Otherwise the first save creates it in the keyring.
    pub(crate) fn open_or_create_vault(&self) -> Result<Keyfob, Failure> {
        let keyfob = self.open_vault_to_write()?;
        let status = keyfob.vault_status()?;
        if status.home.is_some() || matches!(status.state, VaultState::Lost | VaultState::Changed) {
            return Ok(keyfob);
        }
        if self.passphrase_path().is_some() {
            if let Some(passphrase) = self.passphrase()? {
                keyfob.create_passphrase_vault(&passphrase)?;
                stderr::message("Created a vault that is protected by the passphrase.");
            }
        } else if keyfob.retry_keyring()?.state == VaultState::Needed && terminal::can_ask() {
            keyfob.create_passphrase_vault(&new_passphrase(&keyfob)?)?;
        }
        Ok(keyfob)
    }

    /// Prints to standard error what couldn't be recorded of what was done.
    pub(crate) fn tell_unrecorded(keyfob: &Keyfob, what: &str) {
        if let Some(error) = keyfob.take_unrecorded() {
            stderr::message(&format!("{what} {}", Failure::from(error).into_parts().1));
        }
    }

    /// Refuses several secrets from standard input.
    pub(crate) fn assert_one_reads_standard_input(&self, given: &Given) -> Result<(), Failure> {
        let own = self.passphrase_file.iter().map(|path| ("--passphrase-file".to_owned(), path.clone()));
        secret_file::assert_one_reads_standard_input(&own.chain(given.files()).collect::<Vec<_>>())
    }

    /// Prints to standard error what Keyfob did to the vault by itself.
    pub(crate) fn tell_notice(keyfob: &Keyfob) {
        let notice = match keyfob.take_vault_notice() {
            Some(VaultNotice::SettingsSealed) => {
                "Keyfob now protects your settings, too. Everything saved so far was sealed as it was found. If other people or programs \
                 could change the data before, check the Token URLs."
            }
            Some(VaultNotice::RecordRestored) => "The vault's record was changed outside Keyfob. Keyfob restored it.",
            None => return,
        };
        stderr::message(notice);
    }

    /// Whether standard input is left for a command that is run. A descriptor with the passphrase would be, too, so it must be a pipe, which
    /// can be read only once.
    pub(crate) fn leaves_standard_input(&self) -> Result<bool, Failure> {
        self.assert_not_inherited(
            "With `exec`, `--passphrase-fd` must name a pipe, because the command could read a file again.",
        )?;
        Ok(self.passphrase_file.as_deref() != Some(Path::new("-")))
    }

    /// Refuses a descriptor with the passphrase that a program which is started could read again.
    pub(crate) fn assert_not_inherited(&self, why: &str) -> Result<(), Failure> {
        #[cfg(unix)]
        if let Some(number) = self.passphrase_fd {
            use std::os::unix::fs::FileTypeExt;
            let found = std::fs::metadata(format!("/dev/fd/{number}"));
            if !found.is_ok_and(|found| found.file_type().is_fifo()) {
                return Err(Failure::new(Exit::WrongUse, format!("{why} Use `--passphrase-file FILE`.")));
            }
        }
        Ok(())
    }

    /// Reads the passphrase from where the arguments say, else at the terminal; `None` without a terminal.
    fn passphrase(&self) -> Result<Option<Secret>, Failure> {
        if let Some(path) = self.passphrase_path() {
            let unreadable = |error: io::Error| unreadable("the passphrase", &secret_file::named(&path), &error);
            let line = if path == Path::new("-") {
                first_line(io::stdin().lock())
            } else {
                File::open(&path).and_then(first_line)
            };
            return line.map(Some).map_err(unreadable);
        }
        if terminal::can_ask() { terminal::secret("Vault passphrase: ").map(Some) } else { Ok(None) }
    }

    #[cfg(unix)]
    fn passphrase_path(&self) -> Option<PathBuf> {
        let descriptor = self.passphrase_fd.map(|number| PathBuf::from(format!("/dev/fd/{number}")));
        self.passphrase_file.clone().or(descriptor)
    }

    #[cfg(not(unix))]
    fn passphrase_path(&self) -> Option<PathBuf> {
        self.passphrase_file.clone()
    }
}

/// Asks twice for the passphrase of a new vault.
fn new_passphrase(keyfob: &Keyfob) -> Result<Secret, Failure> {
    stderr::message("There is no keyring, so a passphrase protects the vault. It can't be recovered if you forget it.");
    let passphrase = terminal::secret("New vault passphrase: ")?;
    keyfob.check_new_passphrase(&passphrase)?;
    if same_secret(&terminal::secret("The same passphrase again: ")?, &passphrase) {
        Ok(passphrase)
    } else {
        Err(Failure::new(Exit::InvalidInput, "The passphrases differ, so no vault was created. Try again."))
    }
}

/// Returns the first line without its line break.
pub(crate) fn first_line(input: impl Read) -> io::Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    input.take(PASSPHRASE_BYTES).read_to_end(&mut bytes)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = str::from_utf8(line).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it isn't UTF-8 text"))?;
    Ok(Secret::new(text.strip_suffix('\r').unwrap_or(text).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_passphrase_however_the_file_ends() {
        for (bytes, line) in [
            (&b"correct horse"[..], "correct horse"),
            (b"correct horse\n", "correct horse"),
            (b"correct horse\r\nsecond\n", "correct horse"),
            (b" spaces stay \n", " spaces stay "),
            (b"", ""),
        ] {
            let read = first_line(bytes).unwrap();
            assert!(read.all_chars(|c| line.contains(c)) && read.is_empty() == line.is_empty(), "{line}");
            assert_eq!(serde_json::to_string(&read.reveal()).unwrap(), serde_json::to_string(line).unwrap());
        }
        assert_eq!(first_line(&b"\xff\n"[..]).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
