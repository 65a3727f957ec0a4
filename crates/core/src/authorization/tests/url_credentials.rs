//! Credentials in the query of the Token URL.

use super::{api_key, connectable, keyed, oauth2, typed};
use crate::authorization::{
    ApiKeyDraft, Environment, ExtraPlace, MovedCredentials, OAuth2Draft, ProblemCode, SecretInput, TokenUrl,
};

/// What moving makes of a draft with these fields.
fn moved(url: &str, change: impl FnOnce(&mut OAuth2Draft)) -> MovedCredentials {
    let mut fields = OAuth2Draft { token_url: url.to_owned(), ..OAuth2Draft::default() };
    change(&mut fields);
    oauth2(fields, connectable()).move_url_credentials(Environment::Staging).unwrap()
}

/// The moved secret, as the page receives it.
fn secret(moved: &MovedCredentials) -> serde_json::Value {
    serde_json::to_value(&moved.client_secret).unwrap()
}

#[test]
fn a_credential_in_the_query_is_refused_by_its_name_and_its_value_is_not_repeated() {
    for (query, name) in [
        ("client_id=billing-api&client_secret=CANARY&grant_type=client_credentials", "client_secret"),
        ("Client_Secret=CANARY", "client_secret"),
        ("client%5Fsecret=CANARY", "client_secret"),
        ("a=1&client_secret", "client_secret"),
        ("client_assertion=CANARY", "client_assertion"),
        ("access_token=CANARY", "access_token"),
        ("refresh_token=CANARY", "refresh_token"),
        ("PASSWORD=CANARY", "password"),
        ("code=CANARY", "code"),
        ("client_secret={CANARY}", "client_secret"),
        ("client_secret=CAN ARY#", "client_secret"),
    ] {
        let code = TokenUrl::parse(&format!("https://a.example/token?{query}")).unwrap_err();
        assert_eq!(code, ProblemCode::UrlSecret { name: name.to_owned() }, "{query}");
        assert!(!code.to_string().contains("CAN"), "{code}");
    }
    for query in
        ["client_id=a", "grant_type=client_credentials", "x=client_secret", "codec=1", "client_secret_id=1", ""]
    {
        assert!(TokenUrl::parse(&format!("https://a.example/client_secret=1?{query}")).is_ok(), "{query}");
    }
}

#[test]
fn credentials_scopes_and_the_grant_move_into_blank_fields_and_the_rest_stays_to_the_letter() {
    let url =
        "https://a.example/t?x=%20+&client_id=a%20b&client_secret=p%26w&scope=r%20w&grant_type=client_credentials&y";
    let moved = moved(url, |_| ());
    assert_eq!(moved.token_url, "https://a.example/t?x=%20+&y");
    assert_eq!((moved.client_id.as_deref(), secret(&moved)), (Some("a b"), "p&w".into()));
    assert_eq!((moved.scopes.as_slice(), moved.extras.len()), (["r".to_owned(), "w".to_owned()].as_slice(), 0));
    assert_eq!(moved.kept, [""; 0]);
    assert_eq!(self::moved("https://a.example/t?client_secret=pw", |_| ()).token_url, "https://a.example/t");
}

#[test]
fn what_a_filled_in_field_would_lose_stays_in_the_url() {
    let url = "https://a.example/t?client_id=one&client_secret=pw&scope=a%22b";
    let moved = self::moved(url, |fields| {
        fields.client_id = "other".into();
        fields.client_secret = typed("other");
    });
    assert_eq!((moved.token_url.as_str(), moved.client_id.as_deref(), secret(&moved)), (url, None, ().into()));
    assert_eq!(moved.kept, ["client_id", "client_secret", "scope"]);
    let stored = self::moved(url, |fields| fields.client_secret = SecretInput::Stored);
    assert_eq!(stored.token_url, "https://a.example/t?client_secret=pw&scope=a%22b");
}

#[test]
fn what_is_in_its_field_already_is_only_removed_from_the_url() {
    let moved = moved("https://a.example/t?client_id=id&client_secret=pw&scope=a%20b", |fields| {
        fields.client_id = "id".into();
        fields.client_secret = typed("pw");
        fields.scopes = vec!["b".into()];
    });
    assert_eq!((moved.token_url.as_str(), moved.kept.len()), ("https://a.example/t", 0));
    assert_eq!((moved.client_id, moved.scopes), (None, vec!["a".to_owned()]));
}

#[test]
fn a_secret_without_a_field_becomes_a_secret_parameter_and_another_grant_a_body_parameter() {
    let moved = moved("https://a.example/t?code=K&grant_type=account_credentials&client_assertion=J", |_| ());
    let extras: Vec<_> = moved.extras.iter().map(|extra| (extra.place, extra.name.as_str(), extra.secret)).collect();
    assert_eq!(extras, [(ExtraPlace::Query, "code", true), (ExtraPlace::Body, "grant_type", false)]);
    assert_eq!(moved.token_url, "https://a.example/t?client_assertion=J");
    assert_eq!(moved.kept, ["client_assertion"]);
}

#[test]
fn an_api_key_has_no_token_url() {
    let draft = api_key(keyed(), ApiKeyDraft::default());
    assert!(draft.move_url_credentials(Environment::Staging).is_none());
}
