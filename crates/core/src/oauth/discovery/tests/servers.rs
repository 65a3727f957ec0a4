//! Documents shaped like those of widespread servers, with made-up values: which members they have, how their issuer is written, and where
//! their endpoints are.

use serde_json::{Value, json};

use super::super::{Difference, DiscoveryWarning, Expected, ServerMetadata};

/// What is expected of a server's document.
struct Kind {
    name: &'static str,
    /// The issuer that a user enters.
    entered: &'static str,
    document: Value,
    /// How the document's issuer differs from it.
    difference: Option<Difference>,
    token_endpoint: &'static str,
    /// The members whose endpoints are on other origins.
    elsewhere: &'static [&'static str],
    auth_methods: Option<&'static [&'static str]>,
    scopes: &'static [&'static str],
    is_grant_listed: bool,
}

#[expect(clippy::too_many_lines, reason = "a list of documents")]
fn kinds() -> Vec<Kind> {
    vec![
        Kind {
            name: "Entra v2, every tenant",
            entered: "https://login.ms.example/common/v2.0",
            document: json!({
                "token_endpoint": "https://login.ms.example/common/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
                "jwks_uri": "https://login.ms.example/common/discovery/v2.0/keys",
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": "https://login.ms.example/{tenantid}/v2.0",
                "request_uri_parameter_supported": false,
                "userinfo_endpoint": "https://graph.ms.example/oidc/userinfo",
                "authorization_endpoint": "https://login.ms.example/common/oauth2/v2.0/authorize",
                "device_authorization_endpoint": "https://login.ms.example/common/oauth2/v2.0/devicecode",
                "tenant_region_scope": null,
                "cloud_instance_name": "ms.example",
            }),
            difference: Some(Difference::Placeholder),
            token_endpoint: "https://login.ms.example/common/oauth2/v2.0/token",
            elsewhere: &[],
            auth_methods: Some(&["client_secret_post", "private_key_jwt", "client_secret_basic"]),
            scopes: &["openid", "profile", "email", "offline_access"],
            is_grant_listed: true,
        },
        Kind {
            name: "Entra v1, one tenant",
            entered: "https://login.ms.example/6a1b2c3d-0000-4000-8000-00000000beef",
            document: json!({
                "token_endpoint": "https://login.ms.example/6a1b2c3d-0000-4000-8000-00000000beef/oauth2/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
                "jwks_uri": "https://login.ms.example/common/discovery/keys",
                "scopes_supported": ["openid"],
                "issuer": "https://sts.win.example/6a1b2c3d-0000-4000-8000-00000000beef/",
                "microsoft_multi_refresh_token": true,
                "check_session_iframe": "https://login.ms.example/6a1b2c3d-0000-4000-8000-00000000beef/oauth2/checksession",
            }),
            difference: Some(Difference::Origin),
            token_endpoint: "https://login.ms.example/6a1b2c3d-0000-4000-8000-00000000beef/oauth2/token",
            elsewhere: &["token_endpoint", "jwks_uri"],
            auth_methods: Some(&["client_secret_post", "private_key_jwt", "client_secret_basic"]),
            scopes: &["openid"],
            is_grant_listed: true,
        },
        Kind {
            name: "Auth0, entered without its slash",
            entered: "https://acme.eu.auth.example",
            document: json!({
                "issuer": "https://acme.eu.auth.example/",
                "authorization_endpoint": "https://acme.eu.auth.example/authorize",
                "token_endpoint": "https://acme.eu.auth.example/oauth/token",
                "device_authorization_endpoint": "https://acme.eu.auth.example/oauth/device/code",
                "mfa_challenge_endpoint": "https://acme.eu.auth.example/mfa/challenge",
                "jwks_uri": "https://acme.eu.auth.example/.well-known/jwks.json",
                "revocation_endpoint": "https://acme.eu.auth.example/oauth/revoke",
                "scopes_supported": ["openid", "offline_access"],
                "code_challenge_methods_supported": ["S256", "plain"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
                "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "PS256"],
                "grant_types_supported": ["client_credentials", "authorization_code", "refresh_token"],
                "dpop_signing_alg_values_supported": ["ES256"],
            }),
            difference: Some(Difference::TrailingSlash),
            token_endpoint: "https://acme.eu.auth.example/oauth/token",
            elsewhere: &[],
            auth_methods: Some(&["client_secret_basic", "client_secret_post", "private_key_jwt"]),
            scopes: &["openid", "offline_access"],
            is_grant_listed: true,
        },
        Kind {
            name: "Okta, a custom authorization server",
            entered: "https://acme.okta.example/oauth2/aus1",
            document: json!({
                "issuer": "https://acme.okta.example/oauth2/aus1",
                "authorization_endpoint": "https://acme.okta.example/oauth2/aus1/v1/authorize",
                "token_endpoint": "https://acme.okta.example/oauth2/aus1/v1/token",
                "registration_endpoint": "https://acme.okta.example/oauth2/v1/clients",
                "jwks_uri": "https://acme.okta.example/oauth2/aus1/v1/keys",
                "grant_types_supported": ["authorization_code", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"],
                "scopes_supported": ["invoices.read", "openid"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_jwt", "none"],
                "introspection_endpoint": "https://acme.okta.example/oauth2/aus1/v1/introspect",
                "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
                "revocation_endpoint": "https://acme.okta.example/oauth2/aus1/v1/revoke",
                "request_object_signing_alg_values_supported": ["HS256"],
            }),
            difference: None,
            token_endpoint: "https://acme.okta.example/oauth2/aus1/v1/token",
            elsewhere: &[],
            auth_methods: Some(&["client_secret_basic", "client_secret_jwt", "none"]),
            scopes: &["invoices.read", "openid"],
            is_grant_listed: true,
        },
        Kind {
            name: "Keycloak, a realm",
            entered: "https://id.example/realms/acme",
            document: json!({
                "issuer": "https://id.example/realms/acme",
                "token_endpoint": "https://id.example/realms/acme/protocol/openid-connect/token",
                "introspection_endpoint": "https://id.example/realms/acme/protocol/openid-connect/token/introspect",
                "jwks_uri": "https://id.example/realms/acme/protocol/openid-connect/certs",
                "grant_types_supported": ["authorization_code", "client_credentials", "password"],
                "acr_values_supported": ["0", "1"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic", "tls_client_auth"],
                "scopes_supported": ["openid", "acr", "service_account"],
                "tls_client_certificate_bound_access_tokens": true,
                "mtls_endpoint_aliases": {
                    "token_endpoint": "https://mtls.id.example/realms/acme/protocol/openid-connect/token",
                    "revocation_endpoint": "https://mtls.id.example/realms/acme/protocol/openid-connect/revoke",
                },
                "authorization_response_iss_parameter_supported": true,
            }),
            difference: None,
            token_endpoint: "https://id.example/realms/acme/protocol/openid-connect/token",
            elsewhere: &["mtls_endpoint_aliases.token_endpoint", "mtls_endpoint_aliases.revocation_endpoint"],
            auth_methods: Some(&["private_key_jwt", "client_secret_basic", "tls_client_auth"]),
            scopes: &["openid", "acr", "service_account"],
            is_grant_listed: true,
        },
        Kind {
            name: "Cognito: the issuer isn't the host of its endpoints",
            entered: "https://cognito-idp.region.aws.example/region_Pool",
            document: json!({
                "authorization_endpoint": "https://acme.auth.region.cog.example/oauth2/authorize",
                "id_token_signing_alg_values_supported": ["RS256"],
                "issuer": "https://cognito-idp.region.aws.example/region_Pool",
                "jwks_uri": "https://cognito-idp.region.aws.example/region_Pool/.well-known/jwks.json",
                "response_types_supported": ["code", "token"],
                "revocation_endpoint": "https://acme.auth.region.cog.example/oauth2/revoke",
                "scopes_supported": ["openid", "email", "phone", "profile"],
                "token_endpoint": "https://acme.auth.region.cog.example/oauth2/token",
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            }),
            difference: None,
            token_endpoint: "https://acme.auth.region.cog.example/oauth2/token",
            elsewhere: &["token_endpoint", "authorization_endpoint", "revocation_endpoint"],
            auth_methods: Some(&["client_secret_basic", "client_secret_post"]),
            scopes: &["openid", "email", "phone", "profile"],
            is_grant_listed: true,
        },
        Kind {
            name: "Google: endpoints on several hosts",
            entered: "https://accounts.goo.example",
            document: json!({
                "issuer": "https://accounts.goo.example",
                "authorization_endpoint": "https://accounts.goo.example/o/oauth2/v2/auth",
                "device_authorization_endpoint": "https://oauth2.gapis.example/device/code",
                "token_endpoint": "https://oauth2.gapis.example/token",
                "revocation_endpoint": "https://oauth2.gapis.example/revoke",
                "jwks_uri": "https://www.gapis.example/oauth2/v3/certs",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
                "scopes_supported": ["openid", "email", "profile"],
                "code_challenge_methods_supported": ["plain", "S256"],
                "grant_types_supported": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
            }),
            difference: None,
            token_endpoint: "https://oauth2.gapis.example/token",
            elsewhere: &["token_endpoint", "device_authorization_endpoint", "revocation_endpoint", "jwks_uri"],
            auth_methods: Some(&["client_secret_post", "client_secret_basic"]),
            scopes: &["openid", "email", "profile"],
            is_grant_listed: false,
        },
        Kind {
            name: "Salesforce: the sign-in host answers for every domain",
            entered: "https://acme.my.sf.example",
            document: json!({
                "issuer": "https://login.sf.example",
                "authorization_endpoint": "https://login.sf.example/services/oauth2/authorize",
                "token_endpoint": "https://login.sf.example/services/oauth2/token",
                "revocation_endpoint": "https://login.sf.example/services/oauth2/revoke",
                "jwks_uri": "https://login.sf.example/id/keys",
                "introspection_endpoint": "https://login.sf.example/services/oauth2/introspect",
                "scopes_supported": ["api", "refresh_token", "id"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
            }),
            difference: Some(Difference::Origin),
            token_endpoint: "https://login.sf.example/services/oauth2/token",
            elsewhere: &[],
            auth_methods: Some(&["client_secret_post", "client_secret_basic", "private_key_jwt"]),
            scopes: &["api", "refresh_token", "id"],
            is_grant_listed: true,
        },
        Kind {
            name: "Ping: an environment, without a list of methods",
            entered: "https://auth.ping.example/0b1c2d3e/as",
            document: json!({
                "issuer": "https://auth.ping.example/0b1c2d3e/as",
                "authorization_endpoint": "https://auth.ping.example/0b1c2d3e/as/authorize",
                "pushed_authorization_request_endpoint": "https://auth.ping.example/0b1c2d3e/as/par",
                "token_endpoint": "https://auth.ping.example/0b1c2d3e/as/token",
                "jwks_uri": "https://auth.ping.example/0b1c2d3e/as/jwks",
                "introspection_endpoint": "https://auth.ping.example/0b1c2d3e/as/introspect",
                "revocation_endpoint": "https://auth.ping.example/0b1c2d3e/as/revoke",
                "scopes_supported": ["openid", "profile"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "claims_supported": ["sub", "iss"],
            }),
            difference: None,
            token_endpoint: "https://auth.ping.example/0b1c2d3e/as/token",
            elsewhere: &[],
            auth_methods: None,
            scopes: &["openid", "profile"],
            is_grant_listed: true,
        },
    ]
}

#[test]
fn the_documents_of_widespread_servers_are_read() {
    for kind in kinds() {
        let Kind { name, entered, document, .. } = &kind;
        let (issuer, metadata, warnings) = ServerMetadata::read(&document.to_string()).unwrap();
        assert_eq!(Expected::This((*entered).to_owned()).difference(&issuer), kind.difference, "{name}");
        assert_eq!(metadata.token_endpoint.unwrap().url, kind.token_endpoint, "{name}");
        let methods = metadata.auth_methods.as_ref().map(|methods| methods.iter().map(String::as_str).collect());
        assert_eq!(methods, kind.auth_methods.map(<[_]>::to_vec), "{name}");
        assert_eq!(metadata.scopes, kind.scopes, "{name}");
        let elsewhere = warnings.iter().filter_map(|warning| match warning {
            DiscoveryWarning::OtherOrigin { member, .. } => Some(member.as_str()),
            _ => None,
        });
        let mut elsewhere: Vec<_> = elsewhere.collect();
        let mut expected = kind.elsewhere.to_vec();
        elsewhere.sort_unstable();
        expected.sort_unstable();
        assert_eq!(elsewhere, expected, "{name}");
        let is_listed = !warnings.contains(&DiscoveryWarning::GrantNotListed);
        assert_eq!(is_listed, kind.is_grant_listed, "{name}");
        assert_eq!(warnings.len(), expected.len() + usize::from(!is_listed), "{name}: {warnings:?}");
    }
}

#[test]
fn everything_else_that_a_server_says_is_read() {
    let documents = kinds();
    let read = |name: &str| {
        let kind = documents.iter().find(|kind| kind.name.starts_with(name)).unwrap();
        ServerMetadata::read(&kind.document.to_string()).unwrap().1
    };
    let auth0 = read("Auth0");
    assert_eq!(auth0.dpop_algorithms, ["ES256"]);
    assert_eq!(auth0.auth_signing_algorithms, ["RS256", "RS384", "PS256"]);
    assert_eq!(auth0.code_challenge_methods, ["S256", "plain"]);
    assert_eq!(auth0.grant_types.unwrap(), ["client_credentials", "authorization_code", "refresh_token"]);
    assert!(auth0.revocation_endpoint.unwrap().url.ends_with("/oauth/revoke"));
    assert!(auth0.device_authorization_endpoint.unwrap().url.ends_with("/oauth/device/code"));
    let keycloak = read("Keycloak");
    assert!(keycloak.names_issuer_in_response && !read("Okta").names_issuer_in_response);
    assert!(keycloak.introspection_endpoint.unwrap().url.ends_with("/token/introspect"));
    let mtls = keycloak.mtls_endpoints.unwrap();
    assert!(mtls.token_endpoint.unwrap().url.starts_with("https://mtls.id.example/"));
    assert!(mtls.revocation_endpoint.is_some() && mtls.introspection_endpoint.is_none());
}
