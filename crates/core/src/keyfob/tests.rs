//! What the facade guarantees, with a real database and keyring-core's in-memory keyring.

mod another_program;
mod attempts;
mod backups;
mod diagnostics;
mod environment_network;
mod forgotten_tokens;
mod home;
mod keys;
mod list_of_sign_ins;
mod network;
mod older;
mod origins;
mod outside_change;
mod preferences;
mod races;
mod refreshes;
mod renewal;
mod restoring;
mod saved_sign_ins;
mod sign_in;
mod sign_in_server;
mod sign_ins;
mod token_questions;
mod token_status;
mod tokens;

use home::Home;
use keyring_core::mock;

use super::*;
use crate::{
    authorization::{
        Authorization, AuthorizationType, Details, Draft, Environment, EnvironmentState, Field, ListQuery, OAuth2Draft,
        ProblemCode, SecretField, SecretInput,
    },
    error::{Error, FailureKind},
    language::{Language, LanguageChoice},
    secret::Secret,
    vault::{KeyHome, VaultState},
};

const STAGING: Environment = Environment::Staging;
const PRODUCTION: Environment = Environment::Production;

fn typed(text: &str) -> SecretInput {
    SecretInput::Typed { text: Secret::new(text.to_owned()) }
}

fn fields(secret: SecretInput) -> OAuth2Draft {
    OAuth2Draft {
        token_url: "https://a.example/token".into(),
        client_id: "client".into(),
        client_secret: secret,
        ..Default::default()
    }
}

fn draft(name: &str, secret: &str) -> Draft {
    let mut draft = Draft { name: name.into(), ..Draft::blank(AuthorizationType::OAuth2) };
    *staging(&mut draft) = fields(typed(secret));
    draft
}

fn staging(draft: &mut Draft) -> &mut OAuth2Draft {
    environment(draft, STAGING)
}

fn environment(draft: &mut Draft, environment: Environment) -> &mut OAuth2Draft {
    match &mut draft.details {
        Details::OAuth2 { environments, .. } => environments.get_mut(environment),
        Details::ApiKey { .. } => panic!("an OAuth 2 draft"),
    }
}

fn revealed(keyfob: &Keyfob, saved: &Authorization, environment: Environment) -> Result<String> {
    let revealed = keyfob.reveal(saved.draft.id.unwrap(), environment, &SecretField::ClientSecret)?;
    Ok(serde_json::to_value(revealed).unwrap().as_str().unwrap().to_owned())
}

/// Something typed into a draft.
type Change = fn(&mut Draft);

/// Makes the program remember that a draft's environment was connected, as a CONNECT does.
fn connected(keyfob: &Keyfob, draft: &Draft, environment: Environment, at_ms: i64) {
    let checked = draft.check_environment(environment).unwrap();
    let fields = keyfob.resolve_stored(draft, environment, checked, &[]).unwrap();
    let fingerprint = keyfob.fingerprint(&fields);
    keyfob.connected().remember(fingerprint.whole, at_ms);
}

#[test]
fn what_is_saved_is_read_again_by_another_program_with_its_secrets() {
    let home = Home::new();
    let saved = home.open().save(&draft("billing", "s3cret"), &[]).unwrap();
    let keyfob = home.open();
    let read = keyfob.read(saved.draft.id.unwrap()).unwrap();
    assert_eq!(read.draft.name, "billing");
    assert_eq!(revealed(&keyfob, &read, STAGING).unwrap(), "s3cret");
    assert!(matches!(revealed(&keyfob, &read, PRODUCTION), Err(Error::SecretUnreadable)));
}

#[test]
fn a_name_is_taken_ignoring_case_but_not_by_itself() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("Billing", "s"), &[]).unwrap();
    let Err(Error::InvalidInput(problems)) = keyfob.save(&draft(" bILLING ", "s"), &[]) else { panic!("refused") };
    assert_eq!((problems[0].field, &problems[0].code), (Field::Name, &ProblemCode::NameTaken));
    assert!(keyfob.check(&draft("BILLING", "s")).unwrap().problems.iter().any(|p| p.code == ProblemCode::NameTaken));
    assert!(!keyfob.check(&saved.draft).unwrap().problems.iter().any(|p| p.code == ProblemCode::NameTaken));
    assert_eq!(keyfob.save(&saved.draft, &[]).unwrap().draft.revision, Some(2));
}

