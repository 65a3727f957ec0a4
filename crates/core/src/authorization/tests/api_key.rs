//! The fields of an API key.

use super::{Wrong, keyed, too_long, typed, wrong};
use crate::authorization::{ApiKeyDraft, Environment, Field, KeyPlace, ProblemCode, SecretInput};

fn check(change: impl FnOnce(&mut ApiKeyDraft), expected: &[Wrong]) {
    let mut draft = keyed();
    change(&mut draft);
    let mut problems = Vec::new();
    let checked = draft.check(Environment::Staging, &mut problems);
    assert_eq!(checked.is_some(), expected.is_empty());
    assert_eq!(wrong(&problems), expected, "{draft:?}");
    assert!(problems.iter().all(|problem| problem.environment == Some(Environment::Staging)));
}

fn check_key(places: &[KeyPlace], key: &str, expected: Option<ProblemCode>) {
    let expected: Vec<_> = expected.into_iter().map(|code| (Field::Key, None, code)).collect();
    for &place in places {
        check(|draft| (draft.place, draft.key) = (place, key.to_owned()), &expected);
    }
}

const EVERYWHERE: [KeyPlace; 3] = [KeyPlace::Header, KeyPlace::Query, KeyPlace::Cookie];
const TOKENS_ONLY: [KeyPlace; 2] = [KeyPlace::Header, KeyPlace::Cookie];

#[test]
fn a_new_api_key_goes_into_a_header() {
    assert_eq!(ApiKeyDraft::default().place, KeyPlace::Header);
}

#[test]
fn a_key_has_1_to_250_characters() {
    check_key(&EVERYWHERE, "", Some(ProblemCode::Required));
    check_key(&EVERYWHERE, &"k".repeat(250), None);
    check_key(&EVERYWHERE, &"k".repeat(251), Some(too_long(250, 251)));
    check_key(&[KeyPlace::Query], &"é".repeat(250), None);
    check_key(&[KeyPlace::Query], &"é".repeat(251), Some(too_long(250, 251)));
}

#[test]
fn a_headers_or_cookies_name_is_an_http_token_and_a_parameters_is_any_text() {
    check_key(&EVERYWHERE, "aZ09!#$%&'*+-.^_`|~", None);
    for character in "\"(),/:;<=>?@[\\]{} é😀".chars() {
        let key = format!("a{character}b");
        check_key(&TOKENS_ONLY, &key, Some(ProblemCode::NotAToken));
        check_key(&[KeyPlace::Query], &key, None);
    }
    for (key, character) in [("a\r\nX-Injected: 1", '\r'), ("a\tb", '\t'), ("a\0", '\0'), ("a\u{7F}", '\u{7F}')] {
        check_key(&TOKENS_ONLY, key, Some(ProblemCode::NotAToken));
        check_key(&[KeyPlace::Query], key, Some(ProblemCode::ControlCharacter { character }));
    }
}

#[test]
fn a_value_is_required_and_holds_no_control_character() {
    for (value, expected) in [
        (SecretInput::Blank, Some(ProblemCode::Required)),
        (typed(""), Some(ProblemCode::Required)),
        (SecretInput::Stored, None),
        (typed(" "), None),
        (typed("sk_live-é😀"), None),
        (typed("a\r\nX-Injected: 1"), Some(ProblemCode::ControlCharacter { character: '\r' })),
        (typed("a\n"), Some(ProblemCode::ControlCharacter { character: '\n' })),
        (typed(&"é".repeat(65_536)), None),
        (typed(&"é".repeat(65_537)), Some(too_long(65_536, 65_537))),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|code| (Field::Value, None, code)).collect();
        check(|draft| draft.value = value, &expected);
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let expected = [(Field::Key, None, ProblemCode::Required), (Field::Value, None, ProblemCode::Required)];
    check(|draft| *draft = ApiKeyDraft::default(), &expected);
}
