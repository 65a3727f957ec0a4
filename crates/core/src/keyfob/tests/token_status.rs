//! What is shown of kept tokens, and the texts that are copied.

use super::{
    tokens::{BUSY, EXPIRED, JWT, Server, TOKEN, ask, connect, run, token},
    *,
};
use crate::{
    authorization::PerEnvironment,
    oauth::{AudienceCheck, IssuerCheck, TokenFact},
    tokens::{LifeSource, TokenStatus},
};

fn status(keyfob: &Keyfob, saved: &Authorization) -> Option<TokenStatus> {
    let of = keyfob.token_status(saved.draft.id.unwrap()).unwrap();
    assert_eq!((of.of.production, of.unread), (None, PerEnvironment::default()));
    of.of.staging
}

fn expiry_in_list(keyfob: &Keyfob) -> Option<i64> {
    keyfob.list(&ListQuery::default()).unwrap().rows[0].token_expires_at_ms.and_then(|expiries| expiries.staging)
}

#[test]
fn a_kept_token_is_described_until_it_is_forgotten_but_not_shown() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    assert_eq!((status(&keyfob, &saved), expiry_in_list(&keyfob)), (None, None));
    connect(&keyfob, &saved.draft);
    let shown = status(&keyfob, &saved).unwrap();
    assert_eq!((shown.life_ms, shown.life_source, &shown.failure), (3_600_000, LifeSource::ExpiresIn, &None));
    assert!((3_590_000..=3_600_000).contains(&shown.left_ms), "{shown:?}");
    assert!(expiry_in_list(&keyfob).is_some_and(|at_ms| (at_ms - shown.expires_at_ms).abs() < 5_000));
    assert!(!serde_json::to_string(&shown).unwrap().contains("canary"));
    keyfob.forget_token(saved.draft.id.unwrap(), STAGING).unwrap();
    assert_eq!((status(&keyfob, &saved), expiry_in_list(&keyfob)), (None, None));
}

#[test]
fn a_token_that_expired_or_could_not_be_renewed_is_said_to_be_so() {
    let (home, server) = (Home::new(), Server::new(EXPIRED));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    token(&keyfob, &ask(&saved));
    let now_ms = crate::connect::now_ms();
    assert!(status(&keyfob, &saved).is_some_and(|shown| shown.left_ms == 0 && shown.expires_at_ms <= now_ms));
    assert!(expiry_in_list(&keyfob).is_some_and(|at_ms| at_ms <= now_ms));
    server.answers(BUSY);
    assert!(run(keyfob.token(&ask(&saved))).is_err());
    let failure = status(&keyfob, &saved).unwrap().failure.unwrap();
    assert_eq!(failure.http_status, Some(503));
}

#[test]
fn without_the_key_at_hand_the_keyring_is_not_asked_and_only_that_a_token_is_kept_is_shown() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let saved = home.open().save(&server.draft(), &[]).unwrap();
    token(&home.open(), &ask(&saved));
    let keyfob = home.open();
    let id = saved.draft.id.unwrap();
    let unread = TokenStatuses { unread: PerEnvironment { staging: true, production: false }, ..Default::default() };
    assert_eq!((keyfob.token_status(id).unwrap(), expiry_in_list(&keyfob)), (unread, None));
    keyfob.retry_keyring().unwrap();
    assert!(status(&keyfob, &saved).is_some() && expiry_in_list(&keyfob).is_some());
    keyfob.forget_token(id, STAGING).unwrap();
    drop(keyfob);
    assert_eq!(home.open().token_status(id).unwrap(), TokenStatuses::default());
}

#[test]
fn a_token_that_is_kept_in_memory_only_is_described_too() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    keyfob.set_preferences(Preferences { keep_tokens: false, ..Preferences::default() }).unwrap();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    token(&keyfob, &ask(&saved));
    assert!(status(&keyfob, &saved).is_some() && expiry_in_list(&keyfob).is_some());
}

#[test]
fn a_token_is_copied_alone_as_a_header_or_in_a_command_for_what_the_settings_name() {
    let (home, server) = (Home::new(), Server::new(TOKEN));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(), &[]).unwrap();
    let copied = |saved: &Authorization, form| {
        let text = run(keyfob.token_text(saved.draft.id.unwrap(), STAGING, form)).unwrap();
        text.map(|text| text.text().to_owned())
    };
    assert_eq!(copied(&saved, TokenForm::Token).unwrap(), "canary-token-1");
    assert_eq!(copied(&saved, TokenForm::Header).unwrap(), "Authorization: Bearer canary-token-1");
    assert!(copied(&saved, TokenForm::Curl).unwrap().starts_with("curl --config - 'https://api.example.com/' <<"));
    let mut changed = saved.draft.clone();
    staging(&mut changed).audience = "https://billing.example/v1".to_owned();
    let saved = keyfob.save(&changed, &[]).unwrap();
    assert!(copied(&saved, TokenForm::Curl).unwrap().starts_with("curl --config - 'https://billing.example/v1' <<"));
    keyfob.forget_token(saved.draft.id.unwrap(), STAGING).unwrap();
    server.answers(BUSY);
    assert!(
        matches!(copied(&saved, TokenForm::Token), Err(TokenCopy::Failed { failure }) if failure.http_status == Some(503))
    );
}

#[test]
fn a_kept_token_is_inspected_without_a_request_and_shown_on_request_which_is_logged() {
    let (home, server) = (Home::new(), Server::new(JWT));
    let keyfob = home.open();
    let mut asked = server.draft();
    staging(&mut asked).scopes = vec!["read".to_owned()];
    staging(&mut asked).audience = "api".to_owned();
    let saved = keyfob.save(&asked, &[]).unwrap();
    let id = saved.draft.id.unwrap();
    assert!(matches!(keyfob.inspect_token(id, STAGING, crate::keyfob::InspectedToken::Access), Err(Error::NotFound)));
    connect(&keyfob, &saved.draft);
    let inspected = keyfob.inspect_token(id, STAGING, crate::keyfob::InspectedToken::Access).unwrap();
    let jwt = inspected.jwt.unwrap();
    assert_eq!(inspected.requested_scopes, ["read"]);
    assert_eq!((jwt.issuer, jwt.audience), (Some(IssuerCheck::Missing), Some(AudienceCheck::Requested)));
    assert_eq!(jwt.facts, [TokenFact::AlgNone]);
    assert_eq!(server.requests(), 1);
    assert!(keyfob.read(id).unwrap().last_revealed_at_ms.staging.is_none());
    assert!(keyfob.reveal_token(id, STAGING, &inspected.mark).unwrap().text().starts_with("eyJ"));
    assert!(keyfob.read(id).unwrap().last_revealed_at_ms.staging.is_some());
}
