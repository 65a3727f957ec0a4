//! The descriptions of fields agree with the drafts that they describe, and the page is given both.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{connectable, oauth2};
use crate::authorization::{
    AuthorizationType, Completeness, Details, Draft, Environment, Field, FieldKind, GrantType, OAuth2Draft, SecretField,
};

/// The fields of an environment of a blank draft, as JSON.
fn blank(kind: AuthorizationType) -> Map<String, Value> {
    let details = serde_json::to_value(Draft::blank(kind).details).unwrap();
    details["environments"]["staging"].as_object().unwrap().clone()
}

/// An environment's draft with one member set.
fn with(kind: AuthorizationType, member: &str, value: &Value) -> Result<Details, serde_json::Error> {
    let mut details = serde_json::to_value(Draft::blank(kind).details).unwrap();
    details["environments"]["staging"][member] = value.clone();
    serde_json::from_value(details)
}

#[test]
fn every_member_of_a_draft_is_described_with_a_value_of_its_kind() {
    for kind in AuthorizationType::ALL {
        let fields = Draft::blank(kind).details.fields();
        let described: BTreeSet<&str> = fields.iter().map(|field| field.description().member).collect();
        let blank = blank(kind);
        assert_eq!(described, blank.keys().map(String::as_str).collect(), "{kind:?}");
        for field in fields.iter().copied().map(Field::description) {
            let value = &blank[field.member];
            let fits = match field.kind {
                FieldKind::Text | FieldKind::Certificates => value == "",
                FieldKind::Texts | FieldKind::Extras { .. } => *value == json!([]),
                FieldKind::Flag => *value == json!(false),
                FieldKind::Choice { words } => {
                    value.is_null() || value.as_str().is_some_and(|word| words.contains(&word))
                }
                FieldKind::Secret | FieldKind::PrivateKey => {
                    *value == json!({ "kind": "blank" }) && field.field.secret().is_some()
                }
            };
            assert!(fits, "{}: {value}", field.name);
        }
    }
}

#[test]
fn every_word_of_a_choice_is_read_and_no_other() {
    for kind in AuthorizationType::ALL {
        for field in Draft::blank(kind).details.fields().iter().copied().map(Field::description) {
            let FieldKind::Choice { words } = field.kind else { continue };
            for word in words {
                assert!(with(kind, field.member, &json!(word)).is_ok(), "{word}");
            }
            let refused = with(kind, field.member, &json!("no word")).unwrap_err().to_string();
            assert_eq!(refused.matches('`').count(), 2 + 2 * words.len(), "every word is described: {refused}");
        }
    }
}

#[test]
fn a_field_has_the_same_name_in_json_and_in_sentences() {
    let general = [Field::Name, Field::Description];
    let of_types = AuthorizationType::ALL.into_iter().flat_map(|kind| Draft::blank(kind).details.fields().to_vec());
    for field in general.into_iter().chain(of_types) {
        assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
        assert_eq!(field.description().field, field);
    }
}

#[test]
fn every_secret_is_found_by_the_name_under_which_it_is_stored() {
    for kind in AuthorizationType::ALL {
        for field in Draft::blank(kind).details.fields() {
            let Some(secret) = field.secret() else { continue };
            assert_eq!(SecretField::named(&secret.to_string()), Some(secret));
        }
    }
    let extra = SecretField::Extra { slot: "a:b".to_owned() };
    assert_eq!(SecretField::named(&extra.to_string()), Some(extra));
    assert_eq!(SecretField::named("no secret"), None);
}

