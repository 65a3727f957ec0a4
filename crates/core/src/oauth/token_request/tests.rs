use proptest::prelude::*;

use super::*;
use crate::authorization::{
    ClientAuthentication, Environment, ExtraDraft, ExtraValueDraft, OAuth2Draft, ScopeSeparator, SecretInput,
};

/// Checked fields of a draft that `change` has filled in further.
fn credentials(change: impl FnOnce(&mut OAuth2Draft)) -> OAuth2Fields {
    let mut draft = OAuth2Draft {
        token_url: "https://a.example/token".into(),
        client_id: "id".into(),
        client_secret: SecretInput::Typed { text: Secret::new("pw".into()) },
        ..OAuth2Draft::default()
    };
    change(&mut draft);
    let mut problems = Vec::new();
    let checked = draft.check(crate::authorization::GrantType::default(), Environment::Staging, &mut problems);
    let checked = checked.unwrap_or_else(|| panic!("{problems:?}"));
    let typed = checked.try_map_secrets(|_, secret| match secret {
        SecretInput::Typed { text } => Ok(text),
        _ => Err(()),
    });
    typed.unwrap()
}

fn extra(place: ExtraPlace, name: &str, text: &str, is_secret: bool) -> ExtraDraft {
    let text = text.to_owned();
    let value = if is_secret {
        ExtraValueDraft::Secret { input: SecretInput::Typed { text: Secret::new(text) } }
    } else {
        ExtraValueDraft::Plain { text }
    };
    ExtraDraft { slot: name.into(), place, name: name.into(), value }
}

fn secret(draft: &mut OAuth2Draft, id: &str, secret: &str) {
    draft.client_id = id.into();
    draft.client_secret = SecretInput::Typed { text: Secret::new(secret.into()) };
}

fn made(credentials: &OAuth2Fields) -> TokenRequest {
    TokenRequest::new(credentials, &crate::oauth::grant::Grant::default(), &Proofs::default())
}

fn header(request: &TokenRequest, name: &str) -> Option<String> {
    request.headers.iter().find(|(header, _)| header == name).map(|(_, text)| text.wire().to_string())
}

fn basic_pair(request: &TokenRequest) -> String {
    let value = header(request, "Authorization").unwrap();
    String::from_utf8(STANDARD.decode(value.strip_prefix("Basic ").unwrap()).unwrap()).unwrap()
}

#[test]
fn basic_credentials_are_form_urlencoded_first_and_raw_on_demand() {
    for (id, password, encoded) in [
        ("id", "pw", "id:pw"),
        ("a:b", "c d", "a%3Ab:c%20d"),
        ("é", "%+&=/", "%C3%A9:%25%2B%26%3D%2F"),
        // RFC 6749 §2.3.1's own example.
        ("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw", "s6BhdRkqt3:7Fjfp0ZBr1KtDRbnfVdmIw"),
    ] {
        let request = made(&credentials(|draft| secret(draft, id, password)));
        assert_eq!(basic_pair(&request), encoded);
        let raw = made(&credentials(|draft| {
            secret(draft, id, password);
            draft.basic_encoding = BasicEncoding::Raw;
        }));
        assert_eq!(basic_pair(&raw), format!("{id}:{password}"));
    }
}

#[test]
fn a_request_proves_the_client_in_one_way_only() {
    let basic = made(&credentials(|_| {}));
    assert_eq!(*basic.body.wire(), "grant_type=client_credentials");
    let body = made(&credentials(|draft| {
        secret(draft, "i d", "p&w");
        draft.client_authentication = ClientAuthentication::ClientSecretPost;
    }));
    assert_eq!(*body.body.wire(), "grant_type=client_credentials&client_id=i%20d&client_secret=p%26w");
    assert_eq!(header(&body, "Authorization"), None);
}

#[test]
fn every_parameter_goes_out_once_in_order_and_empty_ones_not_at_all() {
    let request = made(&credentials(|draft| {
        draft.token_url = "https://a.example/t/../token/?tenant=1".into();
        draft.scopes = vec!["b:write".into(), "a".into()];
        draft.audience = "https://api.example/".into();
        draft.resources = vec!["urn:a".into(), "urn:b".into()];
        draft.extras = vec![
            extra(ExtraPlace::Body, "x y", "1&2", false),
            extra(ExtraPlace::Body, "empty", "", false),
            extra(ExtraPlace::Query, "q", "é", false),
            extra(ExtraPlace::Query, "none", "", false),
            extra(ExtraPlace::Header, "X-Key", "k", true),
            extra(ExtraPlace::Header, "accept", "*/*", false),
        ];
    }));
    let body = "grant_type=client_credentials&scope=b%3Awrite%20a&audience=https%3A%2F%2Fapi.example%2F\
                &resource=urn%3Aa&resource=urn%3Ab&x%20y=1%262";
    assert_eq!(*request.body.wire(), body);
    assert_eq!(*request.target.wire(), "/token/?tenant=1&q=%C3%A9");
    assert_eq!(header(&request, "X-Key").as_deref(), Some("k"));
    assert_eq!(header(&request, "Accept").as_deref(), Some("*/*"));
    assert_eq!(request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("accept")).count(), 1);
}

