//! What is read from private key files.

use proptest::prelude::*;

use super::{
    super::{KeyFileError, LIMIT_BYTES, PrivateKey},
    contents, cut, decode,
    samples::*,
    utf16,
};

fn read(file: &[u8]) -> Result<Vec<PrivateKey>, KeyFileError> {
    PrivateKey::read_all(file, None)
}

fn only_key(file: &[u8]) -> PrivateKey {
    let mut keys = read(file).unwrap();
    assert_eq!(keys.len(), 1);
    keys.remove(0)
}

#[test]
fn a_key_is_read_from_every_form_in_which_it_is_written() {
    for pem in [SEC1, PKCS8, RSA_PKCS1, ED25519] {
        let thumbprint = only_key(pem.as_bytes()).thumbprint();
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
            assert_eq!(only_key(&file).thumbprint(), thumbprint);
        }
    }
    for pem in [SEC1, SEC1_WITH_PARAMETERS, PKCS8] {
        assert_eq!(only_key(pem.as_bytes()).to_secret().expose(), PKCS8);
    }
}

#[test]
fn a_wrong_label_does_no_harm() {
    for text in [SEC1.replace("EC PRIVATE KEY", "PRIVATE KEY"), PKCS8.replace("PRIVATE KEY", "RSA PRIVATE KEY")] {
        assert_eq!(only_key(text.as_bytes()).to_secret().expose(), PKCS8);
    }
}

#[test]
fn several_keys_are_read_in_their_order() {
    let file = format!("{RSA_PKCS1}{SEC1}");
    let kinds: Vec<_> = read(file.as_bytes()).unwrap().iter().map(|key| key.kind().to_string()).collect();
    assert_eq!(kinds, ["RSA 2048", "P-256"]);
    let read = |file: &str| PrivateKey::read(file.as_bytes(), None).map(|found| found.key.kind().to_string());
    assert_eq!(read(&file), Err(KeyFileError::SeveralKeys));
    // The certificate says which one is meant, and the same key twice is one key.
    assert_eq!(read(&format!("{file}{CA}{CLIENT}")).as_deref(), Ok("P-256"));
    assert_eq!(read(&format!("{SEC1}{PKCS8}")).as_deref(), Ok("P-256"));
}

#[test]
fn a_key_that_cannot_be_used_is_named_for_what_it_is() {
    use KeyFileError::{
        Certificate, Damaged, Empty, NoKey, OpenSsh, PassphraseNeeded, PublicKey, Request, TooLarge, Unsupported,
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
        (decode(PKCS12), PassphraseNeeded),
        (text(ENCRYPTED), PassphraseNeeded),
        (contents(ENCRYPTED), PassphraseNeeded),
        (text(&cut(ENCRYPTED)), PassphraseNeeded),
        (text(ENCRYPTED_TRADITIONAL), PassphraseNeeded),
        (text(&ENCRYPTED_TRADITIONAL.replace('\n', "\r\n")), PassphraseNeeded),
        (text(&format!("{CLIENT}{ENCRYPTED}")), PassphraseNeeded),
        (text(OPENSSH), OpenSsh),
        (text(&dsa), Unsupported("DSA")),
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
        let _ = read(&file);
        file.truncate(length.index(file.len()));
        let _ = read(&file);
    }
}
