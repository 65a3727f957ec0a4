//! The members of the object, taken out one by one.

use std::{fs, io::Read as _};

use keyfob_core::{
    authorization::{ExtraDraft, ExtraPlace, ExtraValueDraft, SecretInput},
    secret::Secret,
    strict_json as strict,
};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::error::{InputError, Result};

/// The most that is read of a file, in bytes: more than any certificate file that is accepted, so that a longer one is refused.
const FILE_BYTES: usize = 1024 * 1024 + 1;
/// A shorter extra value is hardly a secret, and masking it would remove ordinary words from the server's answer.
const SECRET_CHARACTERS: usize = 8;
/// Extra parameters and headers that are never secret, whatever their length.
const NEVER_SECRET: [&str; 7] =
    ["audience", "client_id", "content-type", "grant_type", "resource", "scope", "user-agent"];

/// The bytes of a file, which may be a private key.
pub(super) type Bytes = Zeroizing<Vec<u8>>;

fn extra_value(name: &str, text: String) -> ExtraValueDraft {
    let is_open = NEVER_SECRET.contains(&name.to_ascii_lowercase().as_str());
    if is_open || text.chars().count() < SECRET_CHARACTERS {
        ExtraValueDraft::Plain { text }
    } else {
        ExtraValueDraft::Secret { input: SecretInput::Typed { text: Secret::new(text) } }
    }
}

/// The members of the object that haven't been read yet.
pub(super) struct Members(pub(super) Map<String, Value>);

impl Members {
    /// Takes a member out; null counts as not given.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name).filter(|value| !value.is_null())
    }

    /// Whether a member is true, without taking it out.
    pub(super) fn is_true(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(InputError::member(name, "must be a string")),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(InputError::member(name, "must be true or false")),
        }
    }

    pub(super) fn choice(&mut self, name: &str, words: &[&str]) -> Result<Option<String>> {
        let Some(word) = self.text(name)? else { return Ok(None) };
        if words.contains(&word.as_str()) {
            Ok(Some(word))
        } else {
            Err(InputError::member(name, format!("must be `{}`", words.join("` or `"))))
        }
    }

    pub(super) fn texts(&mut self, name: &str) -> Result<Vec<String>> {
        let wrong = || InputError::member(name, "must be an array of strings");
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(values)) => values
                .into_iter()
                .map(|value| if let Value::String(text) = value { Ok(text) } else { Err(wrong()) })
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    /// Extra parameters; an array gives a name several values. The input doesn't say which are secret, so long ones are treated as such.
    pub(super) fn extras(&mut self, place: ExtraPlace) -> Result<Vec<ExtraDraft>> {
        let member = place.field().as_str();
        let wrong = || InputError::member(member, "must be an object of strings or arrays of strings");
        let values = match self.take(member) {
            None => return Ok(Vec::new()),
            Some(Value::Object(values)) => values,
            Some(_) => return Err(wrong()),
        };
        let mut extras = Vec::new();
        for (name, value) in values {
            let values = if let Value::Array(values) = value { values } else { vec![value] };
            for value in values {
                let Value::String(text) = value else { return Err(wrong()) };
                let slot = format!("{member}-{}", extras.len());
                extras.push(ExtraDraft { slot, place, value: extra_value(&name, text), name: name.clone() });
            }
        }
        Ok(extras)
    }

    /// Takes what is given as text or in a file, with the name of the member.
    pub(super) fn text_or_file<'n>(&mut self, text: &'n str, file: &'n str) -> Result<Option<(&'n str, Bytes)>> {
        match (self.text(text)?, self.file(file)?) {
            (Some(_), Some(_)) => Err(InputError::member(text, format!("and `{file}` can't both be given"))),
            (Some(typed), None) => Ok(Some((text, Zeroizing::new(typed.into_bytes())))),
            (None, found) => Ok(found.map(|bytes| (file, bytes))),
        }
    }

    pub(super) fn file(&mut self, name: &str) -> Result<Option<Bytes>> {
        let Some(path) = self.text(name)? else { return Ok(None) };
        let read = |path: &str| {
            // Room for everything from the start: growing would leave copies of a key behind.
            let mut bytes = Zeroizing::new(Vec::with_capacity(FILE_BYTES));
            fs::File::open(path)?.take(FILE_BYTES as u64).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let cannot = |error: std::io::Error| InputError::member(name, format!("can't be read ({})", error.kind()));
        read(&path).map(Some).map_err(cannot)
    }

    /// Refuses a member that isn't known.
    pub(super) fn end(self) -> Result<()> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(InputError::member(&strict::shown(name), "isn't a known member")),
        }
    }
}
