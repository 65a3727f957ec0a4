//! How far each environment is filled in, and what that means for SAVE.

use super::{Wrong, api_key, connectable, keyed, oauth2, typed, wrong};
use crate::authorization::{
    ApiKeyDraft, AuthorizationId, AuthorizationType, BasicEncoding, CheckedDetails, ClientAuthentication, Completeness,
    Draft, Environment, ExtraDraft, ExtraPlace, ExtraValueDraft, Field, KeyPlace, OAuth2Draft, PerEnvironment,
    ProblemCode, Scope, SecretInput,
};

use Completeness::{Complete, Incomplete, NotConfigured};

fn half() -> OAuth2Draft {
    OAuth2Draft { client_id: "client".into(), ..Default::default() }
}

/// What SAVE waits for, with the environment that it is in.
fn waits_for(draft: &Draft) -> Vec<(Option<Environment>, Field)> {
    let check = draft.examine();
    let blocking: Vec<_> = check.blocking().map(|problem| (problem.environment, problem.field)).collect();
    assert_eq!(draft.check().is_ok(), blocking.is_empty(), "SAVE is locked just where something blocks");
    blocking
}

fn check(draft: &Draft, staging: Completeness, production: Completeness, blocking: &[(Option<Environment>, Field)]) {
    assert_eq!(draft.examine().completeness, PerEnvironment { staging, production });
    assert_eq!(waits_for(draft), blocking);
}

const REQUIRED: [Field; 3] = [Field::TokenUrl, Field::ClientId, Field::ClientSecret];

#[test]
fn one_complete_environment_can_be_saved_while_the_other_is_blank() {
    check(&oauth2(connectable(), OAuth2Draft::default()), Complete, NotConfigured, &[]);
    check(&oauth2(OAuth2Draft::default(), connectable()), NotConfigured, Complete, &[]);
    check(&oauth2(connectable(), connectable()), Complete, Complete, &[]);
    check(&api_key(keyed(), ApiKeyDraft::default()), Complete, NotConfigured, &[]);
}

#[test]
fn an_environment_that_was_begun_locks_save_and_says_what_it_waits_for() {
    let production = [Field::TokenUrl, Field::ClientSecret].map(|field| (Some(Environment::Production), field));
    check(&oauth2(connectable(), half()), Complete, Incomplete, &production);
    let staging = [Field::TokenUrl, Field::ClientSecret].map(|field| (Some(Environment::Staging), field));
    check(&oauth2(half(), connectable()), Incomplete, Complete, &staging);
    check(&oauth2(half(), OAuth2Draft::default()), Incomplete, NotConfigured, &staging);
    let wrong = OAuth2Draft { token_url: "login.example".into(), ..connectable() };
    let wrong = oauth2(connectable(), wrong);
    check(&wrong, Complete, Incomplete, &[(Some(Environment::Production), Field::TokenUrl)]);
    let keyless = ApiKeyDraft { key: String::new(), ..keyed() };
    check(&api_key(keyed(), keyless), Complete, Incomplete, &[(Some(Environment::Production), Field::Key)]);
}

#[test]
fn a_draft_with_nothing_configured_waits_for_both_environments() {
    let both: Vec<_> = Environment::ALL.into_iter().flat_map(|one| REQUIRED.map(|field| (Some(one), field))).collect();
    let blank = oauth2(OAuth2Draft::default(), OAuth2Draft::default());
    check(&blank, NotConfigured, NotConfigured, &both);
}

#[test]
fn the_general_part_blocks_whatever_the_environments() {
    let mut draft = oauth2(connectable(), OAuth2Draft::default());
    (draft.name, draft.description) = (" ".into(), "x".repeat(1_025));
    check(&draft, Complete, NotConfigured, &[(None, Field::Name), (None, Field::Description)]);
}

#[test]
fn a_blank_draft_of_a_type_says_all_that_it_needs() {
    for kind in [AuthorizationType::ApiKey, AuthorizationType::OAuth2] {
        let draft = Draft::blank(kind);
        assert_eq!(draft.authorization_type(), kind);
        let check = draft.examine();
        assert_eq!(check.completeness, PerEnvironment { staging: NotConfigured, production: NotConfigured });
        assert!(check.problems.iter().all(|problem| problem.code == ProblemCode::Required), "{check:?}");
        assert_eq!(check.blocking().count(), check.problems.len());
    }
}

