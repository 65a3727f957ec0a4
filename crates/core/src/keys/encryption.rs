//! Decrypts what is encrypted with a passphrase: PBES2 and PBES1 (RFC 8018, section 6), the schemes of PKCS#12 (RFC 7292, appendix B and C),
//! and the traditional form of OpenSSL (`Proc-Type: 4,ENCRYPTED`).
//!
//! The file says how often the passphrase is hashed, so a hostile one could keep the program busy for hours: all derivations of a file
//! together have a [`Budget`].

use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit, block_padding::Pkcs7};
use md5::{Digest as _, Md5};
use pkcs5::{
    der::Decode as _,
    pbes2::{Kdf, Parameters},
};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY as SHA1, digest};
use x509_parser::asn1_rs::{Any, Tag};
use zeroize::Zeroizing;

use super::{
    KeyFileError,
    der::{self, is_sequence},
    pkcs12_kdf::{self, Purpose},
};

/// The most iterations of key derivation for a file, several times what programs write. With SHA-512 they take about fifteen seconds, with others three to six.
pub const MOST_ITERATIONS: u64 = 10_000_000;
/// The most that are tried: fewer for the fuzzer, which is about what is read, and not about how long it takes.
const TRIED_ITERATIONS: u64 = if cfg!(fuzzing) { 4_096 } else { MOST_ITERATIONS };
/// The most memory that scrypt may use, in bytes.
const MOST_SCRYPT_BYTES: u64 = 256 << 20;
/// The length of the salt in the traditional form of OpenSSL, and in PBES1, in bytes.
const SALT_BYTES: usize = 8;

/// `PBES2` (RFC 8018, appendix C).
const PBES2: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
/// The schemes of PBES1 (RFC 8018, appendix C) without their last number.
const PBES1: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
/// The schemes of PKCS#12 (RFC 7292, appendix C) without their last number.
const PKCS12: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];

/// How many iterations are left for a file.
pub(super) struct Budget(u64);

impl Budget {
    pub(super) const fn new() -> Self {
        Self(TRIED_ITERATIONS)
    }

    /// Takes iterations out of it.
    ///
    /// # Errors
    /// If fewer are left.
    pub(super) fn take(&mut self, iterations: u64) -> Result<(), KeyFileError> {
        self.0 = self.0.checked_sub(iterations).ok_or(KeyFileError::TooCostly)?;
        Ok(())
    }
}

/// A passphrase in the two forms that are hashed.
pub(super) struct Passphrase<'a> {
    /// PBES2, PBES1 and OpenSSL hash it as it is.
    pub(super) text: &'a str,
    /// PKCS#12 hashes it in UTF-16 with a zero at the end, or nothing at all.
    pub(super) utf16: Zeroizing<Vec<u8>>,
}

impl<'a> Passphrase<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut utf16 = Zeroizing::new(Vec::with_capacity(text.len() * 2 + 2));
        utf16.extend(text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes));
        Self { text, utf16 }
    }

    /// No passphrase, which programs tell apart from an empty one.
    pub(super) fn none() -> Self {
        Self { text: "", utf16: Zeroizing::default() }
    }
}

/// Decrypts an `EncryptedPrivateKeyInfo` (RFC 5958, section 3).
pub(super) fn decrypt_key(
    bytes: &[u8],
    passphrase: &Passphrase<'_>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let (_, whole) = der::any(bytes).ok_or(KeyFileError::DAMAGED)?;
    let mut members = der::members(whole.data).map(|(member, _)| member);
    let (Some(algorithm), Some(data)) = (members.next(), members.next()) else { return Err(KeyFileError::DAMAGED) };
    decrypt(&algorithm, &der::octets(&data).ok_or(KeyFileError::DAMAGED)?, passphrase, budget)
}

/// Decrypts `data` as an `AlgorithmIdentifier` says.
///
/// # Errors
/// The algorithm isn't supported or costs too much, or the padding is wrong, which is how a wrong passphrase is noticed.
pub(super) fn decrypt(
    algorithm: &Any<'_>,
    data: &[u8],
    passphrase: &Passphrase<'_>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let members: Vec<_> = der::members(algorithm.data).collect();
    let [(identifier, _), (parameters, bytes), ..] = members.as_slice() else {
        return Err(KeyFileError::UnsupportedEncryption);
    };
    if identifier.tag() != Tag::Oid || !is_sequence(parameters) {
        return Err(KeyFileError::UnsupportedEncryption);
    }
    if identifier.data == PBES2 {
        return pbes2(bytes, data, passphrase, budget);
    }
    let Some((last, scheme)) = identifier.data.split_last() else { return Err(KeyFileError::UnsupportedEncryption) };
    let members: Vec<_> = der::members(parameters.data).map(|(member, _)| member).collect();
    let [salt, iterations, ..] = members.as_slice() else { return Err(KeyFileError::UnsupportedEncryption) };
    let salt = der::octets(salt).ok_or(KeyFileError::UnsupportedEncryption)?;
    // A number that is too large for its type is above the limit, too.
    let iterations = iterations.clone().u32().map_err(|_| KeyFileError::TooCostly)?;
    if scheme == PBES1 {
        pbes1(*last, &salt, iterations, data, passphrase, budget)
    } else if scheme == PKCS12 {
        pkcs12(*last, &salt, iterations, data, passphrase, budget)
    } else {
        Err(KeyFileError::UnsupportedEncryption)
    }
}

