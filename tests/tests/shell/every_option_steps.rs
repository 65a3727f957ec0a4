//! More steps of the session in `every_option`: keys, and the network of an environment.

use keyfob_core::keys::{HmacAlgorithm, SigningAlgorithm};
use keyfob_tests::built::repository;

/// A step with its own texts.
pub(crate) type OwnStep = (String, i32, &'static str);

/// What is run, how it ends, and a part of what it prints.
const NETWORK: &[(&str, i32, &str)] = &[
    (
        "add oauth2 far --token-url https://a.example --client-id c --client-auth none --proxy socks5://127.0.0.1:1 --proxy-user maria \
         --proxy-password-file SECRET --ca-file CA --timeout 20 --insecure-skip-verify --passphrase-fd 3",
        0,
        "Warning: staging: the server's certificate isn't verified",
    ),
    ("rm far --yes", 0, ""),
    (
        "edit renamed --proxy none --ca-file CA --timeout 20 --insecure-skip-verify --passphrase-fd 3",
        4,
        "add `--allow-network`",
    ),
    (
        "edit renamed --proxy none --ca-file CA --timeout 20 --insecure-skip-verify --allow-network --passphrase-fd 3",
        0,
        "Saved `renamed`",
    ),
    ("list --search renamed", 0, "not verified"),
    (
        "edit renamed --proxy http://127.0.0.1:1 --proxy-user maria --proxy-password-file SECRET --clear ca \
         --clear insecure-skip-verify --allow-network --passphrase-fd 3",
        0,
        "Saved `renamed`",
    ),
    ("show renamed --json", 0, r#""proxy":"http://127.0.0.1:1","proxy_user":"maria""#),
    ("edit renamed --proxy default --clear timeout --passphrase-fd 3", 0, "Saved `renamed`"),
];

/// The grant types in which a user signs in.
const SIGN_IN: &[(&str, i32, &str)] = &[
    (
        "add oauth2 users --grant authorization_code_pkce --token-url https://a.example/t --authorization-url https://a.example/a \
         --device-url https://a.example/d --redirect-host 127.0.0.1 --redirect-port 8123 --code-challenge-method S256 \
         --authorization-parameter prompt=login --client-id c --passphrase-fd 3",
        0,
        "Added `users`",
    ),
    ("token users --passphrase-fd 3", 8, "keyfob connect users"),
    (
        "edit users --redirect-host ::1 --redirect-port 8124 --code-challenge-method plain --authorization-url https://a.example/b \
         --device-url https://a.example/e --remove-authorization-parameter prompt --authorization-parameter audience=x \
         --passphrase-fd 3",
        0,
        "Saved `users`",
    ),
    (
        "edit users --redirect-host 127.0.0.1 --code-challenge-method S256 --grant authorization_code_pkce --passphrase-fd 3",
        0,
        "Saved",
    ),
    ("edit users --grant authorization_code --passphrase-fd 3", 0, "Saved"),
    ("connect users --passphrase-fd 3", 2, "must name a pipe"),
    ("edit users --grant device_code --passphrase-fd 3", 0, "Saved"),
    ("connect users --no-browser --passphrase-fd 3", 4, "uses the device grant"),
    ("edit users --grant client_credentials --client-auth none --passphrase-fd 3", 0, "Saved"),
    ("connect users --device --passphrase-fd 3", 4, "no user signs in"),
    (
        "add oauth2 coded --grant authorization_code --token-url https://a.example/t --authorization-url https://a.example/a \
         --redirect-host ::1 --client-id c --passphrase-fd 3",
        0,
        "Added",
    ),
    (
        "add oauth2 tv --grant device_code --token-url https://a.example/t --device-url https://a.example/d --client-id c \
         --passphrase-fd 3",
        0,
        "Added",
    ),
    (
        "add oauth2 plain --grant authorization_code_pkce --token-url https://a.example/t --authorization-url https://a.example/a \
         --code-challenge-method plain --client-id c --passphrase-fd 3",
        0,
        "Added",
    ),
];

/// The network of an environment, and users.
pub(crate) fn about_network() -> Vec<OwnStep> {
    NETWORK.iter().chain(SIGN_IN).map(|(line, status, part)| ((*line).to_owned(), *status, *part)).collect()
}

/// The methods of client authentication with keys: each algorithm with a key that fits it, then each option.
pub(crate) fn about_keys() -> Vec<OwnStep> {
    let file = |name: &str| repository("crates/core/src/keys/testdata").join(name).display().to_string();
    let key_of = |algorithm: &str| match algorithm {
        "ES256" => file("p256.pkcs8.pem"),
        "ES384" => file("p384.pkcs8.pem"),
        "ES512" => file("p521.pkcs8.pem"),
        "EdDSA" => file("ed25519.pkcs8.pem"),
        _ => file("rsa2048.pkcs8.pem"),
    };
    let start = |name: &str| format!("add oauth2 {name} --token-url URL --client-id c --passphrase-fd 3");
    let mut steps: Vec<OwnStep> = Vec::new();
    let mut done = |line: String, part| steps.push((line, 0, part));
    for word in SigningAlgorithm::WORDS {
        let key = key_of(word);
        let dpop = format!("--dpop --dpop-key-file {key} --dpop-alg {word}");
        let own = format!("--client-auth private_key_jwt --key-file {key} --key-alg {word} --key-id k {dpop}");
        done(format!("{} {own} --assertion-audience urn:a", start(word)), "Added");
        done(format!("edit {word} --passphrase-fd 3 {own} --assertion-audience urn:b"), "Saved");
    }
    for word in HmacAlgorithm::WORDS {
        let own = format!("--client-auth client_secret_jwt --client-secret-file SECRET --key-alg {word}");
        done(format!("{} {own}", start(word)), "Added");
        done(format!("edit {word} --passphrase-fd 3 {own}"), "Saved");
    }
    let (key, certificate, p12) = (file("p256.pkcs8.pem"), file("p256.certificate.pem"), file("p256.p12"));
    for method in ["tls_client_auth", "self_signed_tls_client_auth"] {
        let own = format!("--client-auth {method} --client-cert-file {certificate} --client-key-file {key}");
        done(format!("{} {own}", start(method).replace("URL", "https://login.example/token")), "Added");
        done(format!("edit {method} --passphrase-fd 3 {own}"), "Saved");
    }
    let own = format!(
        "--client-auth private_key_jwt --key-file {p12} --key-passphrase-file SYNTHETIC --key-cert-file {certificate}"
    );
    done(format!("{} {own}", start("p12")), "Added");
    done(format!("edit p12 --passphrase-fd 3 {own}"), "Saved");
    done(format!("{} --client-auth none", start("public")), "Added");
    done("edit public --passphrase-fd 3 --client-auth none --description d".to_owned(), "Saved");
    steps.push(("discover URL --json --accept-cleartext --passphrase-fd 3".to_owned(), 5, "bad_metadata"));
    steps
}
