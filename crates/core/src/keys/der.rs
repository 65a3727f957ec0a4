//! Tells by its structure what a DER or BER value is: labels and file names are often wrong.

use rustls_pki_types::CertificateDer;
use x509_parser::{
    asn1_rs::{Any, Class, FromBer, FromDer, Oid, Tag, oid},
    certification_request::X509CertificationRequest,
    prelude::X509Certificate,
    revocation_list::CertificateRevocationList,
};
use zeroize::Zeroizing;

/// `id-signedData` (RFC 5652, section 5.1): what a PKCS#7 file of certificates is.
const SIGNED_DATA: Oid<'static> = oid!(1.2.840.113549.1.7.2);
/// The most members of a value that are looked at.
const MEMBERS: usize = 10;
/// How deep the parts of a string may be nested (BER).
const STRING_DEPTH: usize = 4;

/// What a value is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A certificate, or those of a PKCS#7 value; `None` in place of one that can't be read.
    Certificates(Vec<Option<CertificateDer<'static>>>),
    /// A certificate signing request (RFC 2986).
    Request,
    /// A certificate revocation list (RFC 5280, section 5).
    RevocationList,
    /// A PKCS#12 file (RFC 7292).
    Pkcs12,
    /// A private key (RFC 5208).
    Pkcs8Key,
    /// An RSA private key (RFC 8017, appendix A.1.2).
    Pkcs1Key,
    /// An elliptic curve private key (RFC 5915).
    Sec1Key,
    /// A private key of a kind that can't be used, such as DSA.
    OtherKey,
    /// An encrypted private key (RFC 5208, section 6).
    EncryptedKey,
    /// A public key (RFC 5280, section 4.1 or RFC 8017, appendix A.1.1).
    PublicKey,
    /// Anything else, a damaged value included.
    Unknown,
}

/// A value at the start of some bytes.
pub(super) struct Value<'a> {
    /// What it is.
    pub(super) kind: Kind,
    /// Its own bytes.
    pub(super) bytes: &'a [u8],
    /// The bytes that follow it.
    pub(super) rest: &'a [u8],
}

/// Reads the value at the start of `bytes`; `None` if there is no whole value.
pub(super) fn read(bytes: &[u8]) -> Option<Value<'_>> {
    let (rest, whole) = Any::from_ber(bytes).ok()?;
    let value = &bytes[..bytes.len() - rest.len()];
    let kind = if is_sequence(&whole) { kind(value, whole.data) } else { Kind::Unknown };
    Some(Value { kind, bytes: value, rest })
}

/// Whether nothing but line ends, spaces and zeros follows a value: what editors and transfers add to a file.
pub(super) fn is_padding(rest: &[u8]) -> bool {
    rest.iter().all(|byte| matches!(byte, 0 | b' ' | b'\r' | b'\n'))
}

fn kind(value: &[u8], contents: &[u8]) -> Kind {
    let members: Vec<_> = members(contents).take(MEMBERS).map(|(member, _)| member).collect();
    let tags: Vec<_> = members.iter().map(|member| (member.class(), member.tag())).collect();
    let universal: Vec<_> =
        tags.iter().take_while(|(class, _)| *class == Class::Universal).map(|(_, tag)| *tag).collect();
    match universal[..] {
        [Tag::Oid] if tags.get(1) == Some(&(Class::ContextSpecific, Tag(0))) => pkcs7(&members),
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => signed(value),
        [Tag::Sequence, Tag::BitString] | [Tag::Integer, Tag::Integer] => Kind::PublicKey,
        [Tag::Sequence, Tag::OctetString] => Kind::EncryptedKey,
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => Kind::Pkcs8Key,
        [Tag::Integer, Tag::Sequence, ..] if members[0].data == [3] => Kind::Pkcs12,
        [Tag::Integer, Tag::OctetString, ..] => Kind::Sec1Key,
        [Tag::Integer, Tag::Integer, ..] if universal.iter().all(|tag| *tag == Tag::Integer) => match universal.len() {
            9.. => Kind::Pkcs1Key,
            6 => Kind::OtherKey,
            _ => Kind::Unknown,
        },
        _ => Kind::Unknown,
    }
}

/// Tells apart what a CA signs and what it is asked to sign: all have the same outer structure.
fn signed(value: &[u8]) -> Kind {
    if let Some(certificate) = certificate(value) {
        Kind::Certificates(vec![Some(certificate)])
    } else if X509CertificationRequest::from_der(value).is_ok() {
        Kind::Request
    } else if CertificateRevocationList::from_der(value).is_ok() {
        Kind::RevocationList
    } else {
        Kind::Unknown
    }
}

/// Returns a certificate if the value is one, and nothing follows it.
pub(super) fn certificate(value: &[u8]) -> Option<CertificateDer<'static>> {
    let (rest, _) = X509Certificate::from_der(value).ok()?;
    rest.is_empty().then(|| CertificateDer::from(value.to_vec()))
}

/// Reads the certificates of a PKCS#7 value (RFC 5652, section 5.1): the member `[0]` of its `SignedData`.
fn pkcs7(members_of_info: &[Any<'_>]) -> Kind {
    let is_signed_data = members_of_info[0].clone().oid().is_ok_and(|oid| oid == SIGNED_DATA);
    let Some((signed_data, _)) = members(members_of_info[1].data).next().filter(|_| is_signed_data) else {
        return Kind::Unknown;
    };
    let is_certificates = |member: &Any<'_>| (member.class(), member.tag()) == (Class::ContextSpecific, Tag(0));
    let found = members(signed_data.data).map(|(member, _)| member).find(is_certificates);
    let Some(found) = found else { return Kind::Certificates(Vec::new()) };
    let mut certificates = Vec::new();
    let mut length = 0;
    for (_, bytes) in members(found.data) {
        certificates.push(certificate(bytes));
        length += bytes.len();
    }
    if length < found.data.len() {
        certificates.push(None);
    }
    Kind::Certificates(certificates)
}

/// Returns whether a value is a `SEQUENCE`.
pub(super) fn is_sequence(value: &Any<'_>) -> bool {
    (value.class(), value.tag()) == (Class::Universal, Tag::Sequence)
}

/// Returns the members of a constructed value, each with its own bytes. Ends at the first one that can't be read.
pub(super) fn members(contents: &[u8]) -> impl Iterator<Item = (Any<'_>, &[u8])> {
    let mut left = contents;
    std::iter::from_fn(move || {
        let (rest, member) = Any::from_ber(left).ok()?;
        let bytes = &left[..left.len() - rest.len()];
        left = rest;
        Some((member, bytes))
    })
}

/// Returns the value at the start of some bytes, and what follows it.
pub(super) fn any(bytes: &[u8]) -> Option<(&[u8], Any<'_>)> {
    Any::from_ber(bytes).ok()
}

/// Returns the contents of an `OCTET STRING`, whatever its tag: also one in parts, as BER allows. `None` if the parts are nested too deep.
pub(super) fn octets(string: &Any<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let mut contents = Zeroizing::new(Vec::with_capacity(string.data.len()));
    collect(string, STRING_DEPTH, &mut contents)?;
    Some(contents)
}

fn collect(string: &Any<'_>, depth: usize, contents: &mut Vec<u8>) -> Option<()> {
    if string.header.is_primitive() {
        contents.extend_from_slice(string.data);
        return Some(());
    }
    let depth = depth.checked_sub(1)?;
    members(string.data).try_for_each(|(part, _)| collect(&part, depth, contents))
}
