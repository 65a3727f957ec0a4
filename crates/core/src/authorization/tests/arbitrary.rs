//! Properties that hold for any text and any draft.

use std::collections::HashSet;

use proptest::{collection::vec, prelude::*, sample::select};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{api_key, oauth2, typed};
use crate::authorization::{
    ApiKeyDraft, AuthorizationId, Completeness, Description, Draft, Environment, ExtraDraft, ExtraPlace,
    ExtraValueDraft, Field, FieldKind, Name, OAuth2Draft, ProblemCode, Scope, SecretInput, name_key, read_scopes,
    search_key,
};

/// Any text, often one that a field takes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ -~]{1,12}".boxed(),
        any::<String>(),
        select(vec!["https://a.example/t", "http://a.example", "http://[::1]:1/", "scope", "urn:a:b", "é", "\r\n"])
            .prop_map(str::to_owned),
    ]
}

fn extra() -> impl Strategy<Value = ExtraDraft> {
    let place = select(vec![ExtraPlace::Body, ExtraPlace::Header, ExtraPlace::Query]);
    let secret = prop_oneof![Just(SecretInput::Blank), Just(SecretInput::Stored), text().prop_map(|text| typed(&text))];
    let value = prop_oneof![
        text().prop_map(|text| ExtraValueDraft::Plain { text }),
        secret.prop_map(|input| ExtraValueDraft::Secret { input }),
    ];
    (text(), place, text(), value).prop_map(|(slot, place, name, value)| ExtraDraft { slot, place, name, value })
}

/// Any value of a kind, as JSON; no extra parameters.
fn value(kind: FieldKind) -> BoxedStrategy<Value> {
    match kind {
        FieldKind::Text | FieldKind::Certificates => text().prop_map(Value::String).boxed(),
        FieldKind::Texts => vec(text(), 0..4).prop_map(|texts| json!(texts)).boxed(),
        FieldKind::Flag => any::<bool>().prop_map(Value::Bool).boxed(),
        FieldKind::Choice { words } => select(words).prop_map(|word| json!(word)).boxed(),
        FieldKind::Secret | FieldKind::PrivateKey => prop_oneof![
            Just(json!({ "kind": "blank" })),
            Just(json!({ "kind": "stored" })),
            text().prop_map(|text| json!({ "kind": "typed", "text": text })),
        ]
        .boxed(),
        FieldKind::Extras { .. } => Just(json!([])).boxed(),
    }
}

/// Any draft of the given fields, so that a new field is covered as soon as it is described.
fn fields<D: DeserializeOwned + std::fmt::Debug>(fields: &[Field]) -> impl Strategy<Value = D> + use<D> {
    let described: Vec<_> = fields.iter().map(|field| field.description()).collect();
    let values: Vec<_> = described.iter().map(|field| value(field.kind)).collect();
    values.prop_map(move |values| {
        let members = described.iter().map(|field| field.member.to_owned()).zip(values);
        serde_json::from_value(Value::Object(members.collect())).unwrap()
    })
}

fn client_credentials() -> impl Strategy<Value = OAuth2Draft> {
    (fields(OAuth2Draft::FIELDS), vec(extra(), 0..4)).prop_map(|(draft, extras)| OAuth2Draft { extras, ..draft })
}

fn api_key_environment() -> impl Strategy<Value = ApiKeyDraft> {
    fields(ApiKeyDraft::FIELDS)
}

fn draft() -> impl Strategy<Value = Draft> {
    let details = prop_oneof![
        (client_credentials(), client_credentials()).prop_map(|(staging, production)| oauth2(staging, production)),
        (client_credentials()).prop_map(|staging| oauth2(staging, OAuth2Draft::default())),
        (api_key_environment(), api_key_environment()).prop_map(|(staging, production)| api_key(staging, production)),
    ];
    (details, text(), text()).prop_map(|(draft, name, description)| Draft { name, description, ..draft })
}

