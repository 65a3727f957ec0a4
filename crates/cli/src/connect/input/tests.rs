use keyfob_core::authorization::{BasicEncoding, ClientAuthentication};
use serde_json::json;

use super::*;

/// Reads a configuration for Staging.
fn read(text: &str) -> Result<Trial> {
    super::read(text, Environment::Staging)
}

/// A configuration that can be tried, with members changed or added.
fn with(changes: Value) -> String {
    let mut whole = json!({"token_url":"https://a.example/token","client_id":"id","client_secret":"CANARY"});
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    whole.as_object_mut().unwrap().extend(changes);
    whole.to_string()
}

#[test]
fn a_whole_configuration_is_taken() {
    let text = with(json!({
        "client_auth": "client_secret_post", "basic_encoding": "raw", "scopes": ["a", "b"], "accept_cleartext": true,
        "audience": "x", "resource": ["urn:a"], "extra_body": {"b": "1"}, "extra_headers": {"X-H": "a long value"},
        "extra_query": {"q": ""}, "verify_tls": false, "proxy": "http://127.0.0.1:1", "timeout_ms": 1500,
    }));
    let Trial { credentials, options, .. } = read(&text).unwrap();
    assert_eq!(credentials.authentication.method(), ClientAuthentication::ClientSecretPost);
    assert_eq!(credentials.basic_encoding, BasicEncoding::Raw);
    assert_eq!((credentials.scopes.len(), credentials.resources.len(), credentials.extras.len()), (2, 1, 3));
    assert_eq!(options.limits.whole, Duration::from_millis(1_500));
    assert!(matches!(options.proxy, keyfob_core::http::ProxySetting::Address(_)));
}

#[test]
fn an_issuer_replaces_the_token_url_until_it_is_found() {
    let issuer = |changes: Value| {
        let mut changes = changes;
        changes["token_url"] = Value::Null;
        with(changes)
    };
    let at = |changes: Value, token_url: &str| {
        let mut trial = read(&issuer(changes)).unwrap();
        let unplaced = trial.unplaced.take().unwrap();
        assert!(unplaced.ask.is_issuer);
        trial.at(unplaced, token_url, "https://a.example").map(|trial| trial.credentials.token_url.as_str().to_owned())
    };
    let given = json!({"issuer": "https://id.example/x"});
    assert_eq!(at(given.clone(), "https://b.example/token").unwrap(), "https://b.example/token");
    assert_eq!(at(given, "http://b.example/token").unwrap_err().code, "cleartext_refused");
    let accepted = json!({"issuer": "http://id.example", "accept_cleartext": true});
    assert!(at(accepted, "http://b.example/token").is_ok());
    for (text, code, message) in [
        (with(json!({"issuer": "https://a.example"})), "invalid_input", "`token_url` and `issuer`"),
        (issuer(json!({})), "invalid_input", "`token_url` or `issuer`"),
        (issuer(json!({"issuer": ""})), "invalid_input", "`issuer`: Enter"),
        (issuer(json!({"issuer": 5})), "invalid_input", "`issuer` must be a string"),
        (issuer(json!({"issuer": "id.example"})), "invalid_input", "`issuer`: This isn't an absolute URL"),
        (issuer(json!({"issuer": "https://id.example?x=CANARY"})), "invalid_input", "`issuer` contains a query"),
        (issuer(json!({"issuer": "http://id.example"})), "cleartext_refused", "`issuer`: With http://"),
        (issuer(json!({"issuer": "https://id.example", "client_id": ""})), "invalid_input", "`client_id`"),
    ] {
        let error = read(&text).unwrap_err();
        assert_eq!(error.code, code, "{error:?}");
        assert!(error.message.contains(message) && !error.message.contains("CANARY"), "{error:?}");
    }
}

