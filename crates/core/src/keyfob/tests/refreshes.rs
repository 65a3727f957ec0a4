//! Refreshes whose answer can't be used as it is.

use std::thread;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    sign_in_server::{UsersServer, rotating},
    sign_ins::{forced, signed_in},
    tokens::{ask, run, token},
    *,
};
use crate::keyfob::TokenError;

#[test]
fn a_server_slower_than_its_tokens_live_is_asked_at_most_twice() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(0)));
    let (_, saved) = signed_in(&home, &server);
    server.answers(|_| {
        thread::sleep(std::time::Duration::from_millis(1_200));
        (200, r#"{"access_token":"canary-late","token_type":"Bearer","expires_in":1}"#.to_owned())
    });
    let handed_out = run(home.open().token(&ask(&saved))).unwrap();
    assert_eq!((handed_out.left_ms, server.count("refresh_token")), (0, 2));
}

#[test]
fn a_refresh_that_brings_another_user_is_refused_and_nothing_of_it_is_kept() {
    let of = |subject: &str| {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let claims = format!(r#"{{"sub":"{subject}","name":"User {subject}","aud":"client"}}"#);
        format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(&claims), part("s"))
    };
    let answer = |access: &str, refresh: &str, subject: &str| {
        let id_token = of(subject);
        format!(
            r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":0,"refresh_token":"{refresh}","id_token":"{id_token}"}}"#
        )
    };
    let first = answer("canary-access", "canary-refresh", "1");
    let (home, server) = (Home::new(), UsersServer::new(move |_| (200, first.clone())));
    let (keyfob, saved) = signed_in(&home, &server);
    let others = answer("canary-others", "canary-others-refresh", "2");
    server.answers(move |_| (200, others.clone()));
    match run(keyfob.token(&forced(&saved))) {
        Err(TokenError::Failed(failure)) => assert_eq!(failure.code.as_str(), "id_token_mismatch"),
        other => panic!("{other:?}"),
    }
    let own = answer("canary-next", "canary-refresh", "1");
    server.answers(move |request| {
        assert_eq!(request.get("refresh_token"), "canary-refresh");
        (200, own.clone())
    });
    assert_eq!(token(&keyfob, &forced(&saved)), "canary-next");
}
