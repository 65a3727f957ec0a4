//! Extra parameters of the token request.

use super::{Wrong, too_long, typed, wrong_after};
use crate::authorization::{
    ClientAuthentication, ExtraDraft, ExtraPlace, ExtraValueDraft, Field, OAuth2Draft, ProblemCode, SecretInput,
};

const PLACES: [ExtraPlace; 3] = [ExtraPlace::Body, ExtraPlace::Header, ExtraPlace::Query];

fn plain(text: &str) -> ExtraValueDraft {
    ExtraValueDraft::Plain { text: text.to_owned() }
}

fn secret(input: SecretInput) -> ExtraValueDraft {
    ExtraValueDraft::Secret { input }
}

/// Rows with a slot each.
fn rows<const N: usize>(rows: [(ExtraPlace, &str, ExtraValueDraft); N]) -> Vec<ExtraDraft> {
    let numbered = rows.into_iter().enumerate();
    numbered
        .map(|(at, (place, name, value))| ExtraDraft { slot: at.to_string(), place, name: name.to_owned(), value })
        .collect()
}

fn check(extras: Vec<ExtraDraft>, expected: &[Wrong]) {
    let shown = format!("{extras:.200?}");
    assert_eq!(wrong_after(|draft| draft.extras = extras), expected, "{shown}");
}

fn check_name(place: ExtraPlace, name: &str, code: Option<ProblemCode>) {
    let expected: Vec<Wrong> = code.into_iter().map(|code| (place.field(), Some(0), code)).collect();
    check(rows([(place, name, plain("x"))]), &expected);
}

fn check_value(place: ExtraPlace, value: ExtraValueDraft, code: Option<ProblemCode>) {
    let expected: Vec<Wrong> = code.into_iter().map(|code| (place.field(), Some(0), code)).collect();
    check(rows([(place, "tenant", value)]), &expected);
}

#[test]
fn a_name_has_1_to_250_characters() {
    for place in PLACES {
        check_name(place, "", Some(ProblemCode::Required));
        check_name(place, &"n".repeat(250), None);
        check_name(place, &"n".repeat(251), Some(too_long(250, 251)));
    }
    check_name(ExtraPlace::Body, &"é".repeat(250), None);
}

#[test]
fn what_carries_the_request_or_proves_the_client_cannot_be_sent_twice() {
    let own = [
        (ExtraPlace::Body, "client_secret client_assertion client_assertion_type"),
        (ExtraPlace::Query, "grant_type client_id client_secret client_assertion client_assertion_type"),
        (
            ExtraPlace::Header,
            "authorization connection content-length host proxy-authorization te trailer transfer-encoding upgrade \
             Authorization Host",
        ),
    ];
    for (place, names) in own {
        for name in names.split_whitespace() {
            check_name(place, name, Some(ProblemCode::Reserved));
        }
    }
    for (place, name) in [
        (ExtraPlace::Body, "tenant"),
        (ExtraPlace::Body, "Scope"),
        (ExtraPlace::Body, "host"),
        (ExtraPlace::Header, "accept"),
        (ExtraPlace::Header, "origin"),
        (ExtraPlace::Header, "user-agent"),
        (ExtraPlace::Header, "client_id"),
    ] {
        check_name(place, name, None);
    }
}

#[test]
fn a_parameter_with_a_field_of_its_own_is_extra_only_if_that_field_is_empty() {
    type Fill = fn(&mut OAuth2Draft);
    let own: [(&str, Field, Fill); 3] = [
        ("scope", Field::Scopes, |draft| draft.scopes = vec!["a".to_owned()]),
        ("audience", Field::Audience, |draft| draft.audience = "a".to_owned()),
        ("resource", Field::Resource, |draft| draft.resources = vec!["urn:a".to_owned()]),
    ];
    for (name, own, fill) in own {
        for place in [ExtraPlace::Body, ExtraPlace::Query] {
            check_name(place, name, None);
            let wrong = wrong_after(|draft| {
                fill(draft);
                draft.extras = rows([(place, name, plain("x"))]);
            });
            assert_eq!(
                wrong,
                [(place.field(), Some(0), ProblemCode::FieldFilledIn { own: own.as_str().to_owned() })],
                "{name}"
            );
        }
    }
}

#[test]
fn client_id_may_be_in_the_body_beside_basic_and_is_not_sent_there_twice() {
    check_name(ExtraPlace::Body, "client_id", None);
    let wrong = wrong_after(|draft| {
        draft.client_authentication = ClientAuthentication::ClientSecretPost;
        draft.extras = rows([(ExtraPlace::Body, "client_id", plain("x"))]);
    });
    assert_eq!(wrong, [(Field::ExtraBody, Some(0), ProblemCode::SentWithCredentials)]);
}

#[test]
fn another_grant_type_may_be_given_but_not_none() {
    check(rows([(ExtraPlace::Body, "grant_type", plain("account_credentials"))]), &[]);
    for value in [plain(""), secret(SecretInput::Blank)] {
        let expected = [(Field::ExtraBody, Some(0), ProblemCode::Required)];
        check(rows([(ExtraPlace::Body, "grant_type", value)]), &expected);
    }
}

