//! The fields of an OAuth 2 environment, but for its scopes and extra parameters.

use super::{Wrong, connectable, too_long, too_many, typed, wrong_after};
use crate::authorization::{
    BasicEncoding, ClientAuthentication, Environment, ExtraDraft, ExtraPlace, ExtraValueDraft, Field, OAuth2Draft,
    ProblemCode, SecretField, SecretInput,
};

fn one(field: Field, code: Option<ProblemCode>) -> Vec<Wrong> {
    code.into_iter().map(|code| (field, None, code)).collect()
}

#[test]
fn the_required_fields_are_the_token_url_the_id_and_the_secret() {
    assert_eq!(wrong_after(|_| ()), []);
    let required = [Field::TokenUrl, Field::ClientId, Field::ClientSecret];
    let expected = required.map(|field| (field, None, ProblemCode::Required));
    assert_eq!(wrong_after(|draft| *draft = OAuth2Draft::default()), expected);
}

#[test]
fn a_new_environment_sends_basic_as_rfc_6749_asks() {
    let draft = OAuth2Draft::default();
    assert_eq!(draft.client_authentication, ClientAuthentication::ClientSecretBasic);
    assert_eq!(draft.basic_encoding, BasicEncoding::Rfc6749);
    assert!(!draft.accept_cleartext);
}

#[test]
fn plain_http_needs_a_word_of_acceptance_but_on_loopback() {
    for (url, accepted, code) in [
        ("http://login.example/token", false, Some(ProblemCode::CleartextRefused)),
        ("http://login.example/token", true, None),
        ("http://10.0.0.1/token", false, Some(ProblemCode::CleartextRefused)),
        ("http://127.0.0.1:8080/token", false, None),
        ("http://localhost/token", false, None),
        ("https://login.example/token", false, None),
        ("https://login.example/token", true, None),
        // Acceptance makes no wrong URL right.
        ("http://u:p@login.example/", true, Some(ProblemCode::UrlCredentials)),
    ] {
        let wrong = wrong_after(|draft| (draft.token_url, draft.accept_cleartext) = (url.to_owned(), accepted));
        assert_eq!(wrong, one(Field::TokenUrl, code), "{url} {accepted}");
    }
}

#[test]
fn consent_to_plain_http_is_kept_only_where_it_is_needed() {
    for (url, kept) in [
        ("http://login.example/token", true),
        ("https://login.example/token", false),
        ("http://localhost/token", false),
    ] {
        let draft = OAuth2Draft { token_url: url.into(), accept_cleartext: true, ..connectable() };
        assert_eq!(
            draft
                .check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new())
                .unwrap()
                .accept_cleartext,
            kept,
            "{url}"
        );
    }
}

#[test]
fn a_token_url_is_trimmed_and_holds_8000_characters() {
    let url = |length: usize| format!("https://a.example/{}", "x".repeat(length - 18));
    for (typed, code) in [
        (format!(" {}\n", url(8_000)), None),
        (url(8_001), Some(too_long(8_000, 8_001))),
        (" \t".to_owned(), Some(ProblemCode::Required)),
    ] {
        assert_eq!(wrong_after(|draft| draft.token_url = typed), one(Field::TokenUrl, code));
    }
    let checked = OAuth2Draft { token_url: format!(" {}\n", url(30)), ..connectable() };
    let checked =
        checked.check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
    assert_eq!(checked.token_url.as_str(), url(30));
}

#[test]
fn a_client_id_is_printable_and_other_unicode_is_accepted() {
    for (id, code) in [
        ("", Some(ProblemCode::Required)),
        (" ~!\"\\:%20", None),
        ("cliente-São-名-😀", None),
        ("a\nb", Some(ProblemCode::ControlCharacter { character: '\n' })),
        ("a\tb", Some(ProblemCode::ControlCharacter { character: '\t' })),
        ("a\u{7F}", Some(ProblemCode::ControlCharacter { character: '\u{7F}' })),
        ("a\u{9B}", Some(ProblemCode::ControlCharacter { character: '\u{9B}' })),
    ] {
        assert_eq!(wrong_after(|draft| draft.client_id = id.to_owned()), one(Field::ClientId, code), "{id:?}");
    }
    for (length, code) in [(65_536, None), (65_537, Some(too_long(65_536, 65_537)))] {
        assert_eq!(wrong_after(|draft| draft.client_id = "é".repeat(length)), one(Field::ClientId, code));
    }
}

