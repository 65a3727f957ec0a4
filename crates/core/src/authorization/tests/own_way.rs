//! Servers that go their own way.

use super::{Wrong, connectable, typed, wrong_after};
use crate::authorization::{
    ClientAuthentication, Environment, ExtraDraft, ExtraPlace, ExtraValueDraft, Field, NoteCode, OAuth2Draft,
    ProblemCode, RequestFormat, ScopeSeparator, SecretInput,
};

fn extra(place: ExtraPlace, name: &str, value: ExtraValueDraft) -> Vec<ExtraDraft> {
    vec![ExtraDraft { slot: "1".to_owned(), place, name: name.to_owned(), value }]
}

fn plain(text: &str) -> ExtraValueDraft {
    ExtraValueDraft::Plain { text: text.to_owned() }
}

fn filled_in(own: Field) -> ProblemCode {
    ProblemCode::FieldFilledIn { own: own.as_str().to_owned() }
}

#[test]
fn a_grant_type_and_a_content_type_are_given_in_one_place() {
    let wrong = |change: fn(&mut OAuth2Draft)| wrong_after(change);
    assert_eq!(wrong(|draft| draft.grant_type_value = "account_credentials".to_owned()), []);
    assert_eq!(wrong(|draft| draft.content_type = "application/json; charset=UTF-8".to_owned()), []);
    let both = wrong(|draft| {
        draft.grant_type_value = "a".to_owned();
        draft.extras = extra(ExtraPlace::Body, "grant_type", plain("b"));
    });
    assert_eq!(both, [(Field::ExtraBody, Some(0), filled_in(Field::GrantTypeValue))]);
    let both = wrong(|draft| {
        draft.content_type = "text/plain".to_owned();
        draft.extras = extra(ExtraPlace::Header, "content-type", plain("application/x-www-form-urlencoded"));
    });
    assert_eq!(both, [(Field::ExtraHeaders, Some(0), filled_in(Field::ContentType))]);
}

#[test]
fn a_header_for_a_form_is_refused_where_no_form_is_sent_even_if_it_is_stored() {
    for value in [plain("application/x-www-form-urlencoded"), ExtraValueDraft::Secret { input: SecretInput::Stored }] {
        for (format, code) in [
            (RequestFormat::Form, None),
            (RequestFormat::Json, Some(ProblemCode::ContentType)),
            (RequestFormat::Get, Some(ProblemCode::ContentType)),
        ] {
            let wrong = wrong_after(|draft| {
                draft.request_format = format;
                draft.extras = extra(ExtraPlace::Header, "Content-Type", value.clone());
            });
            let expected: Vec<Wrong> = code.into_iter().map(|code| (Field::ExtraHeaders, Some(0), code)).collect();
            assert_eq!(wrong, expected, "{format:?}");
        }
    }
}

#[test]
fn a_client_id_that_is_sent_in_the_body_is_no_extra_parameter_as_well() {
    let wrong = |method: ClientAuthentication, in_body: bool| {
        wrong_after(|draft| {
            draft.client_authentication = method;
            draft.client_id_in_body = in_body;
            draft.extras = extra(ExtraPlace::Body, "client_id", plain("x"));
        })
    };
    let refused = [(Field::ExtraBody, Some(0), ProblemCode::SentWithCredentials)];
    assert_eq!(wrong(ClientAuthentication::ClientSecretBasic, false), []);
    assert_eq!(wrong(ClientAuthentication::ClientSecretBasic, true), refused);
    assert_eq!(wrong(ClientAuthentication::ClientSecretPost, false), refused);
}

#[test]
fn what_is_no_media_type_no_pointer_and_no_word_is_refused() {
    type Fill = fn(&mut OAuth2Draft);
    let cases: [(Fill, Field, ProblemCode); 5] = [
        (|draft| draft.content_type = "json".to_owned(), Field::ContentType, ProblemCode::NotAMediaType),
        (|draft| draft.content_type = "a/b\r\nX: y".to_owned(), Field::ContentType, ProblemCode::NotAMediaType),
        (|draft| draft.token_member = "/a~2".to_owned(), Field::TokenMember, ProblemCode::JsonPointer),
        (
            |draft| draft.token_member = "a\n".to_owned(),
            Field::TokenMember,
            ProblemCode::ControlCharacter { character: '\n' },
        ),
        (|draft| draft.grant_type_value = "a b".to_owned(), Field::GrantTypeValue, ProblemCode::Space),
    ];
    for (fill, field, code) in cases {
        assert_eq!(wrong_after(fill), [(field, None, code)]);
    }
}

#[test]
fn what_has_no_effect_is_not_checked_and_not_kept() {
    let mut draft = OAuth2Draft {
        request_format: RequestFormat::Get,
        content_type: "json".to_owned(),
        client_id_in_body: true,
        client_authentication: ClientAuthentication::ClientSecretPost,
        token_member: "access_token".to_owned(),
        scope_separator: ScopeSeparator::Comma,
        ..connectable()
    };
    assert!(
        !draft.uses(crate::authorization::GrantType::default(), Field::ContentType)
            && !draft.uses(crate::authorization::GrantType::default(), Field::ClientIdInBody)
    );
    let kept = draft
        .check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new())
        .unwrap()
        .to_stored_draft();
    assert_eq!((kept.content_type.as_str(), kept.client_id_in_body, kept.token_member.as_str()), ("", false, ""));
    assert_eq!((kept.request_format, kept.scope_separator), (RequestFormat::Get, ScopeSeparator::Comma));
    draft.client_authentication = ClientAuthentication::ClientSecretBasic;
    assert!(
        draft
            .check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new())
            .unwrap()
            .client_id_in_body
    );
}

#[test]
fn a_get_is_pointed_out_if_it_has_a_secret_in_its_url() {
    use ClientAuthentication::{ClientSecretBasic, ClientSecretJwt, ClientSecretPost, None};

    let secret = || extra(ExtraPlace::Body, "pin", ExtraValueDraft::Secret { input: typed("1234") });
    let noted = |format, client_authentication, extras| {
        let draft = OAuth2Draft { request_format: format, client_authentication, extras, ..connectable() };
        let mut notes = Vec::new();
        draft.note(crate::authorization::GrantType::default(), Environment::Staging, &mut notes);
        notes.iter().any(|note| note.field == Field::RequestFormat && note.code == NoteCode::SecretInUrl)
    };
    for (format, method, extras, expected) in [
        (RequestFormat::Get, ClientSecretPost, vec![], true),
        (RequestFormat::Get, ClientSecretJwt, vec![], true),
        (RequestFormat::Get, ClientSecretBasic, secret(), true),
        (RequestFormat::Get, ClientSecretBasic, vec![], false),
        (RequestFormat::Get, None, vec![], false),
        (RequestFormat::Json, ClientSecretPost, secret(), false),
        (RequestFormat::Form, ClientSecretPost, secret(), false),
    ] {
        assert_eq!(noted(format, method, extras), expected, "{format:?} {method:?}");
    }
}