#[test]
fn a_save_on_a_stale_copy_changes_nothing_and_says_so() {
    let home = Home::new();
    let (one, other) = (home.open(), home.open());
    let saved = one.save(&draft("a", "first"), &[]).unwrap();
    let mut theirs = saved.draft.clone();
    theirs.description = "theirs".into();
    other.save(&theirs, &[]).unwrap();
    assert!(one.changes().unwrap());
    assert!(!one.changes().unwrap());
    let mut mine = saved.draft.clone();
    mine.description = "mine".into();
    assert!(matches!(one.save(&mine, &[]), Err(Error::Stale)));
    assert_eq!(one.read(saved.draft.id.unwrap()).unwrap().draft.description, "theirs");
    other.remove(saved.draft.id.unwrap()).unwrap();
    assert!(matches!(one.save(&mine, &[]), Err(Error::NotFound)));
    assert!(matches!(one.remove(saved.draft.id.unwrap()), Err(Error::NotFound)));
}

#[test]
fn a_save_takes_both_environments_or_none() {
    let home = Home::new();
    let keyfob = home.open();
    let mut both = draft("a", "one");
    *environment(&mut both, PRODUCTION) = fields(SecretInput::Blank);
    assert!(matches!(keyfob.save(&both, &[]), Err(Error::InvalidInput(_))));
    assert_eq!(keyfob.summary().unwrap().total, 0);
    environment(&mut both, PRODUCTION).client_secret = typed("two");
    let saved = keyfob.save(&both, &[]).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "one");
    assert_eq!(revealed(&keyfob, &saved, PRODUCTION).unwrap(), "two");
}

#[test]
fn a_secret_stays_when_its_url_changes_and_a_cleared_environment_is_gone() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "kept"), &[]).unwrap();
    let mut moved = saved.draft.clone();
    staging(&mut moved).token_url = "https://a.example/elsewhere".into();
    *environment(&mut moved, PRODUCTION) = fields(typed("p"));
    let moved = keyfob.save(&moved, &[]).unwrap();
    assert_eq!(revealed(&keyfob, &moved, STAGING).unwrap(), "kept");
    let mut cleared = moved.draft.clone();
    *staging(&mut cleared) = OAuth2Draft::default();
    let cleared = keyfob.save(&cleared, &[]).unwrap();
    assert!(revealed(&keyfob, &cleared, STAGING).is_err());
    assert_eq!(revealed(&keyfob, &cleared, PRODUCTION).unwrap(), "p");
}

#[test]
fn a_secret_said_to_be_stored_that_is_not_must_be_entered() {
    let home = Home::new();
    let keyfob = home.open();
    let mut new = draft("a", "s");
    staging(&mut new).client_secret = SecretInput::Stored;
    for has_vault in [false, true] {
        if has_vault {
            keyfob.save(&draft("b", "s"), &[]).unwrap();
        }
        let Err(Error::InvalidInput(problems)) = keyfob.save(&new, &[]) else { panic!("refused") };
        assert_eq!(
            (problems[0].field, &problems[0].code),
            (Field::ClientSecret, &ProblemCode::Required),
            "{has_vault}"
        );
    }
}

#[test]
fn only_exactly_what_was_connected_is_saved_as_validated() {
    let home = Home::new();
    let keyfob = home.open();
    let new = draft("a", "right");
    connected(&keyfob, &new, STAGING, 77);
    let mut other = draft("b", "right");
    staging(&mut other).scopes = vec!["read".into()];
    assert_eq!(keyfob.save(&new, &[]).unwrap().validated_at_ms.staging, Some(77));
    assert_eq!(keyfob.save(&other, &[]).unwrap().validated_at_ms.staging, None);
    assert_eq!(keyfob.save(&draft("c", "wrong"), &[]).unwrap().validated_at_ms.staging, None);
    let page = keyfob.list(&ListQuery::default()).unwrap();
    let states: Vec<_> = page.rows.iter().map(|row| row.environments.staging).collect();
    assert_eq!(states, [EnvironmentState::Validated, EnvironmentState::Configured, EnvironmentState::Configured]);
    assert_eq!(keyfob.summary().unwrap().validated, 1);
}

