//! Secrets from files and standard input: never from arguments, which every process of the machine can read.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use keyfob_core::{clean::escaped, secret::Secret};
use zeroize::Zeroizing;

use crate::{
    exit::Exit,
    failure::{Failure, unreadable},
};

/// The most bytes that are read: more than any secret that can be saved.
const LIMIT_BYTES: usize = 1024 * 1024;

/// Reads the secret of an option. One line break at the end is removed, since editors and `echo` add it; anything else is kept.
pub(crate) fn read(option: &str, path: &Path) -> Result<Secret, Failure> {
    let read = if is_standard_input(path) { contents(io::stdin().lock()) } else { File::open(path).and_then(contents) };
    read.map_err(|error| unreadable(&format!("the secret of `{option}`"), &named(path), &error))
}

/// Reads the passphrase of key files, which may be empty.
pub(crate) fn passphrase(option: &str, path: &Path) -> Result<Secret, Failure> {
    let read = if is_standard_input(path) { text(io::stdin().lock()) } else { File::open(path).and_then(text) };
    read.map_err(|error| unreadable(&format!("the passphrase of `--{option}`"), &named(path), &error))
}

/// Returns what a message calls a file that an option names. Contents that were given in place of a name aren't repeated.
pub(crate) fn named(path: &Path) -> String {
    let name = path.to_string_lossy();
    if is_standard_input(path) {
        "standard input".to_owned()
    } else if name.contains(['\n', '\r', '{']) || name.contains("-----") {
        "the given text, which looks like the contents of a file; give the file's name".to_owned()
    } else {
        format!("`{}`", escaped(&path.display().to_string()))
    }
}

/// Refuses several secrets from standard input.
pub(crate) fn assert_one_reads_standard_input(files: &[(String, PathBuf)]) -> Result<(), Failure> {
    let named: Vec<_> = files.iter().filter(|(_, path)| is_standard_input(path)).map(|(name, _)| name).collect();
    if let [first, second, ..] = named.as_slice() {
        let message = format!("`{first}` and `{second}` can't both read standard input. Use a file for one of them.");
        return Err(Failure::new(Exit::WrongUse, message));
    }
    Ok(())
}

pub(crate) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.to_owned())
}

fn contents(input: impl Read) -> io::Result<Secret> {
    let secret = text(input)?;
    if secret.is_empty() { Err(invalid("it is empty")) } else { Ok(secret) }
}

fn text(input: impl Read) -> io::Result<Secret> {
    // Room for everything from the start: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LIMIT_BYTES + 1));
    input.take(LIMIT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > LIMIT_BYTES {
        return Err(invalid("it has more than 1 MiB, so it isn't a secret"));
    }
    let text = str::from_utf8(&bytes).map_err(|_| invalid("it isn't UTF-8 text"))?;
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    Ok(Secret::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_break_at_the_end_is_removed_and_the_rest_is_kept() {
        for (bytes, text) in [
            (&b"secret"[..], "secret"),
            (b"secret\n", "secret"),
            (b"secret\r\n", "secret"),
            (b"secret\n\n", "secret\n"),
            (b"secret\r", "secret\r"),
            (b" two\nlines \n", " two\nlines "),
            (b"\xef\xbb\xbfsecret", "\u{feff}secret"),
        ] {
            let read = serde_json::to_string(&contents(bytes).unwrap().reveal()).unwrap();
            assert_eq!(read, serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_without_being_repeated() {
        let large = vec![b'a'; LIMIT_BYTES + 1];
        for (bytes, why) in [(&large[..], "1 MiB"), (b"canary\xff", "UTF-8"), (b"", "empty"), (b"\n", "empty")] {
            let error = contents(bytes).unwrap_err().to_string();
            assert!(error.contains(why) && !error.contains("canary"), "{error}");
        }
    }
}
