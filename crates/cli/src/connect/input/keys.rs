//! Keys and certificates of a configuration: in it as text, or in files that it names.

use keyfob_core::{
    authorization::{AssertionAlgorithm, Field},
    keys::{GeneratedKind, KeyFile, KeyFileError, PrivateKey, certificates_as_pem, is_pkcs12, read_certificates},
    secret::Secret,
};
use serde_json::{Map, Value, json};

use super::{
    error::{InputError, Result},
    members::Members,
};

/// What the members about keys and certificates say.
pub(super) struct Keys {
    passphrase: Option<Secret>,
    /// Whether tokens are bound to a key, which is generated unless one is given.
    binds: bool,
    /// What a file says besides: the name and the algorithm of a JWK, and the key beside a client certificate.
    besides: Map<String, Value>,
}

impl Keys {
    /// Takes the passphrase of encrypted files.
    pub(super) fn begin(members: &mut Members) -> Result<Self> {
        let passphrase = members.text("key_passphrase")?.map(Secret::new);
        Ok(Self { passphrase, binds: members.is_true("dpop"), besides: Map::new() })
    }

    /// Takes a private key, as text or from a file.
    pub(super) fn private_key(&mut self, members: &mut Members, field: Field) -> Result<Option<Value>> {
        let member = field.description().member;
        let (text_name, file_name) = match field {
            Field::PrivateKey => ("private_key", "key_file"),
            Field::DpopKey => ("dpop_key", "dpop_key_file"),
            _ => ("client_key", "client_key_file"),
        };
        let Some((name, file)) = members.text_or_file(text_name, file_name)? else {
            let is_wanted = field == Field::DpopKey && self.binds;
            let generated = if is_wanted { PrivateKey::generate(GeneratedKind::P256).ok() } else { None };
            return Ok(self.besides.remove(member).or_else(|| generated.as_ref().map(typed)));
        };
        let read = self.read(name, &file)?;
        if field == Field::DpopKey {
            // Unless it is given as false.
            self.besides.insert("dpop".to_owned(), true.into());
        }
        if field == Field::PrivateKey {
            let algorithm = read.algorithm.map(AssertionAlgorithm::from);
            self.besides.extend(read.key_id.clone().map(|key_id| ("key_id".to_owned(), Value::from(key_id))));
            self.besides.extend(algorithm.map(|algorithm| ("assertion_algorithm".to_owned(), json!(algorithm))));
        }
        Ok(Some(typed(&read.key)))
    }

    /// Takes certificates, as text or from a file.
    pub(super) fn certificates(&mut self, members: &mut Members, field: Field) -> Result<Option<Value>> {
        let (text_name, file_name) = if field == Field::KeyCertificate {
            ("key_cert", "key_cert_file")
        } else {
            ("client_cert", "client_cert_file")
        };
        let Some((name, file)) = members.text_or_file(text_name, file_name)? else { return Ok(None) };
        // A file with a key, such as PKCS#12, may have to be decrypted first.
        let pem = match PrivateKey::read(&file, self.passphrase.as_ref()) {
            Ok(read) if !read.certificates.is_empty() => {
                if field == Field::ClientCertificate {
                    self.besides.insert("client_key".to_owned(), typed(&read.key));
                }
                certificates_as_pem(&read.certificates)
            }
            Err(
                error @ (KeyFileError::PassphraseNeeded
                | KeyFileError::PassphraseWrong
                | KeyFileError::TooCostly
                | KeyFileError::UnsupportedEncryption),
            ) => {
                return Err(unusable(name, &file, &error));
            }
            _ => certificates_as_pem(&read_certificates(&file).map_err(|error| InputError::member(name, error))?),
        };
        Ok(Some(pem.into()))
    }

    /// Returns what files say besides, for members that weren't given.
    pub(super) fn besides(self) -> Map<String, Value> {
        self.besides
    }

    fn read(&self, name: &str, file: &[u8]) -> Result<KeyFile> {
        PrivateKey::read(file, self.passphrase.as_ref()).map_err(|error| unusable(name, file, &error))
    }
}

fn typed(key: &PrivateKey) -> Value {
    json!({ "kind": "typed", "text": key.to_secret().reveal() })
}

fn unusable(name: &str, file: &[u8], error: &KeyFileError) -> InputError {
    match error {
        KeyFileError::PassphraseNeeded if is_pkcs12(file) => InputError::member(
            name,
            "is a PKCS#12 file that needs its passphrase; give it as `key_passphrase`, or convert the file with \
             `openssl pkcs12 -in FILE -out FILE.pem -nodes`",
        ),
        KeyFileError::PassphraseNeeded => InputError::member(
            name,
            "is encrypted; give its passphrase as `key_passphrase`, or decrypt it with `openssl pkey -in FILE -out FILE.pem`",
        ),
        error => InputError::member(name, error),
    }
}
