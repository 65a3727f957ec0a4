//! Reads the private keys of a file, in whatever form it is, and the certificates beside them.

use rustls_pki_types::CertificateDer;

use super::{
    KeyFileError, LIMIT_BYTES, SigningAlgorithm, chain,
    der::{self, Kind},
    encryption::{self, Budget, Passphrase},
    jwk, known_label,
    material::Material,
    pkcs12,
    private_key::PrivateKey,
    structures,
    text::{self, Block},
};
use crate::secret::Secret;

/// What a key file contains.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// The private key.
    pub key: PrivateKey,
    /// The key's certificate and its issuers, in this order, from the same file; empty if the file has no certificate of the key.
    pub certificates: Vec<CertificateDer<'static>>,
    /// The key's name, if the file is a JWK that has one (`kid`).
    pub key_id: Option<String>,
    /// What a JWK says that the key signs with (`alg`), if it is known here and fits the key.
    pub algorithm: Option<SigningAlgorithm>,
}

/// Everything that was found in a file.
#[derive(Default)]
struct Found {
    keys: Vec<Material>,
    certificates: Vec<CertificateDer<'static>>,
    /// The first certificate that can't be read.
    damaged: Option<KeyFileError>,
    /// What else there is, as the error that names it if there is no key.
    other: Option<KeyFileError>,
}

impl PrivateKey {
    /// Reads the key of a file, in any of the forms that the module lists. If the file contains several, the only one that has a certificate
    /// in the file is meant.
    ///
    /// Decrypting may take some seconds. The passphrase isn't looked at if nothing is encrypted; an empty one is one.
    ///
    /// # Errors
    /// The file contains no key, several, one that can't be read or used, or one that needs another passphrase.
    pub fn read(file: &[u8], passphrase: Option<&Secret>) -> Result<KeyFile, KeyFileError> {
        read(file, passphrase)
    }

    /// Reads every key of a file, in order; there is at least one.
    ///
    /// # Errors
    /// As [`read`](Self::read), but certificates in the file don't matter.
    pub(crate) fn read_all(file: &[u8], passphrase: Option<&Secret>) -> Result<Vec<Self>, KeyFileError> {
        read_all(file, passphrase)
    }

    /// Reads a key from what [`to_secret`](Self::to_secret) returned, or from the text of any other key file that isn't encrypted.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn from_secret(text: &Secret) -> Result<Self, KeyFileError> {
        Ok(Self::read(text.expose().as_bytes(), None)?.key)
    }
}

fn read(file: &[u8], passphrase: Option<&Secret>) -> Result<KeyFile, KeyFileError> {
    check_size(file)?;
    if let Some(found) = text::as_text(file).and_then(|text| jwk::read(&text)) {
        return Ok(from_jwk(found?));
    }
    let Found { keys, certificates, damaged, .. } = find(file, passphrase)?;
    if let Some(error) = damaged {
        return Err(error);
    }
    let mut keys: Vec<_> = keys.into_iter().map(PrivateKey::new).collect();
    let chains: Vec<_> = keys.iter().map(|key| key.order(&certificates)).collect();
    let index = chains.iter().position(Option::is_some).unwrap_or_default();
    // Which one is meant is known only if one alone has a certificate.
    let others = keys.iter().zip(&chains).filter(|(key, chain)| {
        key.thumbprint() != keys[index].thumbprint() && (chain.is_some() || chains[index].is_none())
    });
    let is_ambiguous = others.count() > 0;
    if is_ambiguous {
        return Err(KeyFileError::SeveralKeys);
    }
    let certificates = chains.into_iter().nth(index).flatten().unwrap_or_default();
    Ok(KeyFile { key: keys.swap_remove(index), certificates, key_id: None, algorithm: None })
}

fn read_all(file: &[u8], passphrase: Option<&Secret>) -> Result<Vec<PrivateKey>, KeyFileError> {
    check_size(file)?;
    if let Some(found) = text::as_text(file).and_then(|text| jwk::read(&text)) {
        return Ok(vec![from_jwk(found?).key]);
    }
    Ok(find(file, passphrase)?.keys.into_iter().map(PrivateKey::new).collect())
}

fn check_size(file: &[u8]) -> Result<(), KeyFileError> {
    if file.trim_ascii().is_empty() {
        Err(KeyFileError::Empty)
    } else if file.len() > LIMIT_BYTES {
        Err(KeyFileError::TooLarge)
    } else {
        Ok(())
    }
}