#[test]
fn an_oauth_2_environment_is_blank_until_something_is_filled_in_or_chosen() {
    let extra = ExtraDraft {
        slot: String::new(),
        place: ExtraPlace::Body,
        name: String::new(),
        value: ExtraValueDraft::Plain { text: String::new() },
    };
    let blank = OAuth2Draft::default();
    let cases = [
        (blank.clone(), true),
        (OAuth2Draft { token_url: " \n".into(), ..blank.clone() }, true),
        (OAuth2Draft { client_secret: typed(""), ..blank.clone() }, true),
        // The box isn't shown without an address, so on its own it doesn't count as input.
        (OAuth2Draft { accept_cleartext: true, ..blank.clone() }, true),
        (OAuth2Draft { token_url: "h".into(), ..blank.clone() }, false),
        (OAuth2Draft { client_id: "c".into(), ..blank.clone() }, false),
        (OAuth2Draft { client_secret: typed("s"), ..blank.clone() }, false),
        (OAuth2Draft { client_secret: SecretInput::Stored, ..blank.clone() }, false),
        (OAuth2Draft { scopes: vec!["read".into()], ..blank.clone() }, false),
        (OAuth2Draft { audience: "a".into(), ..blank.clone() }, false),
        (OAuth2Draft { resources: vec![String::new()], ..blank.clone() }, false),
        (OAuth2Draft { extras: vec![extra], ..blank.clone() }, false),
        (OAuth2Draft { basic_encoding: BasicEncoding::Raw, ..blank.clone() }, false),
        (OAuth2Draft { client_authentication: ClientAuthentication::ClientSecretPost, ..blank.clone() }, false),
    ];
    for (draft, is_blank) in cases {
        assert_eq!(draft.is_blank(), is_blank, "{draft:?}");
        let expected = if is_blank { NotConfigured } else { Incomplete };
        assert_eq!(oauth2(draft, blank.clone()).examine().completeness.staging, expected);
    }
}

#[test]
fn an_api_key_environment_is_blank_until_something_is_filled_in_or_chosen() {
    let blank = ApiKeyDraft::default();
    let cases = [
        (blank.clone(), true),
        (ApiKeyDraft { value: typed(""), ..blank.clone() }, true),
        (ApiKeyDraft { key: "k".into(), ..blank.clone() }, false),
        (ApiKeyDraft { place: KeyPlace::Query, ..blank.clone() }, false),
        (ApiKeyDraft { value: typed("v"), ..blank.clone() }, false),
        (ApiKeyDraft { value: SecretInput::Stored, ..blank.clone() }, false),
    ];
    for (draft, is_blank) in cases {
        assert_eq!(draft.is_blank(), is_blank, "{draft:?}");
    }
}

#[test]
fn connect_looks_at_its_environment_alone() {
    let mut draft = oauth2(connectable(), half());
    draft.name = String::new();
    assert!(draft.check_environment(Environment::Staging).is_ok());
    let expected: Vec<Wrong> =
        [Field::TokenUrl, Field::ClientSecret].map(|field| (field, None, ProblemCode::Required)).into();
    assert_eq!(wrong(&draft.check_environment(Environment::Production).unwrap_err()), expected);
    assert_eq!(api_key(keyed(), keyed()).check_environment(Environment::Staging).unwrap_err(), []);
}

#[test]
fn what_was_checked_reads_back_as_a_draft_that_checks_fine_and_reads_back_the_same() {
    let extra = |slot: &str, value| ExtraDraft { slot: slot.into(), place: ExtraPlace::Body, name: slot.into(), value };
    let full = OAuth2Draft {
        token_url: " http://login.example//a/%2e?x=1 ".into(),
        accept_cleartext: true,
        scopes: vec!["write".into(), "read".into()],
        client_authentication: ClientAuthentication::ClientSecretPost,
        basic_encoding: BasicEncoding::Raw,
        audience: "api".into(),
        resources: vec!["urn:example:api".into()],
        extras: vec![
            extra("plain", ExtraValueDraft::Plain { text: "seen".into() }),
            extra("hidden", ExtraValueDraft::Secret { input: typed("canary") }),
        ],
        ..connectable()
    };
    let cookie = ApiKeyDraft { place: KeyPlace::Cookie, ..keyed() };
    for mut draft in [oauth2(full, OAuth2Draft::default()), api_key(ApiKeyDraft::default(), cookie)] {
        (draft.name, draft.description) = (" Name ".into(), " Description ".into());
        let (id, revision) = (AuthorizationId::generate(), 3);
        let stored = draft.check().unwrap().to_stored_draft(id, revision);
        assert_eq!((stored.id, stored.revision), (Some(id), Some(revision)));
        assert_eq!((stored.name.as_str(), stored.description.as_str()), ("Name", " Description "));
        assert_eq!(stored.examine().completeness, draft.examine().completeness);
        let again = stored.check().unwrap().to_stored_draft(id, revision);
        assert_eq!(format!("{stored:?}"), format!("{again:?}"));
        check_stored(&draft, &stored);
    }
}

/// A stored draft says what was typed, but for the secrets, of which it says that they are stored.
fn check_stored(typed: &Draft, stored: &Draft) {
    let text = format!("{:?}", stored.details);
    assert!(!text.contains("Typed"), "{text}");
    let expected = format!("{:?}", typed.details)
        .replace("Typed { text: Secret(…) }", "Stored")
        .replace("\" http://login.example//a/%2e?x=1 \"", "\"http://login.example//a/%2e?x=1\"");
    assert_eq!(text, expected);
}

#[test]
fn scopes_keep_their_order() {
    let scopes: Vec<String> = ["z", "a", "M", "b"].map(String::from).into();
    let draft = OAuth2Draft { scopes: scopes.clone(), ..connectable() };
    let checked = oauth2(draft, OAuth2Draft::default()).check().unwrap();
    let CheckedDetails::OAuth2(_, environments) = &checked.details else { panic!("an OAuth 2 draft") };
    let kept = environments.staging.as_ref().unwrap();
    assert_eq!(kept.scopes.iter().map(Scope::as_str).collect::<Vec<_>>(), scopes);
    assert!(environments.production.is_none());
    assert_eq!(kept.to_stored_draft().scopes, scopes);
}
