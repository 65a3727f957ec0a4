//! What is kept of a sign-in: the refresh token, its replacement, and why a user has to sign in again.

use std::{sync::Arc, thread};

use super::{
    sign_in_server::{User, UsersServer, rotating, sign_in},
    tokens::{ask, run, token},
    *,
};
use crate::{
    authorization::GrantType,
    keyfob::{TokenAsk, TokenError},
    tokens::{SignInReason, SignInStatus},
};

const PKCE: GrantType = GrantType::AuthorizationCodePkce;

fn status(keyfob: &Keyfob, saved: &Authorization) -> SignInStatus {
    keyfob.token_status(saved.draft.id.unwrap()).unwrap().sign_ins.staging.unwrap()
}

pub(super) fn needed_in_list(keyfob: &Keyfob) -> bool {
    let row = keyfob.list(&ListQuery::default()).unwrap().rows.remove(0);
    let is_needed = row.sign_in_needed.is_some_and(|needed| needed.staging);
    let counted = keyfob.summary().unwrap().environments.staging.sign_in_needed;
    assert_eq!(counted, u32::from(is_needed), "the list and Home agree");
    is_needed
}

/// An authorization whose user has signed in.
pub(super) fn signed_in(home: &Home, server: &UsersServer) -> (Keyfob, Authorization) {
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
    let outcome = sign_in(&keyfob, &saved.draft, &User::signing_in());
    assert!(matches!(outcome, crate::connect::Outcome::Connected(_)), "{outcome:?}");
    (keyfob, saved)
}

/// A request as the server reads it, with a grant type alone.
pub(super) fn sign_in_server_request(grant_type: &str) -> super::sign_in_server::Request {
    let parameters = vec![("grant_type".to_owned(), grant_type.to_owned())];
    super::sign_in_server::Request { head: String::new(), parameters }
}

fn raw_scopes(token: &Token) -> Vec<String> {
    token.scopes.clone()
}

pub(super) fn forced(saved: &Authorization) -> TokenAsk {
    TokenAsk { is_forced: true, ..ask(saved) }
}

pub(super) fn reason(keyfob: &Keyfob, ask: &TokenAsk) -> SignInReason {
    match run(keyfob.token(ask)) {
        Err(TokenError::SignInNeeded(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_user_is_needed_at_first_and_then_no_more() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NotSignedIn);
    assert!(needed_in_list(&keyfob) && status(&keyfob, &saved).needed == Some(SignInReason::NotSignedIn));
    sign_in(&keyfob, &saved.draft, &User::signing_in());
    assert!(!needed_in_list(&keyfob) && status(&keyfob, &saved).needed.is_none());
    // Another program has it too.
    let other = home.open();
    assert_eq!(token(&other, &ask(&saved)), "canary-access-1");
    assert_eq!(server.seen.lock().unwrap().len(), 1);
    // It is validated, as with any CONNECT.
    assert_eq!(
        *other.list(&ListQuery::default()).unwrap().rows[0].environments.get(STAGING),
        EnvironmentState::Validated
    );
}

#[test]
fn a_refresh_token_is_replaced_by_the_one_that_its_use_brought() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    for number in 2..5 {
        // Each time by another program.
        assert_eq!(token(&home.open(), &forced(&saved)), format!("canary-access-{number}"));
    }
    assert_eq!((server.count("refresh_token"), server.count("authorization_code")), (3, 1));
    let seen = server.seen.lock().unwrap();
    assert!(seen.iter().all(|request| request.get("grant_type") != "refresh_token" || request.get("scope").is_empty()));
    assert!(status(&keyfob, &saved).has_refresh_token);
}

#[test]
fn a_refresh_token_that_is_not_replaced_stays() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (_, saved) = signed_in(&home, &server);
    server.answers(|request| {
        assert_eq!(request.get("refresh_token"), "canary-refresh-1");
        (200, r#"{"access_token":"canary-next","token_type":"Bearer","expires_in":60,"scope":"a"}"#.to_owned())
    });
    for _ in 0..2 {
        assert_eq!(token(&home.open(), &forced(&saved)), "canary-next");
    }
}

#[test]
fn fifty_callers_at_expiry_send_one_refresh() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(0)));
    let (_, saved) = signed_in(&home, &server);
    server.answers(|_| {
        thread::sleep(std::time::Duration::from_millis(300));
        (
            200,
            r#"{"access_token":"canary-next","token_type":"Bearer","expires_in":3600,"refresh_token":"canary-r2"}"#
                .to_owned(),
        )
    });
    let programs: Vec<_> = (0..5).map(|_| Arc::new(home.open())).collect();
    let callers: Vec<_> = (0..50)
        .map(|at| {
            let (keyfob, ask) = (Arc::clone(&programs[at % 5]), ask(&saved));
            thread::spawn(move || token(&keyfob, &ask))
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.join().unwrap(), "canary-next");
    }
    assert_eq!(server.count("refresh_token"), 1);
}