#[test]
fn a_client_secret_is_typed_or_stored_and_printable() {
    for (secret, code) in [
        (SecretInput::Blank, Some(ProblemCode::Required)),
        (typed(""), Some(ProblemCode::Required)),
        (SecretInput::Stored, None),
        (typed(" p:%+é😀 "), None),
        (typed("a\r\n"), Some(ProblemCode::ControlCharacter { character: '\r' })),
        (typed("\0"), Some(ProblemCode::ControlCharacter { character: '\0' })),
        (typed(&"é".repeat(65_536)), None),
        (typed(&"é".repeat(65_537)), Some(too_long(65_536, 65_537))),
    ] {
        assert_eq!(wrong_after(|draft| draft.client_secret = secret), one(Field::ClientSecret, code));
    }
}

#[test]
fn an_audience_is_any_printable_text() {
    for (audience, code) in [
        ("", None),
        ("https://api.example/", None),
        ("a b é", None),
        ("a\nb", Some(ProblemCode::ControlCharacter { character: '\n' })),
        (&"x".repeat(65_537), Some(too_long(65_536, 65_537))),
    ] {
        assert_eq!(wrong_after(|draft| draft.audience = audience.to_owned()), one(Field::Audience, code));
    }
    let audience = |text: &str| {
        let draft = OAuth2Draft { audience: text.to_owned(), ..connectable() };
        draft.check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap().audience
    };
    assert_eq!(audience(""), None);
    assert_eq!(audience("api"), Some("api".to_owned()));
}

#[test]
fn a_resource_is_any_printable_text_without_white_space_and_fragment() {
    use ProblemCode::{ControlCharacter, InvisibleCharacter, Required, ResourceFragment, Space};
    let long = format!("https://a.example/{}", "x".repeat(7_983));
    let cases = [
        ("https://api.example/v1?x=1", None),
        ("https://management.core.windows.net/", None),
        ("urn:example:api", None),
        ("spn:00000002-0000-0000-c000-000000000000", None),
        ("20e940b3-4c77-4b0b-9a53-9e16a1b010a7", None),
        ("api", None),
        ("/ação", None),
        ("", Some(Required)),
        ("https://api.example/#v1", Some(ResourceFragment)),
        ("https://api.example/#", Some(ResourceFragment)),
        ("https://api.example/a b", Some(Space)),
        (" https://api.example/", Some(Space)),
        ("https://api.example/\n", Some(ControlCharacter { character: '\n' })),
        ("api\u{200B}", Some(InvisibleCharacter { character: '\u{200B}' })),
        ("api\u{A0}", Some(InvisibleCharacter { character: '\u{A0}' })),
        (&long, Some(too_long(8_000, 8_001))),
    ];
    for (resource, code) in cases {
        let resources = vec!["urn:example:first".to_owned(), resource.to_owned()];
        let expected: Vec<Wrong> = code.into_iter().map(|code| (Field::Resource, Some(1), code)).collect();
        assert_eq!(wrong_after(|draft| draft.resources = resources), expected, "{resource:.40}");
    }
    for (count, code) in [(100, None), (101, Some(too_many(100, 101)))] {
        let wrong = wrong_after(|draft| draft.resources = vec!["urn:example:api".to_owned(); count]);
        assert_eq!(wrong, one(Field::Resource, code));
    }
}

#[test]
fn every_secret_is_named_and_turned_into_another_form_where_it_stands() {
    let extra = |slot: &str, value| ExtraDraft { slot: slot.into(), place: ExtraPlace::Body, name: slot.into(), value };
    let draft = OAuth2Draft {
        extras: vec![
            extra("plain", ExtraValueDraft::Plain { text: "seen".into() }),
            extra("one", ExtraValueDraft::Secret { input: typed("1") }),
            extra("two", ExtraValueDraft::Secret { input: SecretInput::Stored }),
        ],
        ..connectable()
    };
    let checked =
        draft.check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
    let names: Vec<String> = checked.secrets().map(|(field, _)| field.to_string()).collect();
    assert_eq!(names, ["client_secret", "extra:one", "extra:two"]);
    let turned = checked.clone().try_map_secrets(|field, _| Ok::<_, ()>(field)).unwrap();
    assert!(turned.secrets().all(|(field, turned)| field == *turned));
    assert_eq!(
        format!("{:?}", checked.to_stored_draft()),
        format!("{:?}", turned.to_stored_draft()),
        "the other fields stay"
    );
    let refused =
        checked.try_map_secrets(|field, _| if field == SecretField::ClientSecret { Ok(()) } else { Err(field) });
    assert_eq!(refused.map(drop), Err(SecretField::Extra { slot: "one".into() }));
}