#[test]
fn a_validation_outlives_what_is_no_part_of_it_and_nothing_else() {
    let home = Home::new();
    let keyfob = home.open();
    let new = draft("a", "right");
    connected(&keyfob, &new, STAGING, 77);
    let saved = keyfob.save(&new, &[]).unwrap();
    // Another program, which connected nothing itself.
    let keyfob = home.open();
    let cases: [(&str, Option<i64>, Change); 7] = [
        ("name and description", Some(77), |draft| {
            draft.name = "renamed".into();
            draft.description = "described".into();
        }),
        ("the other environment", Some(77), |draft| *environment(draft, PRODUCTION) = fields(typed("p"))),
        ("the same secret typed again", Some(77), |draft| staging(draft).client_secret = typed("right")),
        ("another secret", None, |draft| staging(draft).client_secret = typed("other")),
        ("a scope", None, |draft| staging(draft).scopes = vec!["read".into()]),
        ("the client's id", None, |draft| staging(draft).client_id = "other".into()),
        ("the URL's path", None, |draft| staging(draft).token_url.push('/')),
    ];
    let mut current = saved;
    for (what, expected, change) in cases {
        let mut changed = current.draft.clone();
        change(&mut changed);
        let after = keyfob.save(&changed, &[]).unwrap();
        assert_eq!(after.validated_at_ms.staging, expected, "{what}");
        // Back to what was connected.
        let mut back = draft("a", "right");
        (back.id, back.revision) = (after.draft.id, after.draft.revision);
        connected(&keyfob, &back, STAGING, 77);
        current = keyfob.save(&back, &[]).unwrap();
        let fields = keyfob.resolve_stored(&back, STAGING, back.check_environment(STAGING).unwrap(), &[]).unwrap();
        keyfob.connected().forget(&keyfob.fingerprint(&fields).whole);
    }
}

#[test]
fn a_typed_secret_that_is_the_stored_one_is_recognized() {
    let home = Home::new();
    let keyfob = home.open();
    let id = keyfob.save(&draft("a", "right"), &[]).unwrap().draft.id.unwrap();
    let matches =
        |text: &str| keyfob.secret_matches(id, STAGING, &SecretField::ClientSecret, &Secret::new(text.into()));
    assert!(matches("right").unwrap());
    assert!(!matches("righ").unwrap());
}

#[test]
fn without_a_keyring_a_passphrase_vault_holds_the_key() {
    let home = Home::new();
    let keyfob = home.open_with(Keyring::none());
    assert_eq!(keyfob.retry_keyring().unwrap().state, VaultState::Needed);
    assert!(matches!(keyfob.save(&draft("a", "s"), &[]), Err(Error::VaultNeeded)));
    let passphrase = Secret::new("correct horse".into());
    assert!(matches!(keyfob.create_passphrase_vault(&Secret::new("short".into())), Err(Error::PassphraseTooShort(8))));
    keyfob.create_passphrase_vault(&passphrase).unwrap();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();

    let keyfob = home.open_with(Keyring::none());
    assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Locked);
    assert!(matches!(revealed(&keyfob, &saved, STAGING), Err(Error::VaultLocked)));
    let mut renamed = saved.draft.clone();
    renamed.description = "usable while locked".into();
    let renamed = keyfob.save(&renamed, &[]).unwrap();
    assert!(matches!(keyfob.unlock(&Secret::new("wrong horse".into())), Err(Error::WrongPassphrase)));
    keyfob.unlock(&passphrase).unwrap();
    assert_eq!(revealed(&keyfob, &renamed, STAGING).unwrap(), "s");
    keyfob.lock_vault().unwrap();
    assert!(revealed(&keyfob, &renamed, STAGING).is_err());
}