#[test]
fn a_content_type_says_that_the_body_is_form_encoded() {
    for (text, code) in [
        ("application/x-www-form-urlencoded", None),
        ("Application/X-WWW-Form-UrlEncoded ; charset=UTF-8", None),
        ("application/json", Some(ProblemCode::ContentType)),
        ("", Some(ProblemCode::ContentType)),
    ] {
        for value in [plain(text), secret(typed(text))].into_iter().take(if text.is_empty() { 1 } else { 2 }) {
            let expected: Vec<Wrong> =
                code.clone().into_iter().map(|code| (Field::ExtraHeaders, Some(0), code)).collect();
            check(rows([(ExtraPlace::Header, "Content-Type", value)]), &expected);
        }
    }
}

#[test]
fn no_name_or_value_breaks_out_of_its_header() {
    for name in ["X Y", "X:Y", "X\r\nY", "X\n", "é", "X(", "X/"] {
        check_name(ExtraPlace::Header, name, Some(ProblemCode::NotAToken));
        check_name(ExtraPlace::Body, name, None);
        check_name(ExtraPlace::Query, name, None);
    }
    for (text, character) in
        [("1\r\nX: 1", '\r'), ("1\n", '\n'), ("1\r", '\r'), ("\0", '\0'), ("\u{7F}", '\u{7F}'), ("\u{1B}", '\u{1B}')]
    {
        for value in [plain(text), secret(typed(text))] {
            check_value(ExtraPlace::Header, value.clone(), Some(ProblemCode::ControlCharacter { character }));
            check_value(ExtraPlace::Body, value.clone(), None);
            check_value(ExtraPlace::Query, value, None);
        }
    }
    for text in ["", "a\tb c", "é😀", "\"';,="] {
        check_value(ExtraPlace::Header, plain(text), None);
    }
}

#[test]
fn a_secret_parameter_needs_a_value_and_a_plain_one_none() {
    for place in PLACES {
        check_value(place, plain(""), None);
        check_value(place, secret(SecretInput::Blank), Some(ProblemCode::Required));
        check_value(place, secret(typed("")), Some(ProblemCode::Required));
        check_value(place, secret(SecretInput::Stored), None);
        check_value(place, secret(typed("x")), None);
    }
}

#[test]
fn a_value_holds_65536_characters_be_it_secret_or_plain() {
    let (full, over) = ("é".repeat(65_536), "é".repeat(65_537));
    for place in PLACES {
        check_value(place, plain(&full), None);
        check_value(place, secret(typed(&full)), None);
        check_value(place, plain(&over), Some(too_long(65_536, 65_537)));
        check_value(place, secret(typed(&over)), Some(too_long(65_536, 65_537)));
    }
}

#[test]
fn a_name_may_be_repeated_with_another_value_unless_it_is_one_that_is_sent_once() {
    use ExtraPlace::{Body, Header, Query};
    check(
        rows([
            (Body, "a", plain("1")),
            (Body, "A", plain("1")),
            (Header, "a", plain("1")),
            (Query, "a", plain("1")),
            (Query, "a", plain("2")),
            (Query, "a", plain("1")),
            (Header, "X-Tenant", plain("6")),
            (Header, "x-tenant", plain("6")),
            (Header, "x-tenant", plain("7")),
            (Body, "a", secret(typed("1"))),
            (Body, "scope", plain("1")),
            (Body, "scope", plain("2")),
            (Header, "User-Agent", plain("1")),
            (Header, "user-agent", plain("2")),
            (Body, "resource", plain("1")),
            (Body, "resource", plain("2")),
        ]),
        &[
            (Field::ExtraQuery, Some(2), ProblemCode::Duplicate),
            (Field::ExtraHeaders, Some(2), ProblemCode::Duplicate),
            (Field::ExtraBody, Some(4), ProblemCode::Duplicate),
            (Field::ExtraHeaders, Some(5), ProblemCode::Duplicate),
        ],
    );
}

#[test]
fn two_rows_of_one_slot_are_refused_as_their_secrets_would_be_one() {
    let mut extras = rows([(ExtraPlace::Body, "a", plain("1")), (ExtraPlace::Header, "b", plain("2"))]);
    extras[1].slot = extras[0].slot.clone();
    check(extras, &[(Field::ExtraHeaders, Some(0), ProblemCode::Duplicate)]);
}

#[test]
fn each_place_holds_100_parameters() {
    let many = |place: ExtraPlace, count: usize| {
        (0..count).map(move |number| ExtraDraft {
            slot: format!("{place:?}{number}"),
            place,
            name: format!("n{number}"),
            value: plain("x"),
        })
    };
    check(PLACES.into_iter().flat_map(|place| many(place, 100)).collect(), &[]);
    for place in PLACES {
        let expected = [(place.field(), Some(100), super::too_many(100, 101))];
        check(many(place, 101).collect(), &expected);
    }
}