#[test]
fn a_refresh_token_that_the_server_refuses_is_dropped_and_everyone_says_so() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(0)));
    let (keyfob, saved) = signed_in(&home, &server);
    server.answers(|_| (400, r#"{"error":"invalid_grant","error_description":"Session ended"}"#.to_owned()));
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::Refused);
    assert!(needed_in_list(&home.open()));
    assert_eq!(status(&keyfob, &saved).needed, Some(SignInReason::Refused));
    // It isn't asked again.
    assert_eq!(reason(&home.open(), &forced(&saved)), SignInReason::Refused);
    assert_eq!(server.count("refresh_token"), 1);
    // Signing in again mends it.
    server.answers(rotating(3600));
    sign_in(&keyfob, &saved.draft, &User::signing_in());
    assert!(!needed_in_list(&keyfob) && status(&keyfob, &saved).needed.is_none());
}

#[test]
fn everyone_who_waits_for_a_refused_refresh_is_told_to_sign_in() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(0)));
    let (_, saved) = signed_in(&home, &server);
    server.answers(|_| {
        thread::sleep(std::time::Duration::from_millis(300));
        (400, r#"{"error":"invalid_grant"}"#.to_owned())
    });
    let programs: Vec<_> = (0..5).map(|_| Arc::new(home.open())).collect();
    let callers: Vec<_> = (0..50)
        .map(|at| {
            let (keyfob, ask) = (Arc::clone(&programs[at % 5]), ask(&saved));
            thread::spawn(move || reason(&keyfob, &ask))
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.join().unwrap(), SignInReason::Refused);
    }
    assert_eq!(server.count("refresh_token"), 1);
    // It says nothing about the settings.
    let rows = home.open().list(&ListQuery::default()).unwrap().rows;
    assert_eq!(*rows[0].environments.get(STAGING), EnvironmentState::Validated);
}

#[test]
fn forgetting_another_token_meanwhile_costs_no_sign_in_and_no_refresh() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
    let other = keyfob.save(&draft("another", "s"), &[]).unwrap().draft.id.unwrap();
    let another_program = home.open();
    let user = User::new(move |asked| {
        another_program.forget_token(other, STAGING).unwrap();
        vec![format!("/callback?code=c&state={}", asked.get("state"))]
    });
    sign_in(&keyfob, &saved.draft, &user);
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-access-1");
    let another_program = home.open();
    let rotate = rotating(3600);
    rotate(&sign_in_server_request("authorization_code"));
    server.answers(move |request| {
        another_program.forget_token(other, STAGING).unwrap();
        rotate(request)
    });
    assert_eq!(token(&keyfob, &forced(&saved)), "canary-access-2");
    assert_eq!(token(&home.open(), &forced(&saved)), "canary-access-3");
    assert!(!status(&keyfob, &saved).was_interrupted);
}

#[test]
fn a_token_that_is_forgotten_while_it_is_renewed_stays_forgotten() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    let (another_program, id) = (home.open(), saved.draft.id.unwrap());
    server.answers(move |_| {
        another_program.forget_token(id, STAGING).unwrap();
        (200, r#"{"access_token":"late","token_type":"Bearer","expires_in":3600,"refresh_token":"late"}"#.to_owned())
    });
    // Its own caller gets it, and nothing is left.
    assert_eq!(token(&keyfob, &forced(&saved)), "late");
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NotSignedIn);
    assert_eq!(reason(&home.open(), &ask(&saved)), SignInReason::NotSignedIn);
}

#[test]
fn a_sign_in_belongs_to_one_authorization_even_if_another_is_the_same() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, _) = signed_in(&home, &server);
    let twin = keyfob.save(&Draft { name: "twin".into(), ..server.draft(PKCE) }, &[]).unwrap();
    assert_eq!(reason(&keyfob, &ask(&twin)), SignInReason::NotSignedIn);
}

#[test]
fn a_sign_in_that_fails_leaves_the_one_before_it_alone() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    server.answers(|_| (503, "{}".to_owned()));
    sign_in(&keyfob, &saved.draft, &User::signing_in());
    let rotate = rotating(3600);
    rotate(&sign_in_server_request("authorization_code"));
    server.answers(rotate);
    assert_eq!(token(&keyfob, &forced(&saved)), "canary-access-2");
}