#[test]
fn the_key_moves_between_its_homes_and_is_replaced_without_losing_a_secret() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let passphrase = Secret::new("correct horse".into());
    let reads = |step: &str| {
        assert_eq!(revealed(&home_open_unlocked(&home, &passphrase), &saved, STAGING).unwrap(), "s", "{step}");
    };
    keyfob.rotate_key(OldBackups::Update).unwrap();
    reads("rotated in the keyring");
    keyfob.move_to_passphrase(&passphrase, OldBackups::Update).unwrap();
    assert_eq!(keyfob.vault_status().unwrap().home, Some(KeyHome::Passphrase));
    reads("moved under a passphrase");
    keyfob.rotate_key(OldBackups::Update).unwrap();
    reads("rotated under a passphrase");
    keyfob.move_to_keyring(&passphrase, OldBackups::Update).unwrap();
    assert_eq!(keyfob.vault_status().unwrap().home, Some(KeyHome::Keyring));
    reads("moved into the keyring");
}

fn home_open_unlocked(home: &Home, passphrase: &Secret) -> Keyfob {
    let keyfob = home.open();
    if keyfob.vault_status().unwrap().state == VaultState::Locked {
        keyfob.unlock(passphrase).unwrap();
    }
    keyfob
}

#[test]
fn another_program_follows_a_rotation_and_never_seals_under_the_old_key() {
    let home = Home::new();
    let (one, other) = (home.open(), home.open());
    let saved = one.save(&draft("a", "s"), &[]).unwrap();
    assert_eq!(revealed(&other, &saved, STAGING).unwrap(), "s");
    one.rotate_key(OldBackups::Update).unwrap();
    assert_eq!(revealed(&other, &saved, STAGING).unwrap(), "s");
    let second = other.save(&draft("b", "t"), &[]).unwrap();
    assert_eq!(revealed(&one, &second, STAGING).unwrap(), "t");
}

#[test]
fn a_lost_key_leaves_everything_else_usable_and_the_recovery_key_opens_again() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let recovery_key = serde_json::to_value(keyfob.make_recovery_key(OldBackups::Update).unwrap())
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();

    // A new profile: the keyring works and is empty.
    let home = Home { folder: home.folder, keyring: mock::Store::new().unwrap() };
    let keyfob = home.open();
    let failure = revealed(&keyfob, &saved, STAGING).unwrap_err();
    assert_eq!(failure.kind(), FailureKind::KeyOutOfReach, "{failure}");
    assert_eq!(keyfob.vault_status().unwrap().state, VaultState::KeyOutOfReach);
    assert_eq!(keyfob.list(&ListQuery::default()).unwrap().total, 1);
    let mut described = saved.draft.clone();
    described.description = "still usable".into();
    let described = keyfob.save(&described, &[]).unwrap();
    assert!(keyfob.save(&draft("b", "t"), &[]).is_err(), "no new key is made without the user knowing");

    keyfob.unlock_with_recovery_key(&Secret::new(recovery_key)).unwrap();
    assert_eq!(revealed(&keyfob, &described, STAGING).unwrap(), "s");
    assert_eq!(revealed(&home.open(), &described, STAGING).unwrap(), "s", "the keyring has the key again");
}

#[test]
fn after_giving_up_a_lost_key_each_secret_can_be_entered_anew() {
    let home = Home::new();
    let mut both = draft("a", "s");
    *environment(&mut both, PRODUCTION) = fields(typed("p"));
    let saved = home.open().save(&both, &[]).unwrap();
    let home = Home { folder: home.folder, keyring: mock::Store::new().unwrap() };
    let keyfob = home.open();
    keyfob.replace_lost_key(None).unwrap();
    assert!(matches!(revealed(&keyfob, &saved, STAGING), Err(Error::SecretUnreadable)));
    let mut again = saved.draft.clone();
    staging(&mut again).client_secret = typed("second");
    let again = keyfob.save(&again, &[]).unwrap();
    assert_eq!(revealed(&keyfob, &again, STAGING).unwrap(), "second");
    assert!(matches!(revealed(&keyfob, &again, PRODUCTION), Err(Error::SecretUnreadable)), "left as it was");
    assert!(matches!(keyfob.replace_lost_key(None), Err(Error::VaultExists)));
}

#[test]
fn no_secret_lies_in_the_data_folder_in_clear() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "canary-7f3a9c"), &[]).unwrap();
    keyfob.back_up().unwrap();
    drop(keyfob);
    let mut folders = vec![home.folder.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(13).any(|window| window == b"canary-7f3a9c"), "{}", path.display());
        }
    }
    assert!(files >= 2, "the database and its backup were read");
}
