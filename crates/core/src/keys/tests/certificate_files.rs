//! What is read from certificate files.

use proptest::prelude::*;

use super::{
    super::{
        LIMIT_BYTES,
        certificate_file::{CertificateFileError, read},
    },
    contents, cut, decode,
    samples::*,
    utf16,
};

fn ca() -> Vec<u8> {
    contents(CA)
}

fn client() -> Vec<u8> {
    contents(CLIENT)
}

fn read_all(file: &[u8]) -> Result<Vec<Vec<u8>>, CertificateFileError> {
    read(file).map(|found| found.iter().map(|certificate| certificate.to_vec()).collect())
}

#[test]
fn one_certificate_is_read_from_every_form_in_which_it_is_written() {
    let one_line = CA.replace('\n', "").replace("CERTIFICATE-----M", "CERTIFICATE-----\nM");
    let indented = format!("      {}", CA.replace('\n', "\n      "));
    let quoted = format!("ca: \"{}\"", CA.replace('\n', "\\n"));
    let json = format!("{{\"ca\": \"{}\"}}", CA.replace('\n', "\\r\\n"));
    let twice_escaped = format!("'{}'", CA.replace('\n', "\\\\n"));
    let bag = format!(
        "Bag Attributes\n    friendlyName: José: -- it's -\n    1.3.6: <No Values>\nsubject=CN = x\n{CA}trailer"
    );
    let session = format!("CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = a\n   i:CN = b\n{CA}---\nDONE\n");
    let spaced = CA.replace("-----BEGIN CERTIFICATE-----", "----- BEGIN  CERTIFICATE ----- ");
    for (form, text) in [
        ("plain", CA.to_owned()),
        ("byte order mark", format!("\u{feff}{CA}")),
        ("CRLF", CA.replace('\n', "\r\n")),
        ("CR", CA.replace('\n', "\r")),
        ("no line end at the end", CA.trim_end().to_owned()),
        ("blank lines", CA.replace('\n', "\n\n")),
        ("Base64 in one line", one_line.clone()),
        ("all in one line", one_line.replace('\n', "")),
        ("indented", indented),
        ("no-break spaces", CA.replace('\n', "\u{a0}\n")),
        ("escaped in YAML", quoted),
        ("escaped in JSON", json),
        ("escaped twice", twice_escaped),
        ("bag attributes", bag),
        ("openssl s_client", session),
        ("headers", CA.replacen("-----\n", "-----\nComment: a: b\n\n", 1)),
        ("no padding", CA.replace('=', "")),
        ("old label", CA.replace("CERTIFICATE", "X509 CERTIFICATE")),
        ("trusted label", CA.replace("CERTIFICATE", "TRUSTED CERTIFICATE")),
        ("trust settings", CA_TRUSTED.to_owned()),
        ("a dash lost at the start", CA[1..].to_owned()),
        ("a dash lost at the end", CA.trim_end()[..CA.trim_end().len() - 1].to_owned()),
        ("spaces in the marker", spaced),
        ("its key beside it", format!("{ENCRYPTED}{CA}{SEC1_WITH_PARAMETERS}")),
        ("a revocation list beside it", format!("{CRL}{CA}{REQUEST}{PUBLIC}")),
    ] {
        assert_eq!(read_all(text.as_bytes()), Ok(vec![ca()]), "{form}");
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let file = utf16(&text, bytes);
            assert_eq!(read_all(&file), Ok(vec![ca()]), "{form} in UTF-16");
            assert_eq!(read_all(&file[2..]), Ok(vec![ca()]), "{form} in UTF-16 without a byte order mark");
        }
    }
    let latin1 = [b"friendlyName: Jos\xe9\n".as_slice(), CA.as_bytes()].concat();
    assert_eq!(read_all(&latin1), Ok(vec![ca()]));
    assert_eq!(read_all(&ca()), Ok(vec![ca()]));
    assert_eq!(read_all(&[ca(), b"\r\n\0".to_vec()].concat()), Ok(vec![ca()]));
}

