//! Extra parameters of the token request.

use super::{Wrong, too_long, typed, wrong_after};
use crate::authorization::{ExtraDraft, ExtraPlace, ExtraValueDraft, Field, ProblemCode, SecretInput};

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
fn what_keyfob_sends_itself_cannot_be_sent_twice() {
    let own = [
        (
            ExtraPlace::Body,
            "grant_type client_id client_secret client_assertion client_assertion_type scope audience resource",
        ),
        (ExtraPlace::Query, "grant_type client_id client_secret client_assertion client_assertion_type"),
        (
            ExtraPlace::Header,
            "authorization connection content-length content-type host proxy-authorization te trailer \
             transfer-encoding upgrade Authorization CONTENT-TYPE Host",
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
        (ExtraPlace::Query, "scope"),
        (ExtraPlace::Header, "accept"),
        (ExtraPlace::Header, "client_id"),
    ] {
        check_name(place, name, None);
    }
}

#[test]
fn no_name_or_value_breaks_out_of_its_header() {
    for name in ["X Y", "X:Y", "X\r\nY", "X\n", "é", "X(", "X/"] {
        check_name(ExtraPlace::Header, name, Some(ProblemCode::NotAToken));
        check_name(ExtraPlace::Body, name, None);
        check_name(ExtraPlace::Query, name, None);
    }
    for text in ["1\r\nX-Injected: 1", "1\n", "1\r", "\0", "\u{7F}", "\u{1B}"] {
        for value in [plain(text), secret(typed(text))] {
            check_value(ExtraPlace::Header, value.clone(), Some(ProblemCode::HeaderCharacter));
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
fn a_name_stands_once_in_its_place_and_a_headers_in_one_case_only() {
    use ExtraPlace::{Body, Header, Query};
    check(
        rows([
            (Body, "a", plain("1")),
            (Body, "A", plain("2")),
            (Header, "a", plain("3")),
            (Query, "a", plain("4")),
            (Query, "a", plain("5")),
            (Header, "X-Tenant", plain("6")),
            (Header, "A", plain("7")),
            (Header, "x-tenant", plain("8")),
            (Body, "a", secret(typed("9"))),
        ]),
        &[
            (Field::ExtraQuery, Some(1), ProblemCode::Duplicate),
            (Field::ExtraHeaders, Some(2), ProblemCode::Duplicate),
            (Field::ExtraHeaders, Some(3), ProblemCode::Duplicate),
            (Field::ExtraBody, Some(2), ProblemCode::Duplicate),
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
