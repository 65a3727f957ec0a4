//! What a preset proposes, and what it leaves to the user.

use super::*;
use crate::authorization::{
    AssertionAlgorithm, BasicEncoding, ExtraValueDraft, Field, OAuth2Draft, RequestFormat, ScopeSeparator,
};

const KEYCLOAK: [(&str, &str); 2] = [("server", " keycloak.example.com "), ("realm", "acme")];

#[test]
fn variables_complete_the_token_url_and_white_space_around_them_is_ignored() {
    let proposal = proposal("keycloak", &KEYCLOAK, None);
    assert_eq!(proposal.draft.token_url, "https://keycloak.example.com/realms/acme/protocol/openid-connect/token");
    assert_eq!(proposal.fields, [Field::TokenUrl, Field::ClientAuthentication]);
}

#[test]
fn the_audience_of_an_assertion_is_proposed_with_a_method_that_signs_one() {
    let proposal = proposal("keycloak", &KEYCLOAK, Some(ClientAuthentication::PrivateKeyJwt));
    assert_eq!(proposal.draft.assertion_audience, "https://keycloak.example.com/realms/acme");
    assert_eq!(proposal.fields, [Field::TokenUrl, Field::ClientAuthentication, Field::AssertionAudience]);
    let proposal =
        super::proposal("microsoft-entra", &[("tenant", "acme.example")], Some(ClientAuthentication::PrivateKeyJwt));
    assert_eq!(proposal.draft.assertion_audience, "");
    assert_eq!(proposal.draft.assertion_algorithm, Some(AssertionAlgorithm::PS256));
    assert!(
        proposal.fields.contains(&Field::AssertionAudience) && proposal.fields.contains(&Field::AssertionAlgorithm)
    );
}

#[test]
fn the_encoding_of_a_basic_header_is_proposed_with_that_header() {
    let values = [("subdomain", "acme"), ("landscape", "eu10.hana.ondemand.com")];
    assert!(!proposal("sap-btp-xsuaa", &values, None).fields.contains(&Field::BasicEncoding));
    let with_header = proposal("sap-btp-xsuaa", &values, Some(ClientAuthentication::ClientSecretBasic));
    assert_eq!(with_header.draft.basic_encoding, BasicEncoding::Raw);
    assert!(with_header.fields.contains(&Field::BasicEncoding));
}

#[test]
fn extra_parameters_have_fixed_values_and_values_of_variables() {
    let proposal = proposal("box", &[("subject_id", "4 {x}&2")], None);
    let texts: Vec<_> = proposal.draft.extras.iter().map(|extra| (extra.name.as_str(), &extra.value)).collect();
    let plain = |text: &str| ExtraValueDraft::Plain { text: text.to_owned() };
    assert_eq!(texts, [("box_subject_type", &plain("enterprise")), ("box_subject_id", &plain("4 {x}&2"))]);
    assert!(proposal.fields.contains(&Field::ExtraBody));
}

#[test]
fn a_server_that_goes_its_own_way_is_asked_in_its_way() {
    let zoom = proposal("zoom", &[("account_id", "a")], None);
    assert_eq!(zoom.draft.grant_type_value, "account_credentials");
    let fields = [Field::TokenUrl, Field::ClientAuthentication, Field::ExtraBody, Field::GrantTypeValue];
    assert_eq!(zoom.fields, fields);
    assert_eq!(proposal("efi-pix", &[], None).draft.request_format, RequestFormat::Json);
    assert_eq!(proposal("adobe-ims", &[], None).draft.scope_separator, ScopeSeparator::Comma);
    let unusual = Preset {
        client_id_in_body: true,
        content_type: Some("application/x".to_owned()),
        token_member: Some("/data/token".to_owned()),
        ..preset("spotify").clone()
    };
    let Filling::Filled { proposal } = unusual.fill(Environment::Staging, &Given::new(), None) else { panic!() };
    let OAuth2Draft { client_id_in_body, content_type, token_member, .. } = proposal.draft;
    assert_eq!(
        (client_id_in_body, content_type.as_str(), token_member.as_str()),
        (true, "application/x", "/data/token")
    );
    assert_eq!(proposal.fields[2..], [Field::ClientIdInBody, Field::ContentType, Field::TokenMember]);
    let Filling::Filled { proposal } =
        unusual.fill(Environment::Staging, &Given::new(), Some(ClientAuthentication::ClientSecretPost))
    else {
        panic!()
    };
    assert!(!proposal.draft.client_id_in_body && !proposal.fields.contains(&Field::ClientIdInBody));
}

#[test]
fn an_environment_has_the_variables_of_its_own_address() {
    let salesforce = preset("salesforce");
    assert_eq!(salesforce.asked.staging, ["my_domain", "sandbox"]);
    assert_eq!(salesforce.asked.production, ["my_domain"]);
    assert_eq!(preset("zoom").asked.staging, preset("zoom").asked.production);
    let both = given(&[("my_domain", "acme"), ("sandbox", "uat")]);
    let Filling::Invalid { problems } = salesforce.fill(Environment::Production, &both, None) else { panic!() };
    let unknown = VariableProblem { variable: "sandbox".to_owned(), code: VariableProblemCode::Unknown };
    assert_eq!(problems, [unknown]);
}

#[test]
fn without_any_value_an_environment_is_left_out_and_with_some_the_others_are_named() {
    let keycloak = preset("keycloak");
    assert!(matches!(keycloak.fill(Environment::Staging, &given(&[("server", " ")]), None), Filling::Blank));
    let some = given(&[("realm", "a/b")]);
    let Filling::Invalid { problems } = keycloak.fill(Environment::Staging, &some, None) else { panic!() };
    let codes: Vec<_> = problems.iter().map(|problem| (problem.variable.as_str(), &problem.code)).collect();
    let slash = VariableProblemCode::Character { character: "/".to_owned() };
    assert_eq!(codes, [("server", &VariableProblemCode::Required), ("realm", &slash)]);
    // Without variables there is nothing to enter.
    assert!(matches!(preset("paypal").fill(Environment::Production, &Given::new(), None), Filling::Filled { .. }));
}

#[test]
fn what_is_left_to_enter_follows_from_the_method() {
    let fields = |id: &str, method| -> Vec<_> {
        preset(id).to_enter(method).into_iter().map(|entry| (entry.field, entry.is_required)).collect()
    };
    let secret = [(Field::ClientId, true), (Field::ClientSecret, true), (Field::Scopes, true)];
    assert_eq!(fields("microsoft-entra", None), secret);
    let key =
        [(Field::ClientId, true), (Field::PrivateKey, true), (Field::KeyCertificate, true), (Field::Scopes, true)];
    assert_eq!(fields("microsoft-entra", Some(ClientAuthentication::PrivateKeyJwt)), key);
    let tls = [
        (Field::ClientId, true),
        (Field::PrivateKey, true),
        (Field::KeyId, false),
        (Field::ClientCertificate, true),
        (Field::Scopes, true),
    ];
    assert_eq!(fields("open-finance-brasil", None), tls);
    let auth0 = preset("auth0").to_enter(None);
    let last = auth0.last().unwrap();
    assert_eq!((last.field, last.name.as_deref(), last.is_required), (Field::ExtraBody, Some("organization"), false));
    assert!(auth0.iter().any(|entry| entry.field == Field::Audience && entry.example.is_some()));
}