proptest! {
    #[test]
    fn the_length_of_a_text_is_counted_in_characters(text in "\\PC{1010,1040}") {
        let found = u32::try_from(text.trim().chars().count()).unwrap();
        let refused = ProblemCode::TooLong { limit: 1_024, found };
        prop_assert_eq!(Name::new(&text).err(), (found > 1_024).then_some(refused));
        let found = u32::try_from(text.chars().count()).unwrap();
        let refused = ProblemCode::TooLong { limit: 1_024, found };
        prop_assert_eq!(Description::new(&text).err(), (found > 1_024).then_some(refused));
    }

    #[test]
    fn a_name_keeps_its_key_whatever_the_case(name in "(\\PC|[ßẞςσΣİıǅŉﬁ\u{301}\u{345}ΐᾳ]){0,12}") {
        prop_assert_eq!(name_key(&name.to_uppercase()), name_key(&name));
        prop_assert_eq!(name_key(&name.to_lowercase()), name_key(&name));
        prop_assert_eq!(name_key(&name_key(&name)), name_key(&name));
        prop_assert_eq!(search_key(&search_key(&name)), search_key(&name));
    }

    #[test]
    fn of_what_is_typed_into_the_scopes_field_nothing_is_lost(
        pieces in vec(prop_oneof!["[!-~]{1,3}".boxed(), "\\PC{1,4}".boxed(), "[a-c]".boxed()], 0..12),
        separators in vec(select(vec![",", " ", "\n", "\t", ", ", "\u{A0}", "\u{3000}"]), 12),
        present in vec("[a-c]", 0..3),
    ) {
        let text: String = pieces.iter().zip(&separators).flat_map(|(piece, separator)| [piece.as_str(), separator]).collect();
        let read = read_scopes(&text, &present);
        let present_then_added = present.iter().collect::<HashSet<_>>().len() + read.added.len();
        prop_assert_eq!(present.iter().chain(&read.added).collect::<HashSet<_>>().len(), present_then_added);
        prop_assert!(read.added.iter().all(|value| Scope::new(value).is_ok()));
        let pieces = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|piece| !piece.is_empty());
        let mut rest = pieces.clone();
        prop_assert!(read.added.iter().all(|added| rest.any(|piece| piece == added)), "the order is kept");
        let mut typed: Vec<&str> = pieces.collect();
        let mut answered: Vec<&str> = read.added.iter().map(String::as_str).collect();
        answered.extend(read.refused.iter().map(|refused| refused.value.as_str()));
        typed.sort_unstable();
        answered.sort_unstable();
        prop_assert_eq!(typed, answered);
    }

    #[test]
    fn no_draft_makes_the_rules_panic_and_the_verdicts_agree(draft in draft()) {
        let examined = draft.examine();
        match draft.check() {
            Ok(checked) => {
                prop_assert_eq!(examined.blocking().count(), 0);
                let stored = checked.to_stored_draft(AuthorizationId::generate(), 1);
                prop_assert!(stored.check().is_ok(), "{:?}", stored.examine());
                prop_assert_eq!(stored.examine().completeness, examined.completeness);
            }
            Err(check) => {
                prop_assert_eq!(&check, &examined);
                prop_assert!(check.blocking().next().is_some());
            }
        }
        for environment in Environment::ALL {
            let complete = *examined.completeness.get(environment) == Completeness::Complete;
            let fine = !examined.problems.iter().any(|problem| problem.environment == Some(environment));
            prop_assert_eq!(complete, fine);
        }
        for problem in &examined.problems {
            prop_assert!(!problem.to_string().chars().any(char::is_control), "{problem}");
        }
    }

    #[test]
    fn a_draft_reads_back_as_it_was_written_but_for_typed_secrets(draft in draft()) {
        let written = serde_json::to_string(&draft).unwrap();
        let read: Draft = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), written);
    }
}
