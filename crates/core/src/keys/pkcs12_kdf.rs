//! The key derivation of PKCS#12 (RFC 7292, appendix B.2), which only this format uses. ring does the hashing.

use ring::digest::{Algorithm, Context};
use zeroize::Zeroizing;

/// What a key is derived for (RFC 7292, appendix B.3).
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Vector = 2,
    Mac = 3,
}

/// Derives `length` bytes from a passphrase in UTF-16 with a zero at the end.
pub(super) fn derive(
    hash: &'static Algorithm,
    passphrase: &[u8],
    salt: &[u8],
    iterations: u32,
    purpose: Purpose,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let block = hash.block_len();
    let diversifier = vec![purpose as u8; block];
    let mut input = repeated(salt, block);
    input.extend_from_slice(&repeated(passphrase, block));
    let mut derived = Zeroizing::new(Vec::with_capacity(length + hash.output_len()));
    loop {
        let mut context = Context::new(hash);
        context.update(&diversifier);
        context.update(&input);
        let mut digest = context.finish();
        for _ in 1..iterations {
            digest = ring::digest::digest(hash, digest.as_ref());
        }
        derived.extend_from_slice(digest.as_ref());
        if derived.len() >= length {
            derived.truncate(length);
            return derived;
        }
        // Each block of the input becomes itself + the repeated digest + 1, as a number.
        let addend: Zeroizing<Vec<u8>> = Zeroizing::new(digest.as_ref().iter().copied().cycle().take(block).collect());
        for part in input.chunks_mut(block) {
            let mut carry = 1;
            for (byte, addend) in part.iter_mut().zip(addend.iter()).rev() {
                let sum = u16::from(*byte) + u16::from(*addend) + carry;
                [_, *byte] = sum.to_be_bytes();
                carry = sum >> 8;
            }
        }
    }
}

/// Repeats bytes until they fill whole blocks.
fn repeated(bytes: &[u8], block: usize) -> Zeroizing<Vec<u8>> {
    let length = bytes.len().div_ceil(block) * block;
    // With room for another one of these, so that it needn't grow.
    let mut repeated = Zeroizing::new(Vec::with_capacity(length + 4 * block.max(bytes.len())));
    repeated.extend(bytes.iter().copied().cycle().take(length));
    repeated
}

#[cfg(test)]
mod tests {
    use ring::digest::SHA1_FOR_LEGACY_USE_ONLY;

    use super::*;

    #[test]
    fn keys_are_those_of_other_implementations() {
        // The test of Bouncy Castle, which other programs repeat: `smeg`, and its longer form with another salt.
        let utf16 = |text: &str| text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        let key = |salt: [u8; 8], purpose, length| {
            derive(&SHA1_FOR_LEGACY_USE_ONLY, &utf16("smeg"), &salt, 1, purpose, length).to_vec()
        };
        let salt = [0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f];
        assert_eq!(
            key(salt, Purpose::Key, 24),
            [
                0x8a, 0xaa, 0xe6, 0x29, 0x7b, 0x6c, 0xb0, 0x46, 0x42, 0xab, 0x5b, 0x07, 0x78, 0x51, 0x28, 0x4e, 0xb7,
                0x12, 0x8f, 0x1a, 0x2a, 0x7f, 0xbc, 0xa3
            ]
        );
        assert_eq!(key(salt, Purpose::Vector, 8), [0x79, 0x99, 0x3d, 0xfe, 0x04, 0x8d, 0x3b, 0x76]);
        let salt = [0x3d, 0x83, 0xc0, 0xe4, 0x54, 0x6a, 0xc1, 0x40];
        let mac = key(salt, Purpose::Mac, 20);
        assert_eq!(mac[..4], [0x8d, 0x96, 0x7d, 0x88]);
    }
}