#[test]
fn the_addresss_own_query_stays_to_the_letter() {
    for (url, target) in [
        ("https://a.example/t", "/t?q=1"),
        ("https://a.example/t?", "/t?q=1"),
        ("https://a.example/t?a=%20+", "/t?a=%20+&q=1"),
        ("https://a.example/t?a=1&", "/t?a=1&q=1"),
        ("https://a.example", "/?q=1"),
    ] {
        let request = made(&credentials(|draft| {
            draft.token_url = url.into();
            draft.extras = vec![extra(ExtraPlace::Query, "q", "1", false)];
        }));
        assert_eq!(*request.target.wire(), target, "{url}");
    }
}

#[test]
fn another_grant_type_replaces_the_usual_one_in_its_place() {
    for is_secret in [false, true] {
        let request = made(&credentials(|draft| {
            draft.extras = vec![
                extra(ExtraPlace::Body, "account_id", "aBcDeF", false),
                extra(ExtraPlace::Body, "grant_type", "account_credentials", is_secret),
            ];
        }));
        assert_eq!(*request.body.wire(), "grant_type=account_credentials&account_id=aBcDeF");
    }
}

#[test]
fn scope_audience_resource_and_client_id_may_be_body_parameters() {
    let request = made(&credentials(|draft| {
        draft.extras = vec![
            extra(ExtraPlace::Body, "client_id", "id", false),
            extra(ExtraPlace::Body, "scope", "a,b", false),
            ExtraDraft { slot: "1".into(), ..extra(ExtraPlace::Body, "resource", "20e940b3", false) },
            ExtraDraft { slot: "2".into(), ..extra(ExtraPlace::Body, "resource", "urn:b", false) },
            extra(ExtraPlace::Body, "audience", "https://a.example https://b.example", false),
        ];
    }));
    let body = "grant_type=client_credentials&client_id=id&scope=a%2Cb&resource=20e940b3&resource=urn%3Ab\
                &audience=https%3A%2F%2Fa.example%20https%3A%2F%2Fb.example";
    assert_eq!(*request.body.wire(), body);
    assert_eq!(basic_pair(&request), "id:pw");
}

#[test]
fn a_scope_with_a_comma_is_sent_as_one() {
    let request = made(&credentials(|draft| draft.scopes = vec!["a,b".into()]));
    assert_eq!(*request.body.wire(), "grant_type=client_credentials&scope=a%2Cb");
}

#[test]
fn an_extra_header_replaces_keyfobs_own_and_may_be_repeated() {
    let form = "application/x-www-form-urlencoded; charset=UTF-8";
    let request = made(&credentials(|draft| {
        draft.extras = vec![
            extra(ExtraPlace::Header, "content-type", form, false),
            extra(ExtraPlace::Header, "User-Agent", "mine/1.0", false),
            ExtraDraft { slot: "1".into(), ..extra(ExtraPlace::Header, "Accept", "text/plain", false) },
            ExtraDraft { slot: "2".into(), ..extra(ExtraPlace::Header, "accept", "*/*", false) },
        ];
    }));
    let all = |name: &str| -> Vec<String> {
        let named = request.headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
        named.map(|(_, text)| text.wire().to_string()).collect()
    };
    assert_eq!((all("content-type"), all("user-agent")), (vec![form.to_owned()], vec!["mine/1.0".to_owned()]));
    assert_eq!(all("accept"), ["text/plain", "*/*"]);
}

proptest! {
    #[test]
    fn any_credentials_come_back_whole_from_header_and_body(id in "\\PC{1,20}", password in "\\PC{1,20}") {
        prop_assume!(!id.chars().chain(password.chars()).any(char::is_control));
        let basic = basic_pair(&made(&credentials(|draft| secret(draft, &id, &password))));
        let (sent_id, sent_password) = basic.split_once(':').unwrap();
        prop_assert_eq!(percent_encoding::percent_decode_str(sent_id).collect::<Vec<u8>>(), id.as_bytes());
        prop_assert_eq!(percent_encoding::percent_decode_str(sent_password).collect::<Vec<u8>>(), password.as_bytes());
        let body = made(&credentials(|draft| {
            secret(draft, &id, &password);
            draft.client_authentication = ClientAuthentication::ClientSecretPost;
        })).body;
        let pairs = form::parse(&body.wire()).unwrap();
        prop_assert_eq!(&pairs[1], &("client_id".to_owned(), id));
        prop_assert_eq!(&pairs[2], &("client_secret".to_owned(), password));
    }
}

