//! The certificate and key files that users bring, in the forms in which other programs write them.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyfob_tests::hostile::{Authority, Validity};

/// What `openssl x509 -trustout -setalias Synthetic -addtrust serverAuth` writes after the certificate.
const TRUST_SETTINGS: &[u8] = b"\x30\x17\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01\x0c\x09Synthetic";

/// A key as `openssl pkcs8 -topk8` writes it with a passphrase. It belongs to no certificate.
const ENCRYPTED_KEY: &str = "\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgid+sEJcEBeAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENb4tSiV/jKa6cp8zWOWG68EgZAR
ZlPwzkY0CmUDOGXgREmQP26EcDhPDDnvTCMmEsWYbwVT5B+YnmRc4lLh2P/aUBgg
oN0Nrw1CzkOL5W1M6b9oIExAxXIho1t4fZsKQSl9o9P6tkv/DhDBidiA/mzHgmtC
/oAeTh9/DkTKG0eiAKew3dY8P6bS8VqoT/tBAxJJJADeusWCChve3C6ywWbE1rU=
-----END ENCRYPTED PRIVATE KEY-----
";

/// Base64 of a file of `openssl pkcs12 -export`. No server knows what is in it.
const PKCS12: &str = "\
MIIFXAIBAzCCBRIGCSqGSIb3DQEHAaCCBQMEggT/MIIE+zCCA7IGCSqGSIb3DQEHBqCCA6MwggOfAgEAMIIDmAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEF
DTBKMCkGCSqGSIb3DQEFDDAcBAi2vpYTExK41wICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAGFNBOIxPIIndyP3qUOf8qAggMwAGxMi3cN
byZtAYPcwEvSDbXDbmEcY+Kebu72QS4JWygEtlijsS1obCeJVJjsdj61RoQxAtpWrJb8mXlZy8CPtLB7johqzgY5TO4CgQoRQ3vuUFeFzmp2R6WaV97S
a86eJe90K+HoGu7GqMWlAwrwynVzR2PeP0l6cIwBuMk2ETs9ORS46WftqL77Zq4rqE9r2FsFvaZMMN1sgxdn3kqdSvtmtJm0gUeJKT3cs5WJjdqBGDpL
MHu4XGhpuMH5XISyyeazN7t8qEUgfFmGg+bYHQAeJ4jYHLAMlWDuuV89n0nOsGI12HdO+UHSMj05QEnKJtYBKH+yWrt4Fs3U79N9PTnuaPS79XxiX3Ud
9QtYN+SffPK8mgC19SNJ0YfmwSqE0LfKERigrlCbuX5G+5k0Vt8+C1cNg/0bMFeI7M1nayCoEqdJSsRp53j23e8C2E3KxlvXTcwTOVnXLqJgOBqqaNnU
vH9L3sKUDBKq9Orl+ohyoBHoaRye/Tfv9S/V8EVjCWiZ8GOd7rRf+trveGNryMKJAM/NSlfDSRTs+PMfk7o7syIQO6pgQas75ToWXsnju21b5ZyPb+sL
dAuJQ2B+tfNcJGxlrBcgb8iVZqim08zzxbNcyTboDz5mF1xIL6fP/oShqbUJpUEaueMpfmaSuqHL5UDZThFKrfNFgyRMPljgN19l3lljKau5I3YjM+ew
24yuBScEJq4LFA6dbRU6x1nzjM4UQE4oVH98MmEWg79+O3GSC9mLC9SsZwiW4KUlHTm0SbAtUorBughwvp6NGsBVpjP2iQAWUXxJgFcvZLt+iwVCa0gg
ZsyH8z33BcK92aNrPBqoZP7gJaktn7R868owaYxPb55ZCGluSgUA7Y41GXYSfHueuj9t4YFwO6+tBiXWdd4xLArdR7eP/SIzaFUehaXAxbLyot+KUsek
sccy1e3u7xQa+1Dtg0I+97+UcNb6wejyEvyPMdqIyQTG5uzYw9MrLjsYWxmkdj9ziEyFGus9uSHc4JM33F55QFEzzX4L8lnpzCKOAFeeFuxTArbSsmLZ
B3ZQhE4zWZ3Qj/+qQDLk68+zHJaI1772OipNMIIBQQYJKoZIhvcNAQcBoIIBMgSCAS4wggEqMIIBJgYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcN
AQUNMEowKQYJKoZIhvcNAQUMMBwECCgOtkWqx7K6AgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQk3P0bDz2bA2TTIMIBJ6clASBkLzcq6Mp
O+DN/iuxQoIZLoTn8BXR9vgGHTJYG//AOewgt51JLX3HCjio3QmXKDNHan7xdAOJyVGKTpinKilQOQaDc7kYpfU1K9xHZ4w8V/NjuDslSwxyAPArSl35
+LqJ64l2B6XizRsn6Wqbh2pSQh8IBQ0DGNW069TOCMpYp9KpEAIiTYvH9N2MY5Hl8pWSmTElMCMGCSqGSIb3DQEJFTEWBBSQBEL0QOw5BLBLtuz+PVZN
Cdw9XTBBMDEwDQYJYIZIAWUDBAIBBQAEIFaPItK7tvHORq2Z3pYzPw2dsfTzxc41ew2jb+Rwv3pgBAj5jiWNPU1aogICCAA=
";

/// A folder of such files. What is a certificate of an authority in them is one of the authority that was given.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    pub(crate) fn new(authority: &Authority) -> Self {
        let files = Self(tempfile::tempdir().expect("a folder for the test"));
        let ca = authority.certificate_pem().replace("\r\n", "\n");
        let ca = ca.trim_end();
        let other = Authority::new().certificate_pem();
        let other = other.trim_end();
        let der = der(ca);
        let trusted = STANDARD.encode([der.as_slice(), TRUST_SETTINGS].concat());
        let indented = ca.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n");
        // Without its last lines, and so without its end.
        let cut = other.lines().take(4).collect::<Vec<_>>().join("\n");
        files.add("ca.pem", ca);
        files.add("ca.der", der);
        files.add("ca-bom.pem", format!("\u{feff}{ca}\n"));
        files.add("ca-bom-bundle.pem", format!("\u{feff}{ca}\n{other}\n"));
        files.add("ca-joined.pem", format!("{other}{ca}"));
        files.add("ca-indented.pem", format!("ca: |\n{indented}\n"));
        files.add("ca-truncated-second.pem", format!("{ca}\n{cut}\n"));
        files.add(
            "ca-trusted.pem",
            format!("-----BEGIN TRUSTED CERTIFICATE-----\n{trusted}\n-----END TRUSTED CERTIFICATE-----\n"),
        );
        let client = authority.intermediate().issue(&["client.example"], Validity::Now);
        files.add("ca.key", client.key_pem());
        files.add("client.key", client.key_pem());
        files.add("client.pem", client.certificate_pem());
        files.add("client-chain-wrong-order.pem", format!("{}{}", client.chain_pem(), client.certificate_pem()));
        files.add("client-enc-pkcs8.key", ENCRYPTED_KEY);
        files.add("client.p12", STANDARD.decode(PKCS12.replace('\n', "")).expect("Base64"));
        files
    }

    /// Returns the folder.
    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    fn add(&self, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.folder().join(name), contents).expect("the file can be written");
    }
}

fn der(pem: &str) -> Vec<u8> {
    let base64 = pem.lines().filter(|line| !line.starts_with("-----")).collect::<String>();
    STANDARD.decode(base64).expect("rcgen writes Base64")
}