fn from_jwk(found: jwk::FoundKey) -> KeyFile {
    let key = PrivateKey::new(found.material);
    let certificates = chain::order(&found.certificates, &key.subject_public_key()).unwrap_or_default();
    let algorithm = found.algorithm.filter(|algorithm| key.algorithms().contains(algorithm));
    KeyFile { key, certificates, key_id: found.key_id, algorithm }
}

fn find(file: &[u8], passphrase: Option<&Secret>) -> Result<Found, KeyFileError> {
    let mut found = Found::default();
    let mut budget = Budget::new();
    for block in super::blocks(file) {
        found.add(&block, passphrase.map(Secret::expose), &mut budget)?;
    }
    if found.keys.is_empty() { Err(found.other.unwrap_or(KeyFileError::NoKey)) } else { Ok(found) }
}

impl Found {
    fn add(&mut self, block: &Block, passphrase: Option<&str>, budget: &mut Budget) -> Result<(), KeyFileError> {
        let label = block.label.as_str();
        let number = self.keys.len() + 1;
        let damaged = KeyFileError::DAMAGED.at(number, known_label(label));
        if label == "OPENSSH PRIVATE KEY" {
            return Err(KeyFileError::OpenSsh);
        }
        if let Some(info) = &block.encryption {
            let passphrase = passphrase.ok_or(KeyFileError::PassphraseNeeded)?;
            let contents = block.contents.as_ref().ok_or(damaged)?;
            let decrypted = encryption::decrypt_traditional(info, contents, passphrase)?;
            // Traditional keys are in their own structure, and are recognized by it.
            let kind = der::read(&decrypted).ok_or(KeyFileError::PassphraseWrong)?.kind;
            self.keys.push(structures::read(&kind, &decrypted).map_err(KeyFileError::after_decryption)?);
            return Ok(());
        }
        let value = block.contents.as_ref().and_then(|contents| der::read(contents));
        let value = value.filter(|value| der::is_padding(value.rest));
        let (kind, bytes) = value.map_or((Kind::Unknown, &[][..]), |value| (value.kind, value.bytes));
        match kind {
            Kind::Pkcs8Key | Kind::Pkcs1Key | Kind::Sec1Key | Kind::OtherKey => {
                let key = structures::read(&kind, bytes).map_err(|error| error.at(number, known_label(label)))?;
                self.keys.push(key);
            }
            Kind::EncryptedKey => {
                let passphrase = passphrase.ok_or(KeyFileError::PassphraseNeeded)?;
                let decrypted = encryption::decrypt_key(bytes, &Passphrase::new(passphrase), budget)?;
                self.keys.push(structures::pkcs8(&decrypted).map_err(KeyFileError::after_decryption)?);
            }
            Kind::Pkcs12 => {
                let contents = pkcs12::read(bytes, passphrase, budget).map_err(|error| error.at(number, ""))?;
                if contents.keys.is_empty() && !contents.certificates.is_empty() {
                    self.other = self.other.or(Some(KeyFileError::Certificate));
                }
                self.keys.extend(contents.keys);
                self.certificates.extend(contents.certificates);
            }
            Kind::Certificates(certificates) => {
                self.other = self.other.or(Some(KeyFileError::Certificate));
                for certificate in certificates {
                    self.add_certificate(certificate);
                }
            }
            Kind::PublicKey => self.other = self.other.or(Some(KeyFileError::PublicKey)),
            Kind::Request => self.other = self.other.or(Some(KeyFileError::Request)),
            Kind::Unknown if label == "ENCRYPTED PRIVATE KEY" && passphrase.is_none() => {
                return Err(KeyFileError::PassphraseNeeded);
            }
            Kind::Unknown if label.is_empty() || label.contains("PRIVATE KEY") => return Err(damaged),
            Kind::Unknown if label.contains("CERTIFICATE") => {
                self.other = self.other.or(Some(KeyFileError::Certificate));
                self.add_certificate(None);
            }
            Kind::RevocationList | Kind::Unknown => {}
        }
        Ok(())
    }

    fn add_certificate(&mut self, certificate: Option<CertificateDer<'static>>) {
        if let Some(certificate) = certificate {
            self.certificates.push(certificate);
        } else {
            let number = self.certificates.len() + 1;
            self.damaged = self.damaged.or(Some(KeyFileError::DamagedCertificate { number }));
        }
    }
}
