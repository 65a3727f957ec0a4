//! Every error has a text.

use crate::authorization::ProblemCode;

use super::*;

#[test]
fn each_kind_of_error_and_each_keyring_error_has_a_text() {
    let errors: Vec<FailureKind> = MESSAGES.errors.keys().map(|key| from_key(key)).collect();
    let keyring: Vec<KeyringError> = MESSAGES.keyring.keys().map(|key| from_key(key)).collect();
    let variants = |declaration: String| declaration.matches('|').count() + 1;
    let config = ts_rs::Config::default();
    assert_eq!(errors.len(), variants(FailureKind::inline(&config)));
    assert_eq!(keyring.len(), variants(KeyringError::inline(&config)));
    assert!(MESSAGES.errors.values().chain(MESSAGES.keyring.values()).all(|text| text.ends_with('.')));
}

fn from_key<T: for<'a> Deserialize<'a>>(key: &str) -> T {
    serde_json::from_value(key.into()).unwrap_or_else(|error| panic!("{key}: {error}"))
}

#[test]
fn a_folder_that_cannot_be_used_crosses_with_its_path_alone() {
    let Failure { kind, detail, path, .. } = Error::NotAFolder("/data".into()).into();
    assert_eq!((kind, detail, path.as_deref()), (FailureKind::NotAFolder, None, Some("/data")));
}

#[test]
fn an_error_says_what_the_window_says_and_adds_its_detail() {
    for (error, expected) in [
        (Error::Busy, "Another program is using the database. Try again in a moment."),
        (
            Error::KeyOutOfReach(KeyringError::Denied),
            "Keyfob can't get the vault key from the keyring, so it can't open or save secrets. The keyring denied access. Allow it \
             when your system asks, then try again.",
        ),
        (
            Error::NewerDatabase { found: 9, known: 7 },
            "This data was written by a newer version of Keyfob. Nothing was changed. Update Keyfob to open it. (version 9; this \
             Keyfob knows 7)",
        ),
        (Error::NoBackup, "No backup with authorizations was found."),
        (
            Error::Io { path: "/data".into(), source: std::io::Error::from_raw_os_error(1) },
            "Couldn't use `/data`: Operation not permitted",
        ),
        (
            Error::InvalidInput(vec![Problem::of_name(ProblemCode::NameTaken)]),
            "Some fields need a correction. `name`: Another authorization already has this name. Choose a different one.",
        ),
    ] {
        assert_eq!(error.to_string(), expected);
    }
}
