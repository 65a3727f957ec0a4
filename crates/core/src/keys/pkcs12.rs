//! Reads the keys and certificates of a PKCS#12 file (RFC 7292), `.p12` or `.pfx`.
//!
//! Written by hand on `der`, because Java, NSS and macOS write BER, which the crates for it reject, and because a file may contain any number of
//! parts that are each encrypted: they share one [`Budget`].
//!
//! The MAC tells whether the passphrase is right. Without one, or with a kind that isn't known here (PBMAC1, RFC 9579), decrypting tells.

use ring::{digest, hmac};
use rustls_pki_types::CertificateDer;
use x509_parser::asn1_rs::{Any, Class, Tag};
use zeroize::Zeroizing;

use super::{
    KeyFileError, der,
    encryption::{self, Budget, Passphrase},
    material::Material,
    pkcs12_kdf::{self, Purpose},
    structures::{self, sequence},
};

/// `id-data`, `id-envelopedData` and the others of PKCS#7 (RFC 5652) without their last number.
const PKCS7: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
const DATA: u8 = 1;
const ENCRYPTED_DATA: u8 = 6;
/// The kinds of bags (RFC 7292, appendix D) without their last number.
const BAG: [u8; 10] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01];
const KEY_BAG: u8 = 1;
const SHROUDED_KEY_BAG: u8 = 2;
const CERTIFICATE_BAG: u8 = 3;
const NESTED_BAG: u8 = 6;
/// `x509Certificate` (RFC 7292, section 4.2.3).
const X509: [u8; 10] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01];
/// How deep bags may contain bags.
const DEPTH: usize = 4;

/// What is in a file, in its order.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) keys: Vec<Material>,
    pub(super) certificates: Vec<CertificateDer<'static>>,
}

/// Reads a file. Without a passphrase, both ways are tried in which programs write "no passphrase".
pub(super) fn read(file: &[u8], passphrase: Option<&str>, budget: &mut Budget) -> Result<Contents, KeyFileError> {
    let (_, whole) = der::any(file).ok_or(KeyFileError::DAMAGED)?;
    let members: Vec<_> = der::members(whole.data).map(|(member, _)| member).collect();
    let [_, info, mac @ ..] = members.as_slice() else { return Err(KeyFileError::DAMAGED) };
    let safe = data_of(info)?;
    let candidates = match passphrase {
        Some(text) if !text.is_empty() => vec![Passphrase::new(text)],
        _ => vec![Passphrase::new(""), Passphrase::none()],
    };
    let mut error = KeyFileError::PassphraseWrong;
    for candidate in candidates {
        if let Some(mac) = mac.first().and_then(Mac::read)
            && !mac.fits(&safe, &candidate, budget)?
        {
            continue;
        }
        match read_safe(&safe, &candidate, budget) {
            Err(wrong @ KeyFileError::PassphraseWrong) => error = wrong,
            other => return other,
        }
    }
    let is_given = passphrase.is_some_and(|text| !text.is_empty());
    Err(if is_given { error } else { KeyFileError::PassphraseNeeded })
}

/// `MacData` (RFC 7292, section 4).
struct Mac {
    digest: &'static digest::Algorithm,
    hmac: hmac::Algorithm,
    value: Vec<u8>,
    salt: Zeroizing<Vec<u8>>,
    /// `None` if there are more than any budget has.
    iterations: Option<u32>,
}

impl Mac {
    fn read(mac: &Any<'_>) -> Option<Self> {
        let members: Vec<_> = der::members(mac.data).map(|(member, _)| member).collect();
        let [info, salt, iterations @ ..] = members.as_slice() else { return None };
        let mut info = der::members(info.data).map(|(member, _)| member);
        let (algorithm, value) = (info.next()?, info.next()?);
        let (identifier, _) = der::members(algorithm.data).next()?;
        let (digest, hmac) = match identifier.data {
            [0x2b, 0x0e, 0x03, 0x02, 0x1a] => (&digest::SHA1_FOR_LEGACY_USE_ONLY, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 1] => (&digest::SHA256, hmac::HMAC_SHA256),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 2] => (&digest::SHA384, hmac::HMAC_SHA384),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 3] => (&digest::SHA512, hmac::HMAC_SHA512),
            _ => return None,
        };
        let iterations = iterations.first().map_or(Some(1), |iterations| iterations.clone().u32().ok());
        Some(Self { digest, hmac, value: der::octets(&value)?.to_vec(), salt: der::octets(salt)?, iterations })
    }

    fn fits(&self, safe: &[u8], passphrase: &Passphrase<'_>, budget: &mut Budget) -> Result<bool, KeyFileError> {
        let iterations = self.iterations.ok_or(KeyFileError::TooCostly)?;
        budget.take(u64::from(iterations))?;
        let length = self.digest.output_len();
        let key = pkcs12_kdf::derive(self.digest, &passphrase.utf16, &self.salt, iterations, Purpose::Mac, length);
        Ok(hmac::verify(&hmac::Key::new(self.hmac, &key), safe, &self.value).is_ok())
    }
}

