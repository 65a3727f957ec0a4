//! Reads the structures of unencrypted private keys: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017, appendix A.1.2), and SEC 1 (RFC 5915).
//!
//! `der` reads them as leniently as BER allows, because programs write them in their own ways; what they contain is checked by [`Material`].

use x509_parser::asn1_rs::{Any, Class, Tag};
use zeroize::Zeroizing;

use super::{
    KeyFileError,
    der::{self, Kind},
    material::{Material, RsaNumbers, trimmed},
    oid,
};

/// Reads a key. `bytes` are one whole value that [`der::read`] recognized as `kind`.
pub(super) fn read(kind: &Kind, bytes: &[u8]) -> Result<Material, KeyFileError> {
    match kind {
        Kind::Pkcs8Key => pkcs8(bytes),
        Kind::Pkcs1Key => pkcs1(bytes),
        Kind::Sec1Key => sec1(bytes, None),
        Kind::OtherKey => Err(KeyFileError::Unsupported("DSA")),
        _ => Err(KeyFileError::DAMAGED),
    }
}

/// Reads a key that was decrypted: PKCS#8, possibly with padding after it.
pub(super) fn pkcs8(bytes: &[u8]) -> Result<Material, KeyFileError> {
    let members = sequence(bytes)?;
    let [version, algorithm, key, ..] = members.as_slice() else { return Err(KeyFileError::DAMAGED) };
    if (version.tag(), algorithm.tag(), key.tag()) != (Tag::Integer, Tag::Sequence, Tag::OctetString) {
        return Err(KeyFileError::DAMAGED);
    }
    let parameters: Vec<_> = der::members(algorithm.data).map(|(member, _)| member).collect();
    let identifier = parameters.first().filter(|any| any.tag() == Tag::Oid).ok_or(KeyFileError::DAMAGED)?.data;
    let key = der::octets(key).ok_or(KeyFileError::DAMAGED)?;
    if identifier == oid::RSA {
        pkcs1(&key)
    } else if identifier == oid::EC {
        sec1(&key, parameters.get(1))
    } else if identifier == oid::ED25519 {
        let (_, seed) = der::any(&key).filter(|(_, any)| any.tag() == Tag::OctetString).ok_or(KeyFileError::DAMAGED)?;
        // Version 2 has the public key (RFC 8410, section 7): `[1] IMPLICIT BIT STRING`.
        let public = tagged(&members, 1).map(|public| bit_string(public).ok_or(KeyFileError::DAMAGED)).transpose()?;
        Material::ed25519(seed.data, public)
    } else {
        Err(KeyFileError::Unsupported(oid::other_key(identifier)))
    }
}

fn pkcs1(bytes: &[u8]) -> Result<Material, KeyFileError> {
    let members = sequence(bytes)?;
    if members.len() < 9 || members.iter().take(9).any(|member| member.tag() != Tag::Integer) {
        return Err(KeyFileError::DAMAGED);
    }
    if members.len() > 9 || trimmed(members[0].data) == [1] {
        return Err(KeyFileError::Unsupported("RSA with more than two prime numbers"));
    }
    let public = |at: usize| trimmed(members[at].data).to_vec();
    let private = |at: usize| Zeroizing::new(public(at));
    Material::rsa(RsaNumbers {
        n: public(1),
        e: public(2),
        d: private(3),
        p: private(4),
        q: private(5),
        dp: private(6),
        dq: private(7),
        qi: private(8),
    })
}

/// Reads an elliptic curve key. `curve` is what the structure around it says about its curve.
fn sec1(bytes: &[u8], curve: Option<&Any<'_>>) -> Result<Material, KeyFileError> {
    let members = sequence(bytes)?;
    let [version, scalar, ..] = members.as_slice() else { return Err(KeyFileError::DAMAGED) };
    if (version.tag(), scalar.tag()) != (Tag::Integer, Tag::OctetString) {
        return Err(KeyFileError::DAMAGED);
    }
    let own = tagged(&members, 0).and_then(|own| der::any(own.data)).map(|(_, any)| any);
    let curve = curve.or(own.as_ref()).ok_or(KeyFileError::CurveMissing)?;
    let curve = match curve.tag() {
        Tag::Oid => oid::curve(curve.data).map_err(KeyFileError::Unsupported)?,
        Tag::Sequence => return Err(KeyFileError::Unsupported("an elliptic curve that is described instead of named")),
        _ => return Err(KeyFileError::CurveMissing),
    };
    let public = tagged(&members, 1).map(|public| {
        let inner = der::any(public.data).filter(|(_, any)| any.tag() == Tag::BitString);
        inner.and_then(|(_, any)| any.data.split_first()).map(|(_, point)| point).ok_or(KeyFileError::DAMAGED)
    });
    Material::ec(curve, &der::octets(scalar).ok_or(KeyFileError::DAMAGED)?, public.transpose()?)
}

/// Returns the members of a sequence; an error if there is something after them.
pub(super) fn sequence(bytes: &[u8]) -> Result<Vec<Any<'_>>, KeyFileError> {
    let (_, whole) = der::any(bytes).filter(|(_, any)| der::is_sequence(any)).ok_or(KeyFileError::DAMAGED)?;
    let mut length = 0;
    let members = der::members(whole.data).map(|(member, bytes)| {
        length += bytes.len();
        member
    });
    let members: Vec<_> = members.collect();
    if length < whole.data.len() { Err(KeyFileError::DAMAGED) } else { Ok(members) }
}

/// Returns the member with this context-specific tag.
fn tagged<'a, 'b>(members: &'a [Any<'b>], tag: u32) -> Option<&'a Any<'b>> {
    members.iter().find(|member| (member.class(), member.tag()) == (Class::ContextSpecific, Tag(tag)))
}

/// Returns the bytes of an implicitly tagged `BIT STRING` without unused bits.
fn bit_string<'a>(any: &Any<'a>) -> Option<&'a [u8]> {
    any.data.split_first().filter(|(unused, _)| **unused == 0).map(|(_, bytes)| bytes)
}