#[test]
fn a_draft_with_any_field_filled_in_is_not_blank_but_for_consent() {
    for kind in AuthorizationType::ALL {
        for field in Draft::blank(kind).details.fields().iter().copied().map(Field::description) {
            let value = match field.kind {
                FieldKind::Text | FieldKind::Certificates => json!("x"),
                FieldKind::Texts => json!(["x"]),
                FieldKind::Flag => json!(true),
                FieldKind::Choice { words } => json!(words[words.len() - 1]),
                FieldKind::Secret | FieldKind::PrivateKey => json!({ "kind": "stored" }),
                FieldKind::Extras { place } => {
                    json!([{ "slot": "1", "place": place, "name": "", "value": { "kind": "plain", "text": "" } }])
                }
            };
            let details = with(kind, field.member, &value).unwrap();
            let is_consent = field.field == Field::AcceptCleartext;
            // What the grant type doesn't use fills nothing in.
            let counts = !is_consent && GrantType::default().uses(field.field);
            assert_eq!(details.is_configured(Environment::Staging), counts, "{}", field.name);
            assert!(!details.has_same_fields(&Draft::blank(kind).details, Environment::Staging), "{}", field.name);
            let draft = Draft { details, ..Draft::blank(kind) };
            let completeness = draft.examine().completeness.staging;
            assert_eq!(completeness != Completeness::NotConfigured, counts, "{}", field.name);
        }
    }
}

#[test]
fn every_text_that_is_no_credential_and_not_about_the_message_is_sent_as_a_parameter() {
    let is_parameter = |field: &Field| {
        use Field::{AssertionAudience, ClientId, ContentType, KeyId, TokenMember, TokenUrl};

        if !GrantType::ClientCredentials.uses(*field) {
            return false;
        }
        let is_other = matches!(field, TokenUrl | ClientId | KeyId | AssertionAudience | ContentType | TokenMember);
        !is_other && !OAuth2Draft::NETWORK.contains(field)
    };
    for field in OAuth2Draft::FIELDS.iter().copied().filter(is_parameter).map(Field::description) {
        let value = match field.kind {
            FieldKind::Text => json!("urn:x"),
            FieldKind::Texts => json!(["urn:x"]),
            _ => continue,
        };
        let mut draft = serde_json::to_value(connectable()).unwrap();
        draft[field.member] = value;
        draft["client_secret"] = json!({ "kind": "stored" });
        let draft: OAuth2Draft = serde_json::from_value(draft).unwrap();
        let checked = draft
            .check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new())
            .expect(field.name);
        let parameters = checked.to_stored_draft().parameters(crate::authorization::GrantType::default());
        assert!(
            parameters.iter().any(|(own, _, values)| *own == field.field && *values == ["urn:x"]),
            "{}",
            field.name
        );
    }
}

#[test]
fn a_draft_with_a_typed_secret_equals_no_other() {
    let stored = || oauth2(OAuth2Draft { client_secret: super::SecretInput::Stored, ..connectable() }, connectable());
    assert!(stored().details.has_same_fields(&stored().details, Environment::Staging));
    assert!(!stored().details.has_same_fields(&stored().details, Environment::Production));
}

/// Writes what the page knows about fields, beside the types that `cargo xtask bindings` makes.
#[test]
fn export_bindings_of_the_fields() {
    let (mut fields, mut drafts) = (String::new(), String::new());
    for kind in AuthorizationType::ALL {
        let draft = Draft::blank(kind);
        let described: Vec<_> = draft.details.fields().iter().map(|field| field.description()).collect();
        let line = |json: String| format!("  \"{}\": {json},\n", kind.as_str());
        fields += &line(serde_json::to_string_pretty(&described).unwrap());
        drafts += &line(serde_json::to_string_pretty(&draft).unwrap());
    }
    let text = format!(
        "// This file is made from the core's descriptions of fields by `cargo xtask bindings`. Do not edit it.\n\
        import type {{ AuthorizationType }} from \"./AuthorizationType\";\n\
        import type {{ Draft }} from \"./Draft\";\n\
        import type {{ FieldDescription }} from \"./FieldDescription\";\n\n\
        /** The fields of an environment, by the type of authorization. */\n\
        export const FIELDS: Record<AuthorizationType, readonly FieldDescription[]> = {{\n{fields}}};\n\n\
        /** An empty draft of each type. */\n\
        export const BLANK_DRAFTS: Record<AuthorizationType, Draft> = {{\n{drafts}}};\n"
    );
    let config = ts_rs::Config::from_env();
    std::fs::create_dir_all(config.out_dir()).unwrap();
    std::fs::write(config.out_dir().join("fields.ts"), text).unwrap();
}
