//! What is read from private key files.

use proptest::prelude::*;
use rustls::{crypto::ring::sign::any_supported_type, pki_types::PrivateKeyDer};

use super::{
    super::{
        LIMIT_BYTES,
        key_file::{KeyFileError, PrivateKey, read},
    },
    contents, cut, decode,
    samples::*,
    utf16,
};

fn only_key(file: &[u8]) -> PrivateKey {
    let mut keys = read(file).unwrap();
    assert_eq!(keys.len(), 1);
    keys.remove(0)
}

#[test]
fn a_key_is_read_from_every_form_in_which_it_is_written() {
    for pem in [SEC1, PKCS8, RSA_PKCS1, ED25519] {
        let indented = format!("  {}", pem.replace('\n', "\n  "));
        let service_account = format!("{{\"private_key\": \"{}\"}}", pem.replace('\n', "\\n"));
        for file in [
            pem.as_bytes().to_vec(),
            format!("\u{feff}{pem}").into_bytes(),
            pem.replace('\n', "\r\n").into_bytes(),
            indented.into_bytes(),
            service_account.into_bytes(),
            utf16(pem, u16::to_le_bytes),
            utf16(pem, u16::to_be_bytes),
            format!("Key Attributes: <No Attributes>\n{pem}{CA}").into_bytes(),
            format!("{}{pem}", CA.trim_end()).into_bytes(),
            contents(pem),
            [contents(pem), b"\n".to_vec()].concat(),
        ] {
            let key = only_key(&file);
            assert_eq!(key.as_der().secret_der(), contents(pem));
            assert!(any_supported_type(&key.as_der()).is_ok());
        }
    }
    assert_eq!(only_key(SEC1_WITH_PARAMETERS.as_bytes()).as_der().secret_der(), contents(SEC1));
}

#[test]
fn a_wrong_label_does_no_harm() {
    let is_sec1 = |text: String| matches!(only_key(text.as_bytes()).as_der(), PrivateKeyDer::Sec1(_));
    assert!(is_sec1(SEC1.replace("EC PRIVATE KEY", "PRIVATE KEY")));
    let pkcs8 = PKCS8.replace("PRIVATE KEY", "RSA PRIVATE KEY");
    assert!(matches!(only_key(pkcs8.as_bytes()).as_der(), PrivateKeyDer::Pkcs8(_)));
}

#[test]
fn several_keys_are_read_in_their_order() {
    let keys = read(format!("{RSA_PKCS1}{SEC1}").as_bytes()).unwrap();
    assert!(matches!((keys[0].as_der(), keys[1].as_der()), (PrivateKeyDer::Pkcs1(_), PrivateKeyDer::Sec1(_))));
}

#[test]
fn a_key_that_cannot_be_used_is_named_for_what_it_is() {
    use KeyFileError::{
        Certificate, Damaged, Empty, Encrypted, NoKey, OpenSsh, Pkcs12, PublicKey, Request, TooLarge, Unsupported,
    };
    let text = |text: &str| text.as_bytes().to_vec();
    // Six integers, as in a DSA key.
    let dsa =
        format!("-----BEGIN DSA PRIVATE KEY-----\n{}\n-----END DSA PRIVATE KEY-----\n", "MBICAQACAQECAQECAQECAQECAQE=");
    for (file, error) in [
        (vec![], Empty),
        (text("\n"), Empty),
        (text("nothing"), NoKey),
        (text("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"), NoKey),
        (text(CA), Certificate),
        (text(&cut(CA)), Certificate),
        (text(PKCS7), Certificate),
        (contents(CA), Certificate),
        (text(PUBLIC), PublicKey),
        (text(REQUEST), Request),
        (text(CRL), NoKey),
        (decode(PKCS12), Pkcs12),
        (text(ENCRYPTED), Encrypted),
        (contents(ENCRYPTED), Encrypted),
        (text(&cut(ENCRYPTED)), Encrypted),
        (text(ENCRYPTED_TRADITIONAL), Encrypted),
        (text(&ENCRYPTED_TRADITIONAL.replace('\n', "\r\n")), Encrypted),
        (text(&format!("{CLIENT}{ENCRYPTED}")), Encrypted),
        (text(OPENSSH), OpenSsh),
        (text(&dsa), Unsupported),
        (text(&cut(PKCS8)), Damaged { number: 1, label: "PRIVATE KEY" }),
        (text(&cut(RSA_PKCS1)), Damaged { number: 1, label: "RSA PRIVATE KEY" }),
        (text(&format!("{SEC1}{}", cut(SEC1))), Damaged { number: 2, label: "EC PRIVATE KEY" }),
        (contents(RSA_PKCS1)[..500].to_vec(), Damaged { number: 1, label: "" }),
        (PKCS8.repeat(LIMIT_BYTES / PKCS8.len() + 1).into_bytes(), TooLarge),
    ] {
        let name = String::from_utf8_lossy(&file[..file.len().min(60)]).into_owned();
        assert_eq!(read(&file).unwrap_err(), error, "{name}");
    }
}

#[test]
fn no_error_and_no_debug_text_repeats_a_part_of_a_key() {
    let secret = &PKCS8.lines().nth(1).unwrap()[..20];
    let begin_without_end = PKCS8.replacen("KEY-----\n", "KEY ", 1);
    let error = read(begin_without_end.as_bytes()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
    assert_eq!(format!("{:?}", read(PKCS8.as_bytes()).unwrap()), "[PrivateKey(…)]");
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(file in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&file);
    }

    #[test]
    fn no_damage_to_a_file_makes_the_reader_panic(
        which in 0usize..4,
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        length in any::<prop::sample::Index>(),
    ) {
        let mut file = contents([SEC1, PKCS8, RSA_PKCS1, ENCRYPTED][which]);
        let at = at.index(file.len());
        file[at] = byte;
        for key in read(&file).unwrap_or_default() {
            let _ = any_supported_type(&key.as_der());
        }
        file.truncate(length.index(file.len()));
        let _ = read(&file);
    }
}