#[test]
fn what_is_wrong_is_named_and_no_value_is_repeated() {
    for (changes, name) in [
        (json!({"bogus": "CANARY"}), "`bogus`"),
        (json!({"client_secret": {"CANARY": 1}}), "`client_secret`"),
        (json!({"client_secret": null}), "`client_secret`"),
        (json!({"client_id": ""}), "`client_id`"),
        (json!({"token_url": "CANARY"}), "`token_url`"),
        (json!({"scopes": "CANARY"}), "`scopes`"),
        (json!({"scopes": ["a", 1]}), "`scopes`"),
        (json!({"scopes": ["a\"b"]}), "`scopes` (value 1)"),
        (json!({"resource": "CANARY"}), "`resource`"),
        (json!({"extra_body": {"a": 1}}), "`extra_body`"),
        (json!({"extra_body": {"a": ["1", 2]}}), "`extra_body`"),
        (
            json!({"extra_body": {"a": "1", "scope": "CANARY"}, "scopes": ["a"]}),
            "`scope` in `extra_body`: `scopes` already sets this. Use only one of the two.",
        ),
        (
            json!({"extra_query": {"scope": "CANARY"}, "scopes": ["a"]}),
            "`scope` in `extra_query`: `scopes` already sets this.",
        ),
        (
            json!({"extra_body": {"client_secret": "CANARY"}}),
            "`client_secret` in `extra_body`: Keyfob sets this itself.",
        ),
        (
            json!({"extra_body": {"client_id": "CANARY"}, "client_auth": "client_secret_post"}),
            "`client_id` in `extra_body`: Client ID is already sent",
        ),
        (json!({"extra_headers": {"A": "1", "Host": "CANARY"}}), "`Host` in `extra_headers`: Keyfob sets this itself."),
        (json!({"extra_headers": {"A": "1", "X": "CANARY\n"}}), "`X` in `extra_headers` contains a line break"),
        (
            json!({"extra_headers": {"Content-Type": "application/json"}}),
            "`Content-Type` in `extra_headers`: Use the field for the Content-Type instead.",
        ),
        (json!({"extra_query": {"": "CANARY"}}), "`extra_query` contains a parameter without a name"),
        (json!({"client_secret": "CANARY\n"}), "`client_secret` contains a line break. Remove it."),
        (json!({"resource": ["CANARY#v1"]}), "`resource` (value 1): A resource must not contain a fragment."),
        (
            json!({"token_url": "https://a.example/t?client_secret=CANARY"}),
            "`token_url` contains `client_secret` in its query.",
        ),
        (json!({"token_url": "https://a.example/{tenant}/t"}), "`{tenant}` is a placeholder."),
        (json!({"token_url": "http\u{ff1a}//a.example/t"}), "`token_url`: Use `:` instead of `：` (U+FF1A)."),
        (json!({"token_url": "https://a\u{200b}.example/t"}), "(U+200B, zero-width space)"),
        (json!({"token_url": "https://a.example/to ken"}), "`token_url` contains a space."),
        (json!({"token_url": "“https://a.example/t”"}), "`token_url`: Remove the quotation marks"),
        (json!({"client_auth": "CANARY"}), "`client_auth`"),
        (json!({"basic_encoding": "CANARY"}), "`basic_encoding`"),
        (json!({"issuer": "CANARY"}), "`issuer`"),
        (json!({"verify_tls": "CANARY"}), "`verify_tls`"),
        (json!({"timeout_ms": 0}), "`timeout_ms`"),
        (json!({"timeout_ms": "CANARY"}), "`timeout_ms`"),
        (json!({"timeout_ms": 1e12}), "`timeout_ms`"),
        (json!({"ca_file": "/nowhere/CANARY"}), "`ca_file`"),
        (json!({"proxy": "ftp://CANARY"}), "`proxy`"),
    ] {
        let refused = read(&with(changes)).unwrap_err();
        assert_eq!(refused.code, "invalid_input");
        assert!(refused.message.contains(name), "{name} is missing in {}", refused.message);
        assert!(!refused.message.contains("CANARY"), "{}", refused.message);
    }
}