#[test]
fn no_certificate_of_a_bundle_is_lost() {
    let both = || Ok(vec![ca(), client()]);
    for (form, file) in [
        ("plain", format!("{CA}{CLIENT}").into_bytes()),
        ("byte order mark", format!("\u{feff}{CA}{CLIENT}").into_bytes()),
        ("byte order mark between", format!("{CA}\u{feff}{CLIENT}").into_bytes()),
        ("joined lines", format!("{}{CLIENT}", CA.trim_end()).into_bytes()),
        ("nine dashes", format!("{}{CLIENT}", &CA.trim_end()[..CA.trim_end().len() - 1]).into_bytes()),
        ("shared dashes", format!("{}{}", CA.trim_end(), &CLIENT[5..]).into_bytes()),
        ("text between", format!("{CA}# a comment\n{CLIENT}").into_bytes()),
        ("mixed labels", format!("{CA_TRUSTED}{}", CLIENT.replace("CERT", "X509 CERT")).into_bytes()),
        ("the first lacks a dash", format!("{}{CLIENT}", &CA[1..]).into_bytes()),
        ("DER", [ca(), client()].concat()),
        ("PKCS#7", PKCS7.as_bytes().to_vec()),
        ("PKCS#7 labelled CMS", PKCS7.replace("PKCS7", "CMS").into_bytes()),
        ("PKCS#7 labelled as a certificate", PKCS7.replace("PKCS7", "CERTIFICATE").into_bytes()),
        ("PKCS#7 in DER", contents(PKCS7)),
    ] {
        assert_eq!(read_all(&file), both(), "{form}");
    }
    let mut from_ber = read_all(&decode(CMS_INDEFINITE)).unwrap();
    from_ber.sort();
    let mut expected = vec![ca(), client()];
    expected.sort();
    assert_eq!(from_ber, expected);
}

#[test]
fn a_certificate_that_cannot_be_read_is_named_by_its_number() {
    let damaged = |number, label| Err(CertificateFileError::Damaged { number, label });
    let no_end = CA.replace("-----END CERTIFICATE-----", "");
    let other_end = CA.replace("END CERTIFICATE", "END PRIVATE KEY");
    let not_base64 = CA.replacen("MII", "M*I", 1);
    let not_der = "-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    let empty = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
    for broken in [cut(CA).as_str(), &no_end, &other_end, &not_base64, not_der, empty, "-----BEGIN CERTIFICATE"] {
        assert_eq!(read_all(broken.as_bytes()), damaged(1, "CERTIFICATE"), "{broken}");
        assert_eq!(read_all(format!("{CLIENT}{broken}").as_bytes()), damaged(2, "CERTIFICATE"), "{broken}");
        assert_eq!(read_all(format!("{broken}\n{CLIENT}").as_bytes()), damaged(1, "CERTIFICATE"), "{broken}");
    }
    assert_eq!(read_all(cut(CA_TRUSTED).as_bytes()), damaged(1, "TRUSTED CERTIFICATE"));
    assert_eq!(read_all(format!("{CA}{}", cut(PKCS7)).as_bytes()), damaged(2, "PKCS7"));
    assert_eq!(read_all(&ca()[..300]), damaged(1, ""));
    assert_eq!(read_all(&[ca(), client()[..200].to_vec()].concat()), damaged(2, ""));
    let mut inside = contents(PKCS7);
    let place = inside.windows(client().len()).position(|window| window == client()).unwrap();
    inside[place + 4] = 0x31;
    assert_eq!(read_all(&inside), damaged(2, ""));
    let message = CertificateFileError::Damaged { number: 2, label: "PKCS7" }.to_string();
    assert!(message.contains("number 2 (`PKCS7`) is truncated or damaged"), "{message}");
}

