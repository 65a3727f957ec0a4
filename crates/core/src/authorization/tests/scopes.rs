//! Scope values: one by one, in an environment, and as they are typed or pasted.

use super::{connectable, too_long, too_many, wrong_after};
use crate::authorization::{Environment, Field, OAuth2Draft, ProblemCode, Scope, ScopeProblem, read_scopes};

fn owned<S: AsRef<str>>(values: &[S]) -> Vec<String> {
    values.iter().map(|value| value.as_ref().to_owned()).collect()
}

fn check_read(text: &str, present: &[&str], added: &[&str], refused: &[(&str, ProblemCode)]) {
    let read = read_scopes(text, &owned(present));
    assert_eq!(read.added, owned(added), "{text:?}");
    let refused: Vec<_> =
        refused.iter().map(|(value, code)| ScopeProblem { value: (*value).to_owned(), code: code.clone() }).collect();
    assert_eq!(read.refused, refused, "{text:?}");
}

fn distinct(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("scope:{number}")).collect()
}

#[test]
fn a_scope_holds_every_character_of_rfc_6749_and_no_other() {
    for character in ('\0'..='\u{17F}').chain(['\u{3000}', '😀', '\u{FEFF}']) {
        let allowed = matches!(u32::from(character), 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        let expected = if allowed { Ok(()) } else { Err(ProblemCode::ScopeCharacter { character }) };
        assert_eq!(Scope::new(&format!("a{character}b")).map(drop), expected, "{character:?}");
    }
    assert_eq!(Scope::new(""), Err(ProblemCode::Required));
}

#[test]
fn a_scope_holds_250_characters() {
    assert_eq!(Scope::new(&"x".repeat(250)).unwrap().as_str(), "x".repeat(250));
    assert_eq!(Scope::new(&"x".repeat(251)), Err(too_long(250, 251)));
    // Counted in characters: what is wrong with 250 of two bytes each is what they are, not how many.
    assert_eq!(Scope::new(&"é".repeat(250)), Err(ProblemCode::ScopeCharacter { character: 'é' }));
}

#[test]
fn an_environment_holds_500_scopes() {
    assert_eq!(wrong_after(|draft| draft.scopes = distinct(500)), []);
    assert_eq!(wrong_after(|draft| draft.scopes = distinct(501)), [(Field::Scopes, None, too_many(500, 501))]);
}

#[test]
fn each_wrong_scope_of_an_environment_is_named_by_its_place() {
    let scopes = owned(&["read", "wri\"te", "read", "", "READ", "a b", "a,b"]);
    let wrong = wrong_after(|draft| draft.scopes = scopes);
    let expected = [
        (1, ProblemCode::ScopeCharacter { character: '"' }),
        (2, ProblemCode::Duplicate),
        (3, ProblemCode::Required),
        (5, ProblemCode::ScopeCharacter { character: ' ' }),
    ];
    assert_eq!(wrong, expected.map(|(index, code)| (Field::Scopes, Some(index), code)));
}

#[test]
fn a_text_is_split_at_commas_and_at_white_space_of_every_kind() {
    for between in
        [" ", ",", ", ", "\t", "\n", "\r\n", "\u{A0}", "\u{2003}", "\u{3000}", "\u{2028}", "\u{85}", " ,\n, "]
    {
        check_read(&format!("b{between}a{between}c"), &[], &["b", "a", "c"], &[]);
        check_read(&format!("{between}a{between}"), &[], &["a"], &[]);
        check_read(between, &[], &[], &[]);
    }
    check_read("", &[], &[], &[]);
    check_read("https://api.example/read;x=1 openid", &[], &["https://api.example/read;x=1", "openid"], &[]);
}

#[test]
fn what_cannot_be_added_is_named_with_its_reason_and_the_rest_is_added() {
    let long = "x".repeat(251);
    check_read(
        &format!("new there é new {long} \u{FEFF}mark a\\b THERE"),
        &["there"],
        &["new", "THERE"],
        &[
            ("there", ProblemCode::Duplicate),
            ("é", ProblemCode::ScopeCharacter { character: 'é' }),
            ("new", ProblemCode::Duplicate),
            (&long, too_long(250, 251)),
            ("\u{FEFF}mark", ProblemCode::ScopeCharacter { character: '\u{FEFF}' }),
            ("a\\b", ProblemCode::ScopeCharacter { character: '\\' }),
        ],
    );
}

#[test]
fn the_field_takes_values_until_there_are_500() {
    let present = distinct(498);
    let read = read_scopes("one two three scope:1", &present);
    assert_eq!(read.added, ["one", "two"]);
    assert_eq!(
        read.refused,
        [
            ScopeProblem { value: "three".into(), code: too_many(500, 501) },
            ScopeProblem { value: "scope:1".into(), code: ProblemCode::Duplicate },
        ]
    );
}

#[test]
fn a_scope_that_is_given_as_one_may_contain_a_comma_and_stays_one() {
    let joined = "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL";
    let fields = OAuth2Draft { scopes: vec![joined.to_owned()], ..connectable() };
    let checked =
        fields.check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
    assert_eq!(checked.scopes.iter().map(Scope::as_str).collect::<Vec<_>>(), [joined]);
}