#[test]
fn every_method_but_basic_names_the_client_in_the_body() {
    for method in [ClientAuthentication::None, ClientAuthentication::ClientSecretJwt] {
        let credentials = credentials(|draft| draft.client_authentication = method);
        let request = TokenRequest::new(&credentials, &crate::oauth::grant::Grant::default(), &Proofs::default());
        assert_eq!(*request.body.wire(), "grant_type=client_credentials&client_id=id", "{method:?}");
        assert_eq!(header(&request, "Authorization"), None);
    }
}

#[test]
fn a_client_assertion_is_sent_but_not_shown() {
    let credentials = credentials(|draft| draft.client_authentication = ClientAuthentication::ClientSecretJwt);
    let assertion = Secret::new("CANARY.b-_.c".into());
    let proofs = Proofs { assertion: Some(assertion), dpop: None };
    let request = TokenRequest::new(&credentials, &crate::oauth::grant::Grant::default(), &proofs);
    let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    let before = format!("grant_type=client_credentials&client_id=id&client_assertion_type={kind}&client_assertion=");
    assert_eq!(*request.body.wire(), format!("{before}CANARY.b-_.c"));
    assert!(!request.body.shown().contains("CANARY") && !request.body.shell().contains("CANARY"));
    assert_eq!(request.variables.len(), 1);
    assert_eq!(request.variables[0].0, "CLIENT_ASSERTION");
}

#[test]
fn a_json_request_has_the_parameters_as_members_and_says_so() {
    let request = made(&credentials(|draft| {
        draft.request_format = RequestFormat::Json;
        draft.client_authentication = ClientAuthentication::ClientSecretPost;
        secret(draft, "i\"d", "p\\w\"é");
        draft.scopes = vec!["a".into(), "b".into()];
        draft.resources = vec!["urn:a".into(), "urn:b".into()];
        draft.extras = vec![extra(ExtraPlace::Body, "tenant", "1", false), extra(ExtraPlace::Query, "v", "2", false)];
    }));
    let json: serde_json::Value = serde_json::from_str(&request.body.wire()).unwrap();
    let expected = serde_json::json!({
        "grant_type": "client_credentials", "client_id": "i\"d", "client_secret": "p\\w\"é", "scope": "a b",
        "resource": ["urn:a", "urn:b"], "tenant": "1",
    });
    assert_eq!(json, expected);
    assert_eq!(
        (request.method.as_str(), header(&request, "Content-Type").as_deref()),
        ("POST", Some("application/json"))
    );
    assert_eq!(*request.target.wire(), "/token?v=2");
    assert!(request.body.shown().contains(r#""client_secret":"••••••""#), "{}", request.body.shown());
}

#[test]
fn a_get_has_the_parameters_in_its_query_with_the_secrets_masked_and_no_body() {
    let request = made(&credentials(|draft| {
        draft.token_url = "https://a.example/token?own=1".into();
        draft.request_format = RequestFormat::Get;
        draft.client_authentication = ClientAuthentication::ClientSecretPost;
        draft.scopes = vec!["a".into(), "b".into()];
        draft.scope_separator = ScopeSeparator::Comma;
        draft.content_type = "text/plain".into();
        draft.extras = vec![extra(ExtraPlace::Body, "pin", "se cret", true), extra(ExtraPlace::Query, "v", "2", false)];
    }));
    let query = |secret: &str, pin: &str| {
        format!(
            "/token?own=1&v=2&grant_type=client_credentials&client_id=id&client_secret={secret}&scope=a%2Cb&pin={pin}"
        )
    };
    assert_eq!(*request.target.wire(), query("pw", "se%20cret"));
    assert_eq!(request.target.shown(), query("••••••", "••••••"));
    assert_eq!((request.method.as_str(), request.body.wire().as_str()), ("GET", ""));
    assert_eq!(header(&request, "Content-Type"), None);
    assert!(!request.target.shell().contains("se%20"), "{}", request.target.shell());
}

#[test]
fn a_grant_type_a_media_type_and_a_client_id_of_their_own_are_sent() {
    let request = made(&credentials(|draft| {
        draft.grant_type_value = "account_credentials".into();
        draft.content_type = "application/x-www-form-urlencoded; charset=UTF-8".into();
        draft.client_id_in_body = true;
    }));
    assert_eq!(*request.body.wire(), "grant_type=account_credentials&client_id=id");
    assert!(header(&request, "Authorization").is_some());
    let media_type = "application/x-www-form-urlencoded; charset=UTF-8";
    assert_eq!(header(&request, "Content-Type").as_deref(), Some(media_type));
    let url = TokenUrl::parse("https://a.example/revoke").unwrap();
    let usual = credentials(|draft| {
        draft.request_format = RequestFormat::Get;
        draft.grant_type_value = "account_credentials".into();
        draft.client_id_in_body = true;
    });
    let about = TokenRequest::about_token(&usual, None, &url, &Secret::new("t".into()), TokenKind::Access);
    assert_eq!(about.method.as_str(), "POST", "another endpoint is as its own specification says");
    assert_eq!(*about.body.wire(), "token=t&token_type_hint=access_token&client_id=id");
}
