//! Drafts as JSON: what crosses to the page and back, and what never does.

use serde_json::{Value, json};

use super::{api_key, connectable, keyed, oauth2, typed};
use crate::authorization::{
    Draft, ExtraDraft, ExtraPlace, ExtraValueDraft, ListQuery, OAuth2Draft, Problem, ProblemCode, SecretField,
    SecretInput,
};

const CANARY: &str = "canary-7f3a";

/// A draft of each type with a secret in every place that holds one.
fn with_canaries() -> [Draft; 2] {
    let extra = ExtraDraft {
        slot: "s".into(),
        place: ExtraPlace::Header,
        name: "X-Secret".into(),
        value: ExtraValueDraft::Secret { input: typed(CANARY) },
    };
    let mut environment = connectable();
    environment.client_secret = typed(CANARY);
    environment.extras = vec![extra];
    let mut key = keyed();
    key.value = typed(CANARY);
    [oauth2(environment.clone(), environment), api_key(key.clone(), key)]
}

#[test]
fn a_typed_secret_is_never_in_json_or_in_debug_output() {
    for draft in with_canaries() {
        let checked = draft.check().unwrap();
        let json = serde_json::to_string(&draft).unwrap();
        for shown in [json, format!("{draft:?}"), format!("{draft:#?}"), format!("{checked:?}")] {
            assert!(!shown.contains(CANARY), "{shown}");
        }
    }
}

#[test]
fn a_secret_is_written_as_stored_or_blank_and_read_as_typed() {
    for (input, written) in
        [(SecretInput::Blank, "blank"), (SecretInput::Stored, "stored"), (typed("s"), "blank"), (typed(""), "blank")]
    {
        assert_eq!(serde_json::to_value(&input).unwrap(), json!({ "kind": written }));
    }
    let read = |value: Value| serde_json::from_value::<SecretInput>(value).unwrap();
    assert!(matches!(read(json!({ "kind": "blank" })), SecretInput::Blank));
    assert!(matches!(read(json!({ "kind": "stored" })), SecretInput::Stored));
    let SecretInput::Typed { text } = read(json!({ "kind": "typed", "text": "s" })) else { panic!("typed") };
    assert_eq!(serde_json::to_value(text.reveal()).unwrap(), "s");
}

#[test]
fn a_secret_in_the_wrong_form_is_refused_without_being_repeated() {
    let number = 73_512_894_u32;
    for wrong in [
        json!(CANARY),
        json!([CANARY]),
        json!({ "kind": CANARY }),
        json!({ "kind": "typed", "text": number }),
        json!({ "kind": "typed", "text": [CANARY] }),
        json!({ "kind": "typed", "text": CANARY, CANARY: 1 }),
        json!({ "kind": "typed", CANARY: 1 }),
    ] {
        let environment = json!({ "token_url": "", "client_secret": wrong });
        let text = serde_json::to_string(&environment).unwrap();
        for error in [
            serde_json::from_value::<OAuth2Draft>(environment).unwrap_err(),
            serde_json::from_str::<OAuth2Draft>(&text).unwrap_err(),
        ] {
            let error = error.to_string();
            assert!(!error.contains(CANARY) && !error.contains(&number.to_string()), "{error}");
        }
    }
}

fn oauth2_json() -> Value {
    json!({
        "id": null, "revision": null, "etag": null, "name": "Billing", "description": "",
        "details": { "type": "oauth2", "grant_type": "client_credentials", "environments": {
            "staging": {
                "token_url": "https://login.example/token", "accept_cleartext": false, "client_id": "client",
                "client_secret": { "kind": "stored" }, "scopes": ["read"], "client_authentication": "client_secret_basic",
                "basic_encoding": "rfc6749", "audience": "", "resources": [],
                "extras": [
                    { "slot": "1", "place": "body", "name": "a", "value": { "kind": "plain", "text": "x" } },
                    { "slot": "2", "place": "header", "name": "b", "value": { "kind": "secret", "input": { "kind": "stored" } } },
                ],
            },
            "production": {},
        } },
    })
}

fn api_key_json() -> Value {
    json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "revision": 2, "etag": "e", "name": "Key", "description": "d",
        "details": { "type": "api-key", "environments": {
            "staging": { "key": "X-Key", "in": "query", "value": { "kind": "stored" } },
            "production": {},
        } },
    })
}

