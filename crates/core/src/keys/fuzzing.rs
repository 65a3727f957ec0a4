//! The way in for the fuzzer (`fuzz/`): any file, read as a key file and as a certificate file.

use super::{PrivateKey, certificates_as_pem, read_certificates};
use crate::secret::Secret;

/// Reads a file with and without a passphrase, and signs with the key that it contains.
///
/// # Panics
/// If a key that was read can't sign, or isn't read again from what it is written as, or if an error shows a part of the file.
pub fn read_key_file(file: &[u8]) {
    for passphrase in [None, Some(Secret::new("synthetic".into()))] {
        let Ok(found) = PrivateKey::read(file, passphrase.as_ref()) else { continue };
        let key = found.key;
        // One of them, since signing takes longer than everything else.
        let algorithms = key.algorithms();
        let algorithm = algorithms[file.len() % algorithms.len()];
        assert!(key.sign(algorithm, file).is_ok(), "a key that was read can sign");
        let again = PrivateKey::from_secret(&key.to_secret()).map(|again| again.thumbprint());
        assert_eq!(again, Ok(key.thumbprint()), "what is written is read again");
        assert!(found.certificates.first().is_none_or(|certificate| key.matches(certificate)), "its own is first");
        assert!(found.algorithm.is_none_or(|algorithm| key.algorithms().contains(&algorithm)));
    }
    if let Ok(certificates) = read_certificates(file) {
        assert_eq!(read_certificates(certificates_as_pem(&certificates).as_bytes()), Ok(certificates));
    }
}