fn pbes2(
    parameters: &[u8],
    data: &[u8],
    passphrase: &Passphrase<'_>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let parameters = Parameters::from_der(parameters).map_err(|_| KeyFileError::UnsupportedEncryption)?;
    match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => budget.take(u64::from(pbkdf2.iteration_count))?,
        Kdf::Scrypt(scrypt) => {
            // Computing one block of 128 bytes takes about as long as one iteration of PBKDF2.
            let blocks = scrypt.cost_parameter.saturating_mul(u64::from(scrypt.block_size));
            if blocks.saturating_mul(128) > MOST_SCRYPT_BYTES {
                return Err(KeyFileError::TooCostly);
            }
            budget.take(blocks.saturating_mul(u64::from(scrypt.parallelization)))?;
        }
        _ => return Err(KeyFileError::UnsupportedEncryption),
    }
    let mut buffer = Zeroizing::new(data.to_vec());
    let length = match parameters.decrypt_in_place(passphrase.text, &mut buffer) {
        Ok(decrypted) => decrypted.len(),
        Err(pkcs5::Error::DecryptFailed) => return Err(KeyFileError::PassphraseWrong),
        Err(_) => return Err(KeyFileError::UnsupportedEncryption),
    };
    buffer.truncate(length);
    Ok(buffer)
}

/// RFC 8018, section 6.1: key and initialization vector are one hash, made with PBKDF1.
fn pbes1(
    scheme: u8,
    salt: &[u8],
    iterations: u32,
    data: &[u8],
    passphrase: &Passphrase<'_>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let hash = match scheme {
        // With MD5: DES and RC2.
        3 | 6 => |bytes: &[u8]| Zeroizing::new(Md5::digest(bytes).to_vec()),
        // With SHA-1: DES and RC2.
        10 | 11 => |bytes: &[u8]| Zeroizing::new(digest(&SHA1, bytes).as_ref().to_vec()),
        _ => return Err(KeyFileError::UnsupportedEncryption),
    };
    budget.take(u64::from(iterations))?;
    let mut derived = hash(&Zeroizing::new([passphrase.text.as_bytes(), salt].concat()));
    for _ in 1..iterations {
        derived = hash(&derived);
    }
    let (key, rest) = derived.split_at(8);
    if matches!(scheme, 3 | 10) {
        cbc_decrypt::<des::Des>(key, &rest[..8], data)
    } else {
        cbc_decrypt::<rc2::Rc2>(key, &rest[..8], data)
    }
}

/// RFC 7292, appendix C.
fn pkcs12(
    scheme: u8,
    salt: &[u8],
    iterations: u32,
    data: &[u8],
    passphrase: &Passphrase<'_>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let key_bytes = match scheme {
        // Triple DES with three keys and with two, RC2 with 128 bits and with 40.
        3 => 24,
        4 | 5 => 16,
        6 => 5,
        // RC4.
        _ => return Err(KeyFileError::UnsupportedEncryption),
    };
    budget.take(2 * u64::from(iterations))?;
    let derive = |purpose, length| pkcs12_kdf::derive(&SHA1, &passphrase.utf16, salt, iterations, purpose, length);
    let key = derive(Purpose::Key, key_bytes);
    let vector = derive(Purpose::Vector, 8);
    match scheme {
        3 => cbc_decrypt::<des::TdesEde3>(&key, &vector, data),
        4 => cbc_decrypt::<des::TdesEde2>(&key, &vector, data),
        _ => cbc_decrypt::<rc2::Rc2>(&key, &vector, data),
    }
}

/// Decrypts a PEM block in the traditional form of OpenSSL. `info` is the value of its header `DEK-Info` (RFC 1421, section 4.6.1.3): a cipher
/// and its initialization vector, which is also the salt.
pub(super) fn decrypt_traditional(
    info: &str,
    data: &[u8],
    passphrase: &str,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let (cipher, vector) = info.split_once(',').ok_or(KeyFileError::UnsupportedEncryption)?;
    let vector = hexadecimal(vector.trim()).ok_or(KeyFileError::UnsupportedEncryption)?;
    let salt = vector.get(..SALT_BYTES).ok_or(KeyFileError::UnsupportedEncryption)?;
    let key = |length| traditional_key(passphrase, salt, length);
    match cipher.trim() {
        "AES-128-CBC" => cbc_decrypt::<aes::Aes128Dec>(&key(16), &vector, data),
        "AES-192-CBC" => cbc_decrypt::<aes::Aes192Dec>(&key(24), &vector, data),
        "AES-256-CBC" => cbc_decrypt::<aes::Aes256Dec>(&key(32), &vector, data),
        "DES-EDE3-CBC" => cbc_decrypt::<des::TdesEde3>(&key(24), &vector, data),
        "DES-CBC" => cbc_decrypt::<des::Des>(&key(8), &vector, data),
        _ => Err(KeyFileError::UnsupportedEncryption),
    }
}

/// Returns a key as OpenSSL's `EVP_BytesToKey` derives it, with MD5 and one iteration.
fn traditional_key(passphrase: &str, salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut last = Zeroizing::new(Vec::new());
    while key.len() < length {
        last = Zeroizing::new(Md5::digest(&*Zeroizing::new([&last, passphrase.as_bytes(), salt].concat())).to_vec());
        key.extend_from_slice(&last);
    }
    key.truncate(length);
    key
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn cbc_decrypt<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    vector: &[u8],
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let mode = cbc::Decryptor::<C>::new_from_slices(key, vector).map_err(|_| KeyFileError::UnsupportedEncryption)?;
    let mut buffer = Zeroizing::new(data.to_vec());
    let length = mode.decrypt_padded::<Pkcs7>(&mut buffer).map_err(|_| KeyFileError::PassphraseWrong)?.len();
    buffer.truncate(length);
    Ok(buffer)
}