#[test]
fn a_file_without_a_certificate_is_named_for_what_it_is() {
    use CertificateFileError::{
        Empty, NoCertificate, Pkcs12, PrivateKey, PublicKey, Request, RevocationList, TooLarge,
    };
    let text = |text: &str| text.as_bytes().to_vec();
    for (file, error) in [
        (vec![], Empty),
        (text(" \r\n"), Empty),
        (text("nothing"), NoCertificate),
        (text("0 s:CN = a"), NoCertificate),
        (text("{\"keys\": []}"), NoCertificate),
        (text("-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n"), NoCertificate),
        (text(SEC1), PrivateKey),
        (text(SEC1_WITH_PARAMETERS), PrivateKey),
        (text(RSA_PKCS1), PrivateKey),
        (text(ED25519), PrivateKey),
        (text(ENCRYPTED), PrivateKey),
        (text(ENCRYPTED_TRADITIONAL), PrivateKey),
        (text(OPENSSH), PrivateKey),
        (text(&cut(PKCS8)), PrivateKey),
        (contents(PKCS8), PrivateKey),
        (contents(SEC1), PrivateKey),
        (contents(RSA_PKCS1), PrivateKey),
        (text(&PKCS8.replace("PRIVATE KEY", "CERTIFICATE")), PrivateKey),
        (text(PUBLIC), PublicKey),
        (contents(PUBLIC), PublicKey),
        (text(REQUEST), Request),
        (contents(REQUEST), Request),
        (text(&REQUEST.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")), Request),
        (text(CRL), RevocationList),
        (contents(CRL), RevocationList),
        (decode(PKCS12), Pkcs12),
        (CA.repeat(LIMIT_BYTES / CA.len() + 1).into_bytes(), TooLarge),
    ] {
        assert_eq!(read_all(&file), Err(error), "{}", String::from_utf8_lossy(&file[..file.len().min(60)]));
    }
}

#[test]
fn a_bundle_of_a_thousand_certificates_is_read() {
    assert_eq!(read_all(CA.repeat(1_000).as_bytes()).unwrap().len(), 1_000);
}

#[test]
fn a_hostile_file_of_the_largest_size_does_not_keep_the_reader_busy() {
    let parts = [
        "BEGIN ",
        "--BEGIN A",
        "--BEGIN CERTIFICATE--",
        "--END ",
        "-----",
        "--BEGIN A--\n--END A--",
        " ",
        "\\",
        "0\u{80}",
    ];
    for part in parts {
        assert!(read(part.repeat(LIMIT_BYTES / part.len()).as_bytes()).is_err());
        assert!(read(format!("--BEGIN A{}", part.repeat(LIMIT_BYTES / part.len() - 9)).as_bytes()).is_err());
    }
    let indefinite = [0x30, 0x80].repeat(LIMIT_BYTES / 2);
    assert!(read(&indefinite).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(file in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&file);
    }

    #[test]
    fn no_text_of_pem_parts_makes_the_reader_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "-----", "--", "-", "BEGIN ", "END ", "CERTIFICATE", "PRIVATE KEY", "\n", "\r", "\\", "n", " ", ":", "MIIB", "=",
        "\u{feff}",
        "Proc-Type: 4,ENCRYPTED", "é",
    ]), 0..40)) {
        let _ = read(parts.concat().as_bytes());
        let _ = read(&utf16(&parts.concat(), u16::to_be_bytes));
    }

    #[test]
    fn no_damage_to_a_file_makes_the_reader_panic(
        which in 0usize..6,
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        length in any::<prop::sample::Index>(),
    ) {
        let mut file = match which {
            0 => ca(),
            1 => contents(PKCS7),
            2 => decode(CMS_INDEFINITE),
            3 => decode(PKCS12),
            4 => contents(CRL),
            _ => contents(CA_TRUSTED),
        };
        let at = at.index(file.len());
        file[at] = byte;
        let _ = read(&file);
        file.truncate(length.index(file.len()));
        let _ = read(&file);
    }
}