#[test]
fn a_refresh_that_names_no_scopes_leaves_them_as_they_were() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let first = r#"{"access_token":"a","token_type":"Bearer","expires_in":0,"refresh_token":"r","scope":"read"}"#;
    server.answers(|_| (200, first.to_owned()));
    let keyfob = home.open();
    let mut draft = server.draft(PKCE);
    staging(&mut draft).scopes = vec!["read".to_owned(), "write".to_owned()];
    let saved = keyfob.save(&draft, &[]).unwrap();
    sign_in(&keyfob, &saved.draft, &User::signing_in());
    server.answers(|_| (200, r#"{"access_token":"b","token_type":"Bearer","expires_in":3600}"#.to_owned()));
    let renewed = run(keyfob.token(&ask(&saved))).unwrap();
    assert_eq!(
        (
            raw_scopes(&renewed),
            keyfob.token_status(saved.draft.id.unwrap()).unwrap().of.staging.unwrap().missing_scopes
        ),
        (vec!["read".to_owned(), "write".to_owned()], vec!["write".to_owned()])
    );
}

#[test]
fn an_outage_keeps_the_refresh_token_and_a_valid_token_in_use() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    server.answers(|_| (503, "{}".to_owned()));
    assert!(matches!(run(keyfob.token(&forced(&saved))), Err(TokenError::Failed(_))));
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-access-1");
    assert!(status(&keyfob, &saved).has_refresh_token && !needed_in_list(&keyfob));
}

#[test]
fn a_renewal_that_was_interrupted_is_explained_if_it_cost_the_sign_in() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(0)));
    let (keyfob, saved) = signed_in(&home, &server);
    let of = (saved.draft.id.unwrap(), STAGING);
    let used = keyfob.found(of.0, of.1).unwrap().state.refresh_token().cloned().unwrap();
    // As if the program was killed between the answer and its save: the server has replaced the token.
    keyfob.mark_refreshing(of, &used, -1).unwrap();
    assert!(status(&keyfob, &saved).was_interrupted);
    server.answers(|_| (400, r#"{"error":"invalid_grant"}"#.to_owned()));
    assert_eq!(reason(&home.open(), &ask(&saved)), SignInReason::Interrupted);
    assert_eq!(status(&keyfob, &saved).needed, Some(SignInReason::Interrupted));
}

#[test]
fn a_renewal_that_was_interrupted_before_its_request_costs_nothing() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(0)));
    let (keyfob, saved) = signed_in(&home, &server);
    let of = (saved.draft.id.unwrap(), STAGING);
    let used = keyfob.found(of.0, of.1).unwrap().state.refresh_token().cloned().unwrap();
    keyfob.mark_refreshing(of, &used, -1).unwrap();
    server.answers(|request| {
        assert_eq!(request.get("refresh_token"), "canary-refresh-1");
        (200, r#"{"access_token":"canary-next","token_type":"Bearer","expires_in":60,"refresh_token":"r"}"#.to_owned())
    });
    assert_eq!(token(&home.open(), &ask(&saved)), "canary-next");
    assert!(!status(&keyfob, &saved).was_interrupted);
}

#[test]
fn a_new_vault_key_keeps_the_sign_in() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    keyfob.rotate_key(OldBackups::Keep).unwrap();
    assert!(!needed_in_list(&keyfob));
    assert_eq!(token(&home.open(), &forced(&saved)), "canary-access-2");
}

#[test]
fn a_refused_token_is_forgotten_without_the_sign_in_and_forgetting_takes_both() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (keyfob, saved) = signed_in(&home, &server);
    let id = saved.draft.id.unwrap();
    keyfob.forget_refused_token(id, STAGING, &Secret::new("canary-access-1".to_owned())).unwrap();
    assert!(!needed_in_list(&keyfob));
    assert_eq!(token(&keyfob, &ask(&saved)), "canary-access-2");
    keyfob.forget_token(id, STAGING).unwrap();
    assert!(needed_in_list(&keyfob));
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NotSignedIn);
}

#[test]
fn without_a_refresh_token_the_user_is_needed_when_the_token_has_expired() {
    let (home, server) = (
        Home::new(),
        UsersServer::new(|_| (200, r#"{"access_token":"a","token_type":"Bearer","expires_in":0}"#.to_owned())),
    );
    let (keyfob, saved) = signed_in(&home, &server);
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::NoRefreshToken);
    assert!(needed_in_list(&keyfob));
    let mortal =
        r#"{"access_token":"a","token_type":"Bearer","expires_in":0,"refresh_token":"r","refresh_expires_in":1}"#;
    server.answers(|_| (200, mortal.to_owned()));
    sign_in(&keyfob, &saved.draft, &User::signing_in());
    assert!(!needed_in_list(&keyfob));
    thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(reason(&keyfob, &ask(&saved)), SignInReason::Expired);
    assert!(needed_in_list(&keyfob));
}

#[test]
fn tokens_in_memory_only_are_a_sign_in_for_this_program_alone() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let preferences = keyfob.preferences().unwrap();
    keyfob.set_preferences(Preferences { keep_tokens: false, ..preferences }).unwrap();
    let saved = keyfob.save(&server.draft(PKCE), &[]).unwrap();
    sign_in(&keyfob, &saved.draft, &User::signing_in());
    assert!(!needed_in_list(&keyfob));
    assert_eq!(token(&keyfob, &forced(&saved)), "canary-access-2");
    let other = home.open();
    assert!(needed_in_list(&other));
    assert_eq!(reason(&other, &ask(&saved)), SignInReason::NotSignedIn);
}
