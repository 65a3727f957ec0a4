//! Private keys and certificates from files, with the passphrase of an encrypted one.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use keyfob_core::{
    keys::{KeyFile, KeyFileError, PrivateKey, certificates_as_pem, read_certificates},
    secret::Secret,
};
use zeroize::Zeroizing;

use crate::{
    exit::Exit,
    failure::{Failure, unreadable},
    secret_file::{is_standard_input, named},
    terminal,
};

/// The most bytes that are read: more than any file that is accepted, so that a longer one is refused.
const LIMIT_BYTES: usize = 1024 * 1024 + 1;

/// Reads a private key. If it is encrypted and no passphrase is given, it is asked for at the terminal.
pub(crate) fn private_key(option: &str, path: &Path, passphrase: Option<&Secret>) -> Result<KeyFile, Failure> {
    let file = bytes(option, path)?;
    match PrivateKey::read(&file, passphrase) {
        Err(KeyFileError::PassphraseNeeded) if terminal::can_ask() => {
            let passphrase = terminal::secret(&format!("Passphrase of {}: ", named(path)))?;
            PrivateKey::read(&file, Some(&passphrase)).map_err(|error| unusable(option, path, &error))
        }
        Err(KeyFileError::PassphraseNeeded) => {
            let message = format!(
                "`{option}`: {} is encrypted. Give its passphrase with `--key-passphrase-file FILE`.",
                named(path)
            );
            Err(Failure::new(Exit::InvalidInput, message))
        }
        read => read.map_err(|error| unusable(option, path, &error)),
    }
}

/// Reads certificates, as PEM, and a private key that is in the same file.
pub(crate) fn certificates_and_key(
    option: &str,
    path: &Path,
    passphrase: Option<&Secret>,
) -> Result<(String, Option<PrivateKey>), Failure> {
    let file = bytes(option, path)?;
    // A file with a key, such as PKCS#12, may have to be decrypted first.
    match PrivateKey::read(&file, passphrase) {
        Err(KeyFileError::PassphraseNeeded) => {
            private_key(option, path, passphrase).and_then(|read| with_key(option, path, read))
        }
        Ok(read) => with_key(option, path, read),
        Err(
            error @ (KeyFileError::PassphraseWrong | KeyFileError::TooCostly | KeyFileError::UnsupportedEncryption),
        ) => Err(unusable(option, path, &error)),
        Err(_) => {
            let found = read_certificates(&file).map_err(|error| unusable(option, path, &error))?;
            Ok((certificates_as_pem(&found), None))
        }
    }
}

fn with_key(option: &str, path: &Path, read: KeyFile) -> Result<(String, Option<PrivateKey>), Failure> {
    if read.certificates.is_empty() {
        let message = format!("`{option}`: {} contains a private key and no certificate of it.", named(path));
        return Err(Failure::new(Exit::InvalidInput, message));
    }
    Ok((certificates_as_pem(&read.certificates), Some(read.key)))
}

fn unusable(option: &str, path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::InvalidInput, format!("`{option}`: {} {error}.", named(path)))
}

fn bytes(option: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let read = || -> io::Result<Zeroizing<Vec<u8>>> {
        // Room for everything from the start: growing would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(LIMIT_BYTES));
        if is_standard_input(path) {
            io::stdin().lock().take(LIMIT_BYTES as u64).read_to_end(&mut bytes)?;
        } else {
            File::open(path)?.take(LIMIT_BYTES as u64).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    };
    read().map_err(|error| unreadable(&format!("the file of `{option}`"), &named(path), &error))
}