#[test]
fn a_draft_is_read_and_written_in_the_words_of_the_page() {
    for json in [oauth2_json(), api_key_json()] {
        let draft: Draft = serde_json::from_value(json.clone()).unwrap();
        assert!(draft.check().is_ok());
        // What isn't said is as in a blank draft.
        let mut expected = json;
        let blank = serde_json::to_value(Draft::blank(draft.authorization_type()).details).unwrap();
        for environment in ["staging", "production"] {
            let said = expected["details"]["environments"][environment].take();
            let mut fields = blank["environments"][environment].as_object().unwrap().clone();
            fields.extend(said.as_object().unwrap().clone());
            expected["details"]["environments"][environment] = fields.into();
        }
        assert_eq!(serde_json::to_value(&draft).unwrap(), expected);
    }
}

#[test]
fn a_member_that_is_not_known_is_refused_wherever_it_stands() {
    let objects = |draft: &Value| {
        let mut paths = Vec::new();
        collect_objects(draft, String::new(), &mut paths);
        paths
    };
    for draft in [oauth2_json(), api_key_json()] {
        let paths = objects(&draft);
        assert!(paths.len() >= 6, "{paths:?}");
        for path in paths {
            let mut changed = draft.clone();
            changed.pointer_mut(&path).unwrap()["surprise"] = json!(1);
            assert!(serde_json::from_value::<Draft>(changed).is_err(), "`surprise` at `{path}`");
        }
    }
    assert!(serde_json::from_value::<ListQuery>(json!({ "text": "", "surprise": 1 })).is_err());
}

fn collect_objects(value: &Value, path: String, paths: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, child)| (name.clone(), child)).collect(),
        Value::Array(values) => values.iter().enumerate().map(|(at, child)| (at.to_string(), child)).collect(),
        _ => return,
    };
    for (name, child) in children {
        collect_objects(child, format!("{path}/{name}"), paths);
    }
    if value.is_object() {
        paths.push(path);
    }
}

#[test]
fn a_problem_names_its_field_its_environment_and_its_code() {
    let mut environment = connectable();
    environment.scopes = vec!["a\\b".into()];
    let problems: Vec<Problem> = oauth2(environment, connectable()).examine().problems;
    assert_eq!(
        serde_json::to_value(&problems).unwrap(),
        json!([{ "field": "scopes", "environment": "staging", "index": 0, "code": "scope_character", "character": "\\" }])
    );
    let sentence = problems[0].to_string();
    assert_eq!(
        sentence,
        "`scopes` (value 1) for staging contains `\\`, which scopes can't contain (RFC 6749, section 3.3)."
    );
}

#[test]
fn a_problem_says_which_character_it_is_about_even_if_it_cannot_be_seen() {
    for (code, text) in [
        (ProblemCode::ControlCharacter { character: '\n' }, "contains a line break. Remove it."),
        (ProblemCode::ControlCharacter { character: '\t' }, "contains a tab. Remove it."),
        (ProblemCode::ControlCharacter { character: '\0' }, "contains a control character (U+0000). Remove it."),
        (
            ProblemCode::InvisibleCharacter { character: '\u{FEFF}' },
            "contains an invisible character (U+FEFF, byte order mark). Remove it.",
        ),
        (
            ProblemCode::InvisibleCharacter { character: '\u{2800}' },
            "contains an invisible character (U+2800). Remove it.",
        ),
        (ProblemCode::LookAlike { character: '：', ascii: ':' }, "Use `:` instead of `：` (U+FF1A)."),
        (ProblemCode::UrlCharacter { character: 'é' }, "contains `é`, which must be percent-encoded."),
        (
            ProblemCode::ScopeCharacter { character: ' ' },
            "contains a space, which scopes can't contain (RFC 6749, section 3.3).",
        ),
        (
            ProblemCode::ScopeCharacter { character: '\u{200B}' },
            "contains an invisible character (U+200B, zero-width space), which scopes can't contain (RFC 6749, section 3.3).",
        ),
        (
            ProblemCode::UrlPlaceholder { text: "{tenant}".into() },
            "`{tenant}` is a placeholder. Replace it with the real value.",
        ),
    ] {
        assert_eq!(code.to_string(), text);
    }
}

#[test]
fn the_names_under_which_secrets_are_sealed_are_never_the_same() {
    let extra = |slot: &str| SecretField::Extra { slot: slot.into() };
    let fields =
        [SecretField::ClientSecret, SecretField::Value, extra(""), extra("client_secret"), extra("value"), extra("1")];
    let names: std::collections::HashSet<String> = fields.iter().map(ToString::to_string).collect();
    assert_eq!(names.len(), fields.len());
}