#[test]
fn what_is_no_object_is_refused_without_repeating_it() {
    for text in ["", " \n", "CANARY", "[]", "{\"client_secret\":\"CANARY", "\"CANARY\""] {
        let refused = read(text).unwrap_err();
        assert_eq!(refused.code, "invalid_input");
        assert!(!refused.message.contains("CANARY"), "{}", refused.message);
    }
}

#[test]
fn a_member_that_is_given_twice_is_refused_by_its_name() {
    for (text, name) in [
        (r#"{"client_id":"CANARY","client_id":"CANARY"}"#, "`client_id`"),
        (r#"{"extra_body":{"tenant":"CANARY","tenant":"CANARY"}}"#, "`tenant`"),
    ] {
        let refused = read(text).unwrap_err();
        assert_eq!((refused.code, refused.message), ("invalid_input", format!("{name} is given twice.")));
    }
}

#[test]
fn empty_input_is_called_empty() {
    for text in ["", " \r\n\t", "\u{feff}"] {
        assert_eq!(read(text).unwrap_err().message, "Standard input is empty.");
    }
}

#[test]
fn input_without_fields_gets_no_hint_about_a_field() {
    for text in ["", "{", "token_url=https://login.example", "[]"] {
        let refused = read(text).unwrap_err();
        assert!(refused.hint.starts_with("Give one JSON object"), "{refused:?}");
    }
    assert!(read(r#"{"bogus": 1}"#).unwrap_err().hint.starts_with("Correct the named field"));
}

#[test]
fn an_array_gives_an_extra_name_several_values() {
    let extras = json!({"extra_body": {"a": ["1", "2"], "b": "3"}, "extra_query": {"q": []}});
    let Trial { credentials, .. } = read(&with(extras)).unwrap();
    let names: Vec<_> = credentials.extras.iter().map(|extra| extra.name.as_str()).collect();
    assert_eq!(names, ["a", "a", "b"]);
}

#[test]
fn what_servers_of_their_own_kind_want_can_be_tried() {
    for changes in [
        json!({"extra_body": {"grant_type": "account_credentials", "account_id": "aBcDeF"}}),
        json!({"extra_body": {"client_id": "id"}}),
        json!({"extra_body": {"scope": "a,b"}}),
        json!({"extra_body": {"resource": "20e940b3-4c77-4b0b-9a53-9e16a1b010a7"}, "client_auth": "client_secret_post"}),
        json!({"resource": ["20e940b3-4c77-4b0b-9a53-9e16a1b010a7"]}),
        json!({"extra_headers": {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}}),
        json!({"extra_headers": {"User-Agent": "claude-cli/1.0 (external, cli)", "Origin": "https://app.example"}}),
        json!({"scopes": ["ZohoCRM.modules.ALL,ZohoCRM.settings.ALL"]}),
        json!({"audience": "https://a.example https://b.example"}),
        json!({"token_url": "https://a.example/t?grant_type=client_credentials"}),
        json!({"token_url": "\u{feff}https://a.example/t\u{a0}"}),
        json!({"client_id": "id ", "client_secret": "CANARY\u{a0}"}),
    ] {
        let text = with(changes);
        assert!(read(&text).is_ok(), "{text}: {:?}", read(&text).unwrap_err());
    }
}

#[test]
fn a_scope_in_the_query_alone_is_sent_once() {
    assert!(read(&with(json!({"extra_query": {"scope": "a"}}))).is_ok());
}

#[test]
fn the_example_of_the_help_can_be_tried() {
    let (_, example) = crate::connect::EXAMPLES.split_once("configuration.json:\n").unwrap();
    let Trial { credentials, .. } = read(example).unwrap();
    assert_eq!(credentials.scopes.len(), 1);
}

#[test]
fn cleartext_needs_a_word() {
    let text = with(json!({"token_url": "http://a.example/"}));
    assert_eq!(read(&text).unwrap_err().code, "cleartext_refused");
    assert!(read(&with(json!({"token_url": "http://a.example/", "accept_cleartext": true}))).is_ok());
    assert!(read(&with(json!({"token_url": "http://127.0.0.1:8/"}))).is_ok());
}

/// RFC 8037, appendix A.1.
const EXAMPLE_KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

#[test]
fn what_is_wrong_with_keys_is_named_and_no_value_is_repeated() {
    for (changes, name) in [
        (json!({"client_auth": "private_key_jwt"}), "`private_key`"),
        (json!({"client_auth": "private_key_jwt", "private_key": "CANARY"}), "`private_key`"),
        (json!({"client_auth": "private_key_jwt", "key_file": "/nowhere/CANARY"}), "`key_file`"),
        (json!({"client_auth": "private_key_jwt", "key_file": "/dev/null", "private_key": "CANARY"}), "`private_key`"),
        (json!({"client_auth": "tls_client_auth"}), "`client_cert`"),
        (json!({"key_alg": "CANARY"}), "`key_alg`"),
        (json!({"assertion_audience": "issuer"}), "`assertion_audience`"),
        (json!({"private_key": EXAMPLE_KEY}), "`private_key` has no effect"),
        (json!({"dpop": false, "dpop_key": EXAMPLE_KEY}), "`dpop_key` has no effect"),
        (json!({"dpop": "CANARY"}), "`dpop`"),
        (json!({"dpop_key": "CANARY"}), "`dpop_key`"),
        (json!({"client_cert_file": "/dev/null"}), "`client_cert_file`"),
    ] {
        let refused = read(&with(changes)).unwrap_err();
        assert_eq!(refused.code, "invalid_input");
        assert!(refused.message.contains(name), "{name} is missing in {}", refused.message);
        assert!(!refused.message.contains("CANARY"), "{}", refused.message);
    }
}

#[test]
fn what_has_no_effect_or_is_sent_twice_is_refused_by_its_name() {
    for (changes, name) in [
        (json!({"content_type": "text/plain", "request_format": "get"}), "`content_type` has no effect"),
        (json!({"client_id_in_body": true, "client_auth": "client_secret_post"}), "`client_id_in_body` has no effect"),
        (
            json!({"token_url": "https://a.example/t?grant_type=x", "request_format": "get"}),
            "contains `grant_type` in its query",
        ),
        (
            json!({"token_url": "https://a.example/t?sc%6Fpe=x", "request_format": "get", "scopes": ["a"]}),
            "contains `scope`",
        ),
        (
            json!({"token_url": "https://a.example/t?t=1", "request_format": "get", "extra_body": {"t": "2"}}),
            "contains `t`",
        ),
        (json!({"preset": "keycloak", "client_auth": "client_secret_jwt"}), "`variables` must have"),
        (json!({"preset": "ebay"}), "There is no preset for eBay: "),
        (json!({"preset": "zoom"}), "`account_id`"),
        (json!({"preset": "keycloak", "token_url": null}), "`variables` must have `server`"),
        (json!({"preset": "CANARY"}), "`preset` isn't a preset's id"),
    ] {
        let message = read(&with(changes.clone())).expect_err(&changes.to_string()).message;
        assert!(message.contains(name), "{name} is missing in {message}");
        assert!(!message.contains("CANARY"), "{message}");
    }
    for changes in [
        json!({"preset": "keycloak"}),
        json!({"content_type": "", "client_id_in_body": false, "request_format": "get", "client_auth": "client_secret_post"}),
        json!({"token_url": "https://a.example/t?grant_type=x&scope=y"}),
        json!({"token_url": "https://a.example/t?tenant=x", "request_format": "get", "scopes": ["a"]}),
    ] {
        assert!(read(&with(changes.clone())).is_ok(), "{changes}");
    }
}