/// Reads the `AuthenticatedSafe` (RFC 7292, section 4.1).
fn read_safe(safe: &[u8], passphrase: &Passphrase<'_>, budget: &mut Budget) -> Result<Contents, KeyFileError> {
    let mut contents = Contents::default();
    for info in sequence(safe)? {
        let (kind, value) = content(&info)?;
        match kind {
            DATA => {
                let bags = der::octets(&value).ok_or(KeyFileError::DAMAGED)?;
                read_bags(&bags, passphrase, budget, &mut contents, DEPTH)?;
            }
            ENCRYPTED_DATA => {
                let bags = decrypt(&value, passphrase, budget)?;
                read_bags(&bags, passphrase, budget, &mut contents, DEPTH).map_err(KeyFileError::after_decryption)?;
            }
            // Encrypted for a certificate.
            _ => return Err(KeyFileError::UnsupportedEncryption),
        }
    }
    Ok(contents)
}

/// Decrypts an `EncryptedData` (RFC 5652, section 8).
fn decrypt(
    value: &Any<'_>,
    passphrase: &Passphrase<'_>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let members: Vec<_> = der::members(value.data).map(|(member, _)| member).collect();
    let [_, info, ..] = members.as_slice() else { return Err(KeyFileError::DAMAGED) };
    let members: Vec<_> = der::members(info.data).map(|(member, _)| member).collect();
    let [_, algorithm, data, ..] = members.as_slice() else { return Err(KeyFileError::DAMAGED) };
    encryption::decrypt(algorithm, &der::octets(data).ok_or(KeyFileError::DAMAGED)?, passphrase, budget)
}

/// Reads `SafeContents` (RFC 7292, section 4.2).
fn read_bags(
    bags: &[u8],
    passphrase: &Passphrase<'_>,
    budget: &mut Budget,
    contents: &mut Contents,
    depth: usize,
) -> Result<(), KeyFileError> {
    for bag in sequence(bags)? {
        let members: Vec<_> = der::members(bag.data).map(|(member, _)| member).collect();
        let [kind, value, ..] = members.as_slice() else { return Err(KeyFileError::DAMAGED) };
        match kind.data.strip_prefix(&BAG) {
            Some([KEY_BAG]) => contents.keys.push(structures::pkcs8(value.data)?),
            Some([SHROUDED_KEY_BAG]) => {
                let key = encryption::decrypt_key(value.data, passphrase, budget)?;
                contents.keys.push(structures::pkcs8(&key).map_err(KeyFileError::after_decryption)?);
            }
            Some([CERTIFICATE_BAG]) => read_certificate(value.data, &mut contents.certificates)?,
            Some([NESTED_BAG]) => {
                let depth = depth.checked_sub(1).ok_or(KeyFileError::DAMAGED)?;
                read_bags(value.data, passphrase, budget, contents, depth)?;
            }
            // A revocation list, a secret, or what later versions define.
            _ => {}
        }
    }
    Ok(())
}

/// Reads a `CertBag` (RFC 7292, section 4.2.3). Those of other kinds than X.509 are skipped.
fn read_certificate(bag: &[u8], certificates: &mut Vec<CertificateDer<'static>>) -> Result<(), KeyFileError> {
    let damaged = KeyFileError::DamagedCertificate { number: certificates.len() + 1 };
    let (_, bag) = der::any(bag).ok_or(damaged)?;
    let members: Vec<_> = der::members(bag.data).map(|(member, _)| member).collect();
    let [kind, value, ..] = members.as_slice() else { return Err(damaged) };
    if kind.data == X509 {
        let contents = der::any(value.data).and_then(|(_, string)| der::octets(&string));
        certificates.push(contents.and_then(|contents| der::certificate(&contents)).ok_or(damaged)?);
    }
    Ok(())
}

/// Returns the contents of a `ContentInfo` (RFC 5652, section 3) with the last number of their kind.
fn content<'a>(info: &Any<'a>) -> Result<(u8, Any<'a>), KeyFileError> {
    let members: Vec<_> = der::members(info.data).map(|(member, _)| member).collect();
    let [identifier, value, ..] = members.as_slice() else { return Err(KeyFileError::DAMAGED) };
    let Some([kind]) = identifier.data.strip_prefix(&PKCS7) else { return Err(KeyFileError::UnsupportedEncryption) };
    if (value.class(), value.tag()) != (Class::ContextSpecific, Tag(0)) {
        return Err(KeyFileError::DAMAGED);
    }
    let (_, value) = der::any(value.data).ok_or(KeyFileError::DAMAGED)?;
    Ok((*kind, value))
}

fn data_of(info: &Any<'_>) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    match content(info)? {
        (DATA, value) => der::octets(&value).ok_or(KeyFileError::DAMAGED),
        // Signed instead of authenticated with a passphrase.
        _ => Err(KeyFileError::UnsupportedEncryption),
    }
}
